"""Interruptions: saves based on what was shown."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.ui.base.location import Location, Page
from tests.support.pictures import encoded, scene
from tests.ui.conftest import portfolio_of


def settle():
    for _ in range(6):
        QApplication.processEvents()


def slow_click(control):
    """Press as on a platform where buttons take the focus, and release."""
    QTest.mousePress(control, Qt.MouseButton.LeftButton)
    control.setFocus()
    settle()
    QTest.mouseRelease(control, Qt.MouseButton.LeftButton)
    settle()


def note(observing):
    observing.capture.add_note.trigger()
    settle()
    observing.notes.editor.text.setFocus()
    return observing.notes.editor


def test_undo_offered_for_a_removed_note_undoes_the_removal_after_typing(window, observing, caseload, mo):
    editor = note(observing)
    QTest.keyClicks(editor.text, "first")
    observing.leave()
    editor = note(observing)
    QTest.keyClicks(editor.text, "second")
    observing.leave()
    editor.remove.click()
    settle()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["first"]
    assert "removed" in window.banner.words
    first = portfolio_of(caseload, mo).notes[0]
    observing.notes.select(first.id)
    editor.text.setFocus()
    QTest.keyClicks(editor.text, " MORE")
    assert "removed" in window.banner.words
    slow_click(window.banner._act)
    assert sorted(n.text for n in portfolio_of(caseload, mo).notes) == ["first MORE", "second"]


@pytest.fixture
def photographed(window, observing, caseload, mo):
    item = portfolio_of(caseload, mo).evidence[0]
    photograph = photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene())), "Old")
    window.session.notify_changed()
    observing.notes.select(photograph.id)
    settle()
    return observing.notes.photo


def test_rotating_right_after_typing_a_caption_keeps_the_caption(window, photographed, caseload, mo):
    photographed.caption.setFocus()
    photographed.caption.selectAll()
    QTest.keyClicks(photographed.caption, "New words")
    slow_click(photographed.turn)
    assert portfolio_of(caseload, mo).photographs[0].caption == "New words"


def test_words_that_arrived_and_were_shown_can_be_changed_back(window, observing, caseload, mo):
    editor = note(observing)
    QTest.keyClicks(editor.text, "A")
    observing.leave()
    editor.text.setFocus()
    recorded = portfolio_of(caseload, mo).notes[0]
    evidence.change_note(caseload, mo.id, replace(recorded, text="B"))
    window.session.notify_changed()
    settle()
    editor.remove.setFocus()
    settle()
    assert editor.text.toPlainText() == "B"
    editor.text.setFocus()
    editor.text.selectAll()
    QTest.keyClicks(editor.text, "A")
    assert observing.leave()
    assert portfolio_of(caseload, mo).notes[0].text == "A"


def test_a_finish_page_comment_that_arrived_and_was_shown_can_be_cleared(window, observing, caseload, mo):
    from csassess.services.visits import visits

    observing.judgement.finish.trigger()
    page = window.finish
    page.feedback.comments.setFocus()
    QTest.keyClicks(page.feedback.comments, "Mine")
    page.leave()
    recorded = portfolio_of(caseload, mo).to_candidate[0]
    visits.say_to_candidate(caseload, mo.id, replace(recorded, comments="Theirs"))
    window.session.notify_changed()
    page.feedback.done_well.setFocus()
    settle()
    assert page.feedback.comments.toPlainText() == "Theirs"
    page.feedback.comments.setFocus()
    page.feedback.comments.selectAll()
    QTest.keyClicks(page.feedback.comments, "Mine")
    assert page.leave()
    assert portfolio_of(caseload, mo).to_candidate[0].comments == "Mine"


def test_undo_in_a_text_never_brings_words_of_another_candidate(window, both_observed, caseload, mo, sian):
    page = both_observed
    editor = note(page)
    QTest.keyClicks(editor.text, "Mo's private words")
    editor.text.selectAll()
    QTest.keyClick(editor.text, Qt.Key.Key_Delete)
    page.leave()
    item = portfolio_of(caseload, sian).evidence[0]
    evidence.add_note(caseload, sian.id, item.id, "")
    window.session.notify_changed()
    window.go(Location(Page.EVIDENCE, sian.id, item.id, unit="ocr-b10"))
    settle()
    editor.text.setFocus()
    QTest.keyClick(editor.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    page.leave()
    assert [n.text for n in portfolio_of(caseload, sian).notes] == [""]


def test_undo_on_the_finish_page_never_brings_words_of_another_candidate(
    window, both_observed, caseload, mo, sian
):
    item_mo = portfolio_of(caseload, mo).evidence[0]
    item_sian = portfolio_of(caseload, sian).evidence[0]
    window.go(Location(Page.FINISH, mo.id, item_mo.id))
    page = window.finish
    page.feedback.comments.setFocus()
    QTest.keyClicks(page.feedback.comments, "Mo's private words")
    page.feedback.comments.selectAll()
    QTest.keyClick(page.feedback.comments, Qt.Key.Key_Delete)
    page.leave()
    window.go(Location(Page.FINISH, sian.id, item_sian.id))
    page.feedback.comments.setFocus()
    QTest.keyClick(page.feedback.comments, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.feedback.comments.toPlainText() == ""


def test_words_typed_into_a_note_removed_elsewhere_are_not_lost(window, observing, caseload, mo):
    editor = note(observing)
    QTest.keyClicks(editor.text, "one")
    observing.leave()
    editor = note(observing)
    QTest.keyClicks(editor.text, "two")
    observing.leave()
    editor.text.setFocus()
    QTest.keyClicks(editor.text, " typed meanwhile ")
    second = portfolio_of(caseload, mo).notes[1]
    evidence.remove_note(caseload, mo.id, second)
    window.session.notify_changed()
    settle()
    shown = editor.text.toPlainText()
    observing.leave()
    kept = [n.text for n in portfolio_of(caseload, mo).notes] + list(caseload.drafts.all().values()) + [shown]
    assert any("typed meanwhile" in words for words in kept)


def test_closing_while_a_mouse_button_is_down_ends_quietly(qtbot, window, observing, caseload, mo):
    editor = note(observing)
    QTest.keyClicks(editor.text, "typed")
    QTest.mousePress(editor.phrases, Qt.MouseButton.LeftButton)
    editor.phrases.setFocus()
    window.close()
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=QPoint(-50, -50))
    with qtbot.captureExceptions() as errors:
        settle()
    assert errors == []
