"""A caseload that was put back to an earlier state and written to meets its own chain, and loses nothing."""

import shutil
from contextlib import ExitStack
from dataclasses import replace

import pytest

from csassess.data.exchange.devices import own_card
from csassess.data.exchange.false_keys import false_devices
from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import conflicts, folder_sync, import_preview, key_files, receiving, sending
from csassess.services.exchange.import_rules import check_sender
from csassess.services.safekeeping import checking, location_warnings
from tests.support.builders import reopened
from tests.support.exchanging import acquaint, machine, receive_file, state
from tests.support.syncing import add_note, meet, notes


class Machine:
    """A machine whose caseload can be put back as the operating system's own backup does."""

    def __init__(self, folder, clock, closing):
        self._folder, self._clock = folder, clock
        self.caseload = machine(folder, clock=clock)
        closing.callback(self._close)

    def _close(self):
        self.caseload.close()

    @property
    def _backup(self):
        return self._folder.with_name(self._folder.name + "-backup")

    def back_up(self):
        self.caseload.close()
        shutil.copytree(self._folder, self._backup)
        self.caseload = reopened(self._folder, clock=self._clock)

    def put_back(self):
        self.caseload.close()
        shutil.rmtree(self._folder)
        shutil.copytree(self._backup, self._folder)
        self.caseload = reopened(self._folder, clock=self._clock)


@pytest.fixture
def closing():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def pair(tmp_path, clock, closing):
    """Open a laptop and a tablet that share a stick, with a candidate on both; the laptop is backed up."""
    folder = tmp_path / "stick"
    folder.mkdir()
    laptop, tablet = (Machine(tmp_path / name, clock, closing) for name in ("laptop", "tablet"))
    for each in (laptop, tablet):
        folder_sync.choose_folder(each.caseload, folder)
    for each in (laptop, tablet):
        (partner,) = folder_sync.partners(each.caseload)
        folder_sync.accept(each.caseload, partner.card.device)
    mo = candidates.add_candidate(laptop.caseload, "Mo Candidate")
    candidates.enrol(laptop.caseload, mo.id, "ocr-b10")
    evidence.start_observation(laptop.caseload, mo.id, "Counter")
    meet(laptop.caseload, tablet.caseload)
    laptop.back_up()
    add_note(laptop.caseload, mo, "Monday")
    meet(laptop.caseload, tablet.caseload)
    laptop.put_back()
    return laptop, tablet, mo


def in_step(*machines):
    """Sync a few times; return everything that was said, by machine."""
    said = [[] for _ in machines]
    for _ in range(5):
        for number, each in enumerate(machines):
            said[number] += folder_sync.sync_folder(each.caseload)[2]
    return said


def errors_in(caseload):
    return [words for checked in checking.full_check(caseload).run() for words in checked.wrong]


def test_what_was_written_before_and_after_a_caseload_was_put_back_counts_on_both_machines(pair):
    laptop, tablet, mo = pair
    add_note(laptop.caseload, mo, "Tuesday")
    add_note(laptop.caseload, mo, "Wednesday")
    in_step(laptop, tablet)
    assert notes(laptop.caseload, mo) == notes(tablet.caseload, mo)
    assert set(notes(tablet.caseload, mo)) == {"Monday", "Tuesday", "Wednesday"}
    assert state(laptop.caseload, mo.id) == state(tablet.caseload, mo.id)
    assert in_step(laptop, tablet) == [[], []]


def test_its_owner_is_told_that_a_caseload_was_put_back(pair):
    laptop, tablet, mo = pair
    before = laptop.caseload.device
    add_note(laptop.caseload, mo, "Tuesday")
    said, _ = in_step(laptop, tablet)
    assert laptop.caseload.device != before
    words = (
        f"This caseload was put back to an earlier state, or copied. It is a new machine (code "
        f"{own_card(laptop.caseload).code}) from now on; nothing is lost."
    )
    assert words in said
    assert words in location_warnings.warnings(laptop.caseload)


def test_machines_go_on_in_step_after_one_was_put_back(pair):
    laptop, tablet, mo = pair
    add_note(laptop.caseload, mo, "Tuesday")
    in_step(laptop, tablet)
    add_note(laptop.caseload, mo, "Later on the laptop")
    add_note(tablet.caseload, mo, "Later on the tablet")
    assert in_step(laptop, tablet) == [[], []]
    assert {"Later on the laptop", "Later on the tablet"} < set(notes(laptop.caseload, mo))
    assert state(laptop.caseload, mo.id) == state(tablet.caseload, mo.id)


