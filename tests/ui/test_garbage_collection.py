"""Python’s cyclic garbage collector runs on the UI thread only."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from csassess.ui.base import tasks
from csassess.ui.base.runtime import GarbageCollector


@pytest.fixture
def collector(qapp):
    """Yield a garbage collector as set up by the program."""
    parent = QObject()
    yield GarbageCollector(parent)
    parent.deleteLater()
    gc.enable()


def drop_cyclic_object(ended):
    """Drop a Qt object that refers to itself; append the thread that deletes it to `ended`."""
    cyclic_object = QObject()
    cyclic_object.itself = cyclic_object
    cyclic_object.destroyed.connect(
        lambda: ended.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )


def create_garbage():
    """Create enough cyclic garbage to start Python's collector, if it is enabled."""
    for _ in range(200_000):
        cycle = []
        cycle.append(cycle)


def test_background_work_does_not_collect_garbage(qtbot, collector):
    ended = []
    drop_cyclic_object(ended)
    finished = []
    task = tasks.start(create_garbage, finished.append, finished.append)
    task.wait()
    assert ended == []
    collector.look()
    collector.look()
    gc.collect()
    assert ended == [threading.main_thread()]


def test_garbage_is_collected_while_the_program_runs(qtbot, collector):
    ended = []
    drop_cyclic_object(ended)
    create_garbage()
    qtbot.waitUntil(lambda: bool(ended), timeout=5_000)
    assert ended == [threading.main_thread()]


def test_a_finished_background_task_releases_its_objects(qtbot, window):
    class Held:
        pass

    held, ended = Held(), []
    reference = weakref.ref(held)
    task = window.session.run_in_background(lambda _, held=held: held, ended.append, ended.append)
    del held
    qtbot.waitUntil(lambda: bool(ended))
    ended.clear()
    del task

    def is_released() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return reference() is None

    qtbot.waitUntil(is_released)
