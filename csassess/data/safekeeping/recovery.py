"""Repair a damaged caseload from what is left of it and from its backups.

Nothing damaged is overwritten: a new file is completed alongside the damaged one, the damaged one is
put aside under another name, and the new one takes its name. If interrupted, the next attempt
continues from there.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.access.opening import LOST_ENTRIES
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
from csassess.data.removal.redaction import earlier_values, redact_values
from csassess.data.safekeeping.check import FullCheck
from csassess.data.safekeeping.check_backups import errors_in_backup, places_kept
from csassess.data.safekeeping.check_blobs import column, content_of, errors_in_blobs
from csassess.data.safekeeping.check_progress import Cancelled, Progress
from csassess.data.safekeeping.copies import newest_first
from csassess.data.safekeeping.page_repair import resealed_page
from csassess.data.safekeeping.salvage import Salvaged, readable_rows, salvage
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE, BlobStore
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.data.storage.key_copies import good_keys
from csassess.data.storage.keys import unlock_with_passphrase
from csassess.data.storage.sqlcipher import (
    PAGE_SIZE,
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
)
from csassess.domain.errors import DamagedError, UserError
from csassess.domain.records.user_actions import UserAction
from csassess.domain.safekeeping.check_results import Part
from csassess.platform.drives import is_reachable
from csassess.platform.files import flush, flush_folder, move, reason_of


def unlock_damaged(folder: Path, passphrase: str, places: Sequence[Path]) -> bytes:
    """Return the master key, from a backup copy of the key file if the key file is damaged.

    Raises UserError if the passphrase is wrong, or no key file can be read.
    """
    return unlock_anywhere(folder, lambda place: unlock_with_passphrase(place, passphrase), places)


def unlock_anywhere(folder: Path, unlock: Callable[[Path], bytes], places: Sequence[Path] = ()) -> bytes:
    """Return the master key, from a backup copy of the key file if the key file is damaged.

    Raises UserError as `unlock` does.
    """
    try:
        return unlock(folder)
    except DamagedError as damaged:
        for place in (folder / BACKUPS, *places):
            with suppress(DamagedError):
                return unlock(place)
        raise damaged from None


def repair(folder: Path, master: bytes, places: Sequence[Path]) -> Iterator[str]:
    """Repair what a full check finds damaged; yield a sentence for each repair.

    Locks the folder.
    Raises UserError if a file cannot be written, or nothing is left to rebuild the records from. The
    next attempt continues from there.
    """
    lock = take_lock(folder)
    try:
        continue_repair(folder)
        places = _all_places(folder, master, places)
        lines_with_errors = [line for line in FullCheck(folder, master, tuple(places)).run() if line.wrong]
        parts = {line.part for line in lines_with_errors if not line.lacking}
        if Part.KEYS in parts:
            yield from _mend_keys(folder, master, places)
        if parts & {Part.DATABASE, Part.HISTORY} or any(line.lacking for line in lines_with_errors):
            yield from _mend_database(folder, master, places, unreadable=Part.DATABASE in parts)
        elif Part.TABLES in parts:
            yield from _mend_tables(folder, master)
        if Part.PHOTOGRAPHS in parts or Part.DATABASE in parts:
            yield from _mend_photographs(folder, master, places)
        for line in lines_with_errors:
            if line.part is Part.BACKUP and line.file and not line.lacking:
                put_aside(line.file)
                yield text("The damaged backup {name} was moved aside.", name=line.what)
    except (OSError, OperationalError) as error:
        raise UserError(
            text(
                "The damage could not be repaired: {reason}. The undamaged data was not "
                "changed. Free some disk space, then try again.",
                reason=reason_of(error),
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
    return list(dict.fromkeys([folder / BACKUPS, *places, *filter(is_reachable, known)]))


# The key file


def _mend_keys(folder: Path, master: bytes, places: Sequence[Path]) -> Iterator[str]:
    for place in places:
        content = good_keys(place, master)
        if content:
            write_atomically(folder / f"{KEY_FILE}{MENDED}", content)
            put_in_place(folder, KEY_FILE)
            yield text("The key file was restored from the backups. The damaged one was moved aside.")
            return


# The database


def _mend_tables(folder: Path, master: bytes) -> Iterator[str]:
    db = connect(folder / DATABASE_FILE, master)
    try:
        with db.atomic():
            fold.rebuild(db)
            forget_all_lists(db)  # rebuilt on demand
    finally:
        db.close()
    yield text("The tables were rebuilt from the history.")


def _mend_database(folder: Path, master: bytes, places: Sequence[Path], *, unreadable: bool) -> Iterator[str]:
    copies = newest_first(places)
    database = folder / DATABASE_FILE
    resealing = folder / RESEALING
    try:
        resealed_copies = (
            [resealed_page(database, master, resealing, PAGE_SIZE)]
            if unreadable and database.exists()
            else []
        )
        salvaged = salvage(database, resealed_copies, copies, master)
    finally:
        shutil.rmtree(resealing, ignore_errors=True)
    if not salvaged.entries:
        raise UserError(
            text(
                "No records can be read, here or in any known backup. Find another backup and "
                "name its folder."
            )
        )
    if not unreadable and not salvaged.added:
        yield text("No backup contains the damaged or missing entries. The record was not changed.")
        return
    order = readable_rows(list(salvaged.entries.values()))
    unfinished = folder / MENDING
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    db = connect(unfinished / DATABASE_FILE, master)
    try:
        with db.atomic():
            create_tables(db)
            _write_other_tables(db, salvaged)
            db.conn.executemany(
                "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?,"
                " ?, ?)",
                order,
            )
            _redact_again(db)
            fold.fold_all(db)
            for stream in erased_streams(db):
                take_stream_out(db, stream)
            if not salvaged.whole or salvaged.added:
                # A new device: others may have entries that this one wrote and lost.
                db.execute("INSERT OR REPLACE INTO local VALUES (?, 'yes')", (LOST_ENTRIES,))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    if list(errors_in_backup(unfinished / DATABASE_FILE, master)):
        raise OSError(0, text("the new file is damaged"))
    _put_into_place(folder, unfinished / DATABASE_FILE)
    yield plural(
        "The records were rebuilt from the undamaged data and the backups ({count} entry).",
        "The records were rebuilt from the undamaged data and the backups ({count} entries).",
        len(order),
    )
    if salvaged.added:
        yield plural(
            "{count} entry was restored from a backup.",
            "{count} entries were restored from a backup.",
            salvaged.added,
        )


def _redact_again(db: Database) -> None:
    """Redact again what was redacted, in case a backup that was out of reach brought it back."""
    redact_values(db, known_redactions(db))
    rows = db.execute(
        "SELECT id, body, disclosed FROM events WHERE CAST(body AS TEXT) LIKE ?", (f"%{UserAction.REDACT}%",)
    ).fetchall()
    for event in (decode(*row) for row in rows):
        if event.action == UserAction.REDACT:
            redact_values(db, earlier_values(db, event))


def _write_other_tables(db: Database, salvaged: Salvaged) -> None:
    """Write the salvaged rows of tables other than the history, the first found of each."""
    for table, rows in salvaged.beside.items():
        columns = db.table(table).columns_dict
        for row in rows:
            if table == "local" and row["key"] == "layout":
                continue
            values = {name: value for name, value in row.items() if name in columns}
            places = ", ".join("?" for _ in values)
            db.execute(
                f"INSERT OR IGNORE INTO {table} ({', '.join(values)}) VALUES ({places})",
                tuple(values.values()),
            )
    if db.execute("SELECT 1 FROM local WHERE key = 'author'").fetchone() is None:
        first = next((entry for entry in salvaged.entries.values() if entry.stream == "caseload"), None)
        if first:
            db.execute("INSERT INTO local VALUES ('author', ?)", (json.loads(first.body)["author"],))


def _put_into_place(folder: Path, completed: Path) -> None:
    """Move a completed file into the place of the damaged one."""
    with completed.open("rb+") as file:
        flush(file.fileno())
    move(completed, folder / f"{completed.name}{MENDED}")
    flush_folder(folder)
    put_in_place(folder, completed.name)
    shutil.rmtree(folder / MENDING, ignore_errors=True)


# Photographs


def _mend_photographs(folder: Path, master: bytes, places: Sequence[Path]) -> Iterator[str]:
    """Take undamaged photographs from the file itself, then from the backups.

    From the backups, take only those that the record names.
    """
    db = connect_to_read(folder / DATABASE_FILE, master)
    try:
        named = named_bytes(db)
    finally:
        db.close()
    never: tuple[Progress, Cancelled] = (lambda _, __: None, lambda: False)
    damaged = folder / ATTACHED_FILE
    if not named and not damaged.exists():
        return
    if damaged.exists() and not list(errors_in_blobs(damaged, master, named, *never, at_rest=False)):
        return
    unfinished = folder / MENDING
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    new_store = BlobStore(unfinished, master)
    resealed_copies = (
        [resealed_page(damaged, master, folder / RESEALING, ATTACHED_PAGE_SIZE)] if damaged.exists() else []
    )
    taken_out, taken, taken_here = set[str](), set[str](), set[str]()
    for number, path in enumerate([damaged, *resealed_copies, *(place / ATTACHED_FILE for place in places)]):
        try:
            source = connect_to_read(
                path,
                master,
                page_size=ATTACHED_PAGE_SIZE,
                at_rest=number > len(resealed_copies),
                past_damage=0 < number <= len(resealed_copies),
            )
        except DatabaseError:
            continue
        try:
            taken_out |= column(source, "SELECT sha256 FROM taken_out") or set()
            is_own = number <= len(resealed_copies)  # take all that is stored, whether named or not
            stored = column(source, "SELECT sha256 FROM attached") or set() if is_own else set()
            wanted = stored | set(named)
            with new_store.together():
                for sha256 in sorted(wanted - taken - taken_out):
                    row = content_of(source, sha256)
                    if row and hashlib.sha256(row[0]).hexdigest() == sha256:
                        new_store.put(bytes(row[0]))
                        taken.add(sha256)
            taken_here = set(taken) if is_own else taken_here
        finally:
            source.close()
    shutil.rmtree(folder / RESEALING, ignore_errors=True)
    new_store.refuse_from_now_on(frozenset(taken_out))
    new_store.close()
    _put_into_place(folder, unfinished / ATTACHED_FILE)
    from_backups = len(taken - taken_here)
    yield text("The photograph file was rebuilt. The damaged one was moved aside.")
    if from_backups:
        yield plural(
            "{count} photograph or file was restored from a backup.",
            "{count} photographs and files were restored from a backup.",
            from_backups,
        )
    for sha256 in sorted(set(named) - taken - taken_out):
        yield text("Not found in any backup: the {what}.", what=", ".join(named[sha256]))
