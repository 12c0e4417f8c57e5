"""Read a unit's document in the background, with progress, and begin its review."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.units import reading, reviews
from csassess.services.units.reading import SourceDocument, UnitDraft
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class BringingIn(QObject):
    """Reads one document at a time; cancelling leaves nothing behind."""

    progressed = Signal(int, int)  # pages read, and pages of the document
    read = Signal(object)  # the document, with the units in it
    locked = Signal(object, str)  # the path of a document that needs a password, and a sentence
    begun = Signal(object)  # the ids of the reviews
    ended = Signal()  # emitted regardless of the result

    def __init__(self, parent: QObject, session: Session) -> None:
        super().__init__(parent)
        self._session, self._stopped = session, threading.Event()
        self._task: tasks.Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a document is being read."""
        return self._task is not None

    def read_file(self, path: Path, password: str | None = None) -> None:
        """Read a document; `read` or `locked` follows, or the problem is reported."""

        def failed(sentence: str) -> None:
            error = self._task.error if self._task else None
            self._end()
            if error and reading.needs_password(error):
                self.locked.emit(path, sentence)
            else:
                self._session.problem.emit(sentence)

        self._start(lambda: reading.read_source(path, password, self._progress), failed)

    def read_words(self, words: str) -> None:
        """Read pasted text."""
        self._start(lambda: reading.read_words(words), self._failed)

    def begin(self, source: SourceDocument, drafts: Sequence[UnitDraft]) -> None:
        """Keep the document and begin the review of the units chosen; `begun` follows."""

        def done(ids: list[str]) -> None:
            self._end()
            self.begun.emit(ids)

        self._task = self._session.run_in_background(
            lambda caseload: reviews.begin(caseload, source, drafts), done, self._failed, _words()
        )

    def stop(self) -> None:
        """Stop reading; nothing was changed."""
        self._stopped.set()

    def _start(self, work: Callable[[], SourceDocument], failed: Callable[[str], object]) -> None:
        if self.busy:
            self._session.problem.emit(_words())
            return
        self._stopped.clear()
        self._task = self._session.start_task(work, self._done, failed, _words())
        self.progressed.emit(0, 0)

    def _progress(self, done: int, whole: int) -> None:
        if self._stopped.is_set():
            raise UserError(_stopped())
        self.progressed.emit(done, whole)

    def _done(self, source: SourceDocument) -> None:
        self._end()
        if self._stopped.is_set():
            self._session.problem.emit(_stopped())
        else:
            self.read.emit(source)

    def _failed(self, sentence: str) -> None:
        self._end()
        self._session.problem.emit(sentence)

    def _end(self) -> None:
        self._task = None
        self.ended.emit()


def _words() -> str:
    return text("A document is still being read. Wait, or cancel it first.")


def _stopped() -> str:
    return text("Reading was cancelled. Nothing was changed.")
