"""A full check prints a line for each part, names what is damaged, and passes what is in order."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.domain.safekeeping.check_results import Part
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.safekeeping import backups, checking
from tests.support.builders import PASSPHRASE, contents, reopened
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.pictures import encoded, scene


@pytest.fixture
def filled(caseload, mo):
    """Fill a caseload with notes, photographs and a backup."""
    item = evidence.start_observation(caseload, mo.id, "Counter")
    for number in range(3):
        evidence.add_note(caseload, mo.id, item.id, f"Greets the customer, {number}. " * 20)
        picture = photographs.prepare(encoded(scene((300 + number, 200))))
        photographs.add(caseload, mo.id, item.id, picture, f"Counter {number}")
    backups.make_backup(caseload)
    return caseload


def wrong(caseload):
    """Return what a full check finds wrong, by part."""
    problems = {}
    for line in checking.full_check(caseload).run():
        problems.setdefault(line.part, []).extend(line.wrong)
    return {part: sentences for part, sentences in problems.items() if sentences}


def test_an_undamaged_caseload_passes_with_a_line_for_each_part(filled):
    lines = list(checking.full_check(filled).run())
    assert not [line.wrong for line in lines if line.wrong]
    assert [line.part for line in lines[:5]] == list(Part)[:5]
    assert {line.what for line in lines[5:]} >= {"backups/keys.json", "backups/photos.db"}
    assert checking.look_over(filled) == []


def test_a_caseload_with_entries_of_another_machine_passes(tmp_path):
    giver, receiver = machine(tmp_path / "giver"), machine(tmp_path / "receiver")
    acquaint(giver, receiver, folder=tmp_path)
    mo = candidates.add_candidate(giver, "Mo Candidate")
    item = evidence.start_observation(giver, mo.id, "Desk")
    transfer(giver, receiver, mo.id, tmp_path / "1.csbundle")
    evidence.add_note(receiver, mo.id, item.id, "Seen by the other.")
    evidence.add_note(giver, mo.id, item.id, "Seen by the first.")
    transfer(receiver, giver, mo.id, tmp_path / "2.csbundle")
    transfer(giver, receiver, mo.id, tmp_path / "3.csbundle")
    assert wrong(giver) == wrong(receiver) == {}
    for caseload in (giver, receiver):
        caseload.close()


def test_a_check_changes_nothing_and_runs_during_writes(filled, mo):
    item = filled.all(evidence.EvidenceItem, mo.id)[0]
    lines = []

    def look():
        lines.extend(checking.full_check(filled).run())

    thread = Thread(target=look)
    thread.start()
    written = 0
    while thread.is_alive() or written < 5:
        evidence.add_note(filled, mo.id, item.id, "Written meanwhile.")
        written += 1
    thread.join()
    assert [line.part for line in lines if line.wrong] == []
    filled.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filled.attached.fold_in()
    before = contents(filled.folder)
    assert wrong(filled) == {}
    after = contents(filled.folder)
    assert {n: c for n, c in after.items() if not n.endswith("-shm")} == {
        n: c for n, c in before.items() if not n.endswith("-shm")
    }


def test_a_check_that_is_cancelled_ends_early(filled):
    calls = iter(range(100))
    lines = list(checking.full_check(filled).run(cancelled=lambda: next(calls) > 3))
    assert 0 < len(lines) < 6
    assert not [line.wrong for line in lines if line.wrong], "what was cancelled is not called damaged"
    assert [line.what for line in checking.full_check(filled).run(cancelled=lambda: True)] == ["keys.json"]
    seen = []
    list(checking.full_check(filled).run(lambda done, of: seen.append((done, of))))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_row_that_differs_from_the_history_is_named(filled, mo):
    filled.db.execute("UPDATE note SET text = 'Never said' WHERE rowid = 1")
    (sentence,) = wrong(filled)[Part.TABLES]
    assert "Mo Candidate" in sentence
    assert "(note)" in sentence


def test_lists_follow_the_tables_after_a_repair(folder, clock):
    caseload = reopened(folder, clock=clock)
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    caseload.db.execute("UPDATE candidate SET name = 'Nobody'")
    (row,) = candidate_rows(caseload)
    assert row[1].portfolio.candidate.name == "Nobody"
    caseload.close()
    assert list(checking.repair(folder, PASSPHRASE))
    again = reopened(folder, clock=clock)
    (row,) = candidate_rows(again)
    assert row[1].portfolio.candidate.name == mo.name
    again.close()


def test_a_missing_or_replaced_photograph_is_named_with_its_item(filled, mo):
    first, second, _ = filled.all(photographs.Photograph, mo.id)
    store = filled.attached._db
    store.execute("DELETE FROM attached WHERE sha256 = ?", (first.sha256,))
    store.execute("UPDATE attached SET content = x'00' WHERE sha256 = ?", (second.sha256,))
    problems = wrong(filled)[Part.PHOTOGRAPHS]
    assert sorted(problems) == [
        "The photograph of item 1 of Mo Candidate is missing.",
        "The photograph of item 1 of Mo Candidate is not the one that was saved.",
    ]


def test_an_unclean_end_is_noticed_once(folder):
    assert not reopened_uncleanly(folder)
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom tests.support.builders import reopened\n"
        "reopened(Path(sys.argv[1]))\nos._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], check=False, cwd=Path(__file__).parents[2])
    assert reopened_uncleanly(folder)
    assert not reopened_uncleanly(folder)


def reopened_uncleanly(folder):
    caseload = reopened(folder)
    try:
        return checking.ended_uncleanly(caseload)
    finally:
        caseload.close()


def test_the_quick_check_names_a_gap_in_the_history_and_a_lost_photograph_file(filled, mo):
    filled.db.execute("DELETE FROM events WHERE stream = ? AND sequence = 3", (mo.id,))
    filled.attached.close()
    for path in filled.folder.glob(f"{ATTACHED_FILE}*"):
        path.unlink()
    problems = checking.look_over(filled)
    assert problems[0] == "Entries are missing in the history of Mo Candidate."
    assert problems[1:] == ["The photograph of item 1 of Mo Candidate is missing."] * 3


def closed_copy(caseload, tmp_path):
    """Copy the caseload’s folder as it would be when closed."""
    caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    caseload.attached.fold_in()
    ignored = shutil.ignore_patterns("*-wal", "*-shm", "*.lock", "caseload.open")
    return Path(shutil.copytree(caseload.folder, tmp_path / "copy", ignore=ignored))


def command(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "csassess", "--caseload", str(folder), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "CSASSESS_PASSPHRASE": PASSPHRASE},
        check=False,
    )


def test_the_command_prints_a_line_for_each_check_and_ends_with_1_on_damage(filled, tmp_path):
    folder = closed_copy(filled, tmp_path)
    whole = command(folder, "check")
    assert whole.returncode == 0, whole.stderr
    assert all(line.startswith("ok  ") for line in whole.stdout.splitlines())
    content = bytearray((folder / DATABASE_FILE).read_bytes())
    content[len(content) * 9 // 10] ^= 1  # not of the tables’ definitions: they would make it unreadable
    (folder / DATABASE_FILE).write_bytes(content)
    damaged = command(folder, "check")
    assert damaged.returncode == 1
    assert f"damaged  {DATABASE_FILE}: {DATABASE_FILE} is damaged in 1 place." in damaged.stdout
    assert damaged.stderr == ""


def test_the_command_repairs_damage_reports_it_and_then_finds_nothing(filled, tmp_path):
    folder = closed_copy(filled, tmp_path)
    for name in (DATABASE_FILE, ATTACHED_FILE, "keys.json"):
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 3] ^= 1
        (folder / name).write_bytes(content)
    completed = command(folder, "check", "--repair")
    assert completed.returncode == 0, completed.stdout + completed.stderr
    results = [line.split("  ")[0] for line in completed.stdout.splitlines()]
    assert results.count("mended") >= 3
    assert "damaged" not in results
    assert command(folder, "check").returncode == 0
    assert (
        len([path for path in folder.iterdir() if ".damaged-" in path.name and "-wal" not in path.name]) == 3
    )


def test_the_command_refuses_a_folder_without_a_caseload_in_one_sentence(tmp_path):
    refused = command(tmp_path, "check")
    assert refused.returncode == 1
    assert refused.stderr.startswith("There is no caseload in")
    assert contents(tmp_path) == {}


def test_checking_with_a_wrong_passphrase_is_refused_as_such(folder):
    with pytest.raises(caseloads.UserError, match="The passphrase is not correct"):
        list(checking.check_folder(folder, "another kettle"))
