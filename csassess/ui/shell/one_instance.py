"""One running program for each caseload and user: another start hands its file over and ends."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from csassess import logs
from csassess.platform.per_user import private_socket, user_id

_MOST = 32_768  # bytes of a message: a path
_PATIENCE = 2_000  # milliseconds to wait for the other side
_TAKEN = b"ok\n"


def is_path(message: bytes) -> str | None:
    """Return the path that a message holds, "" for none; None if it holds anything else."""
    try:
        path = message.decode()
    except UnicodeDecodeError:
        return None
    if path and ("\0" in path or "\n" in path or not Path(path).is_absolute()):
        return None
    return path


class OneInstance(QObject):
    """Listens for other starts on the same caseload.

    Nothing that arrives is trusted: it is at most a path, opened as if the user had chosen it.
    """

    asked = Signal(str)  # another start asks to come forward, and to open this path unless it is empty

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._name = _name(folder)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(4)
        self._server.newConnection.connect(self._answer)

    def hand_over(self, path: Path | None) -> bool:
        """Ask a running program to come forward and open a path; return whether one has taken it."""
        if not self._name:
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE):
            return False
        try:
            message = str(path.absolute() if path else "").encode()
        except (UnicodeEncodeError, OSError):
            return False
        socket.write(message + b"\n")
        while not socket.bytesAvailable() and socket.waitForReadyRead(_PATIENCE):
            pass
        is_taken = bytes(socket.readAll().data()) == _TAKEN
        socket.disconnectFromServer()
        return is_taken

    def listen(self) -> bool:
        """Listen for other starts. If that fails, return False: each start is then a program of its own."""
        if self._name and self._server.listen(self._name):
            return True
        if self._name and not self._is_answered():
            QLocalServer.removeServer(self._name)  # left by a program that ended suddenly
            if self._server.listen(self._name):
                return True
        logs.note("cannot listen for other starts")
        return False

    def _is_answered(self) -> bool:
        """Return whether a program has the name, even one that is too busy to read."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        is_connected = socket.waitForConnected(_PATIENCE)
        socket.abort()
        return is_connected

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Connection(self, socket)


class _Connection(QObject):
    """One other start: a line is read, answered, and the connection closed."""

    def __init__(self, instance: OneInstance, socket: QLocalSocket) -> None:
        super().__init__(socket)
        self._instance, self._socket, self._received = instance, socket, b""
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(socket.deleteLater)
        QTimer.singleShot(_PATIENCE, self, socket.abort)
        self._read()

    def _read(self) -> None:
        self._received += bytes(self._socket.read(_MOST + 1).data())
        line, end, rest = self._received.partition(b"\n")
        path = is_path(line) if end and not rest else None
        if path is None:
            if end or len(self._received) > _MOST:
                self._socket.abort()
            return
        self._socket.write(_TAKEN)
        self._socket.flush()
        self._socket.disconnectFromServer()
        self._instance.asked.emit(path)


def _name(folder: Path) -> str:
    """Return the name of the socket of a user and a caseload; "" if there is no safe place for it."""
    with suppress(OSError):
        folder = folder.resolve()
    digest = hashlib.sha256(
        f"{user_id()}\n{os.path.normcase(folder)}".encode("utf-8", "surrogateescape")
    ).hexdigest()
    return private_socket(f"csassess-{digest[:24]}")
