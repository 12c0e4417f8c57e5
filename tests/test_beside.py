"""The same caseload on another thread, and some of it in memory."""

import subprocess
import sys

import pytest

from csassess.data.beside import beside, in_memory
from csassess.data.places import DATABASE_FILE
from csassess.data.sqlcipher import OperationalError, connect
from csassess.services import candidates, evidence, overview
from tests.exchanging import rows


def test_what_is_written_beside_is_there_when_one_looks_again(caseload, mo):
    seen = overview.overview(caseload, mo.id)
    with beside(caseload) as other:
        evidence.start_observation(other, mo.id, "Counter")
    assert [item.description for item in overview.overview_after(caseload, seen).portfolio.evidence] == ["Counter"]
    assert caseload.history(mo.id)[-1].previous == caseload.history(mo.id)[-2].id  # one machine, one chain


def test_a_transaction_that_begins_by_reading_may_write_whatever_others_wish_to(caseload, mo):
    other = connect(caseload.folder / DATABASE_FILE, caseload.attached.master)
    other.execute("PRAGMA busy_timeout = 0")
    with caseload.together():
        caseload.history(mo.id)
        with pytest.raises(OperationalError, match="locked"):
            other.execute("DELETE FROM drafts")
        evidence.start_observation(caseload, mo.id, "Counter")
    other.close()


def test_what_is_tried_in_memory_leaves_no_trace(caseload, mo):
    another = candidates.add_candidate(caseload, "Somebody Else")
    before = {
        table: rows(caseload, table) for table in ("events", "heads", "candidate", "evidence", "local", "summary")
    }
    with in_memory(caseload, [mo.id]) as tried:
        evidence.start_observation(tried, mo.id, "Counter")
        assert len(tried.history(mo.id)) == len(caseload.history(mo.id)) + 1
        assert tried.history(another.id) == []
    assert {table: rows(caseload, table) for table in before} == before


def test_the_door_is_there_before_what_opens_a_caseload_comes_in():
    heavy = ("sqlite_utils", "cattrs", "cryptography", "PIL", "csassess.data.caseload", "csassess.ui.main_window")
    script = f"import csassess.application, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
