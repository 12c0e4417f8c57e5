"""Long tasks run in the background while the window stays usable."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtTest import QTest

from csassess.data.record.worker import worker_connection
from csassess.domain.records.evidence import Note
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets.form_dialog import BackgroundSave, FormDialog, NoValues
from tests.support.exchanging import acquaint, machine, transfer
from tests.ui.conftest import click_row, dialog_is_open, portfolio_of


@pytest.fixture
def gate():
    """Return an event that background work waits for, set at the end of the test."""
    opened = threading.Event()
    yield opened
    opened.set()
    QThreadPool.globalInstance().waitForDone()


def test_a_dialog_closes_if_its_work_ends_while_the_screen_is_locked(qtbot, window, gate):
    dialog = FormDialog(
        window,
        "Erase",
        NoValues,
        {},
        lambda _: BackgroundSave(window.session, lambda _: gate.wait(20), lambda _: None, "Erasing …"),
    )
    dialog.open()
    dialog.ok.click()
    assert dialog.busy
    window.lock()
    with qtbot.waitSignal(dialog.finished):
        gate.set()
    window.screen_lock.unlock()
    assert not dialog_is_open(window)
    assert window._may_close()


def test_a_draft_is_saved_while_background_work_is_running(qtbot, window, observing, caseload, gate):
    tasks = [
        window.session.run_in_background(lambda _: gate.wait(20), lambda _: None, lambda _: None)
        for _ in range(8)
    ]
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets")
    qtbot.waitUntil(lambda: "Greets" in caseload.drafts.all().values(), timeout=5000)
    assert tasks


def test_a_change_is_refused_until_a_received_change_has_been_shown(
    window, observing, caseload, mo, tmp_path
):
    observing.capture.add_note.trigger()
    note = observing.notes.note
    QTest.keyClicks(observing.notes.editor.text, "Greets")
    observing.leave()
    office = machine(tmp_path / "office", clock=caseload.clock)
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    evidence.change_note(office, mo.id, replace(office.one(Note, mo.id, note), text="Greets by name"))
    with worker_connection(caseload) as worker:  # as folder sync does
        transfer(office, worker, mo.id, tmp_path / "2.csbundle")
    office.close()
    row = ("ocr-b10", "1.2")
    observing.criteria.criteria.setFocus()
    click_row(observing.criteria.criteria, row)
    assert "A change arrived from another machine" in window.banner.words
    assert observing.notes.editor.text.toPlainText() == "Greets by name"
    assert portfolio_of(caseload, mo).references == ()
    click_row(observing.criteria.criteria, row)
    assert [r.criterion for r in portfolio_of(caseload, mo).references] == ["1.2"]
    observing.notes.editor.responsible.click()
    (note_in_record,) = window.session.portfolio_view(mo.id).portfolio.notes
    assert (note_in_record.text, bool(note_in_record.shows)) == ("Greets by name", True)


def test_a_page_of_one_candidate_is_not_refreshed_for_another(window, caseload, mo, monkeypatch):
    bo = candidates.add_candidate(caseload, "Bo Learner")
    window.session.read_again()
    candidates.enrol(caseload, mo.id, "ocr-b10")
    window.go(Location(Page.MATRIX, mo.id, unit="ocr-b10"))
    refreshed = []
    monkeypatch.setattr(window.matrix, "refresh", lambda: refreshed.append(True))
    window.session.run(evidence.start_observation, bo.id, "Counter")
    assert refreshed == []
    window.session.run(evidence.start_observation, mo.id, "Counter")
    assert refreshed == [True]
