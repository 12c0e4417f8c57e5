"""An item in large text: buttons keep their words, and the line being typed is in sight."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.evidence.evidence_page import EvidencePage
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme


@pytest.fixture(params=[(1024, 740, 200), (1366, 720, 200), (800, 570, 100)], ids=str)
def page(request, qtbot, qapp, caseload, mo):
    """Show a running visit in a window with room for one part of an item at a time."""
    width, height, text_size = request.param
    item = visits.start_visit(caseload, [mo.id], "Call centre", informed="a notice")[mo.id].id
    theme.apply(qapp, theme.Theme(text_size=text_size))
    window = MainWindow(Session(caseload))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    window.resize(width, height)
    window.show()
    window.go(Location(Page.EVIDENCE, mo.id, item))
    QApplication.processEvents()
    yield window.evidence
    theme.apply(qapp, theme.Theme())


def buttons_of(bar) -> list[QToolButton]:
    """Return the visible buttons of a bar, from left to right."""
    shown = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
    return sorted(shown, key=lambda button: button.x())


def words_of(button: QToolButton) -> str:
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return button.text().strip() if button.toolButtonStyle() == style else ""


def test_the_buttons_used_most_have_words_and_none_is_cut(page: EvidencePage):
    bar = page.capture
    shown = [words_of(button) for button in buttons_of(bar) if bar.rect().contains(button.geometry())]
    assert shown[:2] == ["Next customer", "Note"]
    assert shown[-1] == "More"
    assert len(shown) == len(buttons_of(bar))
    assert [b for b in buttons_of(bar) if not words_of(b)] == [bar.widgetForAction(bar.undo)]
    assert [words_of(button) for button in buttons_of(page.judgement)] == ["Finish visit"]


def test_what_has_no_button_is_in_the_menu(page: EvidencePage):
    in_bar = {button.defaultAction() for button in buttons_of(page.capture)}
    for action in filter(QAction.isVisible, page.capture.menu_actions()):
        assert (action in in_bar) != (action in page.more.actions()), action.text()
    assert page.judgement.details in page.more.actions()


def test_with_room_every_action_has_its_button_again_in_the_same_order(page: EvidencePage):
    theme.apply(QApplication.instance(), theme.Theme())
    page.window().resize(1366, 720)
    QApplication.processEvents()
    bar = page.capture
    assert [action for action in bar.actions() if action is not bar.more] == bar.menu_actions()
    assert not set(bar.menu_actions()) & set(page.more.actions())


def test_the_line_being_typed_is_in_sight_to_the_last_of_a_long_note(page: EvidencePage):
    page.capture.next_customer.trigger()
    QApplication.processEvents()
    field = page.notes.editor.text
    assert QApplication.focusWidget() is field or page.window().focusWidget() is field
    for number in range(30):
        QTest.keyClicks(field, f"Line {number} of what was seen.")
        QTest.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()
        line = field.cursorRect()
        assert field.viewport().visibleRegion().contains(line.center()), number


def test_a_note_chosen_from_the_list_is_shown_for_writing(page: EvidencePage):
    page.capture.add_note.trigger()
    page.capture.mark_moment.trigger()
    first = page.notes.list.rows.rows[0].key
    tabs = page.panes.tabs
    tabs.setCurrentIndex(1)
    assert page.notes.list.isVisible()
    assert not page.notes.editor.isVisible()
    page.notes.list.select(first)
    page.notes.list.chosen.emit(first)
    assert tabs.currentIndex() == 0
    assert page.notes.note == first
    assert page.notes.editor.isVisible()
    assert page.window().focusWidget() is page.notes.editor.text
