"""A message across the window, with at most one action."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets.controls import button, label, restyle
from csassess.ui.widgets.layouts import spaced
from csassess.ui.widgets.theme import STEP


class Banner(QFrame):
    """A message across the window with at most one action; it does not block work."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
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

    @property
    def words(self) -> str:
        """The words shown; empty if hidden."""
        return self._words.text() if self.isVisible() else ""

    def _act_once(self) -> None:
        self.hide()
        if self._action:
            self._action()
