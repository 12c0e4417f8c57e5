"""Backups made by themselves while the window is open, off its thread; how the last one went always stands in the same corner."""

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
from csassess.ui.widgets.controls import button, restyle

_LOOKS_EVERY = 60_000  # milliseconds


class BackupScheduler(QObject):
    """Looks now and then whether a backup is due, and makes it in every place that is there."""

    asked = Signal()  # the corner was pressed
    proved = Signal()  # every backup that was to be made is there

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
        """Make no more."""
        self._timer.stop()

    def look(self) -> None:
        """Make a backup where one is due."""
        if not self._is_running and self._session.read(backups.is_due):
            self.make()

    def make(self) -> None:
        """Make a backup in every place that is there."""
        if self._is_running:
            return
        self._waiting, self._refused = self._session.read(backups.jobs)
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

    def _made(self, made: Backup) -> None:
        logs.note("backup proved")
        self._task = None
        if not self._session.run_silently(backups.note_made, made):
            self._waiting = []
        self._next()

    def _failed(self, sentence: str) -> None:
        logs.note("backup failed")
        self._task, self._waiting = None, []
        said = self._session.read(backups.failed)
        self._session.run_silently(backups.note_failed, sentence)
        self.show()
        if sentence != said:  # once: the corner goes on saying it
            self._session.problem.emit(sentence)

    def show(self) -> None:
        """Say how the last backup went."""
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
        self.corner.setToolTip(tip)
        restyle(self.corner, "tone", "problem" if failed else "")


def _short(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else long_date(at.date())
