"""A copy of the record taken and proved before something large is done to it."""

from contextlib import suppress
from pathlib import Path

from csassess.catalogue import text
from csassess.data.caseload import Caseload
from csassess.data.files import copy_synced, sync_folder
from csassess.data.folder import BACKUPS, DATABASE_FILE, UNPROVED
from csassess.data.sqlcipher import Database, DatabaseError, OperationalError, connect
from csassess.domain.errors import UserError

_KEPT = 5


def safety_copy(caseload: Caseload, why: str) -> Path:
    """Copy the database into the caseload's backups, open the copy, check and compare it; return its path. A few are kept.

    The copy is encrypted as the original is. Raises UserError where it could not be made or is not the same.
    """
    folder = caseload.folder / BACKUPS
    path = copy_of_records(caseload, folder, why)
    for old in sorted(folder.glob(f"{why}-*.db"))[:-_KEPT]:
        old.unlink()
    return path


def copy_of_records(caseload: Caseload, folder: Path, name: str) -> Path:
    """Copy the database into a folder under a name and the time, and prove the copy; raises UserError where it does not hold."""
    path = folder / f"{name}-{caseload.clock():%Y%m%d-%H%M%S}-{caseload.new_id()[:6]}.db"
    unproved = path.with_name(path.name + UNPROVED)  # stopped half-way, it counts for nothing
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        caseload.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for left in folder.glob(f"*{UNPROVED}*"):
            left.unlink()
        copy_synced(caseload.folder / DATABASE_FILE, unproved)
        if _summary(caseload.db) != _proved(unproved, caseload.attached.master):
            raise OSError(0, text("the copy is not the same"))
        unproved.rename(path)
        sync_folder(folder)
    except (OSError, OperationalError, DatabaseError) as error:
        with suppress(OSError):  # it may never have been there
            unproved.unlink()
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            text(
                "No safety copy could be made first: {reason}. Nothing was changed. Make room, then try again.",
                reason=reason,
            )
        ) from None
    return path


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
