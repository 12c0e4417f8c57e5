"""Killed during backup or restore: what was reported is done, and nothing partial counts as whole.

An ordinary run kills a few times; CSASSESS_BACKUP_KILLS=70 for many.
"""

import os
import random
import select
import subprocess
import sys
from pathlib import Path

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.safekeeping.check_backups import errors_in_backup
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import EvidenceItem
from csassess.services.candidates import candidates
from csassess.services.safekeeping import backups
from tests.faults.recorded import master, recorded, wrong
from tests.support.builders import PASSPHRASE, reopened

KILLS = int(os.environ.get("CSASSESS_BACKUP_KILLS", "7"))


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    place = tmp_path_factory.mktemp("killed")
    folder = recorded(place / "caseload", backed_up=False)
    caseload = reopened(folder)
    mo = candidates.find_candidate(caseload, "Mo").id
    item = caseload.all(EvidenceItem, mo)[0].id
    caseload.close()
    return folder, place / "stick", place / "restored", mo, item


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_kill_at_any_moment_leaves_no_partial_backup_that_counts_and_no_partial_caseload_that_opens(
    places, seed
):
    folder, stick, place, mo, item = places
    restored = place / str(seed)
    reports = killed_after(random.Random(seed).uniform(0.02, 0.6), folder, stick, restored, mo, item)
    key = master(folder)
    for path in (*folder.glob("backups/records-*.db"), *stick.glob("records-*.db")):
        assert list(errors_in_backup(path, key)) == []
    for event, path, note in reports:
        assert Path(path).exists(), (event, path)
        if event == "restored":
            assert note in notes_of(Path(path), mo)
    assert wrong(folder) == []
    assert {note for _, _, note in reports} <= notes_of(folder, mo)
    devices = [device_of(folder)]
    for target in (
        sorted(restored.iterdir(), key=lambda path: path.stat().st_mtime) if restored.exists() else ()
    ):
        latest = backups.latest_in(folder / "backups" if (folder / "backups").exists() else stick)
        try:  # a restore stopped midway is repeated; otherwise the caseload there is whole
            backups.restore_caseload(latest, backups.with_passphrase(PASSPHRASE), target)
        except UserError as error:
            if "already a caseload" not in str(error):
                raise
        assert wrong(target) == []
        devices.append(device_of(target))
    assert len(set(devices)) == len(devices), "two machines would write one chain"


def killed_after(seconds, folder, stick, restored, mo, item):
    """Back up and restore for some seconds, kill it, and return what it reported as done."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.backing_up", str(folder), str(stick), str(restored), mo, item],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as worker:
        assert worker.stdout.readline() == "ready\n"
        select.select([], [], [], seconds)
        worker.kill()
        return [line.split() for line in worker.stdout.read().splitlines()]


def notes_of(folder, mo):
    caseload = reopened(folder)
    try:
        return {note.id for note in load_portfolio(caseload, mo).notes}
    finally:
        caseload.close()


def device_of(folder):
    caseload = reopened(folder)
    try:
        return caseload.device
    finally:
        caseload.close()


def test_a_truncated_backup_is_found(places, tmp_path):
    """Control: a truncated copy is recognised."""
    folder = places[0]
    whole = (folder / "caseload.db").read_bytes()
    (tmp_path / "records-1.db").write_bytes(whole[: len(whole) // 8192 * 4096])
    assert list(errors_in_backup(tmp_path / "records-1.db", master(folder)))
