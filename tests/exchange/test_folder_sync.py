"""Two machines of one assessor synchronised through a folder that another program carries."""

import json
import shutil
from contextlib import ExitStack
from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import conflicts, folder_state, folder_sync
from csassess.services.exchange.sync_folder_location import folder_of
from tests.support.builders import contents
from tests.support.exchanging import machine, state
from tests.support.pictures import encoded, scene


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


def carry(*machines, both=True):
    """Copy every machine’s own files to the others’ folders, as Syncthing or a stick does."""
    for giver in machines:
        for receiver in machines:
            if giver is not receiver and (both or giver is machines[0]):
                own = f"csassess/{giver.device[:12]}"
                shutil.copytree(folder_of(giver) / own, folder_of(receiver) / own, dirs_exist_ok=True)


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
        f"Ann Assessor, machine {tablet.device[:6]} has not accepted this machine. Accept it there."
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


def files_given(giver, folder):
    return sorted((folder_of(folder) / "csassess" / giver.device[:12]).glob("*.csbundle"))


def notes(caseload, mo):
    return [note.text for note in load_portfolio(caseload, mo.id).notes]


def add_note(caseload, mo, words):
    evidence.add_note(caseload, mo.id, load_portfolio(caseload, mo.id).evidence[0].id, words)


def in_step(*machines, rounds=3):
    """Sync and carry a few times; return what each machine said at last."""
    for _ in range(rounds):
        for caseload in machines:
            folder_sync.sync_folder(caseload)
        carry(*machines)
    return [folder_sync.sync_folder(caseload)[2] for caseload in machines]


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


# Folders that are tidied, exchanged and lost


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


def meet(*machines):
    """Sync each machine twice through one folder; return what each said at last."""
    return [folder_sync.sync_folder(caseload)[2] for caseload in (*machines, *machines)][-len(machines) :]


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


def test_what_is_known_to_be_missing_is_said_until_it_arrives(stick):
    tablet, office, mo, _ = stick
    add_note(tablet, mo, "One")
    add_note(tablet, mo, "Two")
    folder_sync.sync_folder(tablet)
    files_given(tablet, tablet)[-1].unlink()
    code = tablet.device[:6]
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
