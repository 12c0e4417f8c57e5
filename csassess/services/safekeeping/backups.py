"""Backing up, to the caseload's own folder and to places of the user's choosing, and making a caseload of a backup again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.removal.redaction import clean_pending
from csassess.data.safekeeping.backups import (
    RESTORED_FROM,
    Backup,
    BackupJob,
    back_up,
    backups_in,
    own_place,
    places,
    ready_to_back_up,
    remember_place,
    restore,
)
from csassess.data.storage.keys import (
    unlock_with_centre_key,
    unlock_with_passphrase,
    unlock_with_recovery_code,
)
from csassess.domain.errors import UserError

__all__ = [
    "Backup",
    "BackupJob",
    "backup_at",
    "backups_in",
    "failed",
    "is_due",
    "jobs",
    "last_proved",
    "latest_in",
    "make_backup",
    "note_failed",
    "note_made",
    "other_places",
    "own_place",
    "places",
    "restore_caseload",
    "restored_from",
    "with_centre_key",
    "with_passphrase",
    "with_recovery_code",
]

_MADE, _UP_TO, _FAILED = "backed-up", "backed-up-to", "backup-failed"
_EVERY = timedelta(minutes=10)
Unlock = Callable[[Path], bytes]


def make_backup(caseload: Caseload, place: Path | None = None) -> Backup:
    """Make a proved backup in the caseload's own folder, or in a place of the user's choosing, which is remembered.

    Raises UserError where it could not be made.
    """
    made = back_up(caseload, place or own_place(caseload))
    if place:
        remember_place(caseload, place)
    _note(caseload, made)
    return made


def _note(caseload: Caseload, made: Backup) -> None:
    caseload.set_local(_MADE, made.at.isoformat())
    caseload.set_local(_UP_TO, str(made.up_to))  # what was written while it was made is not in it
    caseload.set_local(_FAILED, "")


def jobs(caseload: Caseload) -> tuple[list[BackupJob], list[str]]:
    """Return the backups to be made now, ready for any thread: in the caseload's own folder, and in each remembered place that is there;
    and, in sentences, why one cannot be made in a place that is there.
    """
    ready, refused = [], []
    for place in (own_place(caseload), *other_places(caseload)):
        try:
            ready.append(ready_to_back_up(caseload, place))
        except UserError as error:
            refused.append(str(error))
    return ready, refused


def other_places(caseload: Caseload) -> list[Path]:
    """Return the remembered places of backups beside the caseload's own folder that are there now."""
    return [place for place in places(caseload) if place != own_place(caseload) and place.is_dir()]


def note_made(caseload: Caseload, made: Backup) -> None:
    """Keep that a job's backup was made and proved, and finish in its place what was taken out of the record meanwhile."""
    clean_pending(caseload, made.path.parent)
    _note(caseload, made)


def note_failed(caseload: Caseload, sentence: str) -> None:
    """Keep that the last backup failed, and why, until one is proved."""
    caseload.set_local(_FAILED, sentence)


def failed(caseload: Caseload) -> str:
    """Return why the last backup failed; empty where it did not."""
    return caseload.local(_FAILED) or ""


def is_due(caseload: Caseload) -> bool:
    """Whether something was written since the last backup, and that is some minutes old; or the last one failed."""
    if caseload.last_row() == int(caseload.local(_UP_TO) or -1):
        return False
    made = last_proved(caseload)
    age = caseload.clock() - made if made else None
    return (
        age is None or bool(failed(caseload)) or age >= _EVERY or age < timedelta(0)
    )  # the clock was wrong then


def last_proved(caseload: Caseload) -> datetime | None:
    """Return when the last backup was made and proved, or None."""
    kept = caseload.local(_MADE)
    return datetime.fromisoformat(kept) if kept else None


def restored_from(caseload: Caseload) -> datetime | None:
    """Return when the backup was made that this caseload was restored from, or None."""
    kept = caseload.local(RESTORED_FROM)
    return datetime.fromisoformat(kept) if kept else None


def latest_in(place: Path) -> Backup:
    """Return the latest backup in a folder; raises UserError where there is none."""
    found = backups_in(place)
    if not found:
        raise UserError(
            text("There is no backup in “{folder}”. Choose the folder that was backed up to.", folder=place)
        )
    return found[-1]


def with_passphrase(passphrase: str) -> Unlock:
    """Return a way to open a backup by the passphrase."""
    return lambda place: unlock_with_passphrase(place, passphrase)


def with_recovery_code(code: str) -> Unlock:
    """Return a way to open a backup by the recovery code."""
    return lambda place: unlock_with_recovery_code(place, code)


def with_centre_key(identity: str) -> Unlock:
    """Return a way to open a backup by the centre's key."""
    return lambda place: unlock_with_centre_key(place, identity)


def backup_at(path: Path) -> Backup:
    """Return the backup that a path names: a file of records, or the latest in a folder; raises UserError where there is none."""
    if path.is_dir():
        return latest_in(path)
    if not path.is_file():
        raise UserError(
            text("There is no backup “{folder}”. Choose the folder that was backed up to.", folder=path)
        )
    known = {backup.path: backup for backup in backups_in(path.parent)}
    return known.get(path) or Backup(path, datetime.fromtimestamp(path.stat().st_mtime).astimezone())


def restore_caseload(backup: Backup, unlock: Unlock, folder: Path) -> None:
    """Make a caseload of a backup in an empty folder; raises UserError where it does not open or cannot be written."""
    restore(backup.path, unlock(backup.path.parent), folder, backup.at)
