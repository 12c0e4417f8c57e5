"""Postpone showing changes while a mouse button or finger is down."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd)


class PointerWait(QObject):
    """Postpones work until no mouse button is down, so that nothing moves under a click.

    Pressing may take the focus from a field and so save it; showing the saved record at once could
    move the control that is being pressed.
    """

    def __init__(self, parent: QObject, work: Callable[[], object]) -> None:
        super().__init__(parent)
        self._work = work
        self._is_waiting = False

    def ask(self) -> None:
        """Do the work now, or after the click under way was handled."""
        if not QApplication.mouseButtons():
            self._end()
            self._work()
        elif not self._is_waiting:
            self._is_waiting = True
            self._application().installEventFilter(self)  # only while waiting: it sees every event

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do the work once the release, and the click it makes, were delivered."""
        if event.type() in _RELEASES:
            QTimer.singleShot(0, self._catch_up)
        return super().eventFilter(watched, event)

    def _catch_up(self) -> None:
        if self._is_waiting:
            self._end()
            self._work()

    def _end(self) -> None:
        if self._is_waiting:
            self._is_waiting = False
            self._application().removeEventFilter(self)

    def _application(self) -> QApplication:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        return application
