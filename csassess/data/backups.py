"""Backups: the records whole, photographs by hash so that each is stored once, the key file; proved before one counts.

A place for backups is a folder that holds `keys.json`, `photos.db` and any number of `records-YYYYMMDD-HHMMSS-….db`, all as
encrypted as the caseload itself. Any of the records opens with the passphrase, the recovery code or the centre's key.
"""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from csassess.catalogue import text
from csassess.data.attached import ATTACHED_FILE, AttachedStore
from csassess.data.caseload import Caseload
from csassess.data.erasure import clean_backups
from csassess.data.files import write_whole
from csassess.data.folder import DATABASE_FILE, is_caseload
from csassess.data.keys import KEY_FILE
from csassess.data.safety import copy_of_records
from csassess.data.sqlcipher import DatabaseError, OperationalError
from csassess.domain.errors import UserError
from csassess.domain.holds import Erasure
from csassess.domain.thinning import to_thin_out

_RECORDS = "records"
RESTORED_FROM = "restored-from"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup of the records: where it is, and when it was made."""

    path: Path
    at: datetime


def own_place(caseload: Caseload) -> Path:
    """Return the folder of backups inside the caseload's own."""
    return caseload.folder / "backups"


def back_up(caseload: Caseload, place: Path) -> Backup:
    """Make a backup in a folder and return it once it was opened, checked and compared; older ones are thinned out.

    What was erased or covered meanwhile goes from there too. Raises UserError where it could not be made or is not the same;
    then no backup is left that does not count.
    """
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place / KEY_FILE, (caseload.folder / KEY_FILE).read_bytes())
        _photographs(caseload, place)
    except (OSError, OperationalError, DatabaseError) as error:
        raise UserError(
            text("No backup could be made in “{folder}”: {reason}. Make room or choose another place.", folder=place, reason=getattr(error, "strerror", None) or error)
        ) from None  # fmt: skip
    path = copy_of_records(caseload, place, _RECORDS)
    erased = {stub.id for stub in caseload.all(Erasure)}
    if erased:
        clean_backups(place, caseload.attached.master, erased, ())
    for old in to_thin_out([(b.at, b.path) for b in backups_in(place)], caseload.clock()):
        old.unlink()
    return next(backup for backup in backups_in(place) if backup.path == path)


def _photographs(caseload: Caseload, place: Path) -> None:
    """Bring the place's photographs up to date, each read back and held against its hash."""
    if not (caseload.folder / ATTACHED_FILE).exists():
        return
    store = AttachedStore(place, caseload.attached.master)
    try:
        here, there = caseload.attached.kept(), set(store.kept())
        store.forget(there - set(here))  # covered, or erased
        for sha256 in here:
            if sha256 not in there:
                store.put(caseload.attached.content(sha256))
                if hashlib.sha256(store.content(sha256)).hexdigest() != sha256:
                    raise OSError(0, text("a photograph is not the same"))
    finally:
        store.close()


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


def restore(backup: Path, master: bytes, folder: Path, at: datetime) -> None:
    """Make a caseload of a backup made `at` a time in an empty folder; it is a new machine from then on, so that no two write one chain.

    Raises UserError where a caseload is there already, the backup is damaged, or the folder cannot be written; then nothing is
    left there.
    """
    if is_caseload(folder):
        raise UserError(
            text("There is already a caseload in “{folder}”. Open it, or choose another folder.", folder=folder)
        )
    files = {DATABASE_FILE: backup, KEY_FILE: backup.parent / KEY_FILE, ATTACHED_FILE: backup.parent / ATTACHED_FILE}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, source in files.items():
            if source.exists():
                shutil.copyfile(source, folder / name)
        caseload = Caseload.open(folder, master)
        try:
            caseload.become_new_device()
            caseload.set_local(RESTORED_FROM, at.isoformat())
        finally:
            caseload.close()
    except BaseException as error:
        for name in files:
            (folder / name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UserError(
                text("The backup could not be restored to “{folder}”: {reason}.", folder=folder, reason=error.strerror)
            ) from None
        raise
