"""Two machines of one assessor synchronised through a folder that another program carries."""

import shutil
from contextlib import ExitStack
from dataclasses import replace

import pytest

from csassess.data.exchange.devices import own_card
from csassess.data.record.portfolios import load_portfolio
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import conflicts, folder_sync
from csassess.services.exchange.sync_folder_location import folder_of
from tests.support.builders import contents
from tests.support.exchanging import machine, state
from tests.support.pictures import encoded, scene
from tests.support.syncing import add_note, carry, files_given, in_step


@pytest.fixture
def pair(tmp_path, clock):
    """Open a tablet and an office machine that accept each other; each has its own sync folder."""
    with ExitStack() as closing:
        machines = []
        for name in ("tablet", "office"):
            caseload = machine(tmp_path / name, clock=clock)
            closing.callback(caseload.close)
            (tmp_path / f"{name}-folder").mkdir()
            folder_sync.choose_folder(caseload, tmp_path / f"{name}-folder")
            machines.append(caseload)
        carry(*machines)
        for caseload in machines:
            (partner,) = folder_sync.partners(caseload)
            assert not partner.accepted
            folder_sync.accept(caseload, partner.card.device)
        yield machines


@pytest.fixture
def mo(pair):
    candidate = candidates.add_candidate(pair[0], "Mo Candidate")
    candidates.enrol(pair[0], candidate.id, "ocr-b10")
    item = evidence.start_observation(pair[0], candidate.id, "Counter")
    photographs.add(
        pair[0], candidate.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "The counter"
    )
    return candidate


def test_both_machines_end_equal_after_edits_on_both(pair, mo):
    tablet, office = pair
    assert folder_sync.sync_folder(tablet) == (0, 1, [])
    carry(*pair)
    assert folder_sync.sync_folder(office) == (1, 0, [])
    (item,) = load_portfolio(office, mo.id).evidence
    evidence.add_note(tablet, mo.id, item.id, "On the tablet")
    evidence.add_note(office, mo.id, item.id, "In the office")
    folder_sync.sync_folder(tablet)
    folder_sync.sync_folder(office)
    carry(*pair)
    assert folder_sync.sync_folder(tablet)[0] == folder_sync.sync_folder(office)[0] == 1
    assert state(tablet, mo.id) == state(office, mo.id)
    assert {note.text for note in load_portfolio(tablet, mo.id).notes} == {"On the tablet", "In the office"}


def test_synchronised_machines_write_nothing(pair, mo):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    carry(*pair)
    folder_sync.sync_folder(office)
    carry(*pair)
    folder_sync.sync_folder(tablet)
    before = contents(folder_of(tablet)), contents(folder_of(office))
    assert folder_sync.sync_folder(tablet) == folder_sync.sync_folder(office) == (0, 0, [])
    assert (contents(folder_of(tablet)), contents(folder_of(office))) == before


def test_a_machine_that_is_not_accepted_gets_nothing_and_gives_nothing(pair, mo, tmp_path):
    tablet, _ = pair
    stranger = machine(tmp_path / "stranger")
    (tmp_path / "stranger-folder").mkdir()
    folder_sync.choose_folder(stranger, tmp_path / "stranger-folder")
    candidates.add_candidate(stranger, "Unknown")
    folder_sync.sync_folder(tablet)
    carry(tablet, stranger)
    (partner,) = [p for p in folder_sync.partners(stranger) if p.card.device == tablet.device]
    folder_sync.accept(stranger, partner.card.device)
    received, written, problems = folder_sync.sync_folder(stranger)
    assert received == 0  # files locked for others are skipped
    assert problems == [
        f"Ann Assessor, machine {own_card(tablet).code} has not accepted this machine. Accept it there."
    ]
    assert written == 1
    carry(stranger, tablet)
    assert folder_sync.sync_folder(tablet)[0] == 0
    assert len(candidates.list_candidates(tablet)) == 1
    stranger.close()


def test_a_machine_accepted_later_gets_everything(pair, mo, tmp_path):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    carry(*pair)
    folder_sync.sync_folder(office)
    third = machine(tmp_path / "third")
    (tmp_path / "third-folder").mkdir()
    folder_sync.choose_folder(third, tmp_path / "third-folder")
    carry(tablet, third)
    folder_sync.accept(third, tablet.device)
    folder_sync.partners(third)
    folder_sync.accept(tablet, third.device)
    folder_sync.partners(tablet)
    folder_sync.sync_folder(tablet)
    carry(tablet, third)
    assert folder_sync.sync_folder(third)[0] == 1
    assert state(third, mo.id) == state(tablet, mo.id)
    third.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole.with_name(whole.stem + " (conflicted copy 2026-11-24).csbundle"),
        lambda whole: whole.with_name(
            whole.name.replace(".csbundle", ".sync-conflict-20261124-101010-ABCDEFG.csbundle")
        ),
        lambda whole: whole.with_name(".syncthing." + whole.name + ".tmp"),
        lambda whole: whole.with_name(whole.name + ".part"),
    ],
)
def test_conflict_copies_and_partly_copied_files_are_left_alone(pair, mo, spoil):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    (whole,) = (folder_of(tablet) / "csassess" / tablet.device[:12]).glob("*.csbundle")
    theirs = folder_of(office) / "csassess" / tablet.device[:12]
    theirs.mkdir(exist_ok=True)
    odd = theirs / spoil(whole).name
    odd.write_bytes(whole.read_bytes()[:1000])
    assert folder_sync.sync_folder(office) == (0, 0, [])
    assert odd.exists()
    carry(*pair)
    assert folder_sync.sync_folder(office)[0] == 1
    assert odd.exists()


