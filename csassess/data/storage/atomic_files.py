"""Atomic and durable file writes."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from csassess.data.storage.plain_files import PART, created, opened


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file atomically and durably.

    The content is written to a temporary file next to the target, synced and renamed.
    Raises OSError on failure; the old file is then unchanged.
    """
    temporary = path.with_name(path.name + PART)
    try:
        with created(temporary) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


_SYNC_EVERY = 4 << 20  # bytes


class PeriodicSync:
    """Syncs a large file every few megabytes while it is being written.

    Syncing a gigabyte at once would block every other sync on the machine for seconds.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._unsynced = descriptor, 0

    def wrote(self, count: int) -> None:
        """Count bytes just written; sync once enough are pending."""
        self._unsynced += count
        if self._unsynced >= _SYNC_EVERY:
            os.fsync(self._descriptor)
            self._unsynced = 0


def copy_synced(source: Path, target: Path) -> None:
    """Copy a regular file into a new one and sync the copy.

    Raises OSError on failure.
    """
    with opened(source) as original, created(target) as copy:
        shutil.copyfileobj(original, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, on systems that can sync a folder."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
