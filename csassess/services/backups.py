"""Backing up, to the caseload's own folder and to places of the user's choosing, and making a caseload of a backup again."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from csassess.catalogue import text
from csassess.data.backups import RESTORED_FROM, Backup, back_up, backups_in, own_place, restore
from csassess.data.caseload import Caseload
from csassess.data.keys import unlock_with_centre_key, unlock_with_passphrase, unlock_with_recovery_code
from csassess.domain.errors import UserError

_PLACES = "backup-places"
Unlock = Callable[[Path], bytes]


def make_backup(caseload: Caseload, place: Path | None = None) -> Backup:
    """Make a proved backup in the caseload's own folder, or in a place of the user's choosing, which is remembered.

    Raises UserError where it could not be made.
    """
    made = back_up(caseload, place or own_place(caseload))
    if place:
        kept = dict.fromkeys([*json.loads(caseload.local(_PLACES) or "[]"), str(place)])
        caseload.set_local(_PLACES, json.dumps(list(kept)))
    caseload.set_local("backed-up", made.at.isoformat())
    return made


def last_proved(caseload: Caseload) -> datetime | None:
    """Return when the last backup was made and proved, or None."""
    kept = caseload.local("backed-up")
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


def restore_caseload(backup: Backup, unlock: Unlock, folder: Path) -> None:
    """Make a caseload of a backup in an empty folder; raises UserError where it does not open or cannot be written."""
    restore(backup.path, unlock(backup.path.parent), folder, backup.at)
