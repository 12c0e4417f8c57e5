"""What is said of saving and of what is still to write up is true of what was typed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.ui.base.location import Location, Page
from csassess.ui.evidence import evidence_dialogs
from tests.ui.conftest import dialog_of


@pytest.fixture
def moment(window, observing, clock):
    """Mark two moments a minute ago; the cursor is in the second."""
    for _ in range(2):
        observing.capture.mark_moment.trigger()
    clock.move_on(minutes=1)
    observing.notes.write()
    return observing.notes.editor.text


def states(observing):
    return [row.state for row in observing.notes.list.rows.rows]


def test_the_words_to_write_up_go_as_the_field_is_left(window, observing, moment, clock):
    QTest.keyClicks(moment, "Greets him.")
    observing.notes.list.setFocus()
    assert states(observing) == ["to write up", ""]
    assert window.saved.text() == f"Saved {clock.now:%H:%M}"


def test_they_go_by_a_click_too_once_the_button_is_released(window, observing, moment, clock):
    QTest.keyClicks(moment, "Greets him.")
    QTest.mouseClick(observing.notes.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    QApplication.processEvents()
    assert states(observing) == ["to write up", ""]
    assert window.saved.text() == f"Saved {clock.now:%H:%M}"


def test_a_note_that_is_being_typed_is_said_to_be_saved_as_soon_as_its_draft_is(
    qtbot, window, observing, moment, clock
):
    before = window.saved.text()
    QTest.keyClicks(moment, "Greets him.")
    assert window.saved.text() == before
    qtbot.waitUntil(lambda: window.saved.text() == f"Saved {clock.now:%H:%M}")
    assert states(observing) == ["to write up", ""]
    assert moment.hasFocus()
    moment.selectAll()
    QTest.keyClick(moment, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: states(observing) == ["to write up", "to write up"])


def test_what_is_typed_into_a_dialog_is_said_to_be_saved_as_soon_as_its_draft_is(
    qtbot, window, observing, clock, mo
):
    evidence_dialogs.feedback(window, window.session, mo.id, observing.place.item)
    clock.move_on(minutes=1)
    QTest.keyClicks(dialog_of(window).fields["received"], "Too slow")
    qtbot.waitUntil(lambda: window.saved.text() == f"Saved {clock.now:%H:%M}")


def test_today_counts_what_is_to_write_up_as_it_is(window, observing, moment):
    QTest.keyClicks(moment, "Greets him.")
    window.go(Location(Page.TODAY))
    words = " ".join(row.spoken for row in window.today.to_finish.rows.rows)
    assert "1 moment to write up" in words
