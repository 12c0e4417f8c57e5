"""What lasts goes on beside whoever works in the window."""

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
from csassess.ui.widgets.form_dialog import BackgroundSave, FormDialog
from tests.support.exchanging import acquaint, machine, transfer
from tests.ui.conftest import dialog_is_open


@pytest.fixture
def gate():
    """What keeps work beside from ending until it is opened."""
    opened = threading.Event()
    yield opened
    opened.set()
    QThreadPool.globalInstance().waitForDone()


def test_a_dialog_whose_work_ends_behind_the_lock_is_gone_and_the_window_opens_and_closes(
    qtbot, window, gate
):
    dialog = FormDialog(
        window,
        "Erase",
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


def test_a_draft_waits_for_nothing_that_goes_on_beside(qtbot, window, observing, caseload, gate):
    busy = [
        window.session.run_in_background(lambda _: gate.wait(20), lambda _: None, lambda _: None)
        for _ in range(8)
    ]
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets")
    qtbot.waitUntil(lambda: "Greets" in caseload.drafts.all().values(), timeout=5000)
    assert busy


def test_what_came_in_from_another_machine_is_looked_at_before_it_is_changed(
    window, observing, caseload, mo, tmp_path
):
    observing.capture.add_note.trigger()
    note = observing.notes.note
    QTest.keyClicks(observing.notes.editor.text, "Greets")
    observing.leave()
    office = machine(tmp_path / "office")
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    evidence.change_note(office, mo.id, replace(office.one(Note, mo.id, note), text="Greets by name"))
    with worker_connection(caseload) as other:  # as keeping in step does
        transfer(office, other, mo.id, tmp_path / "2.csbundle")
    office.close()
    observing.notes.editor.responsible.click()
    assert "came in from another machine" in window.banner.words
    assert observing.notes.editor.text.toPlainText() == "Greets by name"
    observing.notes.editor.responsible.click()
    (standing,) = window.session.portfolio_view(mo.id).portfolio.notes
    assert standing.text == "Greets by name"
    assert standing.shows


def test_a_page_of_one_candidate_is_not_refreshed_for_another(window, caseload, mo, monkeypatch):
    bo = candidates.add_candidate(caseload, "Bo Learner")
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    refreshed = []
    monkeypatch.setattr(window.portfolio, "refresh", lambda: refreshed.append(True))
    window.session.run(evidence.start_observation, bo.id, "Counter")
    assert refreshed == []
    window.session.run(evidence.start_observation, mo.id, "Counter")
    assert refreshed == [True]
