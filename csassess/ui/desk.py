"""The one object between the record and the pages: it runs services, says what changed, and catches what a user can cause."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from csassess.domain.errors import UserError
from csassess.services import history, overview
from csassess.services.caseloads import Caseload
from csassess.services.overview import Overview

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Desk(QObject):
    """The open caseload as the window sees it. A portfolio read once is kept until it changes."""

    changed = Signal(str)
    problem = Signal(str)
    said = Signal(str)

    def __init__(self, caseload: Caseload) -> None:
        super().__init__()
        self.caseload = caseload
        self._overviews: dict[str, Overview] = {}

    def do(
        self, service: Callable[Concatenate[Caseload, Given], Made], *given: Given.args, **named: Given.kwargs
    ) -> Made | None:
        """Run a service whose first argument after the caseload names the record; None where the user must put something right."""
        try:
            made = self.call(service, *given, **named)
        except UserError as error:
            self.problem.emit(str(error))
            return None
        return made

    def call(
        self, service: Callable[Concatenate[Caseload, Given], Made], *given: Given.args, **named: Given.kwargs
    ) -> Made:
        """Run a service as `do` does, but let UserError through: for a dialog that shows it beside its fields."""
        made = service(self.caseload, *given, **named)
        self.read_again()
        self.changed.emit(given[0] if given and isinstance(given[0], str) else "")
        return made

    def overview(self, candidate_id: str) -> Overview:
        """Return a candidate's record and standing."""
        if candidate_id not in self._overviews:
            self._overviews[candidate_id] = overview.overview(self.caseload, candidate_id)
        return self._overviews[candidate_id]

    def read_again(self) -> None:
        """Forget what was read: the record was changed by another door."""
        self._overviews.clear()

    def undo(self, candidate_id: str) -> None:
        """Undo the last action in a candidate's record and say which it was."""
        words = self.do(history.undo, candidate_id)
        if words:
            self.said.emit(self.tr("Undone: {what}.").format(what=words))
