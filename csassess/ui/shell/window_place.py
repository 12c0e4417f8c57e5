"""Where a window is shown: as it was left, and never beyond the edges of the screen."""

from PySide6.QtCore import QByteArray, QSettings, QSize, QTimer
from PySide6.QtWidgets import QWidget

_KEY = "window"
_SPARE = 80  # pixels around a window; with less than that, it is better maximised


def show_fitting(window: QWidget, size: QSize, settings: QSettings | None = None) -> None:
    """Show a window as it was left; the first time, in this size or as large as the screen allows."""
    room = window.screen().availableGeometry().size()
    stored = settings.value(_KEY) if settings else None
    if isinstance(stored, QByteArray) and window.restoreGeometry(stored):
        window.show()
    elif room.width() < size.width() + _SPARE or room.height() < size.height() + _SPARE:
        window.resize(size.boundedTo(room))
        window.showMaximized()
    else:
        window.resize(size)
        window.show()
    keep_on_screen_soon(window)


def keep_on_screen_soon(window: QWidget) -> None:
    """Keep a window on the screen once the system has drawn its frame."""
    QTimer.singleShot(100, window, lambda: keep_on_screen(window))


def remember(window: QWidget, settings: QSettings) -> None:
    """Remember where a window is and whether it is maximised."""
    settings.setValue(_KEY, window.saveGeometry())


def keep_on_screen(window: QWidget) -> None:
    """Move a window, and make it smaller if need be, so that all of its frame is on the screen."""
    if window.isMaximized() or window.isFullScreen():
        return
    room, frame = window.screen().availableGeometry(), window.frameGeometry()
    if room.contains(frame):
        return
    beyond = frame.size() - window.size()
    window.resize(window.size().boundedTo(room.size() - beyond))
    frame = window.frameGeometry()
    window.move(
        max(room.left(), min(frame.left(), room.right() + 1 - frame.width())),
        max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height())),
    )
