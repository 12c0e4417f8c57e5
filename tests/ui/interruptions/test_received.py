"""Interruptions: words received from another machine, taken in while somebody types."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import corrections
from csassess.services.evidence import drafts, evidence
from csassess.ui.attachments import file_import  # noqa: F401
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import correction_dialogs
from tests.support.exchanging import transfer
from tests.ui.conftest import open_window


def settle():
    for _ in range(6):
        QApplication.processEvents()


@pytest.fixture
def shared(qtbot, qapp, two, mo_on_tablet, tmp_path):
    """Mo on both machines, the window on the first."""
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "out.csbundle")
    window = open_window(qtbot, qapp, tablet)
    return window, tablet, office, mo_on_tablet


def arrive(shared, tmp_path, announce=True):
    window, tablet, office, mo = shared
    transfer(office, tablet, mo.id, tmp_path / "back.csbundle")
    if announce:
        window.session.notify_changed()
    settle()


def everything_said(caseload, mo, entity, field):
    """Return each present value of a field, with those in conflict."""
    portfolio = load_portfolio(caseload, mo.id)
    return {str(v.value) for c in portfolio.conflicts if c.field == field for v in c.versions}


def test_a_job_corrected_in_an_open_dialog_keeps_what_arrived_meanwhile(shared, tmp_path):
    window, tablet, office, mo = shared
    window.go(Location(Page.PORTFOLIO, mo.id))
    job = load_portfolio(tablet, mo.id).employments[0]
    dialog = correction_dialogs.change_job(window.portfolio, window.session, mo.id, job)
    corrections.change_job(office, mo.id, replace(job, employer="Harbour Shop Ltd"))
    arrive(shared, tmp_path)
    dialog.fields["job"].setText("Senior assistant")
    dialog.ok.click()
    settle()
    now = load_portfolio(tablet, mo.id)
    assert now.employments[0].job == "Senior assistant"
    assert now.employments[0].employer == "Harbour Shop Ltd" or "Harbour Shop Ltd" in everything_said(
        tablet, mo, "employment", "employer"
    )


def test_recovered_typing_does_not_overwrite_words_that_arrived(shared, tmp_path):
    _window, tablet, office, mo = shared
    note = load_portfolio(tablet, mo.id).notes[0]
    drafts.keep_draft(tablet, note.id, {"text": "Typed before the crash"})
    evidence.change_note(office, mo.id, replace(note, text="Received words"))
    transfer(office, tablet, mo.id, tmp_path / "back.csbundle")
    drafts.recover(tablet)
    shown = {load_portfolio(tablet, mo.id).notes[0].text} | everything_said(tablet, mo, "note", "text")
    assert {"Typed before the crash", "Received words"} <= shown


def test_a_chip_clicked_after_typing_keeps_words_that_arrived_in_other_fields(shared, tmp_path):
    window, tablet, office, mo = shared
    item = load_portfolio(tablet, mo.id).evidence[0]
    question = evidence.add_note(
        tablet, mo.id, item.id, "answer", kind=evidence.NoteKind.QUESTION, question="Old question?"
    )
    transfer(tablet, office, mo.id, tmp_path / "q.csbundle")
    window.session.notify_changed()
    window.go(Location(Page.EVIDENCE, mo.id, item.id, question.id, unit="ocr-b10"))
    settle()
    editor = window.evidence.notes.editor
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "My ")
    evidence.change_note(office, mo.id, replace(question, question="Received question?"))
    arrive(shared, tmp_path, announce=False)  # as the folder watch does, a moment before the press
    QTest.mousePress(editor.responsible, Qt.MouseButton.LeftButton)
    editor.responsible.setFocus()
    settle()
    QTest.mouseRelease(editor.responsible, Qt.MouseButton.LeftButton)
    settle()
    now = next(n for n in load_portfolio(tablet, mo.id).notes if n.id == question.id)
    said = {now.question} | everything_said(tablet, mo, "note", "question")
    assert "Received question?" in said


def test_a_note_removed_right_after_typing_does_not_take_unseen_words(shared, tmp_path):
    window, tablet, office, mo = shared
    note = load_portfolio(tablet, mo.id).notes[0]
    item = load_portfolio(tablet, mo.id).evidence[0]
    window.go(Location(Page.EVIDENCE, mo.id, item.id, note.id, unit="ocr-b10"))
    settle()
    editor = window.evidence.notes.editor
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "My ")
    evidence.change_note(office, mo.id, replace(note, text="Received words"))
    arrive(shared, tmp_path, announce=False)
    QTest.mousePress(editor.remove, Qt.MouseButton.LeftButton)
    editor.remove.setFocus()
    settle()
    QTest.mouseRelease(editor.remove, Qt.MouseButton.LeftButton)
    settle()
    assert [n.id for n in load_portfolio(tablet, mo.id).notes] == [note.id]


def test_one_can_leave_a_note_whose_item_was_accepted_elsewhere(shared, tmp_path):
    window, tablet, office, mo = shared
    note = load_portfolio(tablet, mo.id).notes[0]
    item = load_portfolio(tablet, mo.id).evidence[0]
    window.go(Location(Page.EVIDENCE, mo.id, item.id, note.id, unit="ocr-b10"))
    settle()
    editor = window.evidence.notes.editor
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "My ")
    from csassess.services.evidence import judgement as j

    j.withdraw(office, mo.id, item.id)
    arrive(shared, tmp_path)
    assert editor.text.isReadOnly()
    window.go(Location())
    assert window.place.page is Page.TODAY
