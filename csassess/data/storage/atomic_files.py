"""Atomic and durable file writes."""

import os
import shutil
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file atomically and durably.

    The content is written to a temporary file next to the target, synced and renamed.
    Raises OSError on failure; the old file is then unchanged.
    """
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
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
    """Copy a file and sync the copy.

    Raises OSError on failure.
    """
    shutil.copyfile(source, target)
    with target.open("rb+") as copy:
        os.fsync(copy.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, on systems that can sync a folder."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
