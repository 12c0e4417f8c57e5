"""Python's garbage is searched for on the window's thread only."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from csassess.ui.base import tasks
from csassess.ui.base.runtime import GarbageCollector


@pytest.fixture
def garbage(qapp):
    """What looks for garbage, as the program has it."""
    parent = QObject()
    yield GarbageCollector(parent)
    parent.deleteLater()
    gc.enable()


def let_go(ended):
    """Let an object of Qt go that holds itself; `ended` gets the thread on which it is taken apart."""
    made = QObject()
    made.itself = made
    made.destroyed.connect(
        lambda: ended.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )


def litter():
    """Make enough of what holds itself for Python to search, where it may."""
    for _ in range(200_000):
        holding = []
        holding.append(holding)


def test_what_is_let_go_is_not_taken_apart_by_work_in_the_background(qtbot, garbage):
    ended = []
    let_go(ended)
    over = []
    task = tasks.start(litter, over.append, over.append)
    task.wait()
    assert ended == []
    garbage.look()
    garbage.look()
    gc.collect()
    assert ended == [threading.main_thread()]


def test_garbage_goes_by_itself_while_the_program_runs(qtbot, garbage):
    ended = []
    let_go(ended)
    litter()
    qtbot.waitUntil(lambda: bool(ended), timeout=5_000)
    assert ended == [threading.main_thread()]


def test_what_was_done_beside_is_let_go_of_once_it_has_ended(qtbot, window):
    class Held:
        pass

    held, ended = Held(), []
    gone = weakref.ref(held)
    task = window.session.run_in_background(lambda _, held=held: held, ended.append, ended.append)
    del held
    qtbot.waitUntil(lambda: bool(ended))
    ended.clear()
    del task

    def let_go() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return gone() is None

    qtbot.waitUntil(let_go)
