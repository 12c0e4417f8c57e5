"""Work on background threads, with results on the UI thread."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from csassess.catalogue import text
from csassess.domain.errors import UserError


class Task(QRunnable):
    """One piece of work on another thread.

    Signals arrive on the thread that started it: `finished` with the result, `failed` with a sentence for
    the user.
    """

    class _Signals(QObject):
        finished = Signal(object)
        failed = Signal(str)
        crashed = Signal(object)

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._work: Callable[[], Any] | None = work
        self._ended = threading.Event()
        self.error: UserError | None = None  # whose sentence `failed` emits
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
        """Do the work; called by Qt on a thread of its pool."""
        try:
            self._run()
        finally:
            # Later, when its signals have arrived: a receiver may hold the last reference to the task.
            self._signals.deleteLater()
            self._ended.set()

    def _run(self) -> None:
        # Qt keeps the task for ever; what the work refers to is released.
        work, self._work = self._work, None
        assert work is not None
        try:
            result = work()
        except UserError as error:
            self.error = error
            self.failed.emit(str(error))
        except BaseException as error:
            self.failed.emit(text("Something went wrong inside csassess. Saved work is safe. Try again."))
            self.crashed.emit(error)
        else:
            self.finished.emit(result)


def start(
    work: Callable[[], Any],
    finished: Callable[[Any], object],
    failed: Callable[[str], object],
    pool: QThreadPool | None = None,
) -> Task:
    """Start work on a thread of the pool given, or of the global pool.

    Keep the returned task until it has finished.
    """
    task = Task(work)
    task.finished.connect(finished)
    task.failed.connect(failed)
    task.crashed.connect(_raise)
    (pool or QThreadPool.globalInstance()).start(task)
    return task


def _raise(bug: BaseException) -> None:
    """Report a bug on a background thread like any other."""
    raise bug
