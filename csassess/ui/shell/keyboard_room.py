"""Room for an on-screen keyboard."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


class KeyboardRoom(QObject):
    """Keeps the content of a window above an on-screen keyboard, whenever one is shown."""

    def __init__(self, window: QWidget, content: QWidget) -> None:
        super().__init__(content)
        self._window, self._content = window, content
        QGuiApplication.inputMethod().keyboardRectangleChanged.connect(self.make_room)

    def make_room(self) -> None:
        """Leave the height that the keyboard covers."""
        keyboard = QGuiApplication.inputMethod().keyboardRectangle().toRect()
        height = self._window.height()
        below = self._window.mapFromGlobal(keyboard.topLeft()).y() if keyboard.isValid() else height
        self._content.setContentsMargins(0, 0, 0, max(0, height - below))
