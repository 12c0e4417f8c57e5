"""Unfinished typing, kept on the disk from another thread: no key waits for the disk, nor for a file that comes in."""

from PySide6.QtCore import QObject, QThreadPool, Signal

from csassess.services.evidence import drafts
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class DraftSaver(QObject):
    """Keeps what is being typed into one note after the other, one draft at a time."""

    failed = Signal()  # a draft could not be kept, which was said

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._pool = QThreadPool(self)  # no draft waits for a file, or for photographs, in the threads of all
        self._pool.setMaxThreadCount(1)
        self._task: tasks.Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a draft is still on its way, as where something else is being written."""
        return self._task is not None

    def keep(self, note_id: str, typed: dict[str, str]) -> bool:
        """Keep what was typed into a note, by field; where it was all taken back, forget it. False where the draft before is still on its way."""
        if self.busy:
            return False
        self._task = self._session.run_in_background(
            lambda caseload: drafts.keep_draft(caseload, note_id, typed),
            self._kept,
            self._refused,
            pool=self._pool,
        )
        return True

    def wait(self) -> None:
        """Wait for the draft that is on its way: what is written next takes its place."""
        if self._task is not None:
            self._task.wait()

    def _kept(self, _: object) -> None:
        self._task = None

    def _refused(self, sentence: str) -> None:
        self._task = None
        self._session.problem.emit(sentence)
        self.failed.emit()
