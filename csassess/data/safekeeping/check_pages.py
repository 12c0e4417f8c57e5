"""Check files as such: the key file, and the pages of an encrypted database."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.access.key_proofs import proofs_of
from csassess.data.safekeeping.check_progress import Cancelled
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.data.storage.keys import authenticated, is_authentic, read_keys
from csassess.data.storage.plain_files import opened
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read
from csassess.domain.dates import date_and_time
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.check_results import Checked, Part
from csassess.domain.safekeeping.ways_to_open import PASSPHRASE, RECOVERY


def stop_if(db: Database, cancelled: Cancelled) -> None:
    """Interrupt long queries on a database soon after cancellation; ignore their results then."""
    db.conn.set_progress_handler(lambda: int(cancelled()), 100_000)


def local_state(folder: Path, master: bytes) -> dict[str, str]:
    """Return the local state of the caseload in a folder, as far as it can be read."""
    try:
        with closing(connect_to_read(folder / DATABASE_FILE, master)) as db:
            return dict(db.execute("SELECT key, value FROM local").fetchall())
    except DatabaseError:
        return {}


def check_key_file(
    folder: Path, what: str, master: bytes, local: Mapping[str, str], part: Part = Part.KEYS
) -> Checked:
    """Return the result of checking the key file in a folder against the master key.

    Its note says when passphrase and recovery code last opened it. `local` is the caseload's local state.
    """
    content = read_keys(folder)
    wrong: tuple[str, ...] = ()
    try:
        if not is_authentic(authenticated(content, master), master):
            wrong = (
                text("The key file ({file}) was changed, or belongs to another caseload.", file=KEY_FILE),
            )
    except UserError as error:
        wrong = (str(error),)
    proofs = proofs_of(local, content)
    passphrase, code = (
        date_and_time(proofs[way]) if way in proofs else text("not since it was set")
        for way in (PASSPHRASE, RECOVERY)
    )
    note = text(
        "Proved to open it: the passphrase {passphrase}, the recovery code {code}.",
        passphrase=passphrase,
        code=code,
    )
    return Checked(part, what, wrong, folder / KEY_FILE, note="" if wrong else note)


def unreadable_words(name: str) -> str:
    """Return the sentence for a file that cannot be opened with the caseload's key."""
    return text("{file} cannot be read. It is damaged or belongs to another caseload.", file=name)


def page_errors(db: Database, path: Path) -> Iterator[str]:
    """Yield what is wrong with a database file: the HMAC of its pages, then its structure."""
    broken = _pages_with_wrong_hmac(db, path)
    if broken:
        # A page that was being written during the first look is intact at the second.
        broken &= _pages_with_wrong_hmac(db, path)
    if broken:
        yield plural(
            "{name} is damaged in {count} place.",
            "{name} is damaged in {count} places.",
            len(broken),
            name=path.name,
        )
        return
    try:
        results = [row[0] for row in db.execute("PRAGMA integrity_check(10)").fetchall()]
    except DatabaseError:
        results = [""]
    if results != ["ok"]:
        yield unreadable_words(path.name)


def record_errors(db: Database, path: Path) -> Iterator[str]:
    """Yield what is wrong with a database of records: its pages, or that it holds no record at all."""
    errors = list(page_errors(db, path))
    yield from errors
    if not errors and "events" not in db.table_names():
        yield text("{file} is empty: what was written next to it in its log is lost.", file=path.name)


def _pages_with_wrong_hmac(db: Database, path: Path) -> set[int]:
    """Return the numbers of pages whose HMAC is wrong.

    Pages that the write-ahead log replaces are left out: a power cut may leave them torn.
    """
    matches = [
        re.search(r"page (\d+)", str(row[0]))
        for row in db.execute("PRAGMA cipher_integrity_check").fetchall()
    ]
    pages = {int(match[1]) if match else 0 for match in matches}
    return pages - _pages_in_log(path) if pages else pages


def _pages_in_log(path: Path) -> set[int]:
    """Return the numbers of the pages in a write-ahead log, read from frame headers."""
    try:
        with opened(path.with_name(path.name + "-wal")) as file:
            log = file.read()
    except OSError:
        return set()
    size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    starts = range(32, len(log) - 23, size + 24) if size else range(0)
    return {
        int.from_bytes(log[start : start + 4], "big")
        for start in starts
        if log[start + 8 : start + 16] == salts
    }
