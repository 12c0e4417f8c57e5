"""What stopped or misled an assessor in a day of work, each as a rule."""

from datetime import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from csassess.services.attachments import photographs
from csassess.ui.base.location import Location, Page
from csassess.ui.evidence import evidence_dialogs
from csassess.ui.widgets.date_fields import time_of_day
from tests.support.builders import PASSPHRASE
from tests.support.pictures import encoded, scene
from tests.ui.conftest import portfolio_of

CTRL = Qt.KeyboardModifier.ControlModifier


def settle():
    for _ in range(5):
        QApplication.processEvents()


def lock_and_unlock(window):
    window.lock()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()


def test_after_unlocking_the_cursor_is_in_the_note_again(window, observing):
    observing.capture.add_note.trigger()
    observing.notes.editor.text.setFocus()
    QTest.keyClicks(observing.notes.editor.text, "Half a sen")
    lock_and_unlock(window)
    assert window.focusWidget() is observing.notes.editor.text


def test_after_unlocking_the_cursor_is_in_the_field_of_the_dialog_again(window, observing, mo):
    dialog = evidence_dialogs.feedback(window, window.session, mo.id, observing.place.item)
    dialog.fields["improvement"].setFocus()
    lock_and_unlock(window)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.fields["improvement"]


def test_rectangles_that_cover_nothing_yet_are_not_left_without_asking(window, observing, caseload, mo):
    photograph = photographs.add(caseload, mo.id, observing.place.item, photographs.prepare(encoded(scene())))
    window.session.notify_changed()
    window.go(Location(Page.PICTURE, mo.id, observing.place.item, photograph.id))
    canvas = window.picture.canvas
    settle()
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle - QPoint(30, 30))
    QTest.mouseMove(canvas, middle + QPoint(30, 30))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 30))
    assert canvas.boxes
    window.picture.back.click()
    assert window.place.page is Page.PICTURE
    assert "cover nothing yet" in window.banner.words
    window.picture.back.click()
    assert window.place.page is Page.EVIDENCE


def test_finishing_the_next_candidate_begins_at_the_top(window, both_observed):
    window.resize(900, 600)
    both_observed.judgement.finish.trigger()
    bar = window.finish.findChild(QScrollArea).verticalScrollBar()
    bar.setRange(0, 500)
    bar.setValue(bar.maximum())
    assert "then" in window.finish.title.text()
    window.finish.done.click()
    assert bar.value() == 0
    assert "then" not in window.finish.title.text()


@pytest.mark.parametrize("typed", ["0845", "08:45", "8:45", "845"])
def test_a_time_is_taken_as_it_is_typed(qtbot, typed):
    field = time_of_day(time(10, 30))
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, typed)
    assert field.time().toPython() == time(8, 45)
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClicks(field, typed)
    assert field.time().toPython() == time(8, 45)


def test_a_note_that_comes_back_by_undo_is_the_one_shown(window, observing, caseload, mo):
    for words in ("First", "Second"):
        observing.capture.add_note.trigger()
        QTest.keyClicks(observing.notes.editor.text, words)
    first, second = portfolio_of(caseload, mo).notes
    observing.notes.select(first.id)
    observing.notes.editor.remove.click()
    assert observing.notes.note == second.id
    window.banner._act.click()
    assert observing.notes.note == first.id
    assert observing.notes.list.key() == first.id


def test_ctrl_y_redoes_outside_a_text_too(window, observing, caseload, mo):
    observing.capture.mark_moment.trigger()
    observing.notes.list.setFocus()
    QTest.keyClick(observing.notes.list, Qt.Key.Key_Z, CTRL)
    assert portfolio_of(caseload, mo).notes == ()
    QTest.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert len(portfolio_of(caseload, mo).notes) == 1


def test_the_buttons_of_a_dialog_stay_when_a_message_goes(qtbot, window, mo, observing):
    dialog = evidence_dialogs.add_item(window, window.session, mo.id, lambda _: None)
    dialog.ok.click()
    before = dialog.ok.mapTo(dialog, QPoint())
    QTest.keyClicks(dialog.fields["description"], "Letter")
    assert not dialog.problem.isVisible()
    assert dialog.ok.mapTo(dialog, QPoint()) == before
