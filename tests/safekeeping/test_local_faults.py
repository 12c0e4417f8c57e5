"""Faults of one machine: a lost log, a full disk, a deleted lock file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect
from csassess.domain.errors import DamagedError, UserError
from csassess.services.access import caseloads
from csassess.services.evidence import evidence
from csassess.services.safekeeping import backups, checking
from tests.support.builders import OWNER, reopened

LOG = f"{DATABASE_FILE}-wal"


def never_checkpointed(folder, master):
    """Leave the database as it is if the log with everything in it is lost."""
    (folder / DATABASE_FILE).unlink()
    connect(folder / DATABASE_FILE, master).close()


def test_a_database_whose_log_was_lost_is_said_to_be_so_with_a_way_on(folder):
    master = caseloads.unlock(folder, "teal kettle on the quay")
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
