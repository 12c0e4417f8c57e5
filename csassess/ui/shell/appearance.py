"""The choice of colours and text size in the View menu."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

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
        self._add(self._looks, text("As the system"), self._follow_system, checked=now.follows_system)
        for look, words in names.items():
            is_chosen = look is now.look and not now.follows_system
            self._add(self._looks, words, partial(self._choose, look), checked=is_chosen)
        for size in theme.TEXT_SIZES:
            words = text("Text {size} %", size=size)
            self._add(self._sizes, words, partial(self._choose_size, size), checked=size == now.text_size)

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

    def _choose(self, look: Look) -> None:
        self.chosen.emit(Theme(look, theme.current().text_size))

    def _choose_size(self, text_size: int) -> None:
        self.chosen.emit(replace(theme.current(), text_size=text_size))

    def _follow_system(self) -> None:
        look = theme.look_of_system(cast(QApplication, QApplication.instance()))
        self.chosen.emit(Theme(look, theme.current().text_size, follows_system=True))
