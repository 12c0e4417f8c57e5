"""What a received file may do: nobody changes another's record by a file that was merely received."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.merge import Verdict
from csassess.data.record import fold
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.canonical import digest
from csassess.data.storage.sqlcipher import connect_to_read
from csassess.domain.errors import UserError
from csassess.domain.exchange.authority import Act, Effect, Writer, authority, effect, rows
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Judgement, Note, Outcome
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.people import HandOver, Joined
from csassess.domain.records.retention import Redaction
from csassess.domain.records.roles import Role
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Setting
from csassess.services.attachments import attachments, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance, key_files, requests, sending
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view, report
from csassess.services.retention import retention
from csassess.services.safekeeping import backups
from tests.support.builders import THAT_DAY, accepted_product
from tests.support.builders import rows as table_rows
from tests.support.exchanging import (
    FILE_PASSPHRASE,
    acquaint,
    agree_to_all,
    machine,
    receive_file,
    transfer,
)
from tests.support.forging import Forger
from tests.support.pictures import encoded, scene
from tests.support.verifying import become


class Office:
    """Ann's machine with a portfolio and a backup on a stick, and a forger's that has received it."""

    def __init__(self, folder, clock, closing):
        self.folder = folder
        self.ann = machine(folder / "ann", clock=clock)
        closing.callback(self.ann.close)
        become(self.ann, "Ann Assessor", Role.ASSESSOR)
        mo = candidates.add_candidate(self.ann, "Mo Candidate", "N1")
        candidates.set_job(self.ann, mo.id, "Shop", "Assistant", Setting.REAL_JOB_PAID)
        candidates.enrol(self.ann, mo.id, "ocr-b10")
        self.mo = mo.id
        self.accepted = accepted_product(self.ann, mo.id, "ocr-b10", "1.1").id
        item = evidence.start_observation(self.ann, mo.id, "Counter")
        self.note = evidence.add_note(self.ann, mo.id, item.id, "Greets the customer by name.")
        self.item = item.id
        photographs.add(
            self.ann, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter"
        )
        attachments.attach(self.ann, mo.id, item.id, "log.pdf", b"%PDF-1.4 log of complaints")
        self.stick = folder / "stick"
        backups.make_backup(self.ann)
        backups.make_backup(self.ann, self.stick)
        self.forger = Forger(folder / "mallory", clock=clock)
        closing.callback(self.forger.caseload.close)
        sending.send(
            self.ann,
            [mo.id],
            folder / "ann.csbundle",
            recipients=[devices.own_card(self.forger.caseload)],
            with_forms=False,
        )
        self.forger.know(folder / "ann.csbundle")

    def receive(self, change=bool):
        """Let Ann receive what the forger wrote; return the preview and the result."""
        path = self.forger.send(self.mo, self.folder / "forged.csbundle", self.ann, change)
        return receive_file(self.ann, path)

    def accept_forger(self):
        """Let Ann accept the forger's machine, as that of a colleague."""
        acquaint(self.ann, self.forger.caseload, folder=self.folder)


@pytest.fixture
def office(tmp_path, clock):
    with ExitStack() as closing:
        yield Office(tmp_path, clock, closing)


@pytest.fixture(params=["stranger", "colleague"])
def met(office, request):
    """Return the office with a forger who is a stranger, or a colleague whose machine Ann accepted."""
    if request.param == "colleague":
        office.accept_forger()
    return office


def victim(office):
    """Return all that must be as before: report, history, tables, people, files, and words in the backups."""
    ann = office.ann
    tables = {kind: table_rows(ann, kind) for kind in KINDS if kind not in ("agreement", "accepted-machine")}
    view = portfolio_view(ann, office.mo)
    return (
        report(view),
        [(entry.author, entry.words) for entry in history.history(ann, office.mo)],
        tables,
        sorted(person.name for person in devices.people(ann).values() if person.id == ann.author),
        sorted(ann.attached.hashes()),
        words_in_backups(office),
        ann.permissions.handover_from_here(office.mo),
    )


