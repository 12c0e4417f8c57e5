"""The page that sets up a new caseload."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QDialog, QLayout, QLineEdit, QWidget

from csassess.catalogue import text
from csassess.domain.errors import MissingError, UserError
from csassess.domain.labels import label as words_for
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Owner
from csassess.ui.access.key_dialogs import show_strength
from csassess.ui.access.start_page import StartPage, named
from csassess.ui.base import tasks
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import choice, line, secret
from csassess.ui.widgets.form_dialog import value_of
from csassess.ui.widgets.layouts import column, frame, row
from csassess.ui.widgets.page_stack import OneOf

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class SetUpPage(StartPage):
    """The first run: name and centre, passphrase, then the recovery code to confirm.

    Nothing is written until the code is confirmed.
    """

    restoring = Signal()

    def __init__(
        self, folder: Path, prepare: Callable[[str, str | None], Any] = caseloads.prepare_keys
    ) -> None:
        super().__init__(folder)
        self._prepare_keys = prepare
        self.name, self.centre, self.centre_number, self.centre_key = (
            line(),
            line(),
            line(),
            line(hint="age1…"),
        )
        self.status = choice([(words_for(status), status) for status in AssessorStatus])
        self.role = choice([(words_for(role).capitalize(), role) for role in Role if role is not Role.READER])
        self.passphrase, self.again = secret(), secret()
        self.code, self.typed_code = label("", "code"), line()
        self.printed = QCheckBox(text("I have written the recovery code down or printed it"))
        self._keys: Any = None  # created in the background; secret but for the recovery code
        self._print_dialog: QDialog | None = None
        self._stack = OneOf()
        self._steps = (self._who(), self._passphrase(), self._recovery())
        for step in self._steps:
            self._stack.add(step)
        self._heading = label("", "eyebrow")
        self.show_card(
            frame(
                "card",
                column(
                    self._heading, label(text("Set up your caseload"), "title"), self._stack, self.problem
                ),
                4,
                2,
            )
        )
        for field in (self.name, self.centre, self.centre_number, self.centre_key):
            field.returnPressed.connect(self._check_who)
        for field in self.findChildren(QLineEdit):
            field.textChanged.connect(self.problem.hide)
        self.printed.toggled.connect(self.problem.hide)
        self._go(0)

    def _go(self, step: int) -> None:
        self.problem.hide()
        self._stack.show_part(self._steps[step])
        self._heading.setText(text("Step {step} of {count}", step=step + 1, count=len(self._steps)))
        (self.name, self.passphrase, self.typed_code)[step].setFocus()

    def _who(self) -> QWidget:
        self.next_button = button(text("Next"), self._check_who, "main")
        return _step(
            label(text("Your name and the centre’s name appear on every form you print."), "quiet"),
            named(text("Your name"), self.name),
            named(text("Your role"), self.role),
            named(text("Your status as an assessor"), self.status),
            named(text("Centre’s name"), self.centre),
            named(text("Centre number (if you know it)"), self.centre_number),
            named(
                text("The centre’s key (a line that begins with age1, if the centre gave you one)"),
                self.centre_key,
            ),
            row(
                button(text("Restore from a backup instead"), self.restoring.emit, "link"),
                0,
                self.next_button,
            ),
        )

    def _owner(self) -> Owner:
        return Owner(
            value_of(self.name),
            value_of(self.centre),
            value_of(self.centre_number),
            AssessorStatus(value_of(self.status)),
            Role(value_of(self.role)),
        )

    def _check_who(self) -> None:
        try:
            caseloads.check_owner(self._owner())
        except MissingError as error:
            self.wrong(str(error))
            {"name": self.name, "centre": self.centre}[error.fields[0]].setFocus()
        else:
            self._go(1)

    def _passphrase(self) -> QWidget:
        self.passphrase_button = button(text("Next"), self._prepare, "main")
        self.passphrase.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._prepare)
        self.strength = label("", "quiet")
        show_strength(self.passphrase, self.strength)
        return _step(
            label(
                text(
                    "The passphrase locks everything on this machine. Choose a few words you will not forget."
                ),
                "quiet",
            ),
            named(text("Passphrase"), self.passphrase),
            self.strength,
            named(text("Repeat it"), self.again),
            row(button(text("Back"), lambda: self._go(0)), 0, self.passphrase_button),
        )

    def _prepare(self) -> None:
        passphrase = self.passphrase.text()
        if passphrase != self.again.text():
            self.wrong(text("The two passphrases differ. Type them again."))
            self.again.setFocus()
            self.again.selectAll()
            return
        self.setEnabled(False)
        key = value_of(self.centre_key) or None
        self.task = tasks.start(
            lambda: self._prepare_keys(passphrase, key), self._prepared, self._not_prepared
        )

    def _not_prepared(self, sentence: str) -> None:
        """Lead back to the centre's key, the only entry that can be refused here."""
        if self.centre_key.text().strip():
            self._go(0)
            self.centre_key.setFocus()
        self.wrong(sentence)

    def _prepared(self, keys: Any) -> None:
        self.setEnabled(True)
        self._keys = keys
        half = len(keys.recovery_code) // 2
        self.code.setText(f"{keys.recovery_code[:half]}\n{keys.recovery_code[half + 1 :]}")
        self.code.setAccessibleName(keys.recovery_code)
        self._go(2)

    def _recovery(self) -> QWidget:
        self.finish_button = button(text("Open my caseload"), self._finish, "main")
        self.typed_code.returnPressed.connect(self._finish)
        return _step(
            label(
                text(
                    "This code opens the caseload if you forget the passphrase. It is shown only "
                    "once. Keep it away from this machine. If you close csassess before you open "
                    "your caseload, nothing is set up and this code opens nothing."
                ),
                "quiet",
            ),
            frame("band", row(self.code, button(text("Print"), self._print, icon_name="printer")), 2),
            self.printed,
            named(text("Type its last four characters"), self.typed_code),
            row(0, self.finish_button),
        )

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        self._print_dialog = dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda *_: self.print_code(printer))
        QDialog.open(dialog)  # QPrintDialog.open has another signature

    def print_code(self, printer: "QPrinter") -> None:
        """Print the recovery code and what it is for."""
        words = text(
            "Recovery code for a csassess caseload. It opens the caseload if the "
            "passphrase is forgotten. Keep it safe."
        )
        QTextDocument(f"{words}\n\n{self.code.text()}").print_(printer)

    def _finish(self) -> None:
        if self._keys is None:
            return
        if not self.printed.isChecked():
            self.wrong(
                text("The recovery code is not confirmed. Write it down or print it, then tick the box.")
            )
        elif self.typed_code.text().strip().upper() != self._keys.recovery_code[-4:]:
            self.wrong(
                text(
                    "These are not the last four characters of the code. Check the code and type them again."
                )
            )
        else:
            try:
                self.opened.emit(caseloads.set_up(self.folder, self._keys, self._owner()))
                self._keys = None
            except UserError as error:
                self.wrong(str(error))


def _step(*parts: QWidget | QLayout) -> QWidget:
    step = QWidget()
    layout = column(*parts, 0)
    layout.setSpacing(theme.STEP * 2)
    step.setLayout(layout)
    return step
