"""The lock of a caseload's folder: on its lock file, and on the folder itself.

The file alone is not enough on Linux and macOS: if it is deleted, another instance makes and locks a new
one. Windows deletes no locked file.
"""

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from csassess.platform.files import hold_folder


class FolderLock:
    """A held lock. Raises Timeout if another instance holds it, OSError if the file cannot be written."""

    def __init__(self, path: Path) -> None:
        self._file = FileLock(path, timeout=0, is_singleton=False)
        self._folder: int | None = None
        self._file.acquire()
        try:
            self._lock_folder(path)
        except BaseException:
            self.release()
            raise

    def _lock_folder(self, path: Path) -> None:
        try:
            self._folder = hold_folder(path.parent)
        except BlockingIOError:
            raise Timeout(str(path)) from None

    @property
    def is_locked(self) -> bool:
        """Whether the lock is still held."""
        return self._file.is_locked

    def release(self) -> None:
        """Let another instance in."""
        if self._folder is not None:
            with suppress(OSError):
                os.close(self._folder)
            self._folder = None
        self._file.release()
