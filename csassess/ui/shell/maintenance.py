"""What looks after the caseload while the window is open: backups, checks, what is said on opening, and a machine that slept."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from csassess.catalogue import text
from csassess.services.access.caseloads import Caseload
from csassess.services.safekeeping import checking, location_warnings
from csassess.services.safekeeping.checking import Checked
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.safekeeping.backup_scheduler import BackupScheduler
from csassess.ui.safekeeping.check_dialog import CheckDialog, CheckRunner

if TYPE_CHECKING:
    from csassess.ui.shell.main_window import MainWindow

_LOOKS_EVERY = 20_000  # milliseconds between two looks at the clock
_SLEPT = 75  # seconds without a look, after which the machine has slept


class Maintenance(QObject):
    """None of it stands in the way of capture."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.backing_up, self.check = BackupScheduler(window.session), CheckRunner(window.session)
        self.backing_up.asked.connect(lambda: window.go(Location(Page.CENTRE, form="machines")))
        self.backing_up.proved.connect(self._show_backed_up)
        self.check.done.connect(self._show_checked)
        self.looked = time.time()
        self._look: tasks.Task | None = None
        self._asleep = QTimer(self)
        self._asleep.setInterval(_LOOKS_EVERY)
        self._asleep.timeout.connect(lambda: self.woke(time.time()))
        self._asleep.start()

    def stop(self) -> None:
        """Back up and check no more; a check that is under way lets go of its files."""
        self.backing_up.stop()
        self._asleep.stop()
        self.check.wait()
        if self._look:
            self._look.wait()

    def woke(self, now: float) -> None:
        """Lock where the machine slept: so long went by since it was last looked (seconds since 1970)."""
        slept, self.looked = now - self.looked, now
        if slept > _SLEPT:
            self._window.lock()

    def look_over(self) -> None:
        """Look, beside whoever begins to work, what is to be said on opening; check everything after an unclean end."""

        def work(caseload: Caseload) -> list[str]:
            return [*checking.look_over(caseload), *location_warnings.warnings(caseload)]

        self._look = self._session.run_in_background(work, self._say, self._session.problem.emit)
        if checking.ended_uncleanly(self._session.caseload):
            self.check.start()

    def _say(self, wrong: list[str]) -> None:
        """Say what was found on opening: an unclean end, where the caseload lies, the clock."""
        said = list(wrong)
        if checking.ended_uncleanly(self._session.caseload):
            said.insert(
                0,
                text(
                    "csassess was not closed properly the last time. What was saved is there; everything is"
                    " being checked while you work."
                ),
            )
        if said and not self._window.is_closed:
            banner = self._window.banner
            before = [banner.words] if banner.isVisible() else []  # such as what was recovered
            banner.say(" ".join([*before, *said]), problem=bool(wrong))

    def check_everything(self) -> None:
        """Show a check of everything, beside whatever is being done."""
        CheckDialog(self._window, self.check, self._window.mending.emit).open()

    def _show_backed_up(self) -> None:
        if self._window.place.page is Page.CENTRE:
            self._window.centre.refresh()

    def _show_checked(self, lines: list[Checked] | None) -> None:
        wrong = [each for each in lines or [] if each.wrong]
        if wrong:
            words = text("Something is damaged: {what}.", what=", ".join(each.what for each in wrong[:3]))
            self._window.banner.say(words, problem=True, act=text("Show"), action=self.check_everything)
