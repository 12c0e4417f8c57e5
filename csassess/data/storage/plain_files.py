"""Files in a folder into which others may write: a sync folder, a stick, a folder of documents.

Somebody may put a link, a pipe or a device there under a name that this program reads or writes. Only
regular files are read, never more of one than it may hold, and what is written is always a new file.
"""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from csassess.catalogue import text
from csassess.platform.files import delete

PART = ".part"  # suffix of a file until it is complete


def opener(path: str, flags: int) -> int:
    """Open a regular file, or one that a link leads to; an opener for `open`.

    Never blocks.
    Raises OSError on failure, and for anything but a regular file.
    """
    if not stat.S_ISREG(Path(path).stat().st_mode):  # opening a device may do something by itself
        raise _no_regular_file(path)
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _no_regular_file(path)
    return descriptor


def opened(path: Path) -> BinaryIO:
    """Open a regular file for reading.

    Raises OSError as `opener` does.
    """
    try:
        return open(path, "rb", opener=opener)
    except ValueError:  # a name that no file can have
        raise _no_regular_file(str(path)) from None


def read_at_most(path: Path, most: int) -> bytes:
    """Return the bytes of a regular file.

    Raises OSError if it cannot be read, is anything else, or has more bytes than `most`.
    """
    return b"".join(read_in_steps(path, most, most + 1))


def read_in_steps(path: Path, most: int, step: int) -> Iterator[bytes]:
    """Yield the bytes of a regular file, at most `step` at a time.

    Raises OSError as `read_at_most` does; before anything is read if the file is known to be too large.
    """
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise _too_large(path)
        left = most
        while part := file.read(min(step, left + 1)):
            left -= len(part)
            if left < 0:  # it has grown, or did not say its size
                raise _too_large(path)
            yield part


def created(path: Path) -> BinaryIO:
    """Open a new file for writing in place of whatever is there; no link is followed.

    Raises OSError if it cannot be made.
    """
    delete(path)
    return path.open("xb")


def is_plain(path: Path) -> bool:
    """Return whether a path is itself a regular file, not a link to one."""
    return plain_size(path) >= 0


def plain_size(path: Path) -> int:
    """Return the size of a regular file in bytes; -1 if it is missing or not a regular file."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return -1
    return status.st_size if stat.S_ISREG(status.st_mode) else -1


def check_plain(folder: Path, *patterns: str) -> None:
    """Raise OSError if anything in a folder that matches a pattern is a link, or not a regular file."""
    for path in (path for pattern in patterns for path in folder.glob(pattern)):
        if not is_plain(path):
            raise OSError(
                errno.EINVAL, text("“{name}” is a link, or no ordinary file", name=path.name), str(path)
            )


def _too_large(path: Path) -> OSError:
    return OSError(errno.EFBIG, text("it is too large"), str(path))


def _no_regular_file(path: str) -> OSError:
    return OSError(errno.EINVAL, text("it is not a regular file"), path)
