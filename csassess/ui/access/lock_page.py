"""The locked screen: unlock it with the PIN or the passphrase.

During a visit, moments and customers can still be added; nothing can be read or changed.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.dates import clock_time
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import NoteKind
from csassess.services.access import pin
from csassess.services.evidence import evidence
from csassess.ui.access.retry_delay import RetryDelay
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, chip, label
from csassess.ui.widgets.fields import secret
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, frame, holder, row, scrolled

_WIDEST = 400  # pixels at 100 % text, as the page that unlocks at the start


class LockPage(QWidget):
    """The locked screen. Shows no name and nothing of the record."""

    unlocked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._tries, self._chosen = session, 0, 0
        self._people: Sequence[tuple[str, str, str]] = ()
        self.shapes: list[QPushButton] = []
        self._shapes = FlowLayout()
        self.field = secret()
        self.field.returnPressed.connect(self._unlock)
        self.words, self.reason = label("", ""), label("", "quiet")
        self.problem = label("", "problem")
        self.field.textEdited.connect(lambda _: self.problem.setText(""))
        self.unlock = button(text("Unlock"), self._unlock, "main", "lock")
        self.waiting = RetryDelay(self.problem, self.field, self.unlock)
        self.moment = button(text("Mark moment"), partial(self._capture, _mark), icon_name="bookmark")
        self.customer = button(
            text("Next customer"), partial(self._capture, evidence.next_customer), icon_name="user-plus"
        )
        self.captured = label("", "quiet")
        self._on_site = frame(
            "card",
            column(
                label(text("The visit continues. You can mark a time here and write it up later."), "quiet"),
                self._shapes,
                row(self.customer, self.moment, 0),
                self.captured,
            ),
        )
        self.pad = self._number_pad()
        card = frame("card", column(self.words, self.field, self.pad, self.problem, self.unlock), 3)
        content = holder(
            column(0, label(text("csassess is locked"), "title"), self.reason, card, self._on_site, 0)
        )
        content.setMaximumWidth(theme.current().px(_WIDEST))
        line = row(0, content, 0)
        line.setStretch(1, 1_000)
        whole = QWidget()
        whole.setLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(scrolled(whole))

    def _number_pad(self) -> QWidget:
        """Return the digits of a PIN as buttons, for a finger."""
        grid = QGridLayout()
        grid.setSpacing(theme.STEP)
        for place, digit in enumerate("123456789"):
            grid.addWidget(self._key(digit, partial(self._type, digit)), place // 3, place % 3)
        grid.addWidget(self._key("0", partial(self._type, "0")), 3, 1)
        delete = self._key("⌫", self.field.backspace)
        delete.setAccessibleName(text("Delete the last digit"))
        grid.addWidget(delete, 3, 2)
        return holder(grid)

    def _key(self, words: str, act: Callable[[], object]) -> QPushButton:
        key = button(words, act, "key")
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # typing goes on in the field
        return key

    def _type(self, digit: str) -> None:
        self.field.insert(digit)
        self.problem.setText("")

    def lock(self, people: Sequence[tuple[str, str, str]]) -> None:
        """Show the lock.

        `people` of the open visit are (shape, candidate id, item id), the present one first.
        """
        self._people, self._tries = people, 0
        self._ask()
        self._on_site.setVisible(bool(people))
        clear(self._shapes)
        self.shapes = [
            chip(shape, partial(self._choose, index)) for index, (shape, _, _) in enumerate(people)
        ]
        for shape_chip in self.shapes:
            shape_chip.setVisible(len(people) > 1)
            self._shapes.addWidget(shape_chip)
        self._choose(0)
        self.captured.setText("")
        self.problem.setText("")
        self.reason.setText("")
        self.field.setFocus()

    def say_handed_back(self, *, is_signed: bool) -> None:
        """Say that the screen was locked as somebody had it to sign, and whether they did."""
        self.say(
            text("Signed. The screen is locked until the assessor is back.")
            if is_signed
            else text("Nothing was signed. The screen is locked until the assessor is back.")
        )

    def say(self, words: str) -> None:
        """Say why the screen is locked."""
        self.reason.setText(words)

    def _choose(self, index: int) -> None:
        """Choose a candidate's record by its shape, since a locked screen shows no name."""
        self._chosen = index
        for shape_index, shape_chip in enumerate(self.shapes):
            shape_chip.setChecked(shape_index == index)

    def _ask(self) -> None:
        self.field.clear()
        name = text("PIN") if self._by_pin else text("Passphrase")
        self.field.setAccessibleName(name)
        self.words.setText(name)
        self.pad.setVisible(self._by_pin)

    @property
    def _by_pin(self) -> bool:
        return self._tries < pin.FEW_TRIES and self._session.read(pin.has_pin)

    def _unlock(self) -> None:
        check = pin.is_pin if self._by_pin else pin.is_passphrase
        if self._session.read(check, self.field.text()):
            self.field.clear()
            self.waiting.right()
            self.unlocked.emit()
            return
        by_pin, self._tries = self._by_pin, self._tries + 1
        if by_pin and not self._by_pin:
            self.problem.setText(text("The PIN is not correct. Enter the passphrase now."))
        elif by_pin:
            self.problem.setText(text("The PIN is not correct. Try again."))
        else:
            self.waiting.wrong(text("The passphrase is not correct. Try again."))
        self._ask()

    def _capture(self, act: Callable[[Any, str, str], object]) -> None:
        if not self._people:
            return
        shape, candidate, item = self._people[self._chosen]
        try:
            self._session.run_or_raise(act, candidate, item)
        except UserError as error:
            self.captured.setText(str(error))
            return
        now = clock_time(self._session.now())
        self.captured.setText(text("Saved: {shape} {time}", shape=shape, time=now))


def _mark(caseload: Any, candidate: str, item: str) -> object:
    return evidence.add_note(caseload, candidate, item, kind=NoteKind.MOMENT)
