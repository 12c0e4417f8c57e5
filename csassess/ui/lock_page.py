"""The locked screen: a PIN or the passphrase brings back what was shown; in an open visit capture may go on, add-only."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from csassess.domain.dates import clock_time
from csassess.domain.evidence import NoteKind
from csassess.services import evidence, locking
from csassess.ui import theme
from csassess.ui.desk import Desk
from csassess.ui.form_dialog import line
from csassess.ui.parts import button, column, frame, label, row
from csassess.ui.place import Page, Place


class LockPage(QWidget):
    """Shows nothing of any record."""

    unlocked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._tries, self._place = desk, 0, Place()
        self.field = line()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaximumWidth(theme.current().px(320))
        self.field.returnPressed.connect(self._unlock)
        self.words = label("", "")
        self.problem = label("", "problem")
        self.unlock = button(self.tr("Unlock"), self._unlock, "main", "lock")
        self.moment = button(self.tr("Mark moment"), partial(self._capture, self._mark), icon_name="bookmark")
        self.customer = button(self.tr("Next customer"), partial(self._capture, self._next), icon_name="user-plus")
        self.captured = label("", "quiet")
        self._on_site = frame(
            "card",
            column(
                label(self.tr("The visit goes on: a time is kept, and can be written up later."), "quiet"),
                row(self.customer, self.moment, 0), self.captured,
            ),
        )  # fmt: skip
        card = frame("card", column(self.words, self.field, self.problem, row(self.unlock, 0)))
        content = column(label(self.tr("csassess is locked"), "title"), card, self._on_site, 0)
        content.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 48, 48, 48)
        layout.addLayout(content)

    def lock(self, place: Place, *, capturing: bool) -> None:
        """Show the lock; `capturing` says that an observation is open at the place."""
        self._place, self._tries = place, 0
        self._ask()
        self._on_site.setVisible(capturing and place.page is Page.EVIDENCE)
        self.captured.setText("")
        self.problem.setText("")
        self.field.setFocus()

    def _ask(self) -> None:
        self.field.clear()
        name = self.tr("PIN") if self._by_pin else self.tr("Passphrase")
        self.field.setAccessibleName(name)
        self.words.setText(name)

    @property
    def _by_pin(self) -> bool:
        return self._tries < locking.FEW_TRIES and locking.has_pin(self._desk.caseload)

    def _unlock(self) -> None:
        check = locking.is_pin if self._by_pin else locking.is_passphrase
        if check(self._desk.caseload, self.field.text()):
            self.field.clear()
            self.unlocked.emit()
            return
        by_pin, self._tries = self._by_pin, self._tries + 1
        if by_pin and not self._by_pin:
            self.problem.setText(self.tr("That is not the PIN. Enter the passphrase now."))
        else:
            self.problem.setText(self.tr("That is not the PIN.") if by_pin else self.tr("That is not the passphrase."))
        self._ask()

    def _capture(self, act: Callable[[], object]) -> None:
        if act() is not None:
            now = clock_time(self._desk.caseload.clock())
            self.captured.setText(self.tr("Kept: {time}").format(time=now))

    def _mark(self) -> object:
        return self._desk.do(evidence.add_note, self._place.candidate, self._place.item, kind=NoteKind.MOMENT)

    def _next(self) -> object:
        return self._desk.do(evidence.next_customer, self._place.candidate, self._place.item)
