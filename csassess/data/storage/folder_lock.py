"""The lock of a caseload's folder: on its lock file, and on the folder itself.

The file alone is not enough on Linux and macOS: if it is deleted, another instance makes and locks a new
one. Windows deletes no locked file.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


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
        if sys.platform == "win32":
            return
        import fcntl

        self._folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Timeout(str(path)) from None
        except OSError:  # a file system that locks no folders: the file has to do
            pass

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