def words_in_backups(office):
    """Return in how many copies, here and on the stick, the note's words are."""
    found = 0
    for place in (office.ann.folder / "backups", office.stick):
        for path in place.glob("*.db"):
            if path.name != "photos.db" and "before-receiving" not in path.name:
                db = connect_to_read(path, office.ann.attached.master, at_rest=True)
                found += db.execute(
                    "SELECT COUNT(*) FROM events WHERE disclosed LIKE '%by name%'"
                ).fetchone()[0]
                db.close()
    return found


def redaction_of_every_note(office, *, said):
    """Forge one entry that redacts the words of every note."""
    head = office.forger.head_of(office.mo, "note", office.note.id, "text")
    changes = [Change("note", office.note.id, "text", "Nothing.", (head,))]
    if said:
        record = Redaction("r", "note", office.note.id, "text", THAT_DAY, "Mallory", "A name")
        from csassess.data.record.records import to_values

        changes += [Change("taken-out", "r", name, value, ()) for name, value in to_values(record).items()]
    office.forger.entry(office.mo, UserAction.REDACT, changes)


def weaker_wording(office):
    """Forge a change of the enrolment to a wording with one outcome."""
    enrolment = load_portfolio(office.ann, office.mo).enrolments[0]
    content = office.ann.wording(enrolment.digest)
    weaker = {**content, "outcomes": content["outcomes"][:1]}
    office.forger.caseload.store_wording(digest(weaker), "ocr-b10", weaker)
    head = office.forger.head_of(office.mo, "enrolment", "ocr-b10", "digest")
    office.forger.entry(
        office.mo, "candidate.enrol", [Change("enrolment", "ocr-b10", "digest", digest(weaker), (head,))]
    )
    office.forger.caseload.save(  # so that the file holds the wording
        office.mo, "candidate.enrol", replace(enrolment, digest=digest(weaker))
    )


def covered_over_a_file(office):
    """Forge a covered photograph whose original is the file that Ann attached."""
    attached = load_portfolio(office.ann, office.mo).attachments[0]
    picture = photographs.prepare(encoded(scene((32, 32))))
    office.forger.caseload.attached.put(picture.jpeg, picture.thumbnail)
    office.forger.records(
        office.mo,
        UserAction.PHOTOGRAPH_COVER,
        Photograph(
            "p9", office.item, picture.sha256, attached.sha256, 32, 32, office.forger.now(), covered=True
        ),
    )


def forged_note(office):
    """Return a note that the forger wrote."""
    return Note("n9", office.item, office.forger.now(), office.forger.now(), text="Forged")


