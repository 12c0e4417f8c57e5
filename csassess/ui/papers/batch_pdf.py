"""Save a form of several candidates in the background; can be stopped between papers."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from csassess.services.files import write_pdf
from csassess.services.papers import files
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class BatchPdf(QObject):
    """Draws and saves one form for several candidates; each file is written whole or not at all."""

    progressed = Signal(int, int)  # papers saved, papers in all
    finished = Signal(int)
    failed = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._waiting: list[tuple[Path, Callable[[], bytes]]] = []
        self._all = self._saved = 0
        self._task: tasks.Task | None = None

    def start(self, candidate_ids: Sequence[str], form: str, folder: Path) -> None:
        """Start saving a form of these candidates to a folder."""
        self._waiting = []
        for candidate_id in candidate_ids:
            view = self._session.portfolio_view(candidate_id)
            for choice in self._session.read(files.paper_choices, view):
                if choice.form == form:
                    content = choice.content()  # read here, because only drawing may run on another thread
                    self._waiting.append((folder / choice.file_name, partial(files.draw, content)))
        self._all, self._saved = len(self._waiting), 0
        self._next()

    def stop(self) -> None:
        """Stop after the paper being drawn."""
        self._waiting = []

    def _next(self) -> None:
        if not self._waiting:
            self.finished.emit(self._saved)
            return
        path, draw = self._waiting.pop(0)
        self.progressed.emit(self._saved, self._all)
        self._task = tasks.start(lambda: write_pdf(path, draw()), lambda _: self._was_saved(), self._refused)

    def _was_saved(self) -> None:
        self._saved += 1
        self._next()

    def _refused(self, sentence: str) -> None:
        self._waiting = []
        self.failed.emit(sentence)
