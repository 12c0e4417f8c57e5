"""The choice of colours and text size in the View menu."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from csassess.catalogue import text
from csassess.ui.shell.actions import new_action
from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import Look, Theme


class AppearanceChoices(QObject):
    """One choice of palette and one of text size; the present ones are checked."""

    chosen = Signal(object)  # the theme

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._looks, self._sizes = QActionGroup(self), QActionGroup(self)
        names = {Look.LIGHT: text("Light"), Look.DARK: text("Dark"), Look.CONTRAST: text("High contrast")}
        now = theme.current()
        for look, words in names.items():
            self._add(self._looks, words, partial(self._choose, look, None), checked=look is now.look)
        for size in theme.TEXT_SIZES:
            words = text("Text {size} %", size=size)
            self._add(self._sizes, words, partial(self._choose, None, size), checked=size == now.text_size)

    def fill(self, menu: QMenu) -> None:
        """Add the choices to a menu."""
        menu.addActions(self._looks.actions())
        menu.addSeparator()
        menu.addActions(self._sizes.actions())

    def _add(self, group: QActionGroup, words: str, choose: Callable[[], object], *, checked: bool) -> None:
        choice = new_action(self._window, words, choose)
        choice.setCheckable(True)
        choice.setChecked(checked)
        group.addAction(choice)

    def _choose(self, look: Look | None, text_size: int | None) -> None:
        now = theme.current()
        self.chosen.emit(Theme(look or now.look, text_size or now.text_size))
