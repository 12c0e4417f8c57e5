"""Changing the lock: a new master key, so that no older key file and passphrase open the caseload."""

from pathlib import Path

from csassess.catalogue import text
from csassess.data.access import opening
from csassess.data.record.caseload import Caseload
from csassess.data.safekeeping.backups import backup_places
from csassess.data.safekeeping.relocking import (
    Progress,
    note_relocked,
    old_locks,
    relock_caseload,
    relock_place,
)
from csassess.data.storage.keys import KdfCost, NewKeys, make_keys, unlock_with_passphrase
from csassess.domain.errors import UserError
from csassess.platform.drives import is_reachable
from csassess.services.access.passphrases import check_new_passphrase


def prepare_lock(
    caseload: Caseload, present: str, new: str, centre_recipient: str = "", cost: KdfCost | None = None
) -> NewKeys:
    """Return a new master key with its recovery code; nothing is written yet. Slow by design.

    Raises UserError if the present passphrase is wrong, the new one is too short or very weak, or the
    centre's key is not valid.
    """
    unlock_with_passphrase(caseload.folder, present)
    check_new_passphrase(new)
    return make_keys(new, centre_recipient.strip() or None, cost)


def change_lock(folder: Path, master: bytes, keys: NewKeys, progress: Progress = lambda _: None) -> str:
    """Write a closed caseload and its available backups again under a new master key.

    Return a sentence on what was done, and on what still opens with the old key. A backup folder that
    fails, or is away, is written again when it is next backed up to.
    Raises UserError, with the old key still in use, if the caseload itself cannot be written; with the new
    one, and saying so, if only moving its files has to wait.
    """
    caseload = opening.open_caseload(folder, master)
    try:
        caseload.check_writable()
        places = backup_places(caseload)
    finally:
        caseload.close()
    relock_caseload(folder, master, keys, places, progress)
    try:
        caseload = opening.open_caseload(folder, keys.master)
    except UserError as error:
        new = text("The lock was changed: use the new passphrase and the new recovery code.")
        raise UserError(f"{error} {new}") from None
    try:
        for place, old in old_locks(caseload).items():
            if is_reachable(place):
                try:
                    relock_place(place, old, keys.master, keys.content, progress)
                except UserError:
                    continue  # the place is named below
                note_relocked(caseload, place)
        left = old_locks(caseload)
    finally:
        caseload.close()
    done = text(
        "The lock was changed: the caseload opens with the new passphrase and the new recovery code only."
    )
    if not left:
        return done
    still = text(
        "Still open with the old ones, until they are available and backed up to: {places}.",
        places=", ".join(map(str, left)),
    )
    return f"{done} {still}"
