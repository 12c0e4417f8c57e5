"""A short PIN that unlocks the screen; after a few wrong ones the passphrase is required."""

import hashlib
import hmac
import os
from contextlib import suppress

from csassess.catalogue import text
from csassess.data.access.key_proofs import note_proof
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.domain.safekeeping.ways_to_open import PASSPHRASE
from csassess.services.access.caseloads import unlock

FEW_TRIES = 3
_SHORTEST, _LONGEST = 4, 8
_KEY = "pin"


def set_pin(caseload: Caseload, pin: str) -> None:
    """Set this device's PIN.

    Raises UserError unless it is four to eight digits.
    """
    if not (pin.isascii() and pin.isdigit() and _SHORTEST <= len(pin) <= _LONGEST):
        raise UserError(text("Choose four to eight digits."))
    salt = os.urandom(16)
    caseload.local.set(_KEY, f"{salt.hex()}:{_digest(pin, salt)}")


def has_pin(caseload: Caseload) -> bool:
    """Return whether this device has a PIN."""
    return caseload.local.get(_KEY) is not None


def is_pin(caseload: Caseload, pin: str) -> bool:
    """Return whether this is the PIN."""
    stored = caseload.local.get(_KEY)
    if stored is None:
        return False
    salt, digest = stored.split(":")
    return hmac.compare_digest(digest, _digest(pin, bytes.fromhex(salt)))


def is_passphrase(caseload: Caseload, passphrase: str) -> bool:
    """Return whether this is the caseload's passphrase.

    Slow by design (about a fifth of a second).
    """
    try:
        unlock(caseload.folder, passphrase)
    except UserError:
        return False
    with suppress(UserError):  # a full disk locks no one out
        note_proof(caseload, PASSPHRASE)
    return True


def _digest(pin: str, salt: bytes) -> str:
    # The PIN is stored inside the encrypted caseload; hashing only keeps it from being read at a glance.
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**12, r=8, p=1).hex()
