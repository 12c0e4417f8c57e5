"""Checks of files as such: the key file, and the pages of an encrypted database."""

import re
from collections.abc import Iterator
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.safekeeping.check_results import Cancelled, Checked, Part
from csassess.data.storage.filenames import KEY_FILE
from csassess.data.storage.keys import check_keys
from csassess.data.storage.sqlcipher import Database, DatabaseError
from csassess.domain.errors import UserError


def stop_if(db: Database, cancelled: Cancelled) -> None:
    """Let a long look at a database end soon after it is cancelled; what it then says counts for nothing."""
    db.conn.set_progress_handler(lambda: int(cancelled()), 100_000)


def check_key_file(folder: Path, what: str, part: Part = Part.KEYS) -> Checked:
    """Look whether the key file in a folder is whole."""
    try:
        check_keys(folder)
    except UserError as error:
        return Checked(part, what, (str(error),), folder / KEY_FILE)
    return Checked(part, what, (), folder / KEY_FILE)


def unreadable_words(name: str) -> str:
    """Return the sentence for a file that cannot be opened with the caseload's key."""
    return text("{file} cannot be read: it is damaged, or belongs to another caseload.", file=name)


def page_errors(db: Database, path: Path) -> Iterator[str]:
    """Yield what is wrong with a file as such: the seal of each of its pages, and how they hang together."""
    broken = _unsealed(db, path)
    if broken:
        broken &= _unsealed(
            db, path
        )  # a page that was being written while it was looked at is whole at the second look
    if broken:
        yield plural(
            "{name} is damaged in {count} place.",
            "{name} is damaged in {count} places.",
            len(broken),
            name=path.name,
        )
        return
    try:
        found = [row[0] for row in db.execute("PRAGMA integrity_check(10)").fetchall()]
    except DatabaseError:
        found = [""]
    if found != ["ok"]:
        yield unreadable_words(path.name)


def _unsealed(db: Database, path: Path) -> set[int]:
    """Return the pages whose seal is broken, those left out that the write-ahead log replaces: a power cut may tear them."""
    found = [
        re.search(r"page (\d+)", str(row[0]))
        for row in db.execute("PRAGMA cipher_integrity_check").fetchall()
    ]
    pages = {int(each[1]) if each else 0 for each in found}
    return pages - _pages_in_log(path) if pages else pages


def _pages_in_log(path: Path) -> set[int]:
    """Return the numbers of the pages that stand in a database's write-ahead log, by the heads of its frames."""
    try:
        log = path.with_name(path.name + "-wal").read_bytes()
    except OSError:
        return set()
    size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    starts = range(32, len(log) - 23, size + 24) if size else range(0)
    return {int.from_bytes(log[at : at + 4], "big") for at in starts if log[at + 8 : at + 16] == salts}
