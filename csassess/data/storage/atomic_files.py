"""Writing a file so that it is either the old one or the new one, whole."""

import os
import shutil
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write content beside the target, sync it and rename it into place; raises OSError and leaves the old file."""
    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


_AT_A_TIME = 4 << 20  # bytes


class SyncedAsItGrows:
    """Syncs a large file every few megabytes while it is written: a whole gigabyte at once would hold up everybody else's sync for seconds."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._waiting = descriptor, 0

    def wrote(self, count: int) -> None:
        """Note that so many bytes more were written."""
        self._waiting += count
        if self._waiting >= _AT_A_TIME:
            os.fsync(self._descriptor)
            self._waiting = 0


def copy_synced(source: Path, target: Path) -> None:
    """Copy a file and sync the copy; raises OSError."""
    shutil.copyfile(source, target)
    with target.open("rb+") as copied:
        os.fsync(copied.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable, on systems where a folder can be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