FORGERIES = {
    "a hand-over in Ann's name": lambda o: o.forger.records(
        o.mo, "candidate.hand-over", HandOver("h", "Mallory", THAT_DAY, o.ann.author, o.ann.device)
    ),
    "a redaction of every note": lambda o: redaction_of_every_note(o, said=True),
    "a redaction that says nothing": lambda o: redaction_of_every_note(o, said=False),
    "another wording of the unit": weaker_wording,
    "a merge into another record": lambda o: o.forger.records(
        o.mo, "candidate.joined", Joined("joined", "x")
    ),
    "a judgement in Ann's name": lambda o: o.forger.records(
        o.mo, "evidence.accept", Judgement(o.item, Outcome.ACCEPTED, THAT_DAY, o.ann.author)
    ),
    "an entry in Ann's name": lambda o: o.forger.records(
        o.mo,
        "note.add",
        Note("n9", o.item, o.forger.now(), o.forger.now(), text="Forged"),
        author=o.ann.author,
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_file_changes_report_history_tables_files_or_backups_by_a_forgery(met, forgery):
    before = victim(met)
    FORGERIES[forgery](met)
    met.receive()
    assert victim(met) == before
    backups.make_backup(met.ann)
    assert words_in_backups(met) == before[5] + 1


def test_a_covered_photograph_deletes_no_file_that_another_record_names(met):
    attached = load_portfolio(met.ann, met.mo).attachments[0]
    covered_over_a_file(met)
    fold.rebuild(met.forger.caseload.db)  # so that the file holds the picture
    met.receive()
    assert met.ann.attached.has(attached.sha256)
    assert attachments.content(met.ann, attached)


def test_what_a_stranger_adds_to_a_known_portfolio_has_no_effect_until_accepted(office):
    before = victim(office)
    office.forger.caseload.permissions.may_write = lambda *_: True
    evidence.add_note(office.forger.caseload, office.mo, office.item, "Seen by Mallory")
    _, merged = office.receive()
    assert {quarantined.ruling.verdict for quarantined in merged.quarantined} == {Verdict.NOT_ACCEPTED}
    assert victim(office) == before
    acceptance.accept(office.ann, office.forger.caseload.device)
    assert "Seen by Mallory" in {note.text for note in load_portfolio(office.ann, office.mo).notes}


def test_a_portfolio_of_strangers_can_be_read_and_its_judgements_count_once_they_are_accepted(
    office, tmp_path, clock
):
    vera = machine(tmp_path / "vera", clock=clock)
    sending.send(
        office.ann, [office.mo], tmp_path / "v.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False
    )
    preview, merged = receive_file(vera, tmp_path / "v.csbundle", FILE_PASSPHRASE)
    portfolio = load_portfolio(vera, office.mo)
    assert merged.quarantined == []
    assert [note.text for note in portfolio.notes if note.text][-1] == "Greets the customer by name."
    assert portfolio.judgements == ()
    assert portfolio.unconfirmed == {office.ann.device}
    assert [stranger.name for stranger in preview.candidates[0].strangers] == ["Ann Assessor"]
    acceptance.accept(vera, office.ann.device)
    assert load_portfolio(vera, office.mo).is_accepted(portfolio.item(office.accepted))
    acceptance.withdraw(vera, office.ann.device)
    assert load_portfolio(vera, office.mo).judgements == ()
    vera.close()


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.CENTRE, Role.COUNTERSIGNER])
def test_what_was_written_before_a_change_of_role_still_counts_at_a_new_receiver(
    office, tmp_path, clock, role
):
    clock.move_on(days=1)
    become(office.ann, "Ann Assessor", role)
    olive = machine(tmp_path / "olive", clock=clock)
    acquaint(olive, office.ann, folder=tmp_path)
    _, merged = transfer(office.ann, olive, office.mo, tmp_path / "o.csbundle")
    portfolio = load_portfolio(olive, office.mo)
    assert merged.quarantined == []
    assert len(portfolio.evidence) == 2
    assert portfolio.is_accepted(portfolio.item(office.accepted))
    olive.close()


def test_a_role_taken_up_later_counts_only_once_it_is_agreed_to(office, clock):
    office.accept_forger()
    clock.move_on(days=1)
    become(office.forger.caseload, "Mallory", Role.VERIFIER)
    office.receive()
    (stranger,) = acceptance.in_new_role(office.ann)
    assert stranger.roles[0] is Role.VERIFIER
    acceptance.accept(office.ann, stranger.device)
    assert acceptance.in_new_role(office.ann) == ()


def test_a_stranger_s_card_cannot_take_a_known_person_s_name(office):
    def as_ann(meta):
        meta["cards"][0] = office.forger.card_entry(person=office.ann.author, name="Ann Assessor")

    office.forger.records(
        office.mo,
        "note.add",
        forged_note(office),
        author=office.ann.author,
    )
    before = victim(office)
    office.receive(as_ann)
    assert victim(office) == before


def test_an_old_card_does_not_set_name_and_role_back(office, tmp_path, clock):
    office.accept_forger()
    office.forger.send(office.mo, tmp_path / "old.csbundle", office.ann)
    clock.move_on(hours=1)
    become(office.forger.caseload, "Mallory Married", Role.ASSESSOR)
    office.receive()
    receive_file(office.ann, tmp_path / "old.csbundle")
    assert devices.peers(office.ann)[office.forger.caseload.device].name == "Mallory Married"


