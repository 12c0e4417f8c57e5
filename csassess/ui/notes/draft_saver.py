"""Drafts of unfinished notes, saved on another thread so that no keystroke waits for the disk."""

from PySide6.QtCore import QObject, QThreadPool, Signal

from csassess.services.evidence import drafts
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class DraftSaver(QObject):
    """Saves what is being typed into notes, one draft at a time."""

    kept = Signal()  # the draft is stored
    failed = Signal()  # a draft could not be saved; the user has been shown why

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        # a pool for drafts only, so that they do not wait behind files and photographs
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._task: tasks.Task | None = None

    @property
    def busy(self) -> bool:
        """Return whether a draft is still being saved, for example behind another write."""
        return self._task is not None

    def keep(self, note_id: str, typed: dict[str, str]) -> bool:
        """Save what is being typed into a note, by field, or delete the draft if `typed` is empty.

        Return False while the previous draft is being saved.
        """
        if self.busy:
            return False
        self._task = self._session.run_in_background(
            lambda caseload: drafts.keep_draft(caseload, note_id, typed),
            self._saved,
            self._not_saved,
            pool=self._pool,
        )
        return True

    def wait(self) -> None:
        """Wait for the draft being saved, so that it cannot replace what is written next."""
        if self._task is not None:
            self._task.wait()

    def _saved(self, _: object) -> None:
        self._task = None
        self._session.draft_kept.emit()
        self.kept.emit()

    def _not_saved(self, error: str) -> None:
        self._task = None
        self._session.problem.emit(error)
        self.failed.emit()
