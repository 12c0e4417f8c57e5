"""A message across the window, with at most one action."""

from collections.abc import Callable
from typing import cast

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget
from shiboken6 import isValid

from csassess.catalogue import text
from csassess.ui.base.announcing import announce
from csassess.ui.widgets.controls import button, label, restyle
from csassess.ui.widgets.layouts import spaced
from csassess.ui.widgets.theme import STEP


class Banner(QFrame):
    """A message across the window with at most one action; it does not block work.

    When it goes, the focus returns to its place before it came here.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self.setProperty("role", "banner")
        self._words = label("")
        self._act = button("", self._act_once, "link")
        self._close = button(text("Close"), self.hide, "link")
        layout = QHBoxLayout(self)
        spaced(layout, 0, 2)
        layout.setContentsMargins(2 * STEP, 0, STEP, 0)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._act)
        layout.addWidget(self._close)
        self._action: Callable[[], object] | None = None
        self._came_from: QWidget | None = None  # the control that had the focus before one in here
        application = cast(QApplication, QApplication.instance())
        application.focusChanged.connect(self._focus_moved)
        self.hide()

    def say(
        self, words: str, *, problem: bool = False, act: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show words, and a button labelled `act` for the action if there is one."""
        restyle(self, "tone", "problem" if problem else "")
        self._words.setText(words)
        self.setAccessibleName(words)
        self._action = action
        self._act.setText(act)
        self._act.setAccessibleName(act)
        self._act.setVisible(bool(act))
        self.show()
        announce(self, words, urgent=problem)

    @property
    def words(self) -> str:
        """The words shown; empty if hidden."""
        return self._words.text() if self.isVisible() else ""

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the focus back before Qt passes it to whatever is next."""
        super().hideEvent(event)
        if self._has_focus():
            _focus(self._came_from)

    def _act_once(self) -> None:
        came_from = self._came_from
        if self._has_focus():
            self._page.setFocus()  # no field is in use, so that it shows what the action changes
        self.hide()
        if self._action:
            self._action()
        if self._page.window().focusWidget() is self._page:
            _focus(came_from)

    def _has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new) and old is not None and not self.isAncestorOf(old):
            self._came_from = old


def _focus(control: QWidget | None) -> None:
    """Move the focus to a control if it is still shown."""
    if control is not None and isValid(control) and control.isVisible():
        control.setFocus()
