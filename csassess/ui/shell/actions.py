"""Actions of the menus, declared at the methods that carry them out."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from types import FunctionType
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from csassess.ui.widgets.shortcuts import ShortcutAction

Method = TypeVar("Method", bound=Callable[..., object])


class Menu(Enum):
    """The menus, in the order of the menu bar."""

    FILE = auto()
    EDIT = auto()
    GO = auto()
    CAPTURE = auto()
    VIEW = auto()
    HELP = auto()


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """How a method appears in a menu."""

    words: Callable[[], str]
    menu: Menu
    shortcut: str | QKeySequence.StandardKey
    starts_section: bool
    enters: str


_declarations: dict[FunctionType, ActionDeclaration] = {}


def action(
    words: Callable[[], str],
    menu: Menu,
    shortcut: str | QKeySequence.StandardKey = "",
    *,
    starts_section: bool = False,
    enters: str = "",
) -> Callable[[Method], Method]:
    """Declare that a method without arguments is an action of a menu.

    `words` is called when the menu is built. A separator precedes an action that starts a section.
    `enters` is the kind of record that it enters in a portfolio: it is disabled for a role that may not.
    """

    def declare(method: Method) -> Method:
        assert isinstance(method, FunctionType)
        _declarations[method] = ActionDeclaration(words, menu, shortcut, starts_section, enters)
        return method

    return declare


def declared_actions(owner: object) -> list[tuple[Callable[[], object], ActionDeclaration]]:
    """Return the methods of an object that are declared as actions, in the order of its class."""
    return [
        (getattr(owner, name), _declarations[member])
        for cls in reversed(type(owner).__mro__)
        for name, member in vars(cls).items()
        if isinstance(member, FunctionType) and member in _declarations
    ]


def new_action(
    parent: QObject, words: str, run: Callable[[], object], shortcut: str | QKeySequence.StandardKey = ""
) -> QAction:
    """Return an action of a window with its shortcut."""
    new = ShortcutAction(words, parent)
    new.setShortcut(QKeySequence(shortcut))
    new.triggered.connect(lambda *_: run())
    return new
