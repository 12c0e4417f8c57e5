"""Copies of the key file in a folder of backups: three good ones, and none that opens with an old secret."""

from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.filenames import KEY_COPIES, KEY_FILE
from csassess.data.storage.keys import authenticated, is_authentic, opens_no_more_than, read_keys
from csassess.domain.errors import DamagedError, UserError

_NAMES = (KEY_FILE, *KEY_COPIES)


def good_keys(folder: Path, master: bytes) -> bytes:
    """Return the first authentic key file in a folder; empty if there is none.

    An undamaged one of an earlier version, which has no MAC, comes after all others.
    """
    contents = [read_keys(folder, name) for name in _NAMES]
    for content in contents:
        if is_authentic(content, master):
            return content
    for content in contents:
        try:
            completed = authenticated(content, master)
        except UserError:
            continue
        if is_authentic(completed, master):
            return completed
    return b""


def store_keys(folder: Path, content: bytes, master: bytes) -> None:
    """Make an authentic key file the one of a folder of backups.

    Keeps the last two before it if all that opens them opens the present one too; otherwise they are
    replaced by copies of it.
    Raises DamagedError, having changed nothing, if it is not authentic; OSError if it cannot be written.
    """
    if not is_authentic(content, master):
        raise DamagedError(
            text("The key file ({file}) is damaged, so it was not copied to the backups.", file=KEY_FILE)
        )
    there = [read_keys(folder, name) for name in _NAMES]
    earlier = [
        old
        for old in dict.fromkeys(there)
        if old != content and is_authentic(old, master) and opens_no_more_than(old, content)
    ]
    kept = [content, *earlier, content, content][: len(_NAMES)]
    for name, present, wanted in zip(_NAMES, there, kept, strict=True):
        if present != wanted:
            write_atomically(folder / name, wanted)
