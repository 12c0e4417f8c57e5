"""Maintenance of the caseload while its window is open: backups and checks."""

import time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from csassess import logs
from csassess.catalogue import text
from csassess.domain.safekeeping.check_results import Checked
from csassess.services.retention import held
from csassess.services.safekeeping import backups, checking, location_warnings
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.safekeeping.backup_scheduler import BackupScheduler
from csassess.ui.safekeeping.check_dialog import CheckDialog, CheckRunner
from csassess.ui.shell.actions import Menu, action

_CLOCK_INTERVAL = 20_000  # milliseconds between two looks at the clock
_SLEPT = 75  # seconds between two looks, from which on the machine must have slept


class Maintenance(QObject):
    """Runs in the background and never interrupts capture."""

    slept = Signal()  # the machine slept, and has woken up
    noticed = Signal(str, bool)  # words for the user on opening, and whether they are a problem
    damaged = Signal(str)  # words on what a check found
    mending = Signal()  # the user wants the damage repaired

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self.backing_up, self.check = BackupScheduler(session), CheckRunner(session)
        self.check.done.connect(self._show_checked)
        self.looked, self._day = time.time(), session.now().date()
        self._opening_check: tasks.Task | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_INTERVAL)
        self._clock.timeout.connect(lambda: self.woke(time.time()))
        self._clock.start()

    def stop(self) -> None:
        """Start no more backups; stop a running check and wait until it has released its files."""
        self.backing_up.stop()
        self._clock.stop()
        self.check.wait()
        if self._opening_check:
            self._opening_check.wait()

    def woke(self, now: float) -> None:
        """Notice that the machine slept, from the time since the last look (seconds since 1970)."""
        elapsed, self.looked = now - self.looked, now
        if elapsed > _SLEPT:
            self.slept.emit()
        if self._session.now().date() != self._day:
            self._day = self._session.now().date()
            self._session.run_silently(self._look_after_held)

    def _look_after_held(self, caseload: Any) -> None:
        """Count a new day for the held copies, and delete those whose period is over."""
        if held.look_after_held(caseload):
            self._session.notify_changed()

    def look_over(self) -> None:
        """Check the caseload briefly; check everything if it was not closed properly."""

        def work(caseload: Any) -> list[str]:
            return [*checking.look_over(caseload), *location_warnings.warnings(caseload)]

        self._opening_check = self._session.run_in_background(work, self._notice, self._session.problem.emit)
        if self._session.read(checking.ended_uncleanly):
            self.check.start()

    def _notice(self, warnings: list[str]) -> None:
        """Report an improper end of the last run, and the warnings found on opening."""
        sentences = [*self._session.read(backups.take_repaired), *warnings]
        if self._session.read(checking.ended_uncleanly):
            sentences.insert(
                0,
                text(
                    "csassess did not close properly last time. Saved work is safe. Everything is "
                    "being checked while you work."
                ),
            )
        if sentences:
            self.noticed.emit(" ".join(sentences), bool(warnings))

    @action(lambda: text("Back up now"), Menu.FILE, "Ctrl+Shift+B", starts_section=True)
    def back_up(self) -> None:
        """Write a backup to every place."""
        self.backing_up.make()

    @action(lambda: text("Check everything…"), Menu.FILE)
    def check_everything(self) -> None:
        """Show a check of everything; work can go on meanwhile."""
        CheckDialog(self._window, self.check, self.mending.emit).open()

    @action(lambda: text("Copy diagnostic details"), Menu.FILE)
    def copy_details(self) -> None:
        """Copy versions and the last lines of the log to the clipboard."""
        QGuiApplication.clipboard().setText(logs.diagnostic_details())
        self._session.message.emit(
            text(
                "The version numbers and the last log lines were copied. They contain nothing "
                "from any record."
            )
        )

    def _show_checked(self, lines: list[Checked] | None) -> None:
        damaged = [line.what for line in lines or [] if line.wrong]
        if damaged:
            self.damaged.emit(text("Something is damaged: {what}.", what=", ".join(damaged[:3])))
