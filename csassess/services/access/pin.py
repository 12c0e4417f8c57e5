"""A short PIN that brings a locked screen back; after a few wrong ones the passphrase is asked for."""

import hashlib
import hmac
import os

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.errors import UserError
from csassess.services.access.caseloads import unlock

FEW_TRIES = 3
_SHORTEST, _LONGEST = 4, 8
_KEY = "pin"


def set_pin(caseload: Caseload, pin: str) -> None:
    """Set the PIN of this machine; raises UserError for one that is no four to eight digits."""
    if not (pin.isascii() and pin.isdigit() and _SHORTEST <= len(pin) <= _LONGEST):
        raise UserError(text("Choose four to eight digits."))
    salt = os.urandom(16)
    caseload.local.set(_KEY, f"{salt.hex()}:{_digest(pin, salt)}")


def has_pin(caseload: Caseload) -> bool:
    """Whether this machine has a PIN."""
    return caseload.local.get(_KEY) is not None


def is_pin(caseload: Caseload, pin: str) -> bool:
    """Whether this is the PIN."""
    kept = caseload.local.get(_KEY)
    if kept is None:
        return False
    salt, digest = kept.split(":")
    return hmac.compare_digest(digest, _digest(pin, bytes.fromhex(salt)))


def is_passphrase(caseload: Caseload, passphrase: str) -> bool:
    """Whether this is the caseload's passphrase; slow by design (about a fifth of a second)."""
    try:
        unlock(caseload.folder, passphrase)
    except UserError:
        return False
    return True


def _digest(pin: str, salt: bytes) -> str:
    # The PIN is kept inside the encrypted caseload; the derivation only keeps it from being read there at a glance.
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**12, r=8, p=1).hex()
