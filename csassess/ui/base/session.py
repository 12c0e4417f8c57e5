"""The session: the only object between the open caseload and the pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QThreadPool, QTimer, Signal

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.changes import EVERYTHING, Changes
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import Stream
from csassess.domain.records.people import Candidate
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads
from csassess.services.progress import candidate_rows, history, portfolio_view
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base import tasks
from csassess.ui.base.background_work import BackgroundWork
from csassess.ui.base.location import Location

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_MOST_VIEWS = 8  # portfolios kept in memory: those shown last


class Session(BackgroundWork):
    """The open caseload as the window sees it.

    It runs services, says what changed, and reports errors that a user can cause. Services take the
    caseload as their first argument: nothing else in the window uses it. A view once read is kept.
    """

    changed = Signal(object)  # what changed, as Changes
    problem = Signal(str)
    message = Signal(str)
    undone = Signal(str, str)  # the candidate, and what was undone, in words
    draft_kept = Signal()  # what is being typed was stored, outside the record
    draft_ended = Signal()  # what was typed into a form was saved or discarded
    undoable = Signal(str, str)  # the candidate, and a sentence on what was done and can be undone at once

    def __init__(self, caseload: Any) -> None:
        super().__init__()
        self._caseload = caseload
        self._views: dict[str, PortfolioView] = {}
        self._current: set[str] = set()  # the candidates whose view needs no second look
        self._seen = history.position(caseload)  # in the history, when pages last looked
        self._against_undoing: dict[str, str] = {}  # by candidate, until something changes
        self.shows_later: Callable[[], bool] = lambda: False  # whether pages wait before showing changes
        self._has_just_arrived = False  # something from elsewhere was shown within the present click
        self.is_closed = False
        self.is_undoing = False  # whether what changes now is undone or redone
        self.shown_place: Callable[[], Location] = Location  # to which what is drafted leads back
        self.draft_place = ("", "")  # the candidate and item shown, to which drafts of dialogs belong
        self.clocks: dict[str, datetime] = {}  # when the recording of a discussion began, by item

    @property
    def role(self) -> Role:
        """The role in which the person at this device works."""
        return caseloads.assessor_of(self._caseload).role

    @property
    def is_free(self) -> bool:
        """Whether a write would not wait for another one now."""
        return bool(self._caseload.is_free)

    def now(self) -> datetime:
        """Return the present time, with its zone."""
        moment: datetime = self._caseload.clock()
        return moment

    def close(self) -> None:
        """Close the caseload."""
        self.is_closed = True
        self._caseload.close()

    def read(
        self,
        service: Callable[Concatenate[Any, Arguments], Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result:
        """Return what a service reads. Raises what the service raises."""
        return service(self._caseload, *arguments, **named)

    def run(
        self,
        service: Callable[Concatenate[Any, Arguments], Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result | None:
        """Run a service and announce what it changed.

        On a UserError return None and report the problem.
        """
        try:
            return self.run_or_raise(service, *arguments, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return None

    def run_or_raise(
        self,
        service: Callable[Concatenate[Any, Arguments], Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result:
        """Run a service as `run` does, but raise UserError: for a dialog that shows it at its fields."""
        if self._has_just_arrived or history.has_changed_elsewhere(self._caseload, self._seen):
            self._has_just_arrived = False
            self.notify_changed()
            raise UserError(
                text("A change arrived from another machine. Check what is shown now, then try again.")
            )
        result = service(self._caseload, *arguments, **named)
        self._announce(history.changes_since(self._caseload, self._seen))
        return result

    def remove(
        self,
        sentence: str,
        service: Callable[Concatenate[Any, str, Arguments], object],
        candidate_id: str,
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> bool:
        """Remove as `remove_or_raise` does. On a UserError return False and report the problem."""
        try:
            self.remove_or_raise(sentence, service, candidate_id, *arguments, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return False
        return True

    def remove_or_raise(
        self,
        sentence: str,
        service: Callable[Concatenate[Any, str, Arguments], object],
        candidate_id: str,
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> None:
        """Run a service that removes something of a candidate, and offer to undo it with a sentence."""
        self.run_or_raise(service, candidate_id, *arguments, **named)
        self.undoable.emit(candidate_id, sentence)

    def remove_shared(
        self,
        sentence: str,
        service: Callable[Concatenate[Any, Arguments], object],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> bool:
        """Remove something that belongs to no candidate; otherwise as `remove`."""
        try:
            self.run_or_raise(service, *arguments, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return False
        self.undoable.emit(Stream.CASELOAD, sentence)
        return True

    def begin_edit(self, candidate_id: str, record: Any) -> Any:
        """Return an edit of a record as it is shown now, for `save_edit`; None once closed."""
        return None if self.is_closed else self._caseload.begin_edit(candidate_id, record)

    def save_edit(
        self,
        edit: Any,
        service: Callable[Concatenate[Any, Arguments], Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result | None:
        """Run a service that saves an edited record, and announce what it changed.

        On a UserError return None and report the problem. Otherwise as `save_edit_or_raise`.
        """
        try:
            return self.save_edit_or_raise(edit, service, *arguments, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return None

    def save_edit_or_raise(
        self,
        edit: Any,
        service: Callable[Concatenate[Any, Arguments], Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result:
        """Run a service that saves an edited record as changes to what was shown of it.

        Only what differs from the record shown is written; a value that arrived meanwhile is kept
        as a conflict. Raises what the service raises.
        """
        if history.has_changed_elsewhere(self._caseload, self._seen):
            self._has_just_arrived = True  # the rest of this click must not act on what the user has not seen
            QTimer.singleShot(0, self._forget_arrival)
        with self._caseload.saving(edit):
            result = service(self._caseload, *arguments, **named)
        self._announce(history.changes_since(self._caseload, self._seen))
        return result

    def _forget_arrival(self) -> None:
        self._has_just_arrived = False

    def run_silently(
        self,
        service: Callable[Concatenate[Any, Arguments], object],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> bool:
        """Run a service that changes nothing on a page.

        On a UserError return False and report the problem.
        """
        try:
            service(self._caseload, *arguments, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return False
        return True

    def notify_changed(self) -> None:
        """Announce that anything may have changed, for example by work on another thread."""
        self._announce(EVERYTHING)

    def _announce(self, changes: Changes) -> None:
        self._against_undoing.clear()
        if self.shows_later():
            self._current.clear()  # what arrived counts as seen once it is shown
        else:
            self.read_again()
        self.changed.emit(changes)

    def run_in_background(
        self,
        work: Callable[[Any], Result],
        done: Callable[[Result], object],
        failed: Callable[[str], object],
        words: str = "",
        pool: QThreadPool | None = None,
    ) -> tasks.Task:
        """Run work on another thread, with a second connection to the caseload.

        Otherwise as `start_task`.
        """

        def run() -> Result:
            with caseloads.worker_connection(self._caseload) as connection:
                return work(connection)

        return self.start_task(run, done, failed, words, pool)

    def portfolio_view(self, candidate_id: str) -> PortfolioView:
        """Return a candidate's portfolio with the standing of its units."""
        if candidate_id not in self._current:
            earlier_view = self._views.pop(candidate_id, None)
            self._views[candidate_id] = (
                portfolio_view.portfolio_view_after(self._caseload, earlier_view)
                if earlier_view
                else portfolio_view.portfolio_view(self._caseload, candidate_id)
            )
            self._current.add(candidate_id)
            for oldest in list(self._views)[:-_MOST_VIEWS]:
                del self._views[oldest]
                self._current.discard(oldest)
        return self._views[candidate_id]

    def candidate_rows(self) -> list[tuple[Candidate, CandidateRow]]:
        """Return all candidates by name, each with what lists show.

        Only portfolios that changed are read.
        """
        self.read_again()
        return candidate_rows.candidate_rows(
            self._caseload, lambda _, candidate_id: self.portfolio_view(candidate_id)
        )

    def read_again(self) -> None:
        """Bring views up to date when they are next asked for."""
        self._seen = history.position(self._caseload)
        self._current.clear()

    def forget(self) -> None:
        """Drop all views: portfolios are read again when they are next asked for."""
        self._views.clear()
        self._current.clear()

    def undo(self, candidate_id: str, event_id: str = "") -> None:
        """Undo an action in a candidate's record, by default the last, and say what it was."""
        with self._undoing():
            words = (
                self.run(history.undo_earlier_action, event_id)
                if event_id
                else self.run(history.undo, candidate_id)
            )
        if words:
            self.undone.emit(candidate_id, self._with_name(candidate_id, words))

    def redo(self, candidate_id: str) -> None:
        """Redo what was undone last in a candidate's record and say what it was."""
        with self._undoing():
            words = self.run(history.redo, candidate_id)
        if words:
            self.message.emit(text("Redone: {what}.", what=self._with_name(candidate_id, words)))

    @contextmanager
    def _undoing(self) -> Iterator[None]:
        self.is_undoing = True
        try:
            yield
        finally:
            self.is_undoing = False

    def reason_against_undoing(self, candidate_id: str) -> str:
        """Return why the last action in a record cannot be undone, or ""; read once for each change."""
        if candidate_id not in self._against_undoing:
            self._against_undoing[candidate_id] = history.reason_against_undoing(self._caseload, candidate_id)
        return self._against_undoing[candidate_id]

    def _with_name(self, candidate_id: str, words: str) -> str:
        try:
            return f"{self.portfolio_view(candidate_id).portfolio.candidate.name}, {words}"
        except KeyError:  # the candidate was removed
            return words
