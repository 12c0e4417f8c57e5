"""Back up to the caseload's own folder and to chosen folders, and restore a caseload."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.folder import finish_relocking
from csassess.data.safekeeping.backups import (
    RESTORED_FROM,
    back_up,
    backups_in,
    note_clean,
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
from csassess.domain.dates import date_and_time
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.backup import Backup
from csassess.platform.drives import is_reachable

__all__ = [
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
    "take_repaired",
    "when",
    "with_centre_key",
    "with_passphrase",
    "with_recovery_code",
]

_MADE, _UP_TO, _FAILED = "backed-up", "backed-up-to", "backup-failed"
_EVERY = timedelta(minutes=10)
Unlock = Callable[[Path], bytes]


def make_backup(caseload: Caseload, place: Path | None = None) -> Backup:
    """Make a verified backup in the caseload's own folder, or in a chosen folder.

    A chosen folder is remembered for later backups.
    Raises UserError if the backup fails.
    """
    backup = back_up(caseload, place or own_place(caseload))
    if place:
        remember_place(caseload, place)
    _note(caseload, backup)
    return backup


def _note(caseload: Caseload, backup: Backup) -> None:
    caseload.local.set(_MADE, backup.at.isoformat())
    caseload.local.set(_UP_TO, str(backup.up_to))  # events written during the backup are not in it
    caseload.local.set(_FAILED, "")


def jobs(caseload: Caseload) -> tuple[list[Callable[[], Backup]], list[str]]:
    """Return the backups to make now, and sentences about those that are impossible.

    There is one for the caseload's own folder and one for each remembered folder that exists. Each
    may run on any thread.
    """
    ready: list[Callable[[], Backup]] = []
    problems: list[str] = []
    for place in (own_place(caseload), *other_places(caseload)):
        try:
            ready.append(ready_to_back_up(caseload, place).run)
        except UserError as error:
            problems.append(str(error))
    return ready, list(dict.fromkeys(problems))


def take_repaired(caseload: Caseload) -> list[str]:
    """Return sentences on what repaired itself since they were last asked for."""
    sentences, caseload.repaired = caseload.repaired, []
    return sentences


def other_places(caseload: Caseload) -> list[Path]:
    """Return the remembered backup folders, other than the caseload's own, that exist now."""
    return [place for place in places(caseload) if place != own_place(caseload) and is_reachable(place)]


def note_made(caseload: Caseload, backup: Backup) -> None:
    """Record a verified backup, and redact pending values in its folder."""
    note_clean(caseload, backup.path.parent)
    _note(caseload, backup)


def note_failed(caseload: Caseload, sentence: str) -> None:
    """Record why the last backup failed, until one succeeds."""
    caseload.local.set(_FAILED, sentence)


def failed(caseload: Caseload) -> str:
    """Return why the last backup failed; empty if it did not."""
    return caseload.local.get(_FAILED) or ""


def is_due(caseload: Caseload) -> bool:
    """Return whether a backup is due.

    It is due if events were written since the last one, and the last one is some minutes old,
    failed or never happened.
    """
    if caseload.history.last_row() == int(caseload.local.get(_UP_TO) or -1):
        return False
    last = last_proved(caseload)
    age = caseload.clock() - last if last else None
    # A negative age means that the clock was wrong at the last backup.
    return age is None or bool(failed(caseload)) or age >= _EVERY or age < timedelta(0)


def last_proved(caseload: Caseload) -> datetime | None:
    """Return when the last verified backup was made, or None."""
    stored = caseload.local.get(_MADE)
    return datetime.fromisoformat(stored) if stored else None


def restored_from(caseload: Caseload) -> datetime | None:
    """Return when the backup was made that this caseload was restored from, or None."""
    stored = caseload.local.get(RESTORED_FROM)
    return datetime.fromisoformat(stored) if stored else None


def when(backup: Backup, now: datetime) -> str:
    """Return when a backup was made, in words; a date in the future is shown as such."""
    made = date_and_time(backup.at)
    return text("{when} (in the future: the clock was wrong)", when=made) if backup.at > now else made


def latest_in(place: Path) -> Backup:
    """Return the latest backup in a folder.

    Raises UserError if there is none.
    """
    backups = backups_in(place)
    if not backups:
        raise UserError(
            text("No backup was found in “{folder}”. Choose the folder you backed up to.", folder=place)
        )
    return backups[-1]


def with_passphrase(passphrase: str) -> Unlock:
    """Return an unlock function that uses the passphrase."""
    return lambda place: unlock_with_passphrase(_whole(place), passphrase)


def with_recovery_code(code: str) -> Unlock:
    """Return an unlock function that uses the recovery code."""
    return lambda place: unlock_with_recovery_code(_whole(place), code)


def with_centre_key(identity: str) -> Unlock:
    """Return an unlock function that uses the centre's key."""
    return lambda place: unlock_with_centre_key(_whole(place), identity)


def _whole(place: Path) -> Path:
    """Return a backup folder after finishing a change of its lock that was stopped."""
    with suppress(OSError):
        finish_relocking(place)
    return place


def backup_at(path: Path) -> Backup:
    """Return the backup at a path: a file of records, or the latest in a folder.

    Raises UserError if there is none.
    """
    if path.is_dir():
        return latest_in(path)
    if not path.is_file():
        raise UserError(
            text("The backup “{folder}” was not found. Choose the folder you backed up to.", folder=path)
        )
    backups_by_path = {backup.path: backup for backup in backups_in(path.parent)}
    return backups_by_path.get(path) or Backup(
        path, datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    )


def restore_caseload(backup: Backup, unlock: Unlock, folder: Path) -> None:
    """Restore a backup into an empty folder.

    Raises UserError if the backup does not open or the folder cannot be written.
    """
    restore(backup.path, unlock(backup.path.parent), folder, backup.at)
