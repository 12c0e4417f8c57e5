"""The menu bar of a window."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from csassess.catalogue import text
from csassess.services.access.write_checks import reason_against
from csassess.ui.base.session import Session
from csassess.ui.shell.actions import Menu, declared_actions, new_action
from csassess.ui.widgets.controls import offer


class Menus:
    """The menus of a window, filled with the actions that objects declare."""

    def __init__(self, window: QMainWindow, owners: Iterable[object]) -> None:
        titles = {
            Menu.FILE: text("&File"),
            Menu.EDIT: text("&Edit"),
            Menu.GO: text("&Go"),
            Menu.CAPTURE: text("&Capture"),
            Menu.VIEW: text("&View"),
            Menu.HELP: text("&Help"),
        }
        self._menus = {menu: window.menuBar().addMenu(titles[menu]) for menu in Menu}
        self._actions: dict[Callable[[], object], QAction] = {}
        self._entering: list[tuple[QAction, str]] = []  # with the kind of record that each enters
        for menu in self._menus.values():
            menu.setToolTipsVisible(True)
        for owner in owners:
            for method, declaration in declared_actions(owner):
                menu = self._menus[declaration.menu]
                if declaration.starts_section:
                    menu.addSeparator()
                new = new_action(window, declaration.words(), method, declaration.shortcut)
                menu.addAction(new)
                self._actions[method] = new
                if declaration.enters:
                    self._entering.append((new, declaration.enters))

    def offer_entering(self, session: Session) -> None:
        """Enable what the person at this device may enter, and say why they may not enter the rest."""
        for entering, kind in self._entering:
            offer(entering, session.read(reason_against, "", kind))

    def __getitem__(self, menu: Menu) -> QMenu:
        """Return a menu."""
        return self._menus[menu]

    def action_of(self, method: Callable[[], object]) -> QAction:
        """Return the action of a method declared as one."""
        return self._actions[method]
