"""The caseload's folder: what must be there, one instance at a time, and the sentences for what is wrong with it."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from csassess.catalogue import text
from csassess.data.attached import ATTACHED_FILE
from csassess.data.keys import KEY_FILE
from csassess.data.schema import APPLICATION_ID, SCHEMA_VERSION
from csassess.data.sqlcipher import Database, DatabaseError, OperationalError, connect
from csassess.domain.errors import UserError

DATABASE_FILE = "caseload.db"
_LOCK_FILE = "caseload.lock"
_FILES = (*(f"{name}{part}" for name in (DATABASE_FILE, ATTACHED_FILE) for part in ("", "-wal", "-shm")), KEY_FILE)
_CHECKED_ON_OPENING = 32 << 20  # bytes: about a quarter of a second
_BETWEEN_QUESTIONS = 20_000  # steps of SQLite's machine
_LEAST_SIZE = 4096  # one page; SQLite takes an empty file for a new database


def is_caseload(folder: Path) -> bool:
    """Whether the folder holds a caseload."""
    return (folder / DATABASE_FILE).is_file() or (folder / KEY_FILE).is_file()


@contextmanager
def locked(folder: Path) -> Iterator[FileLock]:
    """Hold the folder's lock, and let go of it where the block fails, leaving no file that was not there before."""
    before = (folder / _LOCK_FILE).exists()
    lock = take_lock(folder)
    try:
        yield lock
    except BaseException:
        if not before and os.name == "posix":  # elsewhere an open file cannot be taken away
            (folder / _LOCK_FILE).unlink(missing_ok=True)
        lock.release()
        raise


@contextmanager
def new_folder(folder: Path) -> Iterator[FileLock]:
    """Make a folder for a new caseload and hold its lock; where the block fails, its files are taken away again.

    Raises UserError where a caseload is there already, another window is at work there, or it cannot be written to.
    """
    no_good = UserError(
        text(
            "A caseload could not be made in “{folder}”. Choose a folder you may write to, on a disk with room.",
            folder=folder,
        )
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # for this user alone
        if not _writable(folder):
            raise no_good
    except OSError:
        raise no_good from None
    with locked(folder) as lock:
        if is_caseload(folder):
            raise UserError(
                text("There is already a caseload in “{folder}”. Open it, or choose another folder.", folder=folder)
            )
        try:
            yield lock
        except BaseException as error:
            for name in _FILES:
                (folder / name).unlink(missing_ok=True)
            if isinstance(error, OSError | OperationalError):
                raise no_good from None
            raise


def check_folder(folder: Path) -> None:
    """Raise UserError where the folder is missing, holds no caseload, or cannot be written to; changes nothing."""
    if not folder.is_dir():
        raise UserError(
            text("There is no folder “{folder}”. Check the name, or set up a new caseload there.", folder=folder)
        )
    if not is_caseload(folder):
        raise UserError(
            text("There is no caseload in “{folder}”. Choose another folder, or set up a new caseload.", folder=folder)
        )
    for name in (KEY_FILE, DATABASE_FILE):
        if not (folder / name).is_file():
            raise UserError(
                text(
                    "The caseload in “{folder}” lacks its file {file}. Put it back from a backup.",
                    folder=folder,
                    file=name,
                )
            )
    if any(not _writable(path) for path in (folder, folder / DATABASE_FILE)):
        raise _read_only(folder)


def _read_only(folder: Path) -> UserError:
    return UserError(
        text(
            "The caseload in “{folder}” is read-only, so nothing could be saved. Allow writing, or copy it elsewhere.",
            folder=folder,
        )
    )


def _writable(path: Path) -> bool:
    """Whether the path's own permissions allow writing: an administrator is held to them too."""
    return bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def take_lock(folder: Path) -> FileLock:
    """Return the held lock of the folder; raises UserError where another window has it."""
    lock = FileLock(folder / _LOCK_FILE, timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout:
        raise UserError(
            text("This caseload is already open in another window or command. Close it there first.")
        ) from None
    except OSError:
        raise _read_only(folder) from None
    return lock


def is_checked_on_opening(folder: Path) -> bool:
    """Whether a caseload's database is small enough to be checked whole while its user waits; see `check_whole` for others.

    Until then a page that is damaged is refused when it is read: each carries a code under the key.
    """
    return (folder / DATABASE_FILE).stat().st_size <= _CHECKED_ON_OPENING


def open_database(folder: Path, master: bytes) -> Database:
    """Return the open database; raises UserError where it is damaged, another program's, or made by a newer version."""
    db = None
    try:
        if (folder / DATABASE_FILE).stat().st_size < _LEAST_SIZE:
            raise DatabaseError
        db = connect(folder / DATABASE_FILE, master)
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if is_checked_on_opening(folder) and db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError
    except OperationalError as error:
        _close(db)
        raise UserError(
            text("The caseload could not be opened: {reason}. Nothing was changed.", reason=error)
        ) from None
    except DatabaseError:
        _close(db)
        raise _damaged() from None
    if application != APPLICATION_ID:
        _close(db)
        raise UserError(text("{file} was not made by csassess. Choose another folder.", file=DATABASE_FILE))
    if version > SCHEMA_VERSION:
        _close(db)
        raise UserError(text("This caseload was made by a newer version of csassess. Install that version to open it."))
    return db


def check_whole(folder: Path, master: bytes, stopped: Callable[[], bool]) -> None:
    """Check every page and row of a caseload's database on a connection of its own, on any thread, until `stopped` says so.

    Raises UserError where it is damaged.
    """
    db = None
    try:
        db = connect(folder / DATABASE_FILE, master)
        db.execute("PRAGMA cache_size = -2048")  # KiB: each page is read once
        db.conn.set_progress_handler(stopped, _BETWEEN_QUESTIONS)
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError
    except OperationalError:
        return  # stopped, or the file could not be opened a second time: no sign of damage
    except DatabaseError:
        raise _damaged() from None
    finally:
        _close(db)


def _damaged() -> UserError:
    return UserError(
        text(
            "The caseload's database ({file}) is damaged. Restore it from a backup: nothing was changed.",
            file=DATABASE_FILE,
        )
    )


def _close(db: Database | None) -> None:
    if db is not None:
        db.close()
