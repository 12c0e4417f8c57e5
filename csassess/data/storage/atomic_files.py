"""Atomic and durable file writes."""

import shutil
from pathlib import Path

from csassess.data.storage.plain_files import PART, created, opened
from csassess.platform.files import delete_if_free, flush, flush_folder, move, start_flushing


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
            flush(stream.fileno())
        move(temporary, path)
    except OSError:
        delete_if_free(temporary)
        raise
    flush_folder(path.parent)


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
            start_flushing(self._descriptor)
            self._unsynced = 0


def copy_synced(source: Path, target: Path) -> None:
    """Copy a regular file into a new one and sync the copy.

    Raises OSError on failure.
    """
    with opened(source) as original, created(target) as copy:
        shutil.copyfileobj(original, copy, 1 << 20)
        copy.flush()
        flush(copy.fileno())
