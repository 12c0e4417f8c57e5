"""Actions and buttons with a shortcut, which does nothing behind an open dialog."""

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication


class ShortcutAction(QAction):
    """An action whose shortcut is swallowed while a dialog is open.

    A dialog takes a moment to become the active window: until then Qt gives keys to the window behind it.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.setMenuRole(QAction.MenuRole.NoRole)  # macOS would take "About me…" for its own "About"

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Shortcut and QApplication.activeModalWidget() is not None:
            return True
        return super().event(event)


def press_by(target: QAbstractButton, keys: str | QKeySequence.StandardKey) -> None:
    """Give a button a shortcut."""
    pressing = ShortcutAction(target)
    pressing.setShortcut(QKeySequence(keys))
    pressing.triggered.connect(target.click)
    target.addAction(pressing)
