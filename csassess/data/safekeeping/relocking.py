"""Change the lock: write a caseload and its backups again under a new master key.

In each folder the new files are completed and proved in a subfolder, which is then renamed. From then on they
only have to be moved: that needs no key, and the next run finishes it. If it is stopped before, it begins
again.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from csassess.catalogue import text
from csassess.data.access.key_file import KEPT_KEYS, OLD_LOCKS, OUTDATED, note_up_to_date
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import RELOCKED, RELOCKING, finish_relocking, put_aside, take_lock
from csassess.data.removal.held_copies import key_files_under
from csassess.data.storage.atomic_files import PeriodicSync, write_atomically
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE
from csassess.data.storage.filenames import DATABASE_FILE, KEY_COPIES, KEY_FILE, check_backup_files
from csassess.data.storage.keys import NewKeys
from csassess.data.storage.sqlcipher import (
    PAGE_SIZE,
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.platform.files import flush, flush_folder, move, reason_of

_PAGES = 1024  # copied in one step
Progress = Callable[[Path], object]  # called with each file that is begun


def relock_caseload(
    folder: Path, master: bytes, keys: NewKeys, places: list[Path], progress: Progress
) -> None:
    """Write a closed caseload again under the master key of a new key file, and put it in use.

    `places` still open with the old key until `relock_place` has written them too: the caseload remembers.
    Raises UserError, with the old key still in use, if it cannot be done.
    """
    lock = take_lock(folder)
    try:
        with _plain_errors(folder):
            files = [folder / name for name in (DATABASE_FILE, ATTACHED_FILE) if (folder / name).exists()]
            unfinished = _begin(folder)
            for path in files:
                progress(path)
                _write_again(path, master, unfinished / path.name, keys.master, at_rest=False)
            with closing(connect(unfinished / DATABASE_FILE, keys.master)) as db:
                _remember(db, master, keys, places)
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                db.execute("PRAGMA journal_mode = DELETE")
            for name, content in key_files_under(folder, master, keys.master):
                write_atomically(unfinished / name, content)
            write_atomically(unfinished / KEY_FILE, keys.content)
            _commit(unfinished)
        with suppress(OSError):  # a file in use is moved at the next opening
            finish_relocking(folder)
    finally:
        lock.release()


def relock_place(
    place: Path, old: bytes, new: bytes, content: bytes, progress: Progress = lambda _: None
) -> None:
    """Write what is in a folder of backups, or in a caseload put aside, again under a new master key.

    Files that open with neither key are damaged and are moved aside.
    Raises UserError, with the old key still in use there, if it cannot be done.
    """
    with _plain_errors(place):
        check_backup_files(place)
        finish_relocking(place)
        copies = [path for path in sorted(place.glob("*.db")) if not _opens(path, new)]
        for path in [path for path in copies if not _opens(path, old)]:
            put_aside(path)
            copies.remove(path)
        unfinished = _begin(place)
        for path in copies:
            progress(path)
            _write_again(path, old, unfinished / path.name, new, at_rest=path.name != DATABASE_FILE)
        for name in (KEY_FILE, *KEY_COPIES):
            write_atomically(unfinished / name, content)
        _commit(unfinished)
        finish_relocking(place)


def _begin(folder: Path) -> Path:
    unfinished = folder / RELOCKING
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    return unfinished


def _commit(unfinished: Path) -> None:
    """Put completed files in use: from now on any call of `finish_relocking` moves them."""
    flush_folder(unfinished)
    move(unfinished, unfinished.with_name(RELOCKED))
    flush_folder(unfinished.parent)


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    """Remove unfinished files and say why, if the block fails before anything is put in use."""
    try:
        yield
    except (OSError, OperationalError, DatabaseError) as error:
        shutil.rmtree(folder / RELOCKING, ignore_errors=True)
        raise UserError(
            text(
                "The lock of “{folder}” could not be changed: {reason}. It opens as before. Free some disk"
                " space, then try again.",
                folder=folder,
                reason=reason_of(error),
            )
        ) from error


def _page_size(path: Path) -> int:
    return ATTACHED_PAGE_SIZE if path.name == ATTACHED_FILE else PAGE_SIZE


def _opens(path: Path, master: bytes) -> bool:
    try:
        connect_to_read(path, master, page_size=_page_size(path), at_rest=True).close()
    except DatabaseError:
        return False
    return True


def _write_again(source: Path, old: bytes, target: Path, new: bytes, *, at_rest: bool) -> None:
    """Write a database again under a new key, open it with that key and compare.

    Raises OSError or DatabaseError if it cannot be written, or differs.
    """
    size = _page_size(source)
    with (
        closing(connect_to_read(source, old, page_size=size, at_rest=at_rest)) as db,
        closing(connect(target, new, page_size=size)) as copied,
    ):
        copied.execute("PRAGMA journal_mode = DELETE")
        with target.open("rb+") as file:  # Windows can sync only a file opened for writing
            synced = PeriodicSync(file.fileno())
            db.conn.backup(copied.conn, pages=_PAGES, progress=lambda *_: synced.wrote(_PAGES * size))
        counts = _counts(db)
    with closing(connect_to_read(target, new, page_size=size, at_rest=True)) as copied:
        if (
            copied.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
            or copied.execute("PRAGMA cipher_integrity_check").fetchall()
            or _counts(copied) != counts
        ):
            raise OSError(0, text("the copy differs from the original"))
    with target.open("rb+") as file:
        flush(file.fileno())


def _counts(db: Database) -> dict[str, int]:
    """Return the number of rows of each table that is no index for searching."""
    tables = [name for name in db.table_names() if not name.startswith(("search", "sqlite"))]
    return {name: db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}


def _remember(db: Database, master: bytes, keys: NewKeys, places: list[Path]) -> None:
    """Write into the new database what changes with the key."""
    named = {str(place): master.hex() for place in places}
    row = db.execute("SELECT value FROM local WHERE key = ?", (OLD_LOCKS,)).fetchone()
    earlier = json.loads(row[0]) if row and row[0] else {}  # places that were away the last time too
    values = {
        OLD_LOCKS: json.dumps({**named, **earlier}),
        OUTDATED: json.dumps([str(place) for place in places]),
        KEPT_KEYS: keys.content.decode(),
    }
    with db.atomic():
        db.conn.executemany("INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", list(values.items()))


def old_locks(caseload: Caseload) -> dict[Path, bytes]:
    """Return the places whose files still open with an earlier master key, each with that key."""
    stored = json.loads(caseload.local.get(OLD_LOCKS) or "{}")
    return {Path(place): bytes.fromhex(master) for place, master in stored.items()}


def note_relocked(caseload: Caseload, place: Path) -> None:
    """Forget the earlier master key of a place, which opens nothing there any more."""
    stored = json.loads(caseload.local.get(OLD_LOCKS) or "{}")
    if stored.pop(str(place), None):
        caseload.local.set(OLD_LOCKS, json.dumps(stored))
    note_up_to_date(caseload, place)
