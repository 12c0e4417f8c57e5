"""Reading the parts of a ZIP archive that somebody else made, within what they say of their size.

An archive states how large each part is, and may lie: a part is never unpacked further than it may be. Other
ways of packing than the usual two unpack without a bound, or need libraries with errors of their own.
"""

import zipfile
import zlib
from copy import copy

DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, EOFError)
"""What opening and unpacking a damaged archive raises, besides the OSError of reading it."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STEP = 1 << 20  # bytes unpacked at a time


def read_part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a part of at most `most` bytes.

    Raises BadZipFile if it is larger, packed in an unusual way or damaged; KeyError if it is missing.
    """
    entry = _true_entry(archive.getinfo(name), most)
    with archive.open(entry) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise zipfile.BadZipFile(name)
    return content


def check_parts(archive: zipfile.ZipFile, most: int) -> None:
    """Raise BadZipFile unless all parts together unpack to at most `most` bytes, and to what they state."""
    left = most
    for entry in archive.infolist():
        with archive.open(_true_entry(entry, left)) as part:
            size = 0
            while step := part.read(_STEP):
                size += len(step)
                if size > min(left, entry.file_size):
                    raise zipfile.BadZipFile(entry.filename)
        left -= size


def _true_entry(entry: zipfile.ZipInfo, most: int) -> zipfile.ZipInfo:
    """Return an entry that is read to its true end or the limit, not to the end that it states."""
    if entry.compress_type not in _PACKED:
        raise zipfile.BadZipFile(entry.filename)
    true = copy(entry)
    true.file_size = max(entry.file_size, most + 1)
    return true
