"""Creating and opening a caseload folder. A copied or restored caseload becomes a new device."""

import hashlib
import json
import platform
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from csassess import __version__
from csassess.catalogue import text
from csassess.data.access.full_disk import records_in_memory
from csassess.data.access.key_file import good_key_file
from csassess.data.exchange.accepted import vouch_for_successor
from csassess.data.exchange.devices import sign_off
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.folder import (
    OPEN_FILE,
    check_folder,
    damaged,
    is_checked_on_opening,
    locked,
    new_folder,
    open_database,
)
from csassess.data.record.list_cache import forget_all_lists, list_format
from csassess.data.record.schema import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    create_side_tables,
    create_tables,
    layout,
)
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.folder_lock import FolderLock
from csassess.data.storage.keys import NewKeys, save_keys
from csassess.data.storage.sqlcipher import (
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.domain.records.people import Device
from csassess.domain.records.user_actions import UserAction

# Keys of the local state. `LOST_ENTRIES` is set by a repair that may not have found all of them.
_LIST_FORMAT, _LOCATION, LOST_ENTRIES = "lists", "stands-at", "lost-entries"
VERSION = "version"  # of the program that opened the caseload last


def create_caseload(
    folder: Path, keys: NewKeys, begin: Callable[[Caseload], None], **injected: Any
) -> Caseload:
    """Make a new caseload in a folder and open it.

    `begin` writes its first records. All of it is made, or nothing.

    Raises UserError if the folder holds a caseload already or cannot be written.
    """
    with new_folder(folder) as lock:
        save_keys(folder, keys)
        db = connect(folder / DATABASE_FILE, keys.master)
        try:
            with db.atomic():
                create_tables(db)
                caseload = Caseload(folder, db, lock, keys.master, **injected)
                _become_device(caseload)
                begin(caseload)
                _is_copy(caseload)  # stores the location
                good_key_file(caseload)  # stores a copy of it
                caseload.local.set(VERSION, __version__)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # if the log is lost, it does not take everything
        except BaseException:
            db.close()
            raise
        _mark_open(folder)
    return caseload


def open_caseload(folder: Path, master: bytes, **injected: Any) -> Caseload:
    """Open the caseload in a folder with its master key; raises UserError, with nothing changed.

    On a disk that is full it opens to read only.
    """
    check_folder(folder)
    with locked(folder) as lock:
        try:
            return _open(folder, master, lock, injected)
        except UserError as error:
            if not isinstance(error.__cause__, OperationalError) or "locked" in str(error.__cause__):
                raise
            return _open_to_read(folder, master, lock, str(error.__cause__), injected, error)


def open_to_read(folder: Path, master: bytes, reason: str, **injected: Any) -> Caseload:
    """Open the caseload in a folder to read only, for a reason that is shown.

    Raises UserError if it cannot be read.
    """
    check_folder(folder)
    with locked(folder) as lock:
        return _open_to_read(folder, master, lock, reason, injected)


def _open(folder: Path, master: bytes, lock: FolderLock, injected: dict[str, Any]) -> Caseload:
    db = open_database(folder, master)
    try:
        caseload = Caseload(folder, db, lock, master, **injected)
        create_side_tables(db)
        _rebuild_outdated(db)
        if caseload.local.get(_LIST_FORMAT) != list_format():
            forget_all_lists(db)
            caseload.local.set(_LIST_FORMAT, list_format())
        caseload.was_copied = _is_copy(caseload)
        # The old device's chain may continue elsewhere.
        if not caseload.device or caseload.was_copied or caseload.local.get(LOST_ENTRIES):
            become_new_device(caseload)
        if caseload.local.get(VERSION) != __version__:
            caseload.local.set(VERSION, __version__)
        with suppress(UserError):  # named by the check; a backup is refused until it is repaired
            good_key_file(caseload)
    except BaseException as error:
        db.close()
        if isinstance(error, OperationalError):
            raise UserError(
                text("The caseload could not be opened: {reason}. Nothing was changed.", reason=error)
            ) from error
        raise
    _mark_open(folder)
    return caseload


def _open_to_read(
    folder: Path,
    master: bytes,
    lock: FolderLock,
    reason: str,
    injected: dict[str, Any],
    refused: UserError | None = None,
) -> Caseload:
    """Open a caseload from memory; raises `refused`, or that it is damaged, if it cannot be read either."""
    try:
        caseload = Caseload(folder, records_in_memory(folder, master), lock, master, **injected)
    except (DatabaseError, OSError):
        raise (refused or damaged()) from None
    caseload.refuses_because = reason
    caseload.connect_again = partial(records_in_memory, folder, master)
    caseload.attached.only_reads = True
    return caseload


def bring_up_to_date(folder: Path, master: bytes) -> None:
    """Rebuild tables written by an older version, before the caseload is opened.

    Slow for large ones; thread-safe. A small caseload is left to `open_caseload`, and so are
    errors.
    """
    if is_checked_on_opening(folder):
        return
    with suppress(UserError, DatabaseError):
        with closing(connect_to_read(folder / DATABASE_FILE, master)) as db:
            versions = tuple(
                db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            is_outdated = versions == (APPLICATION_ID, SCHEMA_VERSION) and _is_outdated(db)
        if is_outdated:
            with locked(folder) as lock, closing(connect(folder / DATABASE_FILE, master)) as db:
                _rebuild_outdated(db)
            lock.release()


def become_new_device(caseload: Caseload) -> None:
    """Make a restored or copied caseload a new device.

    Otherwise two devices would write to one chain. The old device signs what it wrote, and vouches for
    the new one, before its key is dropped.
    """
    with caseload.together():
        before = caseload.local.all()
        sign_off(caseload, before)
        caseload.local.set("age-identity", "")
        caseload.local.set(LOST_ENTRIES, "")
        _become_device(caseload)
        vouch_for_successor(caseload, before)


def _become_device(caseload: Caseload) -> None:
    """Give the caseload a new device with a new key. The secret key never leaves the device."""
    key = Ed25519PrivateKey.generate()
    device = Device(caseload.new_id(), letter="", public_key=key.public_key().public_bytes_raw().hex())
    caseload.local.set("device", device.id)
    caseload.local.set("device-key", key.private_bytes_raw().hex())
    with caseload.permissions.by_itself():
        caseload.save(CASELOAD_STREAM, UserAction.DEVICE_ADD, device)


def _is_copy(caseload: Caseload) -> bool:
    """Return whether this is another file than at the last opening, at another path or on another computer.

    Store the present place. One that was only moved, or made again in its place, is the same caseload.
    """
    file = (caseload.folder / DATABASE_FILE).stat()
    present = {
        "path": str(caseload.folder.resolve()),
        "file": f"{file.st_dev}:{file.st_ino}",
        "computer": _computer(),
    }
    stored = json.loads(caseload.local.get(_LOCATION) or "{}")
    if stored != present:
        caseload.local.set(_LOCATION, json.dumps(present))
    moved = {name for name, value in present.items() if stored.get(name, value) != value}
    return "file" in moved and moved != {"file"}


def _computer() -> str:
    """Return a fingerprint of this computer, which does not name it."""
    try:
        own = Path("/etc/machine-id").read_text().strip()  # Linux, where uuid.getnode opens a socket
    except OSError:
        node = uuid.getnode()
        own = "" if node >> 40 & 1 else str(node)  # marked so if it is random, for want of an address
    return hashlib.sha256(f"{platform.node()} {own}".encode()).hexdigest()


def _mark_open(folder: Path) -> None:
    """Leave a file that exists while the caseload is open.

    Found on opening, it means that the program was killed.
    """
    with suppress(OSError):  # a full disk keeps no one out
        (folder / OPEN_FILE).touch(mode=0o600)


def _is_outdated(db: Database) -> bool:
    stored = db.execute("SELECT value FROM local WHERE key = 'layout'").fetchone()
    return stored is None or stored[0] != layout()


def _rebuild_outdated(db: Database) -> None:
    """Rebuild tables, and what lists show, if another version wrote them."""
    if _is_outdated(db):
        fold.rebuild(db)
        db.execute("INSERT OR REPLACE INTO local (key, value) VALUES (?, '')", (_LIST_FORMAT,))
