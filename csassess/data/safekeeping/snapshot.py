"""A copy of the record taken and proved before something large is done to it."""

from contextlib import closing, suppress
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import BACKUPS, UNPROVED
from csassess.data.storage.atomic_files import SyncedAsItGrows, sync_folder
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

_KEPT = 5
_PAGES = 1024  # copied at a time
_under_way: set[Path] = set()  # copies being made and proved


def take_snapshot(caseload: Caseload, why: str) -> Path:
    """Copy the database into the caseload's backups, open the copy, check and compare it; return its path. A few are kept.

    The copy is encrypted as the original is. Raises UserError where it could not be made or is not the same.
    """
    path = snapshot_path(caseload, caseload.folder / BACKUPS, why)
    copy_of_records(caseload.folder / DATABASE_FILE, caseload.attached.master, path)
    for old in sorted(path.parent.glob(f"{why}-*.db"))[:-_KEPT]:
        old.unlink()
    return path


def copy_of_records(source: Path, master: bytes, path: Path) -> int:
    """Copy a database that may be open and written to elsewhere, and prove the copy; return the place of its last event.

    It touches no caseload, so it may run on any thread. The copy is of one instant, and nobody who writes meanwhile waits for it.
    Raises UserError where it does not hold.
    """
    unproved = path.with_name(path.name + UNPROVED)  # stopped half-way, it counts for nothing
    _under_way.add(unproved)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        for left in path.parent.glob(f"*{UNPROVED}*"):
            if not any(
                left.name.startswith(each.name) for each in _under_way
            ):  # another copy's, on another thread
                left.unlink()
        with closing(connect_to_read(source, master)) as db:
            db.execute("BEGIN")
            wanted = _summary(db)
            with closing(connect(unproved, master)) as copied:
                copied.execute("PRAGMA journal_mode = DELETE")
                with unproved.open("rb+") as written:  # Windows syncs only what may be written
                    synced = SyncedAsItGrows(written.fileno())
                    db.conn.backup(
                        copied.conn, pages=_PAGES, progress=lambda *_: synced.wrote(_PAGES * PAGE_SIZE)
                    )
        if wanted != _proved(unproved, master):
            raise OSError(0, text("the copy is not the same"))
        unproved.rename(path)
        sync_folder(path.parent)
    except (OSError, OperationalError, DatabaseError) as error:
        with suppress(OSError):  # it may never have been there
            unproved.unlink()
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            text(
                "No safety copy could be made first: {reason}. Nothing was changed. Make room, then try"
                " again.",
                reason=reason,
            )
        ) from None
    finally:
        _under_way.discard(unproved)
    return int(str(wanted[1] or 0))


def snapshot_path(caseload: Caseload, folder: Path, name: str) -> Path:
    """Return where a copy made now goes, under a name and the time."""
    return folder / f"{name}-{caseload.clock():%Y%m%d-%H%M%S}-{caseload.new_id()[:6]}.db"


def _proved(path: Path, master: bytes) -> tuple[object, ...]:
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