def test_a_file_adds_no_one_to_the_people_that_files_are_locked_for(met, tmp_path, clock):
    false_vera = Forger(tmp_path / "false", "Vera Verifier", Role.VERIFIER, clock=clock)
    before = [card.name for card in key_files.recipients_known(met.ann)]
    met.receive(lambda meta: meta["cards"].append(false_vera.card_entry()))
    assert [card.name for card in key_files.recipients_known(met.ann)] == before
    false_vera.caseload.close()


def test_a_card_that_claims_another_s_recipient_is_refused(office, tmp_path, clock):
    vera = machine(tmp_path / "vera", clock=clock)
    acquaint(office.ann, vera, folder=tmp_path)
    recipient = devices.own_recipient(vera)

    def as_vera(meta):
        meta["cards"][0] = office.forger.card_entry(recipient=recipient)

    with pytest.raises(UserError, match="claim to be the same recipient"):
        office.receive(as_vera)
    assert devices.had_by(office.ann, recipient, office.mo) == {}
    vera.close()


def test_a_stranger_s_file_asks_nothing_about_erased_portfolios_and_adds_no_qualification(office):
    def claims(meta):
        meta["erased"] = [{"id": office.mo, "on": "2026-03-02", "by": "x", "certificate": "E1"}]
        meta["qualifications"] = [{"id": "q9", "title": "Forged", "number": "1"}]

    before = victim(office)
    office.receive(claims)
    assert retention.erased_elsewhere(office.ann) == {}
    assert victim(office) == before


def test_a_signed_head_of_entries_that_are_not_here_does_not_make_the_check_fail(office):
    def with_head(meta):
        own = office.forger.caseload
        content = ["elsewhere", own.device, 99, "0" * 64]
        names = ("stream", "device", "sequence", "event")
        head = dict(zip(names, content, strict=True))
        meta["heads"].append({**head, "signature": devices.own_signature(own, content)})

    office.receive(with_head)
    assert table_rows(office.ann, "signed") == [
        row for row in table_rows(office.ann, "signed") if row[0] == office.mo
    ]


def test_a_request_waits_holds_up_nothing_and_takes_effect_when_agreed_to(office):
    office.accept_forger()
    redaction_of_every_note(office, said=True)
    evidence.add_note(office.forger.caseload, office.mo, office.item, "Written afterwards")
    preview, _ = office.receive()
    assert preview.candidates[0].requests == ("Delete words for good (note: words): A name",)
    texts = [note.text for note in load_portfolio(office.ann, office.mo).notes]
    assert "Greets the customer by name." in texts
    assert "Written afterwards" in texts
    agree_to_all(office.ann)
    assert requests.pending_requests(office.ann) == []
    assert "Greets the customer by name." not in [n.text for n in load_portfolio(office.ann, office.mo).notes]
    assert words_in_backups(office) == 0


def test_a_declined_request_is_not_asked_again(office):
    office.accept_forger()
    redaction_of_every_note(office, said=True)
    office.receive()
    before = victim(office)
    requests.decline(office.ann, requests.pending_requests(office.ann)[0])
    receive_file(office.ann, office.folder / "forged.csbundle")
    assert requests.pending_requests(office.ann) == []
    assert victim(office)[2:] == before[2:]


# The table


@pytest.mark.parametrize("entity", KINDS)
def test_each_kind_has_a_row_in_the_table(entity):
    assert authority(entity, Act.WRITE)


@pytest.mark.parametrize(("entity", "act"), list(rows()))
@pytest.mark.parametrize("writer", list(Writer))
def test_each_row_names_an_effect_and_destroys_nothing_unasked(entity, act, writer):
    result = effect(entity, act, writer)
    if KINDS[entity].stream is Stream.CASELOAD:
        assert result is Effect.REFUSED
    elif act is not Act.WRITE:
        assert result in (Effect.ASKED, Effect.QUARANTINED)
    elif writer is Writer.OTHER or (writer is Writer.OFFICE and Role.CENTRE not in KINDS[entity].writers):
        assert result is Effect.QUARANTINED
