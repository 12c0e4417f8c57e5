"""Killed while backing up and restoring: what was said to be done is done, and nothing half is taken for whole.

In an ordinary run a few kills; CSASSESS_BACKUP_KILLS=70 for many.
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
def test_killed_at_any_moment_no_backup_that_counts_is_half_and_no_half_caseload_opens(places, seed):
    folder, stick, place, mo, item = places
    restored = place / str(seed)
    said = killed_after(random.Random(seed).uniform(0.02, 0.6), folder, stick, restored, mo, item)
    key = master(folder)
    for path in (*folder.glob("backups/records-*.db"), *stick.glob("records-*.db")):
        assert list(errors_in_backup(path, key)) == []
    for what, path, note in said:
        assert Path(path).exists(), (what, path)
        if what == "restored":
            assert note in notes_of(Path(path), mo)
    assert wrong(folder) == []
    assert {note for _, _, note in said} <= notes_of(folder, mo)
    devices = [device_of(folder)]
    for to in sorted(restored.iterdir(), key=lambda path: path.stat().st_mtime) if restored.exists() else ():
        latest = backups.latest_in(folder / "backups" if (folder / "backups").exists() else stick)
        try:  # where it was stopped half-way it is done again; where it was not, the caseload that is there is whole
            backups.restore_caseload(latest, backups.with_passphrase(PASSPHRASE), to)
        except UserError as error:
            if "already a caseload" not in str(error):
                raise
        assert wrong(to) == []
        devices.append(device_of(to))
    assert len(set(devices)) == len(devices), "two machines would write one chain"


def killed_after(seconds, folder, stick, restored, mo, item):
    """Back up and restore for so long, kill it, and return what it said was done."""
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


def test_a_half_backup_would_be_found(places, tmp_path):
    """The control: a copy that was cut short is told from a whole one."""
    folder = places[0]
    whole = (folder / "caseload.db").read_bytes()
    (tmp_path / "records-1.db").write_bytes(whole[: len(whole) // 8192 * 4096])
    assert list(errors_in_backup(tmp_path / "records-1.db", master(folder)))
