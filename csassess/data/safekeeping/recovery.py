"""Putting right what is damaged, from what is left of it and from the backups; nothing damaged is overwritten.

Every step leaves a folder from which the next attempt goes on: a new file is made whole beside the damaged one, the damaged one
is put aside under another name, and the new one takes its name.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.record import fold
from csassess.data.record.events import decode
from csassess.data.record.folder import (
    BACKUPS,
    MENDED,
    MENDING,
    RESEALING,
    continue_repair,
    put_aside,
    put_in_place,
    take_lock,
)
from csassess.data.record.list_cache import forget_all_lists
from csassess.data.record.redactions import known_redactions
from csassess.data.record.schema import create_tables
from csassess.data.record.stored_files import named_bytes
from csassess.data.removal.erasure import erased_streams, take_stream_out
from csassess.data.removal.redaction import earlier_values, withhold
from csassess.data.safekeeping.check import FullCheck
from csassess.data.safekeeping.check_backups import errors_in_backup, places_kept
from csassess.data.safekeeping.check_blobs import column, content_of, errors_in_blobs
from csassess.data.safekeeping.check_results import Cancelled, Part, Progress
from csassess.data.safekeeping.page_repair import resealed_page
from csassess.data.safekeeping.salvage import Salvaged, readable_rows, salvage
from csassess.data.storage.atomic_files import sync_folder, write_whole
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE, BlobStore
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.data.storage.keys import check_keys, unlock_with_passphrase
from csassess.data.storage.sqlcipher import (
    PAGE_SIZE,
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.domain.records.user_actions import UserAction


def unlock_damaged(folder: Path, passphrase: str, places: Sequence[Path]) -> bytes:
    """Return the master key by the passphrase, from the copy among the backups where the key file itself is damaged.

    Raises UserError where the passphrase is wrong, or no key file can be read.
    """
    try:
        check_keys(folder)
    except UserError as damaged:
        for place in (folder / BACKUPS, *places):
            if _has_keys(place):
                return unlock_with_passphrase(place, passphrase)
        raise damaged from None
    return unlock_with_passphrase(folder, passphrase)


def _has_keys(place: Path) -> bool:
    try:
        check_keys(place)
    except UserError:
        return False
    return True


def repair(folder: Path, master: bytes, places: Sequence[Path]) -> Iterator[str]:
    """Put right what a full check finds damaged, and yield in a sentence each thing that was done. The folder is locked.

    Raises UserError where the disk refuses, or nothing is left to make the records of; the next attempt goes on from there.
    """
    lock = take_lock(folder)
    try:
        continue_repair(folder)
        places = _all_places(folder, master, places)
        wrong = [line for line in FullCheck(folder, master, tuple(places)).run() if line.wrong]
        parts = {line.part for line in wrong if not line.lacking}
        if Part.KEYS in parts:
            yield from _mend_keys(folder, places)
        if parts & {Part.DATABASE, Part.HISTORY} or any(line.lacking for line in wrong):
            yield from _mend_database(folder, master, places, unreadable=Part.DATABASE in parts)
        elif Part.TABLES in parts:
            yield from _mend_tables(folder, master)
        if Part.PHOTOGRAPHS in parts or Part.DATABASE in parts:
            yield from _mend_photographs(folder, master, places)
        for line in wrong:
            if line.part is Part.BACKUP and line.file and not line.lacking:
                put_aside(line.file)
                yield text("The damaged backup {name} was put aside.", name=line.what)
    except (OSError, OperationalError) as error:
        raise UserError(
            text(
                "What is damaged could not be put right: {reason}. What is left was not changed. Make room,"
                " then try again.",
                reason=getattr(error, "strerror", None) or error,
            )
        ) from error
    finally:
        lock.release()


def _all_places(folder: Path, master: bytes, places: Sequence[Path]) -> list[Path]:
    known: list[Path] = []
    try:
        db = connect_to_read(folder / DATABASE_FILE, master)
    except DatabaseError:
        pass
    else:
        known = places_kept(db)
        db.close()
    return list(dict.fromkeys([folder / BACKUPS, *places, *known]))


# The key file


def _mend_keys(folder: Path, places: Sequence[Path]) -> Iterator[str]:
    for place in places:
        if _has_keys(place):
            write_whole(folder / f"{KEY_FILE}{MENDED}", (place / KEY_FILE).read_bytes())
            put_in_place(folder, KEY_FILE)
            yield text("The key file was taken from the backups; the damaged one was put aside.")
            return


# The database


def _mend_tables(folder: Path, master: bytes) -> Iterator[str]:
    db = connect(folder / DATABASE_FILE, master)
    try:
        with db.atomic():
            fold.rebuild(db)
            forget_all_lists(db)  # made again when they are asked for
    finally:
        db.close()
    yield text("The tables were made anew from the history.")


def _mend_database(folder: Path, master: bytes, places: Sequence[Path], *, unreadable: bool) -> Iterator[str]:
    copies = sorted(
        (path for place in places for path in place.glob("*.db") if path.name != ATTACHED_FILE),
        key=lambda path: path.stem.split("-")[-3:],
        reverse=True,
    )
    database = folder / DATABASE_FILE
    resealing = folder / RESEALING
    try:
        past = (
            [resealed_page(database, master, resealing, PAGE_SIZE)]
            if unreadable and database.exists()
            else []
        )
        found = salvage(database, past, copies, master)
    finally:
        shutil.rmtree(resealing, ignore_errors=True)
    if not found.entries:
        raise UserError(
            text(
                "Nothing of the records can be read, here or in a backup. Look for a backup elsewhere and"
                " name its folder."
            )
        )
    if not unreadable and not found.added:
        yield text("No backup holds the entries that are damaged or missing; the record stays as it is.")
        return
    order = readable_rows(list(found.entries.values()))
    making = folder / MENDING
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    db = connect(making / DATABASE_FILE, master)
    try:
        with db.atomic():
            create_tables(db)
            _write_beside(db, found)
            db.conn.executemany(
                "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?,"
                " ?, ?)",
                order,
            )
            _take_out_again(db)
            fold.fold_all(db)
            for stream in erased_streams(db):
                take_stream_out(db, stream)
            if not found.whole or found.added:
                db.execute(
                    "DELETE FROM local WHERE key = 'device'"
                )  # what it wrote may go on elsewhere: a new machine
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    if list(errors_in_backup(making / DATABASE_FILE, master)):
        raise OSError(0, text("the new file is damaged"))
    _finished(folder, making / DATABASE_FILE)
    yield plural(
        "The records were made anew from what is left and the backups ({count} entry).",
        "The records were made anew from what is left and the backups ({count} entries).",
        len(order),
    )
    if found.added:
        yield plural("{count} entry came from a backup.", "{count} entries came from a backup.", found.added)


def _take_out_again(db: Database) -> None:
    """Take out what was taken out of the record for good: a backup that could not be reached then may have brought it back."""
    withhold(db, known_redactions(db))
    rows = db.execute(
        "SELECT id, body, disclosed FROM events WHERE CAST(body AS TEXT) LIKE ?", (f"%{UserAction.REDACT}%",)
    ).fetchall()
    for event in (decode(*row) for row in rows):
        if event.action == UserAction.REDACT:
            withhold(db, earlier_values(db, event))


def _write_beside(db: Database, found: Salvaged) -> None:
    """Write the rows of the tables beside the history, the first found of each."""
    for table, rows in found.beside.items():
        known = db.table(table).columns_dict
        for row in rows:
            if table == "local" and row["key"] == "layout":
                continue
            own = {name: value for name, value in row.items() if name in known}
            places = ", ".join("?" for _ in own)
            db.execute(
                f"INSERT OR IGNORE INTO {table} ({', '.join(own)}) VALUES ({places})", tuple(own.values())
            )
    if db.execute("SELECT 1 FROM local WHERE key = 'author'").fetchone() is None:
        first = next((kept for kept in found.entries.values() if kept.stream == "caseload"), None)
        if first:
            db.execute("INSERT INTO local VALUES ('author', ?)", (json.loads(first.body)["author"],))


def _finished(folder: Path, made: Path) -> None:
    """Put a file that was made whole in the place of the damaged one."""
    with made.open("rb+") as whole:
        os.fsync(whole.fileno())
    made.rename(folder / f"{made.name}{MENDED}")
    sync_folder(folder)
    put_in_place(folder, made.name)
    shutil.rmtree(folder / MENDING, ignore_errors=True)


# Photographs


def _mend_photographs(folder: Path, master: bytes, places: Sequence[Path]) -> Iterator[str]:
    """Take photographs from wherever they stand whole: the file itself, then the backups. Only those that the record names come back."""
    db = connect_to_read(folder / DATABASE_FILE, master)
    try:
        named = named_bytes(db)
    finally:
        db.close()
    never: tuple[Progress, Cancelled] = (lambda _, __: None, lambda: False)
    here = folder / ATTACHED_FILE
    if not named and not here.exists():
        return
    if here.exists() and not list(errors_in_blobs(here, master, named, *never, at_rest=False)):
        return
    making = folder / MENDING
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    fresh = BlobStore(making, master)
    past = [resealed_page(here, master, folder / RESEALING, ATTACHED_PAGE_SIZE)] if here.exists() else []
    refused, kept, before = set[str](), set[str](), set[str]()
    for number, path in enumerate([here, *past, *(place / ATTACHED_FILE for place in places)]):
        try:
            old = connect_to_read(
                path,
                master,
                page_size=ATTACHED_PAGE_SIZE,
                at_rest=number > len(past),
                past_damage=0 < number <= len(past),
            )
        except DatabaseError:
            continue
        try:
            refused |= column(old, "SELECT sha256 FROM taken_out") or set()
            own = number <= len(past)  # all that was kept, named or not
            kept_there = column(old, "SELECT sha256 FROM attached") or set() if own else set()
            wanted = kept_there | set(named)
            with fresh.together():
                for sha256 in sorted(wanted - kept - refused):
                    row = content_of(old, sha256)
                    if row and hashlib.sha256(row[0]).hexdigest() == sha256:
                        fresh.put(bytes(row[0]))
                        kept.add(sha256)
            before = set(kept) if own else before
        finally:
            old.close()
    shutil.rmtree(folder / RESEALING, ignore_errors=True)
    fresh.announce_taking_out(frozenset(refused))
    fresh.close()
    _finished(folder, making / ATTACHED_FILE)
    came = len(kept - before)
    yield text("The file of photographs was made anew; the damaged one was put aside.")
    if came:
        yield plural(
            "{count} photograph or file came from a backup.",
            "{count} photographs and files came from a backup.",
            came,
        )
    for sha256 in sorted(set(named) - kept - refused):
        yield text("In no backup: the {what}.", what=", ".join(named[sha256]))