def test_a_truncated_file_is_read_once_it_is_complete(pair, mo):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    carry(*pair)
    (arrived,) = (folder_of(office) / "csassess" / tablet.device[:12]).glob("*.csbundle")
    whole = arrived.read_bytes()
    arrived.write_bytes(whole[: len(whole) // 2])
    received, _, problems = folder_sync.sync_folder(office)
    assert received == 0
    assert "damaged or incomplete" in problems[0]
    arrived.write_bytes(whole)
    assert folder_sync.sync_folder(office)[0] == 1
    assert state(tablet, mo.id) == state(office, mo.id)


def test_a_file_under_the_name_of_another_is_left_alone(pair, mo):
    tablet, office = pair
    other = candidates.add_candidate(tablet, "Another")
    folder_sync.sync_folder(tablet)
    carry(*pair)
    first, second = sorted((folder_of(office) / "csassess" / tablet.device[:12]).glob("*.csbundle"))
    first.write_bytes(second.read_bytes())
    received, _, problems = folder_sync.sync_folder(office)
    assert received == 1
    assert "does not match its name" in problems[0]
    assert len(candidates.list_candidates(office)) == 1
    assert other.id


def test_a_later_file_that_arrives_first_is_said_to_wait_and_its_entries_are_sent_again(pair, mo):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    evidence.start_observation(tablet, mo.id, "Stockroom")
    folder_sync.sync_folder(tablet)
    theirs = folder_of(office) / "csassess" / tablet.device[:12]
    first, second = files_given(tablet, tablet)
    shutil.copy(second, theirs)
    received, _, problems = folder_sync.sync_folder(office)
    assert received == 0
    assert "continues one that has not arrived yet" in problems[0]
    shutil.copy(first, theirs)
    assert folder_sync.sync_folder(office)[0] == 1
    assert in_step(*pair) == [[], []]
    assert state(tablet, mo.id) == state(office, mo.id)


def test_a_file_is_read_after_the_one_it_continues_even_if_that_is_another_machine_s(pair, mo, monkeypatch):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    add_note(tablet, mo, "Later")
    folder_sync.sync_folder(tablet)
    carry(*pair)
    in_order = folder_sync.files_of
    monkeypatch.setattr(folder_sync, "files_of", lambda *of: in_order(*of)[::-1])
    assert folder_sync.sync_folder(office) == (2, 0, [])
    assert state(tablet, mo.id) == state(office, mo.id)


def test_no_machine_changes_or_deletes_the_files_of_another(pair, mo):
    tablet, office = pair
    folder_sync.sync_folder(tablet)
    carry(*pair)
    theirs = folder_of(office) / "csassess" / tablet.device[:12]
    before = contents(theirs)
    folder_sync.sync_folder(office)
    (item,) = load_portfolio(office, mo.id).evidence
    evidence.change_item(office, mo.id, replace(item, description="Told in the office"))
    folder_sync.sync_folder(office)
    assert contents(theirs) == before


def test_a_machine_without_its_sync_folder_keeps_working(pair, mo):
    tablet, _ = pair
    shutil.rmtree(folder_of(tablet))
    assert folder_sync.sync_folder(tablet) == (0, 0, [])
    assert folder_sync.partners(tablet) == []
    assert conflicts.quarantined(tablet) == []


def test_a_lost_machine_gets_nothing_and_gives_nothing(pair, mo):
    from csassess.services.candidates import staff

    tablet, office = pair
    folder_sync.sync_folder(tablet)
    carry(*pair)
    staff.mark_lost(office, tablet.device, office.clock().date())
    staff.mark_lost(tablet, office.device, tablet.clock().date())
    assert folder_sync.sync_folder(office) == (0, 0, [])
    (item,) = load_portfolio(tablet, mo.id).evidence
    evidence.add_note(tablet, mo.id, item.id, "On the tablet")
    assert folder_sync.sync_folder(tablet) == (0, 0, [])
    staff.mark_found(office, tablet.device)
    assert folder_sync.sync_folder(office)[0] == 1
