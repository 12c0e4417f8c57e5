"""The base class of sections of a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from csassess.catalogue import text
from csassess.services.files import write_pdf
from csassess.services.papers.files import draw
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.file_dialogs import choose_where, dated, file_in_words
from csassess.ui.widgets.theme import STEP


class Section(QWidget):
    """A part of a page; emits `go` to show another place."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._task: tasks.Task | None = None

    def refresh(self) -> None:
        """Show the present state of the record."""
        raise NotImplementedError

    def show_parts(self, layout: QBoxLayout) -> None:
        """Lay out the cards of the section, with the spacing of a page."""
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * STEP)
        self.setLayout(layout)

    def choose_pdf(self, name: str, content: Callable[[], Any]) -> None:
        """Ask where to save a paper, proposing a name with the date, then write it as PDF."""
        choose_where(
            self,
            text("Save as PDF"),
            dated(name, self._session.now().date()),
            lambda path: self.write(Path(path), content()),
            "PDF (*.pdf)",
        )

    def write(self, path: Path, content: Any) -> None:
        """Write a paper as PDF on another thread."""
        self._task = tasks.start(
            lambda: write_pdf(path, draw(content)),
            lambda _: self._session.message.emit(text("Saved: {file}.", file=file_in_words(path))),
            self._session.problem.emit,
        )
