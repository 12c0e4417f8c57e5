"""The pages that unlock a caseload, restore one from a backup, and wait for work to end.

The modules that open a caseload are imported when they are needed, so that the passphrase field
appears at once.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar

from csassess import logs
from csassess.catalogue import text
from csassess.domain.errors import DamagedError, UserError, WrongKeyError
from csassess.domain.safekeeping import ways_to_open
from csassess.services.access.sample import sample_passphrase
from csassess.ui.access.retry_delay import RetryDelay
from csassess.ui.access.start_page import StartPage
from csassess.ui.base import tasks
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import choice, secret
from csassess.ui.widgets.file_dialogs import choose_file, choose_folder
from csassess.ui.widgets.layouts import column, frame, row

_PASSPHRASE, _CODE, _KEY = "passphrase", "code", "key"


class _Secret:
    """The choice of how to open a caseload, and the field for its passphrase or code."""

    def __init__(self, page: StartPage, changed: Callable[[], object]) -> None:
        self.field = secret()
        self.way = choice(
            [
                (text("Passphrase"), _PASSPHRASE),
                (text("Recovery code, if the passphrase is forgotten"), _CODE),
                (text("The centre’s key"), _KEY),
            ]
        )
        self.way.setAccessibleName(text("Open with"))
        self.key_file = Path()
        self.key_button = button(
            text("Choose the centre’s key file"), lambda: self._choose(page), icon_name="key-round"
        )
        self.name, self.way_name = label("", "eyebrow"), label(text("Open with"), "eyebrow")
        self.way_name.setBuddy(self.way)
        self._page, self._changed = page, changed
        self.way.currentIndexChanged.connect(lambda _: self.show())
        self.field.textEdited.connect(lambda _: changed())  # what was refused is being mended
        self.show()

    def show(self) -> None:
        """Show the field for the way that is chosen."""
        way = self.way.currentData()
        names = {
            _PASSPHRASE: text("Passphrase"),
            _CODE: text("Recovery code"),
            _KEY: text("Passphrase of the centre’s key"),
        }
        self.name.setText(names[way])
        self.field.setAccessibleName(names[way])
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if way == _CODE else QLineEdit.EchoMode.Password)
        self.field.clear()
        self.key_button.setVisible(way == _KEY)
        self._changed()
        self.field.setFocus()

    def _choose(self, page: StartPage) -> None:
        choose_file(page, text("Choose the centre’s key file"), self.choose_key)

    def choose_key(self, path: str) -> None:
        """Use a file as the centre's key; the field then asks for its passphrase."""
        self.key_file = Path(path)
        self.key_button.setText(f" {self.key_file.name}")

    @property
    def proved(self) -> str:
        """What opening proves: the passphrase, the recovery code, or neither."""
        ways = {_PASSPHRASE: ways_to_open.PASSPHRASE, _CODE: ways_to_open.RECOVERY}
        return ways.get(self.way.currentData(), "")

    def unlock(self) -> Callable[[Path], bytes]:
        """Return a function that opens the caseload in a folder; it may run on any thread."""
        way, typed, key_file = self.way.currentData(), self.field.text(), self.key_file
        from csassess.services.access import caseloads

        if way == _CODE:
            return lambda folder: caseloads.unlock_by_recovery_code(folder, typed)
        if way == _KEY:
            from csassess.services.safekeeping import centre_key

            return lambda folder: centre_key.unlock_by_centre_key(folder, key_file, typed)
        return lambda folder: caseloads.unlock(folder, typed)

    def unlock_backup(self) -> Callable[[Path], bytes]:
        """Return a function that opens the backups in a folder; it may run on any thread."""
        way, typed, key_file = self.way.currentData(), self.field.text(), self.key_file
        from csassess.services.safekeeping import backups

        if way == _CODE:
            return backups.with_recovery_code(typed)
        if way == _KEY:
            from csassess.services.safekeeping import centre_key

            return lambda place: centre_key.unlock_backup_by_centre_key(place, key_file, typed)
        return backups.with_passphrase(typed)


