"""Make and restore backups: whole records, each photograph once, and the key file.

A backup folder holds `keys.json`, `photos.db` and any number of `records-YYYYMMDD-HHMMSS-…-NUMBER.db`,
encrypted like the caseload itself. Every copy of the records opens with the passphrase, the recovery
code or the centre's key. A backup counts only once it is verified.
"""

import hashlib
import json
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from csassess.catalogue import text
from csassess.data.access import opening
from csassess.data.access.key_file import good_key_file
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import BACKUPS, RESTORING, finish_relocking
from csassess.data.record.stored_files import HASH
from csassess.data.removal.erasure import clean_backups, erased_streams
from csassess.data.removal.redaction import clean_pending
from csassess.data.safekeeping.check_backups import errors_in_backup
from csassess.data.safekeeping.copies import copies_in, delete_copies, new_copy_path
from csassess.data.safekeeping.relocking import note_relocked, old_locks, relock_place
from csassess.data.safekeeping.snapshot import copy_of_records
from csassess.data.storage.atomic_files import copy_synced, write_atomically
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE, BlobStore
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE, check_backup_files, is_caseload
from csassess.data.storage.key_copies import good_keys, store_keys
from csassess.data.storage.sqlcipher import (
    PAGE_SIZE,
    Database,
    DatabaseError,
    OperationalError,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.backup import Backup
from csassess.domain.safekeeping.backup_schedule import backups_to_delete
from csassess.platform.drives import is_reachable
from csassess.platform.files import delete, flush_folder, move, reason_of

RECORDS, _PLACES = "records", "backup-places"
RESTORED_FROM = "restored-from"
_ASIDE = "put-aside"


def own_place(caseload: Caseload) -> Path:
    """Return the backup folder inside the caseload's own folder."""
    return caseload.folder / BACKUPS


def places(caseload: Caseload) -> list[Path]:
    """Return the known folders with backups made by this caseload."""
    own = own_place(caseload)
    return [*([own] if own.is_dir() else []), *_remembered(caseload, _PLACES)]


def put_aside(caseload: Caseload) -> list[Path]:
    """Return the existing folders of earlier caseloads that a backup replaced.

    Includes the folders of their own backups.
    """
    return [
        place
        for folder in _remembered(caseload, _ASIDE)
        for place in (folder, folder / BACKUPS)
        if is_reachable(place)
    ]


def backup_places(caseload: Caseload) -> list[Path]:
    """Return the known folders that hold data of this caseload: backups, and those put aside."""
    return [*places(caseload), *put_aside(caseload)]


def remember_place(caseload: Caseload, place: Path) -> None:
    """Remember that backups are in a folder."""
    _remember(caseload, _PLACES, place)


def _remembered(caseload: Caseload, name: str) -> list[Path]:
    """Return the folders remembered under a name."""
    return [Path(path) for path in json.loads(caseload.local.get(name) or "[]")]


def _remember(caseload: Caseload, name: str, folder: Path) -> None:
    """Remember one more folder under a name."""
    paths = dict.fromkeys([*map(str, _remembered(caseload, name)), str(folder.absolute())])
    caseload.local.set(name, json.dumps(list(paths)))


@dataclass(frozen=True, slots=True)
class BackupJob:
    """A backup ready to be made, on any thread: of which caseload, with which key, and where.

    `keys` is the content of the caseload's key file. `old_master` is the key under which the place still
    is, if the lock was changed while it was away.
    """

    folder: Path
    master: bytes
    keys: bytes
    place: Path
    path: Path
    now: datetime
    old_master: bytes = b""

    def run(self) -> Backup:
        """Make the backup, verify it and delete older ones by schedule; return it.

        Removes what was erased or covered since from the backup folder too.
        Raises UserError if it cannot be made or differs; no invalid backup is left then.
        """
        try:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            check_backup_files(self.place)
            finish_relocking(self.place)
            if self.old_master:
                relock_place(self.place, self.old_master, self.master, self.keys)
            store_keys(self.place, self.keys, self.master)
            with closing(connect_to_read(self.folder / DATABASE_FILE, self.master)) as db:
                erased = erased_streams(db)
                _back_up_photographs(db, self.folder, self.master, self.place)
        except (OSError, OperationalError, DatabaseError) as error:
            raise UserError(
                text(
                    "No backup could be made in “{folder}”: {reason}. Free some disk space or "
                    "choose another folder.",
                    folder=self.place,
                    reason=reason_of(error),
                )
            ) from None
        up_to = copy_of_records(self.folder / DATABASE_FILE, self.master, self.path)
        if erased:
            clean_backups(self.place, self.master, erased, ())
        there = backups_in(self.place)
        delete_copies(backups_to_delete([(backup.at, backup.path) for backup in there], self.now))
        return replace(next(backup for backup in there if backup.path == self.path), up_to=up_to)


def ready_to_back_up(caseload: Caseload, place: Path) -> BackupJob:
    """Return a backup job for a folder.

    Raises UserError if the folder belongs to another caseload, or if the key file is damaged and cannot
    be repaired.
    """
    old_master = old_locks(caseload).get(place, b"")
    if not old_master:
        _check_place(caseload, place)
    return BackupJob(
        caseload.folder,
        caseload.attached.master,
        good_key_file(caseload),
        place,
        new_copy_path(place, RECORDS, caseload.clock()),
        caseload.clock(),
        old_master,
    )


def back_up(caseload: Caseload, place: Path) -> Backup:
    """Make a backup in a folder, and finish pending redactions there.

    Raises UserError as the job does.
    """
    made = ready_to_back_up(caseload, place).run()
    note_clean(caseload, place)
    return made


def note_clean(caseload: Caseload, place: Path) -> None:
    """Finish pending redactions in a folder where a backup was made, and note that its keys are current."""
    note_relocked(caseload, place)
    clean_pending(caseload, place)


def _check_place(caseload: Caseload, place: Path) -> None:
    """Raise UserError if a folder is a caseload's own, or holds another caseload's backups.

    Its key file would be overwritten. Backups that cannot be read at present are refused too.
    """
    if (place / DATABASE_FILE).exists():
        raise UserError(
            text("“{folder}” contains a caseload. Choose another folder for backups.", folder=place)
        )
    files = [
        path
        for path in (*(backup.path for backup in backups_in(place)), place / ATTACHED_FILE)
        if path.exists()
    ]
    if files and not any(_opens(path, caseload.attached.master) for path in files):
        raise UserError(
            text(
                "“{folder}” contains backups of another caseload. Choose a separate folder "
                "for each caseload.",
                folder=place,
            )
        )


def _opens(path: Path, master: bytes) -> bool:
    try:
        size = ATTACHED_PAGE_SIZE if path.name == ATTACHED_FILE else PAGE_SIZE
        connect_to_read(path, master, page_size=size, at_rest=True).close()
    except OperationalError as error:  # the share or the disk, not the key
        raise UserError(
            text(
                "The backup “{name}” in “{folder}” cannot be read now: {reason}. Try again later, or choose"
                " another folder.",
                name=path.name,
                folder=path.parent,
                reason=error,
            )
        ) from None
    except DatabaseError:
        return False
    return True


def _back_up_photographs(db: Database, folder: Path, master: bytes, place: Path) -> None:
    """Bring a backup folder's photographs up to date, comparing each with its hash."""
    if not (folder / ATTACHED_FILE).exists():
        return
    own_store, store = BlobStore(folder, master), BlobStore(place, master)
    try:
        own_hashes, hashes_in_place = own_store.hashes(), set(_hashes_in(store, place))
        store.forget(_gone_for_good(db, own_store, hashes_in_place - set(own_hashes)))
        for sha256 in own_hashes:
            if sha256 not in hashes_in_place:
                store.put(own_store.content(sha256))
                if hashlib.sha256(store.content(sha256)).hexdigest() != sha256:
                    raise OSError(0, text("a photograph differs from the original"))
    finally:
        own_store.close()
        store.close()


def _hashes_in(store: BlobStore, place: Path) -> list[str]:
    """Return the hashes of a backup folder's photographs.

    Raises UserError if they are damaged: a backup does not repair them.
    """
    try:
        return store.hashes()
    except UserError:
        raise UserError(
            text(
                "The photographs in the backup “{folder}” are damaged. Repair them with "
                "“csassess check --repair”, then back up again.",
                folder=place,
            )
        ) from None


def _gone_for_good(db: Database, store: BlobStore, hashes: set[str]) -> set[str]:
    """Return the hashes of what was covered or erased, or that no event names.

    What was only lost here stays in the backup.
    """
    if not hashes:
        return set()
    named: set[str] = set()
    for (disclosed,) in db.execute("SELECT disclosed FROM events").fetchall():
        named.update(hashes.intersection(HASH.findall(disclosed)))
    return {sha256 for sha256 in hashes if sha256 not in named or store.is_refused(sha256)}


def backups_in(place: Path) -> list[Backup]:
    """Return the backups in a folder, in the order in which they were made."""
    return copies_in(place, RECORDS)


def restore(backup: Path, master: bytes, folder: Path, at: datetime, aside: Path | None = None) -> None:
    """Restore a backup, made `at` a time, to an empty folder.

    The result is a new device, so that no two devices write the same chain. If it replaces a caseload
    put `aside`, it remembers that folder, so that erasures reach it too.

    The caseload is completed in a folder inside before its files are moved into place, the key file last:
    if interrupted, no partial caseload opens, and restoring can start again.
    Raises UserError if a caseload is there already, the folder is not empty or cannot be written, or the
    backup is damaged or out of reach; then nothing is left there.
    """
    unfinished = folder / RESTORING
    is_unfinished = unfinished.is_dir() and not (folder / KEY_FILE).exists()
    if not is_unfinished and (is_caseload(folder) or (folder / ATTACHED_FILE).exists()):
        raise UserError(
            text(
                "There is already a caseload in “{folder}”. Open it, or choose another folder.", folder=folder
            )
        )
    leftovers = {DATABASE_FILE, ATTACHED_FILE, RESTORING} if is_unfinished else set()
    if folder.is_dir() and any(path.name not in leftovers for path in folder.iterdir()):
        raise UserError(text("“{folder}” is not empty. Choose an empty folder, or a new one.", folder=folder))
    if not _opens(backup, master) or list(errors_in_backup(backup, master)):
        raise UserError(text("The backup “{name}” is damaged. Choose another one.", name=backup.name))
    sources = {
        DATABASE_FILE: backup,
        ATTACHED_FILE: backup.parent / ATTACHED_FILE,
    }
    keys = good_keys(backup.parent, master)
    try:
        _clear(folder)
        unfinished.mkdir(mode=0o700, parents=True)
        for name, source in sources.items():
            if source.exists():
                copy_synced(source, unfinished / name)
        write_atomically(unfinished / KEY_FILE, keys)
        caseload = opening.open_caseload(unfinished, master)
        try:
            if not caseload.was_copied:
                opening.become_new_device(caseload)
            caseload.local.set(RESTORED_FROM, at.isoformat())
            if aside:
                _remember(caseload, _ASIDE, aside)
        finally:
            caseload.close()
        for name in (ATTACHED_FILE, DATABASE_FILE, KEY_FILE):
            if (unfinished / name).exists():
                move(unfinished / name, folder / name)
                flush_folder(folder)
        shutil.rmtree(unfinished, ignore_errors=True)
    except BaseException as error:
        with suppress(OSError):  # what is left is no caseload, and is cleared by the next attempt
            _clear(folder)
        if isinstance(error, OSError | OperationalError):
            raise UserError(
                text(
                    "The backup could not be restored to “{folder}”: {reason}. Free some disk "
                    "space or choose another folder.",
                    folder=folder,
                    reason=reason_of(error),
                )
            ) from None
        raise


def _clear(folder: Path) -> None:
    """Delete what an unfinished restore left in a folder."""
    if not (folder / KEY_FILE).exists():
        for name in (DATABASE_FILE, ATTACHED_FILE):
            delete(folder / name)
        shutil.rmtree(folder / RESTORING, ignore_errors=True)
