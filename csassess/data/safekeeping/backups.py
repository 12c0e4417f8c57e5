"""Backups: the records whole, photographs by hash so that each is stored once, the key file; proved before one counts.

A place for backups is a folder that holds `keys.json`, `photos.db` and any number of `records-YYYYMMDD-HHMMSS-….db`, all as
encrypted as the caseload itself. Any of the records opens with the passphrase, the recovery code or the centre's key.
"""

import hashlib
import json
import shutil
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record import opening
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import BACKUPS, RESTORING
from csassess.data.removal.erasure import HASH, clean_backups, erased_streams
from csassess.data.removal.redaction import clean_pending
from csassess.data.safekeeping.check_backups import errors_in_backup
from csassess.data.safekeeping.snapshot import copy_of_records, snapshot_path
from csassess.data.storage.atomic_files import copy_synced, sync_folder, write_whole
from csassess.data.storage.blobs import ATTACHED_FILE, ATTACHED_PAGE_SIZE, BlobStore
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE, is_caseload
from csassess.data.storage.sqlcipher import (
    PAGE_SIZE,
    Database,
    DatabaseError,
    OperationalError,
    connect_to_read,
)
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.backup_schedule import backups_to_delete

_RECORDS, _PLACES = "records", "backup-places"
RESTORED_FROM = "restored-from"
_ASIDE = "put-aside"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup of the records: where it is, when it was made, and, where it was just made, the place of its last event."""

    path: Path
    at: datetime
    up_to: int | None = field(default=None, compare=False)


def own_place(caseload: Caseload) -> Path:
    """Return the folder of backups inside the caseload's own."""
    return caseload.folder / BACKUPS


def places(caseload: Caseload) -> list[Path]:
    """Return the folders where backups of this caseload lie, as far as they were made by it."""
    own = own_place(caseload)
    return [*([own] if own.is_dir() else []), *_kept(caseload, _PLACES)]


def put_aside(caseload: Caseload) -> list[Path]:
    """Return the folders in which an earlier caseload lies that a backup took the place of, with its own backups, as far as they are there."""
    return [
        place for folder in _kept(caseload, _ASIDE) for place in (folder, folder / BACKUPS) if place.is_dir()
    ]


def backup_places(caseload: Caseload) -> list[Path]:
    """Return the folders that hold what this caseload held: its backups, as far as they were made by it, and what was put aside."""
    return [*places(caseload), *put_aside(caseload)]


def remember_place(caseload: Caseload, place: Path) -> None:
    """Keep that backups lie in a folder."""
    _keep(caseload, _PLACES, place)


def _kept(caseload: Caseload, name: str) -> list[Path]:
    """Return the folders that are kept under a name."""
    return [Path(each) for each in json.loads(caseload.local.get(name) or "[]")]


def _keep(caseload: Caseload, name: str, folder: Path) -> None:
    """Keep one more folder under a name."""
    kept = dict.fromkeys([*map(str, _kept(caseload, name)), str(folder.absolute())])
    caseload.local.set(name, json.dumps(list(kept)))


@dataclass(frozen=True, slots=True)
class BackupJob:
    """A backup that is ready to be made, on any thread: of which caseload, with which key, where, and under which name."""

    folder: Path
    master: bytes
    place: Path
    path: Path
    now: datetime

    def run(self) -> Backup:
        """Make the backup and return it once it was opened, checked and compared; older ones are thinned out.

        What was erased or covered meanwhile goes from there too. Raises UserError where it could not be made or is not the same;
        then no backup is left that does not count.
        """
        try:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.place / KEY_FILE, (self.folder / KEY_FILE).read_bytes())
            with closing(connect_to_read(self.folder / DATABASE_FILE, self.master)) as db:
                erased = erased_streams(db)
                _photographs(db, self.folder, self.master, self.place)
        except (OSError, OperationalError, DatabaseError) as error:
            raise UserError(
                text(
                    "No backup could be made in “{folder}”: {reason}. Make room or choose another place.",
                    folder=self.place,
                    reason=getattr(error, "strerror", None) or error,
                )
            ) from None
        up_to = copy_of_records(self.folder / DATABASE_FILE, self.master, self.path)
        if erased:
            clean_backups(self.place, self.master, erased, ())
        for old in backups_to_delete([(b.at, b.path) for b in backups_in(self.place)], self.now):
            old.unlink()
        made = next(backup for backup in backups_in(self.place) if backup.path == self.path)
        return replace(made, up_to=up_to)


def ready_to_back_up(caseload: Caseload, place: Path) -> BackupJob:
    """Return a backup ready to be made in a folder; raises UserError where another caseload is kept there."""
    _check_place(caseload, place)
    return BackupJob(
        caseload.folder,
        caseload.attached.master,
        place,
        snapshot_path(caseload, place, _RECORDS),
        caseload.clock(),
    )


def back_up(caseload: Caseload, place: Path) -> Backup:
    """Make a backup in a folder, as a job does, and finish there what was taken out of the record meanwhile; raises UserError."""
    made = ready_to_back_up(caseload, place).run()
    clean_pending(caseload, place)
    return made


def _check_place(caseload: Caseload, place: Path) -> None:
    """Raise UserError where a folder is a caseload's own or holds another's backups: their key file would be overwritten."""
    if (place / DATABASE_FILE).exists():
        raise UserError(
            text("There is a caseload in “{folder}”. Choose another folder for backups.", folder=place)
        )
    kept = [
        path for path in (*(each.path for each in backups_in(place)), place / ATTACHED_FILE) if path.exists()
    ]
    if kept and not any(_opens(path, caseload.attached.master) for path in kept):
        raise UserError(
            text(
                "“{folder}” holds the backups of another caseload. Choose a folder of its own for each.",
                folder=place,
            )
        )


