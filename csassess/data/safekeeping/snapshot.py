"""Copy the record and verify the copy, before a large change and for backups."""

from contextlib import closing
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import BACKUPS, UNPROVED
from csassess.data.safekeeping.copies import copies_in, delete_copies, new_copy_path
from csassess.data.storage.atomic_files import PeriodicSync
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import (
    PAGE_SIZE,
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.platform.files import delete_if_free, flush_folder, move, reason_of

_KEPT = 5
_PAGES = 1024  # copied in one step
_under_way: set[Path] = set()  # copies being made and verified


def take_snapshot(caseload: Caseload, why: str) -> Path:
    """Copy the database into the caseload's backups and verify the copy; return its path.

    The copy is encrypted as the original is; only the last few are kept.
    Raises UserError if it cannot be made or differs.
    """
    path = new_copy_path(caseload.folder / BACKUPS, why, caseload.clock())
    copy_of_records(caseload.folder / DATABASE_FILE, caseload.attached.master, path)
    delete_copies(copy.path for copy in copies_in(path.parent, why)[:-_KEPT])
    return path


def copy_of_records(source: Path, master: bytes, path: Path) -> int:
    """Copy a database that may be in use, and verify the copy.

    Returns the place of its last event. Touches no caseload, so it may run on any thread. The copy is of
    one instant; writers do not wait.
    Raises UserError if it cannot be made or differs.
    """
    unproved = path.with_name(path.name + UNPROVED)  # if interrupted, it is not taken for a backup
    _under_way.add(unproved)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        delete_copies(
            leftover
            for leftover in path.parent.glob(f"*{UNPROVED}*")
            # Leave files of copies that other threads are making.
            if not any(leftover.name.startswith(copy.name) for copy in _under_way)
        )
        with closing(connect_to_read(source, master)) as db:
            db.execute("BEGIN")
            summary = _summary(db)
            with closing(connect(unproved, master)) as copied:
                copied.execute("PRAGMA journal_mode = DELETE")
                with unproved.open("rb+") as file:  # Windows can sync only a file opened for writing
                    synced = PeriodicSync(file.fileno())
                    db.conn.backup(
                        copied.conn, pages=_PAGES, progress=lambda *_: synced.wrote(_PAGES * PAGE_SIZE)
                    )
        if summary != _verified_summary(unproved, master):
            raise OSError(0, text("the copy differs from the original"))
        move(unproved, path)
        flush_folder(path.parent)
    except (OSError, OperationalError, DatabaseError) as error:
        delete_if_free(unproved)
        raise UserError(
            text(
                "No safety copy could be made: {reason}. Nothing was changed. Free some disk "
                "space, then try again.",
                reason=reason_of(error),
            )
        ) from error
    finally:
        _under_way.discard(unproved)
    return int(str(summary[1] or 0))


def _verified_summary(path: Path, master: bytes) -> tuple[object, ...]:
    """Return the summary of a copy.

    Raises OSError if the copy is damaged.
    """
    copied = connect(path, master)
    try:
        if (
            copied.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
            or copied.execute("PRAGMA cipher_integrity_check").fetchall()
        ):
            raise OSError(0, text("the copy is damaged"))
        return _summary(copied)
    finally:
        copied.execute("PRAGMA journal_mode = DELETE")
        copied.close()


def _summary(db: Database) -> tuple[object, ...]:
    row = db.execute(
        "SELECT COUNT(*), MAX(rowid), (SELECT id FROM events ORDER BY rowid DESC LIMIT 1) FROM events"
    ).fetchone()
    return tuple(row)
