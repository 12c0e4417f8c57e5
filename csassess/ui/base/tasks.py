"""Work off the UI thread, with its result brought back to it."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from csassess.catalogue import text
from csassess.domain.errors import UserError


class Task(QRunnable):
    """One piece of work; `finished` brings its result to the thread that started it, `failed` a sentence for the user."""

    class _Signals(QObject):
        finished = Signal(object)
        failed = Signal(str)
        crashed = Signal(object)

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._work: Callable[[], Any] | None = work
        self._ended = threading.Event()
        self.error: UserError | None = None  # what the sentence of `failed` is of
        self._signals = Task._Signals()
        self.finished, self.failed, self.crashed = (
            self._signals.finished,
            self._signals.failed,
            self._signals.crashed,
        )

    def wait(self) -> None:
        """Wait until the work has ended."""
        self._ended.wait()

    def run(self) -> None:
        """Do the work; Qt calls this on a thread of its pool."""
        try:
            self._run()
        finally:
            self._signals.deleteLater()  # once what was emitted has arrived: whoever is told may hold this very task
            self._ended.set()

    def _run(self) -> None:
        work, self._work = self._work, None  # Qt never lets go of the task itself; what it worked with is
        assert work is not None
        try:
            result = work()
        except UserError as error:
            self.error = error
            self.failed.emit(str(error))
        except BaseException as error:
            self.failed.emit(text("Something went wrong inside csassess. What was saved is safe. Try again."))
            self.crashed.emit(error)
        else:
            self.finished.emit(result)


def start(
    work: Callable[[], Any],
    finished: Callable[[Any], object],
    failed: Callable[[str], object],
    pool: QThreadPool | None = None,
) -> Task:
    """Start work in the background, in a pool of threads of its own where one is given; keep the returned task until it has finished."""
    task = Task(work)
    task.finished.connect(finished)
    task.failed.connect(failed)
    task.crashed.connect(_raise)
    (pool or QThreadPool.globalInstance()).start(task)
    return task


def _raise(bug: BaseException) -> None:
    """A bug off the UI thread is reported like any other."""
    raise bug
