"""Faults of one machine: a lost log, a full disk, a deleted lock file."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from csassess import __version__
from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect, connect_to_read
from csassess.domain.errors import DamagedError, UserError
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.progress import candidate_rows
from csassess.services.safekeeping import backups, checking, location_warnings
from tests.support.builders import OWNER, PASSPHRASE, closed_caseload, contents, reopened
from tests.support.pictures import encoded, scene

LOG = f"{DATABASE_FILE}-wal"


def never_checkpointed(folder, master):
    """Leave the database as it is if the log with everything in it is lost."""
    (folder / DATABASE_FILE).unlink()
    connect(folder / DATABASE_FILE, master).close()


def test_a_database_whose_log_was_lost_is_said_to_be_so_with_a_way_on(folder):
    master = caseloads.unlock(folder, PASSPHRASE)
    never_checkpointed(folder, master)
    with pytest.raises(DamagedError, match=f"the file {LOG} next to it is missing.*repair the caseload"):
        caseloads.open_caseload(folder, master)


def test_a_database_whose_log_was_lost_is_restored_from_its_backups(caseload, mo):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    backups.make_backup(caseload)
    caseload.close()
    never_checkpointed(caseload.folder, caseload.attached.master)
    assert list(checking.repair_with(caseload.folder, caseload.attached.master))
    again = reopened(caseload.folder)
    assert [record.id for record in load_portfolio(again, mo.id).evidence] == [item.id]
    again.close()


def test_a_caseload_just_set_up_opens_even_if_its_log_is_lost(tmp_path):
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from csassess.services.access import caseloads\n"
        "from tests.support.builders import OWNER, cheap_keys\n"
        "caseload = caseloads.set_up(Path(sys.argv[1]), cheap_keys(), OWNER)\n"
        "os._exit(1)\n"
    )
    folder = tmp_path / "c"
    subprocess.run([sys.executable, "-c", script, str(folder)], check=False, cwd=Path(__file__).parents[2])
    (folder / LOG).unlink(missing_ok=True)
    caseload = reopened(folder)
    assert caseloads.assessor_of(caseload).name == OWNER.assessor
    caseload.close()


def test_deleting_the_lock_file_lets_no_second_instance_in(caseload):
    if os.name == "nt":
        pytest.skip("a locked file cannot be deleted here")
    (caseload.folder / "caseload.lock").unlink()
    for _ in range(2):  # a refused attempt must not let the next one in
        with pytest.raises(UserError, match="already open in another window"):
            reopened(caseload.folder)
    caseload.close()
    reopened(caseload.folder).close()


def test_another_process_is_kept_out_after_the_lock_file_was_deleted(caseload):
    if os.name == "nt":
        pytest.skip("a locked file cannot be deleted here")
    (caseload.folder / "caseload.lock").unlink()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.support.builders import reopened\n"
        "reopened(Path(sys.argv[1]))\n"
    )
    second = subprocess.run(
        [sys.executable, "-c", script, str(caseload.folder)],
        check=False,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert "already open in another window" in second.stderr


@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk of three megabytes, if this user may."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk):
    """Leave no byte free on a disk."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 10, 1):
            with suppress(OSError):
                while filler.write(bytes(size)):
                    pass


@pytest.mark.parametrize("ends", ["cleanly", "killed"])
def test_a_caseload_on_a_wholly_full_disk_opens_to_read_and_says_so(small_disk, ends):
    caseload = reopened(closed_caseload(small_disk / "caseload"))
    mo = candidates.add_candidate(caseload, "Mo Candidate")
    item = evidence.start_observation(caseload, mo.id, "Counter")
    evidence.add_note(caseload, mo.id, item.id, "Greets the customer")
    picture = photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene((64, 48)))))
    caseload.attached.close()
    if ends == "killed":
        killed = small_disk / "killed"
        shutil.copytree(caseload.folder, killed, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
        caseload.close()
        shutil.rmtree(caseload.folder)
        killed.rename(caseload.folder)
    else:
        caseload.close()
    fill(small_disk)
    full = reopened(caseload.folder)
    assert location_warnings.warnings(full)[0].startswith("The caseload is open to read only")
    assert [note.text for note in load_portfolio(full, mo.id).notes] == ["Greets the customer"]
    assert full.attached.content(picture.sha256)
    assert [row.name for row, _ in candidate_rows.candidate_rows(full)] == ["Mo Candidate"]
    with caseloads.worker_connection(full) as other:
        assert len(load_portfolio(other, mo.id).notes) == 1
        for connection in (full, other):
            with pytest.raises(UserError, match="open to read only"):
                evidence.add_note(connection, mo.id, item.id, "Too much")
    full.close()
    (small_disk / "filler").unlink()
    again = reopened(caseload.folder)
    assert again.ended_uncleanly == (ends == "killed")
    evidence.add_note(again, mo.id, item.id, "There is room again")
    assert len(load_portfolio(again, mo.id).notes) == 2
    again.close()


def of_earlier_version(folder):
    """Leave a caseload as a version that noted no version of its own left it, with tables to rebuild."""
    caseload = reopened(folder)
    caseload.db.execute("DELETE FROM local WHERE key = 'version'")
    caseload.db.execute("UPDATE local SET value = 'earlier' WHERE key = 'layout'")
    caseload.close()
    return caseload.attached.master


def values_in(path, master):
    db = connect_to_read(path, master, at_rest=True)
    values = dict(db.execute("SELECT key, value FROM local").fetchall())
    db.close()
    return values


@pytest.mark.parametrize("way", ["small", "large"])
def test_a_new_version_backs_the_caseload_up_before_it_writes_anything(folder, monkeypatch, way):
    master = of_earlier_version(folder)
    if way == "large":
        monkeypatch.setattr("csassess.data.record.folder._CHECKED_ON_OPENING", 0)
    before = values_in(folder / DATABASE_FILE, master)
    caseloads.bring_up_to_date(folder, master)
    caseload = caseloads.open_caseload(folder, master)
    assert caseload.local.get("version") == __version__
    (backup,) = backups.backups_in(folder / "backups")
    assert values_in(backup.path, master) == before
    assert before["layout"] == "earlier"
    assert "version" not in before
    caseload.close()
    caseloads.open_caseload(folder, master).close()
    assert backups.backups_in(folder / "backups") == [backup]


def test_without_a_backup_a_new_version_opens_a_caseload_to_read_only(folder):
    master = of_earlier_version(folder)
    (folder / "backups").write_bytes(b"in the way")
    before = contents(folder)
    caseload = caseloads.open_caseload(folder, master)
    assert "before it first writes to it, and that failed" in location_warnings.warnings(caseload)[0]
    with pytest.raises(UserError, match="open to read only"):
        candidates.add_candidate(caseload, "Mo Candidate")
    caseload.close()
    assert {name for name in contents(folder) if not name.endswith(".lock")} == set(before) - {
        "caseload.lock"
    }
    assert contents(folder)[DATABASE_FILE] == before[DATABASE_FILE]


def test_a_caseload_set_up_or_opened_with_this_version_is_not_backed_up_for_it(folder):
    caseload = caseloads.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE))
    caseload.close()
    assert not (folder / "backups").exists()