def test_the_machine_that_a_caseload_was_is_no_longer_shown_in_the_folder(pair):
    laptop, tablet, mo = pair
    add_note(laptop.caseload, mo, "Tuesday")
    in_step(laptop, tablet)
    for each, other in ((laptop, tablet), (tablet, laptop)):
        (partner,) = folder_sync.partners(each.caseload)
        assert (partner.card.device, partner.accepted) == (other.caseload.device, True)


def test_a_caseload_that_was_put_back_and_not_written_to_gets_its_entries_again_as_the_same_machine(pair):
    laptop, tablet, mo = pair
    before = laptop.caseload.device
    assert notes(laptop.caseload, mo) == []
    in_step(laptop, tablet)
    assert (laptop.caseload.device, notes(laptop.caseload, mo)) == (before, ["Monday"])
    add_note(laptop.caseload, mo, "Tuesday")
    assert in_step(laptop, tablet) == [[], []]
    assert laptop.caseload.device == before
    assert state(laptop.caseload, mo.id) == state(tablet.caseload, mo.id)


def test_every_portfolio_that_was_written_to_is_put_right(pair):
    laptop, tablet, mo = pair
    other = candidates.add_candidate(tablet.caseload, "Another Candidate")
    item = evidence.start_observation(tablet.caseload, other.id, "Stockroom")
    in_step(laptop, tablet)
    shutil.rmtree(laptop._backup)
    laptop.back_up()
    for candidate in (mo, other):
        add_note(laptop.caseload, candidate, "Before")
    in_step(laptop, tablet)
    laptop.put_back()
    for candidate in (mo, other):
        add_note(laptop.caseload, candidate, "After")
    in_step(laptop, tablet)
    for candidate in (mo, other):
        assert {"Before", "After"} <= set(notes(laptop.caseload, candidate))
        assert state(laptop.caseload, candidate.id) == state(tablet.caseload, candidate.id)
    assert item.id


def test_the_history_stays_whole_on_every_machine(pair):
    laptop, tablet, mo = pair
    add_note(laptop.caseload, mo, "Tuesday")
    in_step(laptop, tablet)
    assert errors_in(laptop.caseload) == []
    assert errors_in(tablet.caseload) == []


def test_authors_times_and_actions_of_entries_written_again_are_kept(pair, clock):
    laptop, tablet, mo = pair
    clock.move_on(days=1)
    add_note(laptop.caseload, mo, "Tuesday")
    own = laptop.caseload.history.of(mo.id)[-1]
    clock.move_on(days=1)
    in_step(laptop, tablet)
    again = [e for e in laptop.caseload.history.of(mo.id) if e.device == laptop.caseload.device]
    assert [(e.author, e.at, e.action) for e in again] == [(own.author, own.at, own.action)]
    values = [[(c.entity, c.id, c.field, c.value) for c in e.changes] for e in (own, *again)]
    assert values[0] == values[1]


def test_the_same_field_changed_before_and_after_is_a_conflict_on_both(pair):
    laptop, tablet, mo = pair
    item = load_portfolio(laptop.caseload, mo.id).evidence[0]
    shutil.rmtree(laptop._backup)
    in_step(laptop, tablet)
    laptop.back_up()
    evidence.change_item(laptop.caseload, mo.id, replace(item, description="Before"))
    in_step(laptop, tablet)
    laptop.put_back()
    evidence.change_item(laptop.caseload, mo.id, replace(item, description="After"))
    in_step(laptop, tablet)
    for each in (laptop, tablet):
        (conflict,) = load_portfolio(each.caseload, mo.id).conflicts
        assert {version.value for version in conflict.versions} == {"Before", "After"}
    assert state(laptop.caseload, mo.id) == state(tablet.caseload, mo.id)


@pytest.fixture
def friends(tmp_path, clock, closing):
    """Open an assessor's laptop, with a candidate, and two colleagues' machines, which exchange files."""
    laptop, vera, olive = (Machine(tmp_path / name, clock, closing) for name in ("laptop", "vera", "olive"))
    acquaint(laptop.caseload, vera.caseload, olive.caseload, folder=tmp_path)
    mo = candidates.add_candidate(laptop.caseload, "Mo Candidate")
    evidence.start_observation(laptop.caseload, mo.id, "Counter")
    return laptop, vera, olive, mo