def _opens(path: Path, master: bytes) -> bool:
    try:
        size = ATTACHED_PAGE_SIZE if path.name == ATTACHED_FILE else PAGE_SIZE
        connect_to_read(path, master, page_size=size, at_rest=True).close()
    except DatabaseError:
        return False
    return True


def _photographs(db: Database, folder: Path, master: bytes, place: Path) -> None:
    """Bring the place's photographs up to date, each read back and held against its hash."""
    if not (folder / ATTACHED_FILE).exists():
        return
    ours, store = BlobStore(folder, master), BlobStore(place, master)
    try:
        here, there = ours.kept(), set(_kept_in(store, place))
        store.forget(_gone_for_good(db, ours, there - set(here)))
        for sha256 in here:
            if sha256 not in there:
                store.put(ours.content(sha256))
                if hashlib.sha256(store.content(sha256)).hexdigest() != sha256:
                    raise OSError(0, text("a photograph is not the same"))
    finally:
        ours.close()
        store.close()


def _kept_in(store: BlobStore, place: Path) -> list[str]:
    """Return what a place's photographs are; raises UserError where they are damaged, which is not put right by the way."""
    try:
        return store.kept()
    except UserError:
        raise UserError(
            text(
                "The photographs in the backup “{folder}” are damaged. Put that right with “csassess check"
                " --repair”, then back up again.",
                folder=place,
            )
        ) from None


def _gone_for_good(db: Database, store: BlobStore, hashes: set[str]) -> set[str]:
    """Return those of some bytes that were covered or erased, or that no entry names; what was merely lost here stays in the backup."""
    if not hashes:
        return set()
    named: set[str] = set()
    for (disclosed,) in db.execute("SELECT disclosed FROM events").fetchall():
        named.update(hashes.intersection(HASH.findall(disclosed)))
    return {sha256 for sha256 in hashes if sha256 not in named or store.is_taken_out(sha256)}


def backups_in(place: Path) -> list[Backup]:
    """Return the backups in a folder, the oldest first."""
    found = []
    for path in place.glob(f"{_RECORDS}-*.db"):
        try:
            at = datetime.strptime("-".join(path.stem.split("-")[1:3]), "%Y%m%d-%H%M%S").astimezone()
        except ValueError:
            continue
        found.append(Backup(path, at))
    return sorted(found, key=lambda backup: (backup.at, backup.path.name))


def restore(backup: Path, master: bytes, folder: Path, at: datetime, aside: Path | None = None) -> None:
    """Make a caseload of a backup made `at` a time in an empty folder; it is a new machine from then on, so that no two write one chain.

    Where it takes the place of another, which was put `aside`, it knows of that: what is erased goes from there too.

    It is made whole in a folder inside before its files take their places, the key file last: stopped at any point, no half
    caseload opens, and restoring again begins anew. Raises UserError where a caseload is there already, the backup is damaged,
    or the folder cannot be written; then nothing is left there.
    """
    making = folder / RESTORING
    unfinished = making.is_dir() and not (folder / KEY_FILE).exists()
    if not unfinished and (is_caseload(folder) or (folder / ATTACHED_FILE).exists()):
        raise UserError(
            text(
                "There is already a caseload in “{folder}”. Open it, or choose another folder.", folder=folder
            )
        )
    left = {DATABASE_FILE, ATTACHED_FILE, RESTORING} if unfinished else set()
    if folder.is_dir() and any(path.name not in left for path in folder.iterdir()):
        raise UserError(text("“{folder}” is not empty. Choose an empty folder, or a new one.", folder=folder))
    if list(errors_in_backup(backup, master)):
        raise UserError(text("The backup “{name}” is damaged. Choose another one.", name=backup.name))
    sources = {
        DATABASE_FILE: backup,
        KEY_FILE: backup.parent / KEY_FILE,
        ATTACHED_FILE: backup.parent / ATTACHED_FILE,
    }
    try:
        _clear(folder)
        making.mkdir(mode=0o700, parents=True)
        for name, source in sources.items():
            if source.exists():
                copy_synced(source, making / name)
        caseload = opening.open_caseload(making, master)
        try:
            if not caseload.was_copied:
                opening.become_new_device(caseload)
            caseload.local.set(RESTORED_FROM, at.isoformat())
            if aside:
                _keep(caseload, _ASIDE, aside)
        finally:
            caseload.close()
        for name in (ATTACHED_FILE, DATABASE_FILE, KEY_FILE):
            if (making / name).exists():
                (making / name).rename(folder / name)
                sync_folder(folder)
        shutil.rmtree(making, ignore_errors=True)
    except BaseException as error:
        _clear(folder)
        if isinstance(error, OSError | OperationalError):
            raise UserError(
                text(
                    "The backup could not be restored to “{folder}”: {reason}. Make room or choose another"
                    " folder.",
                    folder=folder,
                    reason=getattr(error, "strerror", None) or error,
                )
            ) from None
        raise


def _clear(folder: Path) -> None:
    """Take away what a restore that did not end left in a folder."""
    if not (folder / KEY_FILE).exists():
        for name in (DATABASE_FILE, ATTACHED_FILE):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / RESTORING, ignore_errors=True)
