"""The screen lock leaves every action of every page as it was."""

from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from csassess.services.access import pin
from csassess.ui.base.location import Location, Page
from tests.support.builders import PASSPHRASE
from tests.ui.conftest import accept, click_row


def states(window):
    """Return whether each action of the window is enabled and visible."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # of cards shown before
    own = set(window.screen_lock.lock_page.findChildren(QAction))
    actions = [action for action in window.findChildren(QAction) if action not in own]
    return {
        (action.text(), number): (action.isEnabled(), action.isVisible())
        for number, action in enumerate(actions)
    }


def unlock(window):
    """Unlock the screen with the passphrase."""
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()


@pytest.mark.parametrize("page", list(Page))
def test_locking_and_unlocking_leaves_every_action_as_it_was(window, observing, page):
    place = observing.place
    window.go(Location(page, place.candidate, place.item, place.note, place.unit))
    before = states(window)
    for _ in range(2):
        window.lock()
        unlock(window)
    assert states(window) == before


def test_an_item_can_be_accepted_and_reopened_after_the_screen_was_locked(window, observing, caseload, mo):
    window.lock()
    unlock(window)
    observing.judgement.finish.trigger()
    window.finish.done.click()
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets the caller by name.")
    observing.leave()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    assert observing.judgement.accept.isEnabled()
    accept(window, observing)
    window.lock()
    unlock(window)
    assert observing.judgement.reopen.isEnabled()
    assert observing.judgement.addendum.isEnabled()


def test_no_shortcut_acts_while_the_screen_is_locked(qtbot, window, observing):
    actions = [action for action in window.findChildren(QAction) if not action.shortcut().isEmpty()]
    acted = []
    for action in actions:
        action.triggered.connect(partial(lambda words, *_: acted.append(words), action.text()))
    window.lock()
    with qtbot.waitActive(window):
        window.activateWindow()
    for action in actions:
        QTest.keySequence(window.screen_lock.lock_page.field, action.shortcut())
        QTest.keySequence(window, action.shortcut())
    assert len(actions) > 10
    assert acted == []


def test_the_pin_is_typed_by_finger_on_a_number_pad_that_goes_once_the_passphrase_is_asked(window):
    window.session.run(pin.set_pin, "4711")
    window.lock()
    page = window.screen_lock.lock_page
    assert page.pad.isVisible()
    keys = {key.text(): key for key in page.pad.findChildren(QPushButton)}
    for digit in "47119":
        keys[digit].click()
    keys["⌫"].click()
    page.unlock.click()
    assert not window.screen_lock.is_locked
    window.lock()
    for _ in range(pin.FEW_TRIES):
        keys["1"].click()
        page.unlock.click()
    assert not page.pad.isVisible()