class UnlockPage(StartPage):
    """Unlocks with the passphrase, the recovery code or the centre's key."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.how = _Secret(self, self.problem.hide)
        self.secret = self.how.field
        self.secret.returnPressed.connect(self._unlock)
        self.unlock_button = button(text("Unlock"), self._unlock, "main", "lock")
        self.mend_button = button(text("Repair damage"), self._mend, icon_name="shield-check")
        self.mend_button.hide()
        self._master = b""  # the key, if it is right but the caseload is damaged
        self.waiting = RetryDelay(self.problem, self.secret, self.unlock_button)
        sample = sample_passphrase(folder)
        self.sample = label(text("This is the sample. Its passphrase is “{words}”.", words=sample), "quiet")
        self.sample.setVisible(bool(sample))
        self.show_card(
            frame(
                "card",
                column(
                    label(
                        text("The sample is locked") if sample else text("Your caseload is locked"), "title"
                    ),
                    self.sample,
                    self.how.name,
                    self.secret,
                    self.how.way_name,
                    self.how.way,
                    self.how.key_button,
                    self.problem,
                    row(self.mend_button, 0, self.unlock_button),
                ),
                4,
            )
        )
        self.secret.setText(sample)
        self.secret.setFocus()

    def _unlock(self) -> None:
        from csassess.services.access import caseloads

        unlock, folder = self.how.unlock(), self.folder

        def work() -> bytes:
            master = unlock(folder)
            caseloads.bring_up_to_date(folder, master)
            return master

        self.setEnabled(False)
        self.task = tasks.start(work, self._open, self.wrong)

    def _open(self, master: bytes) -> None:
        from csassess.services.access import caseloads

        self._master = master
        try:
            caseload = caseloads.open_caseload(self.folder, master, self.how.proved)
        except UserError as error:
            self._refuse(error)
        else:
            logs.note("opened")
            self.opened.emit(caseload)

    def wrong(self, sentence: str) -> None:
        """Show the error with the typed text selected.

        Repeated wrong attempts delay the next one.
        """
        error = self.task.error if self.task else None
        if error is None:
            super().wrong(sentence)
        else:
            self._refuse(error)

    def _refuse(self, error: UserError) -> None:
        damaged = isinstance(error, DamagedError)
        logs.note("damaged" if damaged else "not opened")
        super().wrong(str(error))
        self.mend_button.setVisible(damaged)
        self.secret.selectAll()
        self.secret.setFocus()
        if isinstance(error, WrongKeyError):
            self.waiting.wrong(str(error))

    def _mend(self) -> None:
        """Repair the damage with the key that opened, or the typed passphrase; then open the caseload."""
        from csassess.services.safekeeping import checking

        passphrase, folder, master = self.secret.text(), self.folder, self._master

        def work() -> list[str]:
            return list(
                checking.repair_with(folder, master) if master else checking.repair(folder, passphrase)
            )

        self.problem.setText(text("Checking everything and repairing what is damaged …"))
        self.problem.show()
        self.setEnabled(False)
        self.task = tasks.start(work, self._mended, self.wrong)

    def _mended(self, done: list[str]) -> None:
        self.mend_button.hide()
        self.problem.setText(" ".join(done) or text("Nothing was found that could be repaired."))
        if self._master:
            self._open(self._master)
        else:
            self._unlock()


class RestorePage(StartPage):
    """Restores a caseload from a backup on a machine that has none.

    The restored caseload counts as a new machine.
    """

    back = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.place_button = button(
            text("Choose the folder of the backup"), self._choose, icon_name="hard-drive"
        )
        self.backups = choice([])
        self.backups.setAccessibleName(text("Backup"))
        self.how = _Secret(self, self.problem.hide)
        self.restore_button = button(text("Restore"), self._restore, "main", "rotate-ccw")
        words = text("The backup is not changed. It does not contain anything recorded after it was made.")
        self.show_card(
            frame(
                "card",
                column(
                    label(text("Restore from a backup"), "title"),
                    label(words, "quiet"),
                    self.place_button,
                    self.backups,
                    self.how.name,
                    self.how.field,
                    self.how.way_name,
                    self.how.way,
                    self.how.key_button,
                    self.problem,
                    row(button(text("Back"), self.back.emit), 0, self.restore_button),
                ),
                4,
            )
        )
        self._show()

    def _choose(self) -> None:
        choose_folder(self, text("Choose the folder of the backup"), self.choose_place)

    def choose_place(self, path: str) -> None:
        """Show the backups in a folder, the latest first."""
        from csassess.services.safekeeping import backups

        self.backups.clear()
        found, now = backups.backups_in(Path(path)), datetime.now().astimezone()
        for backup in reversed(found):
            self.backups.addItem(backups.when(backup, now), backup)
        if found:
            self.problem.hide()
        else:
            self.wrong(text("No backup was found in that folder. Choose the folder you backed up to."))
        self._show()

    def _show(self) -> None:
        self.backups.setVisible(bool(self.backups.count()))
        self.restore_button.setEnabled(bool(self.backups.count()))

    def _restore(self) -> None:
        from csassess.services.safekeeping import backups

        unlock, folder, backup = self.how.unlock_backup(), self.folder, self.backups.currentData()

        def work() -> bytes:
            backups.restore_caseload(backup, unlock, folder)
            return unlock(backup.path.parent)

        self.setEnabled(False)
        self.task = tasks.start(work, self._open, self.wrong)

    def _open(self, master: bytes) -> None:
        from csassess.services.access import caseloads

        try:
            self.opened.emit(caseloads.open_caseload(self.folder, master, self.how.proved))
        except UserError as error:
            self.wrong(str(error))


class WorkingPage(StartPage):
    """Shows that work is running while the caseload is closed, and what it is at."""

    said = Signal(str)  # may be emitted on any thread

    def __init__(self, folder: Path, words: str) -> None:
        super().__init__(folder)
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setAccessibleName(words)
        step = label("", "quiet")
        self.said.connect(step.setText)
        self.show_card(frame("card", column(label(words, "heading"), progress, step), 4))
