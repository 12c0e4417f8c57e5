"""Automatic backups while the window is open, and the button that shows their state."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from csassess import logs
from csassess.catalogue import text
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.safekeeping.backup import Backup
from csassess.services.safekeeping import backups
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, restyle, set_tip

_LOOKS_EVERY = 60_000  # milliseconds


class BackupScheduler(QObject):
    """Makes due backups in the background, in every available backup folder."""

    asked = Signal()  # the button was pressed
    proved = Signal()  # all backups were made and verified

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._task: tasks.Task | None = None
        self._waiting: list[Callable[[], Backup]] = []
        self._refused: list[str] = []
        self.corner = button("", self.asked.emit, "corner", "hard-drive")
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.show()

    @property
    def _is_running(self) -> bool:
        """Whether a backup is being written."""
        return self._task is not None

    def stop(self) -> None:
        """Stop looking for due backups."""
        self._timer.stop()

    def look(self) -> None:
        """Make a backup if one is due."""
        if not self._is_running and self._session.read(backups.is_due):
            self.make()

    def make(self) -> None:
        """Make a backup in every available backup folder."""
        if self._is_running:
            return
        self._waiting, self._refused = self._session.read(backups.jobs)
        for sentence in self._session.read(backups.take_repaired):
            self._session.message.emit(sentence)
        self._next()

    def _next(self) -> None:
        self._task = None
        if not self._waiting:
            if self._refused:
                self._failed(" ".join(self._refused))
                return
            self.show()
            self.proved.emit()
            return
        job = self._waiting.pop(0)
        words = text("A backup is being written. Close again in a moment.")
        self._task = self._session.start_task(job, self._made, self._failed, words)

    def _made(self, backup: Backup) -> None:
        logs.note("backup proved")
        self._task = None
        if not self._session.run_silently(backups.note_made, backup):
            self._waiting = []
        self._next()

    def _failed(self, sentence: str) -> None:
        logs.note("backup failed")
        self._task, self._waiting = None, []
        reported_before = self._session.read(backups.failed)
        self._session.run_silently(backups.note_failed, sentence)
        self.show()
        if sentence != reported_before:  # report it once; the button keeps showing it
            self._session.problem.emit(sentence)

    def show(self) -> None:
        """Show the state of the last backup on the button."""
        proved, failed = self._session.read(backups.last_proved), self._session.read(backups.failed)
        if failed:
            words, tip = text("Backup failed"), failed
        elif proved:
            words = text("Backup {when}", when=_short(proved, self._session.now()))
            tip = text("Last verified backup: {when}", when=date_and_time(proved))
            if not self._session.read(backups.other_places):
                tip += " " + text("Backed up on this machine only. Back up to another disk too.")
        else:
            words = tip = text("No backup yet")
        self.corner.setText(f" {words}")
        self.corner.setAccessibleName(tip)
        set_tip(self.corner, tip)
        restyle(self.corner, "tone", "problem" if failed else "")


def _short(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else long_date(at.date())
