"""Python's garbage is searched for on the window's thread only."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt

from csassess.ui import background
from csassess.ui.garbage import Garbage


@pytest.fixture
def garbage(qapp):
    """What looks for garbage, as the program has it."""
    parent = QObject()
    yield Garbage(parent)
    parent.deleteLater()
    gc.enable()


def let_go(ended):
    """Let an object of Qt go that holds itself; `ended` gets the thread on which it is taken apart."""
    made = QObject()
    made.itself = made
    made.destroyed.connect(lambda: ended.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)


def litter():
    """Make enough of what holds itself for Python to search, where it may."""
    for _ in range(200_000):
        holding = []
        holding.append(holding)


def test_what_is_let_go_is_not_taken_apart_by_work_in_the_background(qtbot, garbage):
    ended = []
    let_go(ended)
    over = []
    task = background.start(litter, over.append, over.append)
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
