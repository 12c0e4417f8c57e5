"""Two machines that sync through a stick whose files are tidied, exchanged, lost and damaged."""

import json
import shutil
from contextlib import ExitStack

import pytest

from csassess.data.exchange.devices import own_card
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_state, folder_sync
from csassess.services.exchange.sync_folder_location import folder_of
from tests.support.exchanging import machine, state
from tests.support.syncing import add_note, files_given, meet, notes


@pytest.fixture
def stick(tmp_path, clock):
    """Open a tablet and an office machine that share one stick, with a candidate on both."""
    with ExitStack() as closing:
        folder = tmp_path / "stick"
        folder.mkdir()
        machines = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office")]
        for caseload in machines:
            closing.callback(caseload.close)
            folder_sync.choose_folder(caseload, folder)
        for caseload in machines:
            (partner,) = folder_sync.partners(caseload)
            folder_sync.accept(caseload, partner.card.device)
        tablet, office = machines
        candidate = candidates.add_candidate(tablet, "Mo Candidate")
        evidence.start_observation(tablet, candidate.id, "Counter")
        meet(tablet, office)
        yield tablet, office, candidate, folder


def exchange_stick(folder, *machines):
    """Use an empty stick instead."""
    new = folder.with_name(folder.name + "-new")
    new.mkdir()
    for caseload in machines:
        folder_sync.choose_folder(caseload, new)
    return new


def test_entries_arrive_after_the_files_in_the_folder_were_tidied_away(stick):
    tablet, office, mo, _ = stick
    for words in ("One", "Two"):
        add_note(tablet, mo, words)
        meet(tablet, office)
    for path in files_given(tablet, tablet):
        path.unlink()
    for words in ("Three", "Four"):
        add_note(tablet, mo, words)
        assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["One", "Two", "Three", "Four"]


def test_entries_arrive_after_everything_in_the_folder_was_deleted(stick):
    tablet, office, mo, folder = stick
    shutil.rmtree(folder / "csassess")
    add_note(tablet, mo, "On the tablet")
    add_note(office, mo, "In the office")
    assert meet(tablet, office) == [[], []]
    assert state(tablet, mo.id) == state(office, mo.id)
    assert len(notes(tablet, mo)) == 2


def test_entries_arrive_through_another_stick(stick):
    tablet, office, mo, folder = stick
    exchange_stick(folder, tablet, office)
    add_note(tablet, mo, "On the new stick")
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["On the new stick"]


def test_entries_on_a_stick_that_was_lost_before_it_was_read_arrive_through_another(stick):
    tablet, office, mo, folder = stick
    add_note(tablet, mo, "On the lost stick")
    assert folder_sync.sync_folder(tablet)[1] == 1
    shutil.rmtree(folder)
    exchange_stick(folder, tablet, office)
    add_note(tablet, mo, "After")
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["On the lost stick", "After"]


def test_entries_of_a_file_that_was_deleted_in_the_middle_arrive(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "In the deleted file")
    folder_sync.sync_folder(tablet)
    files_given(tablet, tablet)[-1].unlink()
    add_note(tablet, mo, "After")
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["In the deleted file", "After"]


def test_entries_of_a_damaged_file_are_sent_again_once_it_is_given_up(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "In the damaged file")
    folder_sync.sync_folder(tablet)
    path = files_given(tablet, tablet)[-1]
    whole = path.read_bytes()
    path.write_bytes(whole[:-2000] + bytes(2000))  # as long as the whole one: only its reader notices
    for _ in range(2):
        received, _, problems = folder_sync.sync_folder(office)
        assert received == 0
        assert "damaged or incomplete" in problems[0]
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["In the damaged file"]


def test_a_file_that_continues_one_still_being_copied_waits_for_it(stick):
    tablet, office, mo, _ = stick
    for words in ("One", "Two"):
        add_note(tablet, mo, words)
        folder_sync.sync_folder(tablet)
    first, _ = files_given(tablet, tablet)
    whole = first.read_bytes()
    first.write_bytes(whole[:2000])
    assert folder_sync.sync_folder(office)[0] == 0
    first.write_bytes(whole)
    assert folder_sync.sync_folder(office) == (2, 0, [])
    assert notes(office, mo) == ["One", "Two"]


def test_what_is_known_to_be_missing_is_said_until_it_arrives(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "One")
    add_note(tablet, mo, "Two")
    folder_sync.sync_folder(tablet)
    files_given(tablet, tablet)[-1].unlink()
    code = own_card(tablet).code
    assert folder_sync.sync_folder(office)[2] == [
        f"Mo Candidate: 2 entries written on machine {code} have not arrived yet. "
        f"Sync again on Ann Assessor, machine {code}."
    ]
    assert meet(tablet, office) == [[], []]


def test_a_machine_removes_its_files_once_every_partner_has_read_them(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "One")
    folder_sync.sync_folder(tablet)
    assert len(files_given(tablet, tablet)) == 1
    meet(office, tablet)
    assert files_given(tablet, tablet) == []


def test_no_number_is_given_twice(stick):
    tablet, office, mo, folder = stick
    names = []
    for words in ("One", "Two", "Three"):
        add_note(tablet, mo, words)
        folder_sync.sync_folder(tablet)
        names += [path.name for path in files_given(tablet, tablet)]
        meet(office, tablet)
        shutil.rmtree(folder / "csassess")
    assert len(set(names)) == 3


def test_what_was_sent_and_lies_in_the_folder_is_not_written_again(stick):
    tablet, _, mo, _ = stick
    add_note(tablet, mo, "One")
    assert folder_sync.sync_folder(tablet)[1:] == (1, [])
    assert folder_sync.sync_folder(tablet)[1:] == (0, [])


@pytest.mark.parametrize(
    "forge",
    [
        lambda text, _: text[: len(text) // 2],
        lambda text, _: text.replace('"has": {', '"has": {"x": {"y": 1}, ', 1),
        lambda text, other: text.replace(other.device, "0" * 32),
        lambda text, _: "[]",
    ],
)
def test_a_state_that_is_damaged_or_changed_is_ignored(stick, forge):
    tablet, office, mo, folder = stick
    path = folder / "csassess" / office.device[:12] / "state.json"
    (card,) = folder_state.partner_cards(tablet)
    assert folder_state.states(tablet, [card]).keys() == {office.device}
    path.write_text(forge(path.read_text(), office))
    assert folder_state.states(tablet, [card]) == {}
    add_note(tablet, mo, "One")
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["One"]


def test_a_file_that_is_read_without_effect_is_not_sent_for_ever(stick, monkeypatch):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "One")
    with monkeypatch.context() as reading:
        reading.setattr(folder_sync, "opened_for_us", lambda *_: None)
        written = [
            (folder_sync.sync_folder(tablet)[1], folder_sync.sync_folder(office))[0] for _ in range(12)
        ]
    assert sum(written) <= 6
    assert "several times without effect" in folder_sync.sync_folder(tablet)[2][0]
    folder_sync.choose_folder(tablet, folder_of(tablet))
    assert meet(tablet, office) == [[], []]
    assert notes(office, mo) == ["One"]


def test_files_read_by_an_earlier_version_are_not_read_again(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "One")
    folder_sync.sync_folder(tablet)
    (path,) = files_given(tablet, tablet)
    office.db.execute("DELETE FROM local WHERE key = 'step-read-files'")
    office.local.set("step-read", json.dumps({f"{tablet.device} {path.name[:12]}": int(path.name[13:19])}))
    assert folder_sync.to_take(office) == []