def send(giver, receiver, mo, folder):
    """Send a whole portfolio; return the preview and the result of the merge."""
    path = folder / "sent.csbundle"
    recipients = key_files.recipients_known(giver.caseload)
    card = next(card for card in recipients if card.device == receiver.caseload.device)
    sending.send(giver.caseload, [mo.id], path, recipients=[card], with_forms=False)
    return receive_file(receiver.caseload, path)


def test_a_file_from_a_colleague_puts_a_caseload_right_that_was_put_back(friends, tmp_path):
    laptop, vera, _, mo = friends
    send(laptop, vera, mo, tmp_path)
    laptop.back_up()
    add_note(laptop.caseload, mo, "Monday")
    send(laptop, vera, mo, tmp_path)
    laptop.put_back()
    add_note(laptop.caseload, mo, "Tuesday")
    send(laptop, vera, mo, tmp_path)
    assert len(conflicts.quarantined(vera.caseload)) == 1
    assert notes(vera.caseload, mo) == ["Monday"]
    preview, merged = send(vera, laptop, mo, tmp_path)
    assert merged.is_new_machine
    assert "becomes a new machine; nothing is lost" in " ".join(import_preview.preview_words(preview))
    path = tmp_path / "again.csbundle"
    sending.send(
        laptop.caseload,
        [mo.id],
        path,
        recipients=key_files.recipients_known(laptop.caseload),
        with_forms=False,
    )
    receive_file(vera.caseload, path)
    assert set(notes(vera.caseload, mo)) == set(notes(laptop.caseload, mo)) == {"Monday", "Tuesday"}
    assert state(vera.caseload, mo.id) == state(laptop.caseload, mo.id)


def test_what_others_wrote_about_the_branch_that_gave_way_waits_and_nothing_is_damaged(friends, tmp_path):
    laptop, vera, olive, mo = friends
    send(laptop, vera, mo, tmp_path)
    laptop.back_up()
    add_note(laptop.caseload, mo, "Monday")
    send(laptop, vera, mo, tmp_path)
    laptop.put_back()
    item = load_portfolio(laptop.caseload, mo.id).evidence[0]
    evidence.change_item(laptop.caseload, mo.id, replace(item, description="Tuesday"))
    send(laptop, olive, mo, tmp_path)
    item = load_portfolio(olive.caseload, mo.id).evidence[0]
    evidence.change_item(olive.caseload, mo.id, replace(item, description="Olive’s"))
    evidence.add_note(olive.caseload, mo.id, item.id, "Olive’s note")
    send(olive, laptop, mo, tmp_path)
    send(vera, laptop, mo, tmp_path)
    assert set(notes(laptop.caseload, mo)) == {"Monday", "Olive’s note"}
    assert load_portfolio(laptop.caseload, mo.id).evidence[0].description == "Tuesday"
    assert errors_in(laptop.caseload) == []


def test_an_edit_that_was_open_while_a_caseload_became_a_new_machine_is_saved_as_its_change(pair):
    laptop, tablet, mo = pair
    add_note(laptop.caseload, mo, "Tuesday")
    note = load_portfolio(laptop.caseload, mo.id).notes[0]
    edit = laptop.caseload.begin_edit(mo.id, note)
    in_step(laptop, tablet)
    with laptop.caseload.saving(edit):
        laptop.caseload.save(mo.id, "note.change", replace(note, text="Tuesday, and more"))
    assert in_step(laptop, tablet) == [[], []]
    assert set(notes(tablet.caseload, mo)) == {"Monday", "Tuesday, and more"}


def test_a_file_may_not_name_an_earlier_machine_of_this_caseload_with_another_key(friends, tmp_path):
    laptop, vera, _, mo = friends
    path = tmp_path / "sent.csbundle"
    sending.send(
        laptop.caseload,
        [mo.id],
        path,
        recipients=key_files.recipients_known(laptop.caseload),
        with_forms=False,
    )
    opened = receiving.open_file(path, receiving.own_identity(vera.caseload))
    earlier = laptop.caseload.device
    shutil.copytree(tmp_path / "laptop", tmp_path / "copy")
    copy = reopened(tmp_path / "copy")
    assert copy.device != earlier
    card, signature = opened.bundle.cards[earlier]
    opened.bundle.cards[earlier] = (replace(card, public_key="00" * 32), signature)
    with pytest.raises(receiving.BadFileError, match="different key"):
        check_sender(copy, opened.bundle, false_devices(copy, opened.bundle.cards, opened.bundle.claims))
    copy.close()
