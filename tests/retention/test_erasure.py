"""Erasing one portfolio for good: no byte of it is left, nothing else is touched, and what stopped half-way is finished."""

import dataclasses
import enum
import hashlib
import shutil
import typing
from contextlib import suppress
from datetime import date, datetime

import pytest
from PIL import Image

from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.blobs import BlobStore
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.signatures import Signer
from csassess.services.access import caseloads
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts, evidence
from csassess.services.exchange import key_files, sending
from csassess.services.progress import history, portfolio_status
from csassess.services.retention import retention
from csassess.services.safekeeping import backups, restoring
from csassess.services.signing import screen_or_paper_signatures
from csassess.services.verification import sampling_plan
from tests.support.builders import PASSPHRASE, THAT_DAY, cheap_keys, closed_caseload, reopened
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, hand_on, machine, receive_file, state
from tests.support.pages import everything_in
from tests.support.pictures import encoded
from tests.support.verifying import STROKES, UNIT, decided, overreaching

_OF_THE_RECORD = {"candidate", "enrolment", "joined", "hand-over"}  # made by services, in what follows


class Marks:
    """Words that stand nowhere else, each beginning differently, and pictures of noise."""

    def __init__(self):
        self.words, self.pieces = [], []

    def word(self):
        self.words.append(f"z{hashlib.sha256(str(len(self.words)).encode()).hexdigest()[:16]}")
        return self.words[-1]

    def picture(self, size=(300, 200)):
        made = photographs.prepare(encoded(Image.effect_noise(size, 90).convert("RGB")))
        self.pieces.append(made.jpeg[len(made.jpeg) // 2 :][:48])
        if made.thumbnail:
            self.pieces.append(made.thumbnail[len(made.thumbnail) // 2 :][:48])
        return made

    def found_in(self, content):
        """How many of the words and pieces of pictures stand somewhere."""
        lower = content.lower()
        words = sum(word.encode() in lower for word in self.words)
        return words + sum(piece in content for piece in self.pieces)

    @property
    def count(self):
        return len(self.words) + len(self.pieces)


def filled(record_type, marks):
    """A record with a mark in every field that takes words."""
    hints = typing.get_type_hints(record_type)
    return record_type(
        **{field.name: _value(hints[field.name], marks) for field in dataclasses.fields(record_type)}
    )


def _value(hint, marks):
    kinds = [kind for kind in typing.get_args(hint) or (hint,) if kind is not type(None)]
    if typing.get_origin(hint) is tuple:
        return (_value(kinds[0], marks),) if typing.get_origin(kinds[0]) is not tuple else ((1, 2),)
    kind = kinds[0]
    if kind is str:
        return marks.word()
    if dataclasses.is_dataclass(kind):
        return filled(kind, marks)
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    return {
        date: THAT_DAY,
        datetime: datetime.fromisoformat("2026-03-02T10:00:00+00:00"),
        bool: False,
        int: 1,
    }[kind]


def filled_portfolio(caseload, marks):
    """A candidate with marks in every field of every kind of record, with photographs, a signed paper, a draft, found words."""
    aisha, item = decided(caseload, marks.word(), marks.word())
    screen_or_paper_signatures.sign_decision(caseload, aisha.id, UNIT, Signer.VERIFIER, marks.word(), STROKES)
    another = evidence.start_observation(caseload, aisha.id, marks.word())
    first, second = marks.picture(), marks.picture()
    photographs.turn(caseload, aisha.id, photographs.add(caseload, aisha.id, another.id, first, marks.word()))
    removed = photographs.add(caseload, aisha.id, another.id, second, marks.word())
    photographs.remove(caseload, aisha.id, removed)
    told = f"{marks.word()} " * 3
    attachments.attach(caseload, aisha.id, another.id, f"{marks.word()}.txt", told.encode())
    note = evidence.add_note(caseload, aisha.id, another.id, marks.word())
    evidence.change_note(caseload, aisha.id, dataclasses.replace(note, text=marks.word()))
    history.undo(caseload, aisha.id)
    drafts.keep_draft(caseload, note.id, {"text": marks.word()})
    retention.lift(caseload, aisha.id, retention.hold(caseload, aisha.id, marks.word()))
    assert portfolio_status.find(caseload, note.text)
    return aisha, item


def fill_every_entity(caseload, stream, marks):
    """Write, as no service would, one record of every kind with a mark in each of its fields."""
    caseload_s = {kind.name for kind in KINDS.values() if kind.stream is Stream.CASELOAD}
    with overreaching(caseload):
        for entity, record_type in ((kind.name, kind.record_type) for kind in KINDS.values()):
            if entity not in caseload_s | _OF_THE_RECORD:
                record = filled(record_type, marks)
                if entity == "evidence":
                    marks.words.remove(record.number)
                    record = dataclasses.replace(record, number="77")
                caseload.save(stream, "evidence.add", record)


@pytest.fixture
def caseload(folder, clock):
    """A caseload that a test may close itself."""
    opened = reopened(folder, clock=clock)
    yield opened
    if opened._lock.is_locked:
        opened.close()


@pytest.fixture
def marks():
    return Marks()


@pytest.fixture
def elsewhere(tmp_path):
    return tmp_path / "stick"


@pytest.fixture
def full(caseload, marks, elsewhere):
    """A caseload with one portfolio full of marks, another that shows one of its pictures, and backups in two places."""
    aisha, _ = filled_portfolio(caseload, marks)
    tom, _ = decided(caseload, "Tom Other", "2")
    shared = photographs.prepare(encoded(Image.effect_noise((320, 200), 90).convert("RGB")))
    ours = evidence.start_observation(caseload, aisha.id, marks.word())
    theirs = evidence.start_observation(caseload, tom.id, "Counter")
    for candidate, about in ((aisha, ours), (tom, theirs)):
        photographs.add(caseload, candidate.id, about.id, shared)
    backups.make_backup(caseload)
    backups.make_backup(caseload, elsewhere)
    return aisha, tom


def test_after_it_no_byte_of_the_portfolio_is_left_anywhere(
    caseload, full, marks, elsewhere, folder, tmp_path
):
    aisha, _ = full
    portfolio_status.portfolio_statuses(caseload)
    fill_every_entity(caseload, aisha.id, marks)
    backups.make_backup(caseload, elsewhere)
    master = caseload.attached.master
    caseload.attached.fold_in()
    hidden = marks.found_in(everything_in(folder, master))
    assert hidden == marks.count  # else the search itself would find nothing
    assert marks.found_in(everything_in(elsewhere, master)) > marks.count * 0.9
    assert retention.erase(caseload, aisha.id, "The period is over")[1] == []
    for place in (folder, elsewhere):
        assert marks.found_in(everything_in(place, master)) == 0
    caseload.close()
    assert marks.found_in(everything_in(tmp_path, master)) == 0


def test_other_portfolios_are_untouched_and_a_picture_they_share_stays(caseload, full):
    aisha, tom = full
    before, found = (
        state(caseload, tom.id),
        [each for each in portfolio_status.portfolio_statuses(caseload) if each.candidate == tom.id],
    )
    retention.erase(caseload, aisha.id, "The period is over")
    assert state(caseload, tom.id) == before
    assert portfolio_status.portfolio_statuses(caseload) == found
    (photograph,) = load_portfolio(caseload, tom.id).photographs
    assert photographs.content(caseload, photograph)
    assert caseload.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_the_backups_still_open_and_hold_the_others(caseload, full, elsewhere, tmp_path):
    aisha, tom = full
    retention.erase(caseload, aisha.id, "The period is over")
    for number, place in enumerate((caseload.folder / "backups", elsewhere)):
        target = tmp_path / f"restored-{number}"
        backups.restore_caseload(backups.latest_in(place), backups.with_passphrase(PASSPHRASE), target)
        restored = reopened(target)
        assert [each.name for each in candidates.list_candidates(restored)] == ["Tom Other"]
        (photograph,) = load_portfolio(restored, tom.id).photographs
        assert photographs.content(restored, photograph)
        restored.close()


def test_the_stub_says_how_much_went_and_no_name(caseload, full):
    aisha, _ = full
    entries = len(caseload.history.of(aisha.id))
    stub, _ = retention.erase(caseload, aisha.id, " The period is over ")
    assert retention.erasures(caseload) == [stub]
    assert (stub.id, stub.reason, stub.entries, stub.certificate) == (
        aisha.id,
        "The period is over",
        entries,
        "E20260302-1",
    )
    assert stub.files >= 4
    assert aisha.name not in str(stub)


def test_a_reason_is_needed_and_a_hold_is_in_the_way(caseload, full):
    aisha, _ = full
    before = state(caseload, aisha.id)
    with pytest.raises(UserError, match="the reason"):
        retention.erase(caseload, aisha.id, " ")
    placed = retention.hold(caseload, aisha.id, "An appeal")
    with pytest.raises(UserError, match="is held: An appeal"):
        retention.erase(caseload, aisha.id, "The period is over")
    assert retention.erasures(caseload) == []
    retention.lift(caseload, aisha.id, placed)
    assert state(caseload, aisha.id)[3].evidence == before[3].evidence
    retention.erase(caseload, aisha.id, "The period is over")
    with pytest.raises(KeyError):
        load_portfolio(caseload, aisha.id)


def test_no_certificate_bears_the_number_of_another(caseload):
    numbers = []
    for number in range(3):
        candidate = candidates.add_candidate(caseload, f"Candidate {number}")
        stub, _ = retention.erase(caseload, candidate.id, "Entered by mistake")
        numbers.append(stub.certificate)
        if number == 1:
            retention.take_in_again(caseload, stub)
    assert len(set(numbers)) == 3


# Stopped half-way


class StoppedError(Exception):
    """The machine stopped here."""


class StopsAt:
    """A database that stops at a statement."""

    def __init__(self, db, statement):
        self._db, self._statement = db, statement

    def execute(self, sql, *given):
        if sql.startswith(self._statement):
            raise StoppedError
        return self._db.execute(sql, *given)

    def __getattr__(self, name):
        return getattr(self._db, name)


class StopsStore(BlobStore):
    """A store of pictures that stops before or after they are taken out."""

    def __init__(self, store, at):
        super().__init__(store._folder, store.master)
        self._at = at

    def forget(self, hashes):
        if self._at == "before":
            raise StoppedError
        super().forget(hashes)
        if self._at == "after":
            raise StoppedError

    def fold_in(self):
        if self._at == "folding":
            self._at = ""
            raise StoppedError
        super().fold_in()


def stop_at(caseload, step, elsewhere):
    """Make a caseload stop at a step of erasing."""
    kind, _, where = step.partition(":")
    if kind == "statement":
        caseload.db = StopsAt(caseload.db, where)
    elif kind == "pictures":
        store = caseload.attached
        store.close()
        caseload.attached = StopsStore(store, where)
    elif kind == "backup":
        (elsewhere / "a.db" if where == "first" else elsewhere / "zz.db").mkdir()
    elif kind == "away":
        elsewhere.rename(elsewhere.with_name("stick-away"))


STEPS = {
    "statement:VACUUM": True,
    "statement:PRAGMA wal": True,
    "statement:INSERT OR IGNORE INTO erasing": False,
    "statement:DELETE FROM grouped": False,
    'statement:DELETE FROM "note"': False,
    "statement:INSERT INTO events": False,
    "statement:SELECT stream, sha256 FROM erasing": True,
    "pictures:before": True,
    "pictures:after": True,
    "pictures:folding": True,
    "backup:first": True,
    "backup:last": True,
    "away:": True,
    "statement:DELETE FROM erasing": True,
}


@pytest.mark.parametrize("step", STEPS)
def test_what_stopped_half_way_is_finished_when_next_opened_with_the_same_result(
    caseload, full, marks, elsewhere, folder, tmp_path, step
):
    aisha, tom = full
    master, others = caseload.attached.master, state(caseload, tom.id)
    stop_at(caseload, step, elsewhere)
    with suppress(StoppedError, UserError):
        retention.erase(caseload, aisha.id, "The period is over")
    if step.startswith("statement"):
        caseload.db = caseload.db._db
    caseload.close()
    for blocked in ("a.db", "zz.db"):
        if (elsewhere / blocked).is_dir():
            (elsewhere / blocked).rmdir()
    if step == "away:":
        elsewhere.with_name("stick-away").rename(elsewhere)
    again = caseloads.open_caseload(folder, master)
    if not STEPS[step]:  # nothing was changed, and it is done anew
        assert load_portfolio(again, aisha.id).candidate.name == aisha.name
        assert retention.erasures(again) == []
        retention.erase(again, aisha.id, "The period is over")
    assert len(retention.erasures(again)) == 1
    assert again.db.execute("SELECT COUNT(*) FROM erasing").fetchone()[0] == 0
    assert state(again, tom.id) == others
    again.close()
    assert marks.found_in(everything_in(tmp_path, master)) == 0


def test_a_backup_that_is_away_is_named_and_cleaned_once_it_is_back(caseload, full, marks, elsewhere):
    aisha, _ = full
    away = elsewhere.with_name("away")
    elsewhere.rename(away)
    assert retention.erase(caseload, aisha.id, "The period is over")[1] == [elsewhere]
    assert marks.found_in(everything_in(away, caseload.attached.master))
    away.rename(elsewhere)
    retention.finish_erasing(caseload)
    assert marks.found_in(everything_in(elsewhere, caseload.attached.master)) == 0


def test_it_goes_from_the_caseload_that_a_backup_took_the_place_of_too(
    caseload, full, marks, folder, tmp_path, clock
):
    aisha, _ = full
    master, backup = caseload.attached.master, backups.latest_in(folder / "backups")
    caseload.close()
    aside = restoring.restore_whole(folder, master, backup, clock())
    again = reopened(folder, clock=clock)
    assert marks.found_in(everything_in(aside, master)) > 0
    assert retention.erase(again, aisha.id, "The period is over")[1] == []
    again.close()
    assert marks.found_in(everything_in(aside, master)) == 0


def test_a_copy_never_proved_is_cleaned_away_too(caseload, full, marks, folder):
    aisha, _ = full
    shutil.copyfile(folder / "caseload.db", folder / "backups" / "records-20260301-101010-abc.db.unproved")
    retention.erase(caseload, aisha.id, "The period is over")
    assert list(folder.glob("backups/*.unproved*")) == []


# Portfolio files


def test_an_old_portfolio_file_does_not_bring_it_back_until_that_is_allowed(caseload, full, tmp_path):
    aisha, tom = full
    old = tmp_path / "old.csbundle"
    sending.send(caseload, [aisha.id, tom.id], old, passphrase=FILE_PASSPHRASE, with_forms=False)
    stub, _ = retention.erase(caseload, aisha.id, "The period is over")
    others = state(caseload, tom.id)
    with pytest.raises(UserError, match=rf"erased here on 2 March 2026 \(certificate {stub.certificate}\)"):
        receive_file(caseload, old, FILE_PASSPHRASE)
    assert [each.name for each in candidates.list_candidates(caseload)] == ["Tom Other"]
    assert state(caseload, tom.id) == others
    retention.take_in_again(caseload, stub)
    receive_file(caseload, old, FILE_PASSPHRASE)
    assert load_portfolio(caseload, aisha.id).candidate.name == aisha.name
    assert retention.erasures(caseload) == []
    again, _ = retention.erase(caseload, aisha.id, "Now it is over")
    assert retention.erasures(caseload) == [again]


@pytest.fixture
def pair(tmp_path, clock):
    made = [machine(tmp_path / name, clock=clock) for name in ("here", "there")]
    acquaint(*made, folder=tmp_path)
    yield made
    for each in made:
        each.close()


def test_the_stub_travels_and_asks_on_another_machine(pair, tmp_path):
    here, there = pair
    aisha, tom = (
        decided(here, name, number)[0] for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2"))
    )
    for number, each in enumerate((aisha, tom)):
        hand_on(here, there, each.id, tmp_path / f"{number}.csbundle")
    stub, _ = retention.erase(here, aisha.id, "The period is over")
    hand_on(here, there, tom.id, tmp_path / "later.csbundle")
    asked = retention.erased_elsewhere(there)
    assert asked == {
        aisha.id: {"id": aisha.id, "on": "2026-03-02", "by": stub.by, "certificate": stub.certificate}
    }
    assert load_portfolio(there, aisha.id).evidence  # nothing is deleted by itself
    retention.keep_all_the_same(there, aisha.id)
    hand_on(here, there, tom.id, tmp_path / "again.csbundle")
    assert retention.erased_elsewhere(there) == {}
    retention.erase(there, aisha.id, "Erased elsewhere", stub.certificate)
    assert retention.erasures(there)[0].certificate == stub.certificate


def test_where_it_is_erased_too_nobody_is_asked_any_more(pair, tmp_path):
    here, there = pair
    aisha, tom = (
        decided(here, name, number)[0] for name, number in (("Aisha Karim", "1"), ("Tom Reid", "2"))
    )
    for number, each in enumerate((aisha, tom)):
        hand_on(here, there, each.id, tmp_path / f"{number}.csbundle")
    retention.erase(here, aisha.id, "The period is over")
    hand_on(here, there, tom.id, tmp_path / "later.csbundle")
    retention.erase(there, aisha.id, "Erased elsewhere")
    assert retention.erased_elsewhere(there) == {}


def test_what_is_kept_apart_and_told_by_status_files_goes_too(pair, marks, tmp_path):
    here, there = pair
    aisha, item = decided(here, marks.word(), marks.word())
    hand_on(here, there, aisha.id, tmp_path / "whole.csbundle")
    become_verifier(there)
    with overreaching(there):
        forged = evidence.start_observation(there, aisha.id, marks.word())
        photographs.add(there, aisha.id, forged.id, marks.picture())
        judged = Judgement(item.id, Outcome.MORE_EVIDENCE_NEEDED, THAT_DAY, there.author, marks.word())
        there.save(aisha.id, "evidence.reopen", judged)
    _, merged = hand_on(there, here, aisha.id, tmp_path / "forged.csbundle")
    assert merged.apart
    assert load_portfolio(here, aisha.id).photographs == ()
    master = here.attached.master
    here.attached.fold_in()
    assert (
        marks.found_in(everything_in(here.folder, master)) >= marks.count - 1
    )  # a thumbnail does not travel
    retention.erase(here, aisha.id, "The period is over")
    assert marks.found_in(everything_in(here.folder, master)) == 0


def become_verifier(caseload):
    from csassess.domain.records.roles import Role
    from tests.support.verifying import become

    become(caseload, "Vera Verifier", Role.VERIFIER)


def test_a_status_file_does_not_bring_the_name_of_an_erased_portfolio_back(pair, marks, tmp_path):
    here, there = pair
    aisha, _ = decided(here, marks.word(), marks.word())
    decided(here, "Tom Reid", "2")
    hand_on(here, there, aisha.id, tmp_path / "whole.csbundle")
    retention.erase(there, aisha.id, "The period is over")
    (card,) = key_files.recipients_known(here)
    sampling_plan.write_status(here, tmp_path / "status", [card])
    sampling_plan.receive_status(there, tmp_path / "status")
    assert [row.summary.name for row in sampling_plan.plan(there)] == ["Tom Reid"]
    assert marks.found_in(everything_in(there.folder, there.attached.master)) == 0


def test_whoever_may_only_read_erases_nothing(tmp_path, clock):
    from csassess.domain.records.roles import Role
    from tests.support.verifying import become

    caseload = reopened(closed_caseload(tmp_path / "caseload", cheap_keys()), clock=clock)
    aisha, _ = decided(caseload)
    become(caseload, "Rita Reader", Role.READER)
    with pytest.raises(UserError, match="may not write this"):
        retention.erase(caseload, aisha.id, "The period is over")
    assert load_portfolio(caseload, aisha.id).evidence
    caseload.close()
