"""Changing the passphrase, the recovery code and the centre's key of a caseload.

Only the key file is rewritten; nothing is re-encrypted.
"""

from dataclasses import dataclass
from pathlib import Path

from csassess.data.access.key_file import change_key_file, good_key_file, outdated_places
from csassess.data.access.key_proofs import note_proof
from csassess.data.record.caseload import Caseload
from csassess.data.safekeeping.backups import backup_places
from csassess.data.storage.keys import (
    KdfCost,
    new_recovery_code,
    opens_for_centre,
    rewrapped,
    unlock_with_passphrase,
)
from csassess.domain.safekeeping.ways_to_open import PASSPHRASE
from csassess.services.access.passphrases import check_new_passphrase

_FREE_TRIES, _LONGEST_WAIT = 3, 300


def seconds_to_wait(wrong_tries: int) -> int:
    """Return the delay in seconds before the next attempt, after `wrong_tries` failures.

    No delay at first, then doubling with each failure, five minutes at most.
    """
    return 0 if wrong_tries < _FREE_TRIES else min(2 ** (wrong_tries - _FREE_TRIES + 1), _LONGEST_WAIT)


def change_passphrase(caseload: Caseload, present: str, new: str, cost: KdfCost | None = None) -> None:
    """Replace the caseload's passphrase; slow by design.

    Raises UserError, keeping the present passphrase, if the present one is wrong, if the new one is
    too short or very weak, or if the key file cannot be written.
    """
    present_keys = good_key_file(caseload)
    unlock_with_passphrase(caseload.folder, present)
    check_new_passphrase(new)
    _write(caseload, rewrapped(present_keys, caseload.attached.master, passphrase=new, cost=cost))
    note_proof(caseload, PASSPHRASE)  # it was typed twice


@dataclass(frozen=True, slots=True)
class NewCode:
    """A new recovery code that is not in use yet, and the key file that puts it in use.

    The code is shown once; the key file is written after the user has written the code down.
    """

    code: str
    content: bytes


def prepare_recovery_code(caseload: Caseload, present: str, cost: KdfCost | None = None) -> NewCode:
    """Return a new recovery code; `use_recovery_code` puts it in use. Slow by design.

    Raises UserError if the passphrase is wrong.
    """
    present_keys = good_key_file(caseload)
    unlock_with_passphrase(caseload.folder, present)
    code = new_recovery_code()
    return NewCode(code, rewrapped(present_keys, caseload.attached.master, recovery_code=code, cost=cost))


def use_recovery_code(caseload: Caseload, new: NewCode) -> None:
    """Replace the caseload's recovery code by a prepared one.

    Raises UserError if the key file cannot be written.
    """
    _write(caseload, new.content)


def set_centre_key(caseload: Caseload, recipient: str) -> None:
    """Let the centre's key open the caseload; an empty `recipient` removes that access.

    Raises UserError if `recipient` is not a valid key.
    """
    present_keys = good_key_file(caseload)
    _write(caseload, rewrapped(present_keys, caseload.attached.master, centre_recipient=recipient.strip()))


def has_centre_key(caseload: Caseload) -> bool:
    """Return whether the centre's key opens the caseload."""
    return opens_for_centre(caseload.folder)


def places_with_old_keys(caseload: Caseload) -> list[Path]:
    """Return the folders that still open with an earlier passphrase, recovery code or centre key."""
    return outdated_places(caseload)


def _write(caseload: Caseload, content: bytes) -> None:
    change_key_file(caseload, content, backup_places(caseload))
