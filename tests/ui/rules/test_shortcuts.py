"""A shortcut acts on what is in front: none reaches past an open dialog, or opens a second one."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.shell.screen_lock import LOCK_KEYS
from csassess.ui.widgets.form_dialog import FormDialog
from csassess.ui.widgets.shortcuts import ShortcutAction
from tests.ui.conftest import dialog_is_open, portfolio_of

PAGES = [page for page in Page if page not in (Page.PICTURE, Page.SAMPLE)]


def with_keys(window):
    """Return the actions of a window that have a shortcut."""
    return [action for action in window.findChildren(QAction) if not action.shortcut().isEmpty()]


def press_in(window, action):
    """Press an action's keys in the window, as before a dialog has become the active one."""
    keys = action.shortcut()[0]
    QTest.keyClick(window.focusWidget() or window, keys.key(), keys.keyboardModifiers())


def make_active(window, qtbot):
    """Make a window the active one, although a dialog is open."""
    QApplication.processEvents()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


@pytest.fixture
def every_page(window, observing, mo):
    """Make every page, so that every action is there; go back to the item."""
    item = observing.place.item
    for page in PAGES:
        window.go(Location(page, mo.id, item, unit="" if page is Page.FINISH else "ocr-b10"))
    window.go(Location(Page.EVIDENCE, mo.id, item, unit="ocr-b10"))
    return window


def test_every_shortcut_is_one_that_a_dialog_stops(every_page):
    actions = with_keys(every_page)
    assert len(actions) > 15
    assert [action.text() for action in actions if not isinstance(action, ShortcutAction)] == []
    buttons = every_page.findChildren(QAbstractButton)
    assert [button.text() for button in buttons if not button.shortcut().isEmpty()] == []


def test_no_shortcut_acts_behind_a_dialog(qtbot, every_page, mo, caseload):
    done = []
    for action in with_keys(every_page):
        action.triggered.connect(lambda *_, acting=action: done.append(acting.text()))
    item, candidate = every_page.place.item, portfolio_of(caseload, mo).candidate
    for page in PAGES:
        every_page.go(Location(page, mo.id, item, unit="" if page is Page.FINISH else "ocr-b10"))
        dialog = people_dialogs.change_candidate(every_page, every_page.session, candidate)
        make_active(every_page, qtbot)
        for action in with_keys(every_page):
            if action.shortcut().toString() != LOCK_KEYS:
                press_in(every_page, action)
        dialogs = [d for d in every_page.findChildren(FormDialog) if d.isVisible()]
        assert (page, done, dialogs) == (page, [], [dialog])
        dialog.discard()
        QApplication.processEvents()


def test_the_same_shortcut_twice_opens_one_dialog_and_works_again_once_it_is_closed(
    qtbot, every_page, observing
):
    feedback = observing.capture.customer_feedback
    for _ in range(2):
        for _ in range(2):
            make_active(every_page, qtbot)
            press_in(every_page, feedback)
        (dialog,) = [d for d in every_page.findChildren(FormDialog) if d.isVisible()]
        dialog.discard()
        QApplication.processEvents()
    assert not dialog_is_open(every_page)
