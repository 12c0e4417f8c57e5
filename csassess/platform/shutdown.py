"""Ending the program when the system asks: log-off, shutdown, SIGTERM."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager

_AGAIN = 500  # milliseconds between two attempts to close
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")


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
        self._signals = _Signals(self.end, self) if sys.platform != "win32" else None  # it sends none

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

    def release(self) -> None:
        """Ask no more, and give the signals back to those who had them before."""
        self._timer.stop()
        self._app.commitDataRequest.disconnect(self.commit)
        if self._signals:
            self._signals.release()


class _Signals:
    """Calls a function when a signal arrives, between two events of Qt.

    A handler would interrupt whatever is being saved. A byte in a pipe waits until Qt reads it.
    """

    def __init__(self, arrived: Callable[[], object], parent: QObject) -> None:
        self._arrived = arrived
        self._reads, self._writes = os.pipe()
        for end in (self._reads, self._writes):
            os.set_blocking(end, False)
        self._notifier = QSocketNotifier(self._reads, QSocketNotifier.Type.Read, parent)
        self._notifier.activated.connect(self._read)
        self._wakeup_before = signal.set_wakeup_fd(self._writes, warn_on_full_buffer=False)
        numbers = [getattr(signal, name) for name in _SIGNALS]
        self._before = {number: signal.signal(number, lambda *_: None) for number in numbers}

    def _read(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._reads, 4096)
        self._arrived()

    def release(self) -> None:
        """Give the signals back to those who had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        os.close(self._reads)
        os.close(self._writes)
