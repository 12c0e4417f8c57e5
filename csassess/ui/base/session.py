"""The open caseload as pages use it: services, changes, and errors a user can cause."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.errors import UserError
from csassess.domain.records.people import Candidate
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Caseload
from csassess.services.progress import candidate_rows, history, portfolio_view
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base import tasks

Params = ParamSpec("Params")
Result = TypeVar("Result")

_CACHED = 8  # portfolios cached in memory: those viewed last


class Session(QObject):
    """Runs services on the caseload for all pages; caches portfolios until they change."""

    changed = Signal()
    problem = Signal(str)
    message = Signal(str)
    undone = Signal(str, str)  # candidate, and the undone action in words

    def __init__(self, caseload: Caseload) -> None:
        super().__init__()
        self.caseload = caseload
        self._overviews: dict[str, PortfolioView] = {}
        self._fresh: set[str] = set()
        self._tasks: dict[tasks.Task, str] = {}  # on other threads; words that refuse closing meanwhile
        self._seen = caseload.history.last_row()  # row of the last event that pages have read
        self.clocks: dict[str, datetime] = {}  # start of each recorded discussion, by item

    @property
    def role(self) -> Role:
        """The role in which the person at this device works."""
        return caseloads.assessor_of(self.caseload).role

    def run(
        self,
        service: Callable[Concatenate[Caseload, Params], Result],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> Result | None:
        """Run a service; on UserError, emit `problem` and return None."""
        try:
            return self.run_or_raise(service, *args, **kwargs)
        except UserError as error:
            self.problem.emit(str(error))
            return None

    def run_or_raise(
        self,
        service: Callable[Concatenate[Caseload, Params], Result],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> Result:
        """Run a service; let UserError through, for a dialog that shows it itself.

        Raises UserError if another machine has written meanwhile, since the page shows an older state.
        """
        if self.caseload.history.has_events_from_elsewhere(self._seen, self.caseload.device):
            self.notify_changed()
            raise UserError(
                text(
                    "Something came in from another machine meanwhile. Look at what stands there now, then do"
                    " that again."
                )
            )
        result = service(self.caseload, *args, **kwargs)
        self.notify_changed()
        return result

    def notify_changed(self) -> None:
        """Emit `changed`; must be called after a change on another thread."""
        self.read_again()
        self.changed.emit()

    def run_in_background(
        self,
        work: Callable[[Caseload], Result],
        done: Callable[[Result], object],
        failed: Callable[[str], object],
        words: str = "",
        pool: QThreadPool | None = None,
    ) -> tasks.Task:
        """Run work on another thread, with a second connection to the caseload.

        Otherwise as `start_task`.
        """

        def run() -> Result:
            with caseloads.worker_connection(self.caseload) as caseload:
                return work(caseload)

        return self.start_task(run, done, failed, words, pool)

    def start_task(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[str], object],
        words: str = "",
        pool: QThreadPool | None = None,
    ) -> tasks.Task:
        """Run work on another thread; keep the returned task until it has ended.

        If `words` are given, the window refuses with them to close meanwhile. Work that must not wait for
        other work needs a `pool` of its own.
        """

        def ended(then: Callable[[Any], object]) -> Callable[[Any], None]:
            def deliver(outcome: Any) -> None:
                if self._tasks.pop(task, None) is not None:
                    then(outcome)

            return deliver

        task = tasks.start(work, ended(done), ended(failed), pool)
        self._tasks[task] = words
        return task

    @property
    def under_way(self) -> str:
        """Words on a task for which the window must stay open; empty if none is running."""
        return next(filter(None, self._tasks.values()), "")

    def end(self) -> None:
        """Wait for all tasks and drop their results, before the caseload is closed."""
        for task in list(self._tasks):
            task.wait()
        self._tasks.clear()

    def overview(self, candidate_id: str) -> PortfolioView:
        """Return a candidate's portfolio and its standing."""
        if candidate_id not in self._fresh:
            cached = self._overviews.pop(candidate_id, None)
            self._overviews[candidate_id] = (
                portfolio_view.portfolio_view_after(self.caseload, cached)
                if cached
                else portfolio_view.portfolio_view(self.caseload, candidate_id)
            )
            self._fresh.add(candidate_id)
            for oldest in list(self._overviews)[:-_CACHED]:
                del self._overviews[oldest]
                self._fresh.discard(oldest)
        return self._overviews[candidate_id]

    def outlines(self) -> list[tuple[Candidate, CandidateRow]]:
        """Return all candidates by name with their row in lists.

        Only changed portfolios are read.
        """
        self.read_again()
        return candidate_rows.candidate_rows(
            self.caseload, lambda _, candidate_id: self.overview(candidate_id)
        )

    def read_again(self) -> None:
        """Check every cached portfolio for changes when it is next used."""
        self._seen = self.caseload.history.last_row()
        self._fresh.clear()

    def forget(self) -> None:
        """Empty the cache."""
        self._overviews.clear()
        self._fresh.clear()

    def undo(self, candidate_id: str) -> None:
        """Undo the last action in a candidate's record, and emit which it was."""
        words = self.run(history.undo, candidate_id)
        if words:
            self.undone.emit(candidate_id, self._named(candidate_id, words))

    def redo(self, candidate_id: str) -> None:
        """Redo what was undone last in a candidate's record, and emit which it was."""
        words = self.run(history.redo, candidate_id)
        if words:
            self.message.emit(text("Done again: {what}.", what=self._named(candidate_id, words)))

    def _named(self, candidate_id: str, words: str) -> str:
        return f"{self.overview(candidate_id).portfolio.candidate.name}, {words}"

    def run_silently(
        self,
        service: Callable[Concatenate[Caseload, Params], object],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> bool:
        """Run a service that changes nothing pages show.

        Return whether it succeeded; emit `problem` if not.
        """
        try:
            service(self.caseload, *args, **kwargs)
        except UserError as error:
            self.problem.emit(str(error))
            return False
        return True
