"""Moving, deleting and flushing files: what systems do differently.

Windows refuses to move or delete a file that a virus scanner, a cloud service or a viewer has open;
most let go of it within a second. macOS keeps a flushed file in the cache of the drive.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from csassess.catalogue import text

_DENIED, _SHARED, _LOCKED = 5, 32, 33  # Windows: ERROR_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds between two attempts


def move(source: Path, target: Path) -> None:
    """Move a file or folder within a disk, atomically; a file replaces the one already there.

    Waits up to 1.5 seconds if another program has a file open.
    Raises OSError on failure; both are then unchanged.
    """
    _patiently(lambda: os.replace(source, target))  # noqa: PTH105  # its error names both files


def delete(path: Path) -> None:
    """Delete a file if it exists.

    Waits up to 1.5 seconds if another program has it open.
    Raises OSError on failure.
    """
    _patiently(lambda: path.unlink(missing_ok=True))


def delete_if_free(path: Path) -> bool:
    """Delete a file if it exists and the system allows it; return whether it is gone."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        return True
    return False


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; a path that cannot be looked at is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Return whether something is at a path; what cannot be looked at is missing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def size_of(path: Path) -> int:
    """Return the size of a file in bytes; 0 if it cannot be looked at."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _patiently(act: Callable[[], object]) -> None:
    for seconds in _WAITS:
        try:
            act()
        except PermissionError as error:
            if _refusal(error) not in (_DENIED, _SHARED, _LOCKED):
                raise
            time.sleep(seconds)  # noqa: TID251  # no system says when a file is free
        else:
            return
    act()


def _refusal(error: BaseException) -> int:
    """Return the error number of Windows; 0 on other systems."""
    return getattr(error, "winerror", None) or 0


def reason_of(error: BaseException) -> str:
    """Return why the system refused, in words that continue a sentence; with a way on if it is known."""
    path = getattr(error, "filename2", None) or getattr(error, "filename", None)
    name = Path(os.fsdecode(path)).name if isinstance(path, str | bytes) else ""
    if name and _refusal(error) in (_SHARED, _LOCKED):
        return text("“{name}” is open in another program; close it there, then try again", name=name)
    if name and _refusal(error) == _DENIED:
        return text(
            "“{name}” is open in another program, or you may not change it; close it there, then try again",
            name=name,
        )
    return getattr(error, "strerror", None) or str(error)


def flush(descriptor: int) -> None:
    """Write a file to the disk itself, so that it survives a power cut.

    On macOS `fsync` reaches the drive only, which may write later and in another order.
    Raises OSError on failure.
    """
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a network share may not know it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def start_flushing(descriptor: int) -> None:
    """Hand what is written so far to the drive; `flush` is still needed at the end.

    Raises OSError on failure.
    """
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Make moves and deletions in a folder survive a power cut, on systems that can flush a folder.

    Raises OSError on failure.
    """
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        flush(handle)
    finally:
        os.close(handle)


def hold_folder(folder: Path) -> int | None:
    """Lock a folder itself, on systems that can; return the descriptor to close, None if they cannot.

    Raises BlockingIOError if another process holds the lock.
    """
    if sys.platform == "win32":  # deletes no locked file, so that a lock file is enough
        return None
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # a file system that locks no folders
        pass
    return descriptor
