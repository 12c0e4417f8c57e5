"""Work on other threads whose end the window waits for."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThreadPool
from shiboken6 import isValid

from csassess.ui.base import tasks

Result = TypeVar("Result")


class BackgroundWork(QObject):
    """Keeps the tasks that run on other threads, and delivers their results until it ends."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks: dict[tasks.Task, str] = {}  # running, with their words

    def start_task(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[str], object],
        words: str = "",
        pool: QThreadPool | None = None,
    ) -> tasks.Task:
        """Run work on another thread; keep the returned task until it has ended.

        If `words` are given, the window refuses with them to close meanwhile. Work that must not
        wait for other work needs a `pool` of its own.
        """

        def unless_ended(then: Callable[[Any], object]) -> Callable[[Any], None]:
            def deliver(result: Any) -> None:
                page = getattr(then, "__self__", None)
                is_gone = isinstance(page, QObject) and not isValid(page)  # its window was closed meanwhile
                if self._tasks.pop(task, None) is not None and not is_gone:
                    then(result)

            return deliver

        task = tasks.start(work, unless_ended(done), unless_ended(failed), pool)
        self._tasks[task] = words
        return task

    @property
    def under_way(self) -> str:
        """The words of background work for which the window must stay open; "" if there is none."""
        return next(filter(None, self._tasks.values()), "")

    def end(self) -> None:
        """Wait for background work and drop its results: the caseload is about to be closed."""
        for task in list(self._tasks):
            task.wait()
        self._tasks.clear()
