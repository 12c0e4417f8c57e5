"""The caseload's folder: its files, its lock, and the errors when something is wrong with them."""

import errno
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import Timeout

from csassess.catalogue import text
from csassess.data.record.schema import APPLICATION_ID, SCHEMA_VERSION
from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE, SETTING_UP, is_caseload
from csassess.data.storage.folder_lock import FolderLock
from csassess.data.storage.plain_files import check_plain
from csassess.data.storage.sqlcipher import Database, DatabaseError, OperationalError, connect, larger_cache
from csassess.domain.errors import DamagedError, UserError
from csassess.platform.files import delete, delete_if_free, flush_folder, move, reason_of

BACKUPS = "backups"
MENDED = ".mended"  # suffix of a repaired file that is to replace the damaged one
BEING_MADE = MENDING, RESEALING, RESTORING = (
    ".mending",
    ".resealing",
    ".restoring",
)  # folders in which files are completed before they are moved
RELOCKING, RELOCKED = ".relocking", ".relocked"  # files under a new key: being written, and complete
UNPROVED = ".unproved"  # suffix of a copy until it was opened and compared
OPEN_FILE = "caseload.open"
_LOCK_FILE = "caseload.lock"
_FILES = (
    *(f"{name}{part}" for name in (DATABASE_FILE, ATTACHED_FILE) for part in ("", "-wal", "-shm")),
    KEY_FILE,
    OPEN_FILE,
)
_CHECKED_ON_OPENING = 32 << 20  # bytes: about a quarter of a second
_BETWEEN_QUESTIONS = 20_000  # steps of SQLite's virtual machine
_LEAST_SIZE = 4096  # one page; SQLite takes an empty file for a new database


@contextmanager
def locked(folder: Path) -> Iterator[FolderLock]:
    """Hold the folder's lock. If the block fails, release it and leave no new file behind."""
    existed_before = (folder / _LOCK_FILE).exists()
    lock = take_lock(folder)
    try:
        yield lock
    except BaseException:
        if not existed_before:
            delete_if_free(folder / _LOCK_FILE)  # Windows keeps a file that is open
        lock.release()
        raise


