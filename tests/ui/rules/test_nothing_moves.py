"""Nothing moves between press and release, and no message or tick moves what may be clicked next."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from csassess.ui.base.location import Location, Page
from tests.ui.conftest import click_row, portfolio_of

WORDS = "Greets the caller by name, asks what happened and reads the order back to her before she acts."


def places(window):
    """Return where each visible control of the window is on the screen."""
    return {
        control: (control.mapToGlobal(QPoint()), control.size())
        for control in window.screen_lock.findChildren(QWidget)
        if control.isVisible() and isinstance(control, QAbstractButton)
    }


def moved(before):
    """Return the words of the controls that are still shown and moved."""
    QApplication.processEvents()
    return [
        control.text() or control.accessibleName()
        for control, place in before.items()
        if control.isVisible() and (control.mapToGlobal(QPoint()), control.size()) != place
    ]


def settle():
    """Let a page that was just opened finish its layout."""
    for _ in range(5):
        QApplication.processEvents()


def type_note(observing):
    """Write a customer's note that makes its row in the list grow when it is saved."""
    observing.capture.next_customer.trigger()
    QApplication.processEvents()
    observing.notes.editor.text.setFocus()
    QTest.keyClicks(observing.notes.editor.text, WORDS)


def test_nothing_moves_between_press_and_release_after_typing(window, observing, caseload, mo):
    type_note(observing)
    before = places(window)
    difficult = observing.notes.editor.customer.difficult
    QTest.mousePress(difficult, Qt.MouseButton.LeftButton)
    difficult.setFocus()  # as a click does where the platform gives buttons the focus
    assert moved(before) == []
    QTest.mouseRelease(difficult, Qt.MouseButton.LeftButton)
    (customer,) = portfolio_of(caseload, mo).customers
    assert customer.demeanour is not None
    assert [note.text for note in portfolio_of(caseload, mo).notes] == [WORDS]


def test_what_was_saved_by_a_press_is_shown_after_the_release(qtbot, window, observing):
    type_note(observing)
    button = observing.notes.editor.phrases
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    assert WORDS not in observing.notes.list.rows.rows[0].body
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(-50, -50))
    qtbot.waitUntil(lambda: observing.notes.list.rows.rows[0].body == WORDS)


def test_the_note_being_written_does_not_move_when_it_is_saved_classed_or_ticked(window, observing):
    type_note(observing)
    customer = observing.notes.editor.customer
    before = {
        control: places(window)[control] for control in (customer.easy, customer.difficult, customer.new)
    }
    for act in (
        observing.leave,
        customer.difficult.click,
        lambda: click_row(observing.criteria.criteria, ("ocr-b10", "1.2")),
        customer.new.click,
    ):
        act()
        assert moved(before) == []


def test_a_tick_moves_no_criterion(window, observing):
    observing.capture.add_note.trigger()
    criteria = observing.criteria.criteria
    QApplication.processEvents()

    def tops():
        QApplication.processEvents()
        return [criteria.visualRect(criteria.rows.index(number)) for number in range(3)]

    before = tops()
    for label in ("1.1", "1.2", "1.3"):
        click_row(criteria, ("ocr-b10", label))
        assert tops() == before


@pytest.mark.parametrize("page", [Page.TODAY, Page.PORTFOLIO, Page.EVIDENCE, Page.FINISH, Page.CENTRE])
def test_a_message_moves_nothing(window, observing, page):
    place = observing.place
    window.go(Location(page, place.candidate, place.item))
    window.banner.hide()
    settle()
    before = places(window)
    window.session.message.emit("Saved. " * 40)
    assert window.banner.isVisible()
    assert moved(before) == []


def test_rows_at_the_end_of_the_criteria_stay_under_the_pointer(window, observing):
    criteria = observing.criteria
    window.resize(1024, 640)
    observing.capture.add_note.trigger()
    criteria.show_outcome(1)
    settle()
    rows = criteria.criteria
    keys = [row.key for row in rows.rows.rows]
    for key in keys[-1:-4:-1]:
        bar = rows.verticalScrollBar()
        bar.setValue(bar.maximum())
        settle()
        at = row_area(rows, key).center()
        before = row_area(rows, key)
        QTest.mousePress(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
        settle()
        assert row_area(rows, key) == before
        QTest.mouseRelease(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
        settle()
        assert row_area(rows, key).contains(at)
    ticked = [key for key in keys if criteria._rows.reference(key)]
    assert ticked == keys[-3:]


def test_another_section_begins_with_its_first_criterion(window, observing):
    window.resize(1024, 640)
    rows = observing.criteria.criteria
    observing.criteria.show_outcome(1)
    settle()
    rows.verticalScrollBar().setValue(rows.verticalScrollBar().maximum())
    observing.criteria.chips[2].click()
    settle()
    assert rows.verticalScrollBar().value() == 0


def row_area(rows, key):
    return rows.visualRect(rows.rows.index([row.key for row in rows.rows.rows].index(key)))
