"""Ending the program when the system asks: log-off, shutdown, SIGTERM."""

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager

_AGAIN = 500  # milliseconds between two attempts to close
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")  # those that a system has


class Shutdown(QObject):
    """Calls `close` when the system ends the program, and again until it returns True.

    `close` saves what was typed and closes the caseload; it returns False while something still needs the
    window. Log-off is then refused, if the system allows that, and goes on when it is asked for again.
    """

    def __init__(self, app: QGuiApplication, close: Callable[[], bool]) -> None:
        super().__init__(app)
        self._app, self._close = app, close
        self._timer = QTimer(self)
        self._timer.setInterval(_AGAIN)
        self._timer.timeout.connect(self._try)
        app.commitDataRequest.connect(self.commit, Qt.ConnectionType.DirectConnection)
        # A handler would interrupt whatever is being saved. A byte in a socket waits until Qt reads it.
        self._reads, self._writes = socket.socketpair()
        for end in (self._reads, self._writes):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reads.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woke)
        self._wakeup_before = signal.set_wakeup_fd(self._writes.fileno(), warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, lambda *_: None)
            for name in _SIGNALS
            if (number := getattr(signal, name, None)) is not None
        }

    def commit(self, manager: QSessionManager) -> None:
        """Close before the user is logged off; refuse the log-off if that would lose something."""
        if not self._close() and manager.allowsInteraction():
            manager.cancel()

    def end(self) -> None:
        """Close now, or as soon as nothing needs the window any more; then end the program."""
        self._timer.start()
        self._try()

    def _try(self) -> None:
        if self._close():
            self._timer.stop()
            self._app.quit()

    def _woke(self) -> None:
        self._reads.recv(4096)
        self.end()

    def release(self) -> None:
        """Give the signals back to those who had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._timer.stop()
        self._notifier.setEnabled(False)
        self._reads.close()
        self._writes.close()
