"""The one object between the record and the pages: it runs services, says what changed, and catches what a user can cause."""

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

Given = ParamSpec("Given")
Made = TypeVar("Made")


_KEPT = 8  # portfolios in memory: those looked at last


class Session(QObject):
    """The open caseload as the window sees it. A portfolio read once is kept until it changes."""

    changed = Signal()
    problem = Signal(str)
    message = Signal(str)
    undone = Signal(str, str)  # the candidate, and what was undone in words

    def __init__(self, caseload: Caseload) -> None:
        super().__init__()
        self.caseload = caseload
        self._overviews: dict[str, PortfolioView] = {}
        self._fresh: set[str] = set()
        self._beside: dict[tasks.Task, str] = {}  # what is under way on other threads
        self._seen = caseload.history.last_row()  # the place of the last event when pages last looked
        self.clocks: dict[str, datetime] = {}  # of recorded discussions, by item: when each began

    @property
    def role(self) -> Role:
        """The role in which the person at this device works."""
        return caseloads.assessor_of(self.caseload).role

    def run(
        self, service: Callable[Concatenate[Caseload, Given], Made], *given: Given.args, **named: Given.kwargs
    ) -> Made | None:
        """Run a service; return None, and say why, where the user must put something right."""
        try:
            made = self.run_or_raise(service, *given, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return None
        return made

    def run_or_raise(
        self, service: Callable[Concatenate[Caseload, Given], Made], *given: Given.args, **named: Given.kwargs
    ) -> Made:
        """Run a service as `do` does, but let UserError through: for a dialog that shows it beside its fields."""
        if self.caseload.history.has_events_from_elsewhere(self._seen, self.caseload.device):
            self.notify_changed()
            raise UserError(
                text(
                    "Something came in from another machine meanwhile. Look at what stands there now, then do"
                    " that again."
                )
            )
        made = service(self.caseload, *given, **named)
        self.notify_changed()
        return made

    def notify_changed(self) -> None:
        """Say that the record has changed: here, or on another thread beside this one."""
        self.read_again()
        self.changed.emit()

    def run_in_background(
        self,
        work: Callable[[Caseload], Made],
        done: Callable[[Made], object],
        failed: Callable[[str], object],
        words: str = "",
        pool: QThreadPool | None = None,
    ) -> tasks.Task:
        """Run work on another thread, with a second connection to the caseload.

        Otherwise as `start_task`.
        """

        def run() -> Made:
            with caseloads.worker_connection(self.caseload) as other:
                return work(other)

        return self.start_task(run, done, failed, words, pool)

    def start_task(
        self,
        work: Callable[[], Made],
        done: Callable[[Made], object],
        failed: Callable[[str], object],
        words: str = "",
        pool: QThreadPool | None = None,
    ) -> tasks.Task:
        """Run work on another thread; keep the returned task until it has ended.

        If `words` are given, the window refuses with them to close meanwhile. Work that must not wait for
        other work needs a `pool` of its own.
        """

        def ended(then: Callable[[Any], object]) -> Callable[[Any], None]:
            def tell(what: Any) -> None:
                if self._beside.pop(task, None) is not None:
                    then(what)

            return tell

        task = tasks.start(work, ended(done), ended(failed), pool)
        self._beside[task] = words
        return task

    @property
    def under_way(self) -> str:
        """What is under way beside, for which the window stays open; empty where nothing is."""
        return next(filter(None, self._beside.values()), "")

    def end(self) -> None:
        """Wait for what is under way beside, and tell nobody of it any more: the caseload is about to be closed."""
        for task in list(self._beside):
            task.wait()
        self._beside.clear()

    def overview(self, candidate_id: str) -> PortfolioView:
        """Return a candidate's record and standing."""
        if candidate_id not in self._fresh:
            kept = self._overviews.pop(candidate_id, None)
            self._overviews[candidate_id] = (
                portfolio_view.portfolio_view_after(self.caseload, kept)
                if kept
                else portfolio_view.portfolio_view(self.caseload, candidate_id)
            )
            self._fresh.add(candidate_id)
            for oldest in list(self._overviews)[:-_KEPT]:
                del self._overviews[oldest]
                self._fresh.discard(oldest)
        return self._overviews[candidate_id]

    def outlines(self) -> list[tuple[Candidate, CandidateRow]]:
        """Return everyone by name with what lists show of them: only portfolios that changed are read."""
        self.read_again()
        return candidate_rows.candidate_rows(
            self.caseload, lambda _, candidate_id: self.overview(candidate_id)
        )

    def read_again(self) -> None:
        """Look again at what was read: the record may have changed."""
        self._seen = self.caseload.history.last_row()
        self._fresh.clear()

    def forget(self) -> None:
        """Let go of what was read: it is read anew when it is next shown."""
        self._overviews.clear()
        self._fresh.clear()

    def undo(self, candidate_id: str) -> None:
        """Undo the last action in a candidate's record and say which it was."""
        words = self.run(history.undo, candidate_id)
        if words:
            self.undone.emit(candidate_id, self._named(candidate_id, words))

    def redo(self, candidate_id: str) -> None:
        """Do again what was undone last in a candidate's record, and say which it was."""
        words = self.run(history.redo, candidate_id)
        if words:
            self.message.emit(text("Done again: {what}.", what=self._named(candidate_id, words)))

    def _named(self, candidate_id: str, words: str) -> str:
        return f"{self.overview(candidate_id).portfolio.candidate.name}, {words}"

    def run_silently(
        self,
        service: Callable[Concatenate[Caseload, Given], object],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> bool:
        """Run a service that changes nothing anyone reads; return whether it could, having said why where it could not."""
        try:
            service(self.caseload, *given, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return False
        return True
