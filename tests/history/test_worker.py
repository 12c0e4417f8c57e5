"""A worker connection on another thread, and a sandbox in memory."""

import subprocess
import sys

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.record.worker import sandbox, worker_connection
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import OperationalError, connect
from csassess.domain.errors import UserError
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement
from csassess.services.progress import portfolio_status, portfolio_view
from tests.support.exchanging import rows
from tests.support.pictures import encoded, scene


def test_a_change_written_in_the_background_is_in_the_next_view(caseload, mo):
    seen = portfolio_view.portfolio_view(caseload, mo.id)
    with worker_connection(caseload) as other:
        evidence.start_observation(other, mo.id, "Counter")
    assert [
        item.description for item in portfolio_view.portfolio_view_after(caseload, seen).portfolio.evidence
    ] == ["Counter"]
    assert (
        caseload.history.of(mo.id)[-1].previous == caseload.history.of(mo.id)[-2].id
    )  # one machine, one chain


def test_a_transaction_that_begins_by_reading_can_still_write(caseload, mo):
    other = connect(caseload.folder / DATABASE_FILE, caseload.attached.master)
    other.execute("PRAGMA busy_timeout = 0")
    with caseload.together():
        caseload.history.of(mo.id)
        with pytest.raises(OperationalError, match="locked"):
            other.execute("DELETE FROM drafts")
        evidence.start_observation(caseload, mo.id, "Counter")
    other.close()


def test_a_sandbox_leaves_the_caseload_unchanged(caseload, mo):
    another = candidates.add_candidate(caseload, "Somebody Else")
    before = {
        table: rows(caseload, table)
        for table in ("events", "heads", "candidate", "evidence", "local", "summary")
    }
    with sandbox(caseload, [mo.id]) as trial:
        evidence.start_observation(trial, mo.id, "Counter")
        assert len(trial.history.of(mo.id)) == len(caseload.history.of(mo.id)) + 1
        assert trial.history.of(another.id) == []
    assert {table: rows(caseload, table) for table in before} == before


def test_the_start_page_loads_without_the_modules_that_open_a_caseload():
    heavy = (
        "sqlite_utils",
        "cattrs",
        "cryptography",
        "PIL",
        "csassess.data.record.caseload",
        "csassess.ui.shell.main_window",
    )
    script = f"import csassess.application, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_view_read_during_a_background_write_misses_and_repeats_nothing(caseload, mo, monkeypatch):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    seen = portfolio_view.portfolio_view(caseload, mo.id)
    evidence.add_note(caseload, mo.id, item.id, "First")
    events_after = caseload.history.after

    def meanwhile(stream, row):
        with worker_connection(caseload) as other:
            evidence.add_note(other, mo.id, item.id, "Second")
        return events_after(stream, row)

    with monkeypatch.context() as patch:
        patch.setattr(caseload.history, "after", meanwhile)
        seen = portfolio_view.portfolio_view_after(caseload, seen)
    assert [note.text for note in seen.portfolio.notes] == ["First"]
    assert [note.text for note in portfolio_view.portfolio_view_after(caseload, seen).portfolio.notes] == [
        "First",
        "Second",
    ]


def test_lists_are_refreshed_for_changes_written_in_the_background(caseload, mo):
    portfolio_status.bring_up_to_date(caseload)
    with worker_connection(caseload) as other:
        evidence.start_observation(other, mo.id, "Heron Lane")
    assert [match.name for match in portfolio_status.find(caseload, "heron")] == ["Mo Candidate"]
    assert len(portfolio_status.portfolio_statuses(caseload)) == 1


def test_a_photograph_added_while_its_item_is_closed_is_refused(caseload, mo, monkeypatch):
    item = evidence.start_observation(caseload, mo.id, "Counter")
    picture = photographs.prepare(encoded(scene()))
    put = caseload.attached.put

    def closed_meanwhile(*arguments):
        judgement.withdraw(caseload, mo.id, item.id)
        return put(*arguments)

    monkeypatch.setattr(caseload.attached, "put", closed_meanwhile)
    with pytest.raises(UserError):
        photographs.add(caseload, mo.id, item.id, picture)
    assert load_portfolio(caseload, mo.id).photographs == ()


def test_a_read_transaction_sees_one_instant(caseload, mo):
    with caseload.one_instant():
        before = caseload.history.last_row()
        with worker_connection(caseload) as other:
            evidence.start_observation(other, mo.id, "Counter")
        assert caseload.history.last_row() == before
    assert caseload.history.last_row() == before + len(caseload.history.after(mo.id, before))


def test_a_caseload_that_is_gone_is_not_made_anew_by_work_in_the_background(caseload):
    path = caseload.folder / DATABASE_FILE
    path.rename(path.with_suffix(".away"))
    with pytest.raises(UserError, match="could not be opened"), worker_connection(caseload):
        pass
    assert not path.exists()