@contextmanager
def new_folder(folder: Path) -> Iterator[FolderLock]:
    """Make a folder for a new caseload and hold its lock. If the block fails, its files are removed.

    Raises UserError if a caseload is there already, another window is using the folder, or it
    cannot be written to.
    """
    not_creatable = UserError(
        text(
            "A caseload could not be created in “{folder}”. Choose a folder you can write "
            "to, on a disk with free space.",
            folder=folder,
        )
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # for this user only
        if not _writable(folder):
            raise not_creatable
    except OSError:
        raise not_creatable from None
    with locked(folder) as lock:
        if is_caseload(folder):
            raise UserError(
                text(
                    "There is already a caseload in “{folder}”. Open it, or choose another folder.",
                    folder=folder,
                )
            )
        try:
            if (folder / SETTING_UP).exists():  # set-up never finished: no one has worked with these files
                for name in _FILES:
                    if (folder / name).exists():
                        put_aside(folder / name)
            (folder / SETTING_UP).touch(mode=0o600)
            flush_folder(folder)
            yield lock
            delete(folder / SETTING_UP)
            flush_folder(folder)
        except BaseException as error:
            for name in (*_FILES, SETTING_UP):
                delete_if_free(folder / name)
            if isinstance(error, OSError | OperationalError):
                raise not_creatable from None
            raise


def check_folder(folder: Path) -> None:
    """Check that the folder holds a caseload that can be written to. Finishes what was interrupted.

    Raises UserError otherwise.
    """
    if not folder.is_dir():
        raise UserError(
            text(
                "The folder “{folder}” does not exist. Check the name, or set up a new caseload there.",
                folder=folder,
            )
        )
    if not is_caseload(folder):
        raise UserError(
            text(
                "There is no caseload in “{folder}”. Choose another folder, or set up a new caseload.",
                folder=folder,
            )
        )
    finish_interrupted(folder)
    for name in (KEY_FILE, DATABASE_FILE):
        has_copy = name == KEY_FILE and (folder / BACKUPS / name).is_file()  # it is restored on opening
        if not (folder / name).is_file() and not has_copy:
            raise UserError(
                text(
                    "The caseload in “{folder}” has lost its file {file}. Restore the file from a backup.",
                    folder=folder,
                    file=name,
                )
            )
    if any(not _writable(path) for path in (folder, folder / DATABASE_FILE)):
        raise _read_only(folder)


def finish_interrupted(folder: Path) -> None:
    """Finish a repair or a change of the lock that was stopped, if there is one.

    Raises UserError if another window is using the folder, or a file cannot be moved yet.
    """
    if any(folder.glob(f"*{MENDED}")) or (folder / RELOCKED).is_dir():
        lock = take_lock(folder)
        try:
            continue_repair(folder)
            finish_relocking(folder)
        except OSError as error:
            raise UserError(
                text(
                    "The caseload could not be opened: {reason}. Nothing was changed.",
                    reason=reason_of(error),
                )
            ) from None
        finally:
            lock.release()


def put_in_place(folder: Path, name: str) -> None:
    """Move a damaged file aside and put its repaired version (`name.mended`) in its place.

    Can be resumed. The file's log moves aside first, so that neither is ever read with the other's
    counterpart.
    """
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    for part in ("", "-wal", "-shm"):
        old = folder / f"{name}{part}"
        if old.exists():
            move(old, folder / f"{name}.damaged-{stamp}{part}")
    flush_folder(folder)
    move(folder / f"{name}{MENDED}", folder / name)
    flush_folder(folder)


def put_aside(path: Path) -> None:
    """Move a damaged file aside under a name that is used for nothing else."""
    move(path, path.with_name(f"{path.name}.damaged-{datetime.now().astimezone():%Y%m%d-%H%M%S}"))
    flush_folder(path.parent)


def left_behind(folder: Path) -> list[Path]:
    """Return files moved aside as damaged, and leftovers of an interrupted copy, repair or restore."""
    patterns = ("*.damaged-*", f"*{UNPROVED}*", RELOCKING, *BEING_MADE)
    return sorted(path for pattern in patterns for path in folder.glob(pattern))


def continue_repair(folder: Path) -> None:
    """Finish an interrupted replacement of damaged files, if there is one. The folder must be locked."""
    for name in (DATABASE_FILE, ATTACHED_FILE, KEY_FILE):
        if (folder / f"{name}{MENDED}").exists():
            put_in_place(folder, name)


def finish_relocking(folder: Path) -> None:
    """Move complete files under a new key into the place of the old ones; can be resumed.

    Raises OSError if one cannot be moved.
    """
    relocked = folder / RELOCKED
    if not relocked.is_dir():
        return
    if relocked.is_symlink():  # somebody else's files would be moved here
        raise OSError(errno.EINVAL, text("“{name}” is a link, or no ordinary file", name=RELOCKED))
    check_plain(relocked, "*")
    for path in sorted(relocked.iterdir()):
        for part in ("-wal", "-shm"):  # of the old file: they must never be read with the new one
            delete(folder / f"{path.name}{part}")
        move(path, folder / path.name)
        flush_folder(folder)
    relocked.rmdir()
    flush_folder(folder)


def _read_only(folder: Path) -> UserError:
    return UserError(
        text(
            "The caseload in “{folder}” is read-only, so nothing could be saved. Allow "
            "writing to the folder, or copy the caseload elsewhere.",
            folder=folder,
        )
    )


def _writable(path: Path) -> bool:
    """Return whether the path's own permissions allow writing; they count for an administrator too."""
    return bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def take_lock(folder: Path) -> FolderLock:
    """Return the held lock of the folder.

    Raises UserError if another window holds it.
    """
    try:
        return FolderLock(folder / _LOCK_FILE)
    except Timeout:
        raise UserError(
            text("This caseload is already open in another window or command. Close it there first.")
        ) from None
    except OSError:
        raise _read_only(folder) from None


def is_checked_on_opening(folder: Path) -> bool:
    """Return whether a caseload's database is small enough to be checked completely on opening.

    Larger ones are checked by `check_whole`. Until then a damaged page is refused when it is read,
    because each page is authenticated with the key.
    """
    return (folder / DATABASE_FILE).stat().st_size <= _CHECKED_ON_OPENING


def open_database(folder: Path, master: bytes) -> Database:
    """Return the open database.

    Raises UserError if it is damaged, another program's, or made by a newer version.
    """
    db = None
    try:
        if (folder / DATABASE_FILE).stat().st_size < _LEAST_SIZE:
            raise DatabaseError
        db = connect(folder / DATABASE_FILE, master)
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if is_checked_on_opening(folder):
            _check_quickly(db, 2 * _CHECKED_ON_OPENING)  # the check reads every page twice
    except OperationalError as error:
        _close(db)
        raise UserError(
            text("The caseload could not be opened: {reason}. Nothing was changed.", reason=error)
        ) from error
    except DatabaseError:
        _close(db)
        raise damaged() from None
    if application != APPLICATION_ID:
        is_empty = not db.table_names()
        _close(db)
        if is_empty:
            raise _log_lost()
        raise UserError(
            text("{file} was not created by csassess. Choose another folder.", file=DATABASE_FILE)
        )
    if version > SCHEMA_VERSION:
        _close(db)
        raise UserError(
            text("This caseload was created by a newer version of csassess. Install that version to open it.")
        )
    return db


def check_whole(folder: Path, master: bytes, stopped: Callable[[], bool]) -> None:
    """Check every page and row of a caseload's database, until `stopped`.

    It uses a connection of its own and may run on any thread.

    Raises UserError if it is damaged.
    """
    db = None
    try:
        db = connect(folder / DATABASE_FILE, master)
        db.conn.set_progress_handler(stopped, _BETWEEN_QUESTIONS)
        _check_quickly(db, 2 << 20)
    except OperationalError:
        return  # cancelled, or the file could not be opened a second time: no sign of damage
    except DatabaseError:
        raise damaged() from None
    finally:
        _close(db)


def _check_quickly(db: Database, memory: int) -> None:
    with larger_cache(db, memory >> 10):
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError


def damaged() -> DamagedError:
    """Return the error that says that the database is damaged."""
    return DamagedError(
        text(
            "The caseload’s database ({file}) is damaged. Nothing was changed. Repair it "
            "with “csassess check --repair”, or restore a backup.",
            file=DATABASE_FILE,
        )
    )


def _log_lost() -> DamagedError:
    return DamagedError(
        text(
            "The caseload’s database ({file}) is empty, because the file {log} next to it is missing or"
            " damaged. Nothing was changed. Put that file back, or repair the caseload: everything in its"
            " backups is restored.",
            file=DATABASE_FILE,
            log=f"{DATABASE_FILE}-wal",
        )
    )


def _close(db: Database | None) -> None:
    if db is not None:
        db.close()
