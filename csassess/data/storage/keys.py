"""The key file: one random master key, wrapped once for each way to open the caseload.

It is wrapped by the passphrase, by the recovery code and, if the centre has one, by the centre's
key.
"""

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from csassess.catalogue import text
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.canonical import canonical
from csassess.data.storage.filenames import KEY_FILE
from csassess.domain.errors import DamagedError, UserError, WrongKeyError

_FORMAT = 1
_MOST_MEMORY, _MOST_PASSES = 2**20, 64  # KiB and passes: upper limits for a key file


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Argon2id parameters: memory in KiB, passes, lanes.

    The default is the second recommended option of RFC 9106.
    """

    memory: int = 65536
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class NewKeys:
    """A master key (32 bytes), its recovery code (shown once), and the key file's content."""

    master: bytes
    recovery_code: str
    content: bytes


def new_recovery_code() -> str:
    """Return 160 random bits as eight groups of four letters and digits."""
    code = base64.b32encode(secrets.token_bytes(20)).decode()
    return "-".join(code[start : start + 4] for start in range(0, 32, 4))


def make_keys(passphrase: str, centre_recipient: str | None = None, cost: KdfCost | None = None) -> NewKeys:
    """Create and wrap a master key.

    `centre_recipient` is the centre's public age key.
    Raises UserError if it is not a valid key.
    """
    cost = cost or KdfCost()
    master = secrets.token_bytes(32)
    code = new_recovery_code()
    wraps: dict[str, Any] = {
        "format": _FORMAT,
        "passphrase": _wrap(master, passphrase, "passphrase", cost),
        "recovery": _wrap(master, _plain_code(code), "recovery", cost),
    }
    if centre_recipient:
        wraps["centre"] = _wrap_for_centre(master, centre_recipient)
    return NewKeys(master, code, json.dumps({**wraps, "checksum": _checksum(wraps)}, indent=2).encode())


def rewrapped(
    folder: Path,
    master: bytes,
    *,
    passphrase: str = "",
    recovery_code: str = "",
    centre_recipient: str | None = None,
    cost: KdfCost | None = None,
) -> bytes:
    """Return the key file's content with the same master key wrapped again.

    Only the given secrets are wrapped again; the caseload is not re-encrypted.
    `centre_recipient` is the centre's public age key; an empty one removes the centre's access.
    Raises UserError if the key file is damaged or the centre's key is not valid.
    """
    wraps = _read(folder)
    if passphrase:
        wraps["passphrase"] = _wrap(master, passphrase, "passphrase", cost or KdfCost())
    if recovery_code:
        wraps["recovery"] = _wrap(master, _plain_code(recovery_code), "recovery", cost or KdfCost())
    if centre_recipient is not None:
        wraps.pop("centre", None)
        if centre_recipient:
            wraps["centre"] = _wrap_for_centre(master, centre_recipient)
    return json.dumps({**wraps, "checksum": _checksum(wraps)}, indent=2).encode()


def opens_for_centre(folder: Path) -> bool:
    """Return whether the centre's key opens the caseload in a folder.

    Raises UserError if the key file is damaged.
    """
    return "centre" in _read(folder)


def save_keys(folder: Path, keys: NewKeys) -> None:
    """Write the key file atomically.

    Raises OSError on failure.
    """
    write_atomically(folder / KEY_FILE, keys.content)


def check_keys(folder: Path) -> None:
    """Raise UserError if the key file in a folder is missing or damaged."""
    wraps = _read(folder)
    if not {"passphrase", "recovery"} <= set(wraps):
        raise _damaged()


def unlock_with_passphrase(folder: Path, passphrase: str) -> bytes:
    """Return the master key.

    Raises UserError if the passphrase is wrong or the key file is damaged.
    """
    return _unwrap(
        _read(folder),
        passphrase,
        "passphrase",
        text("The passphrase is not correct. Try again, or use the recovery code."),
    )


def unlock_with_recovery_code(folder: Path, code: str) -> bytes:
    """Return the master key.

    Raises UserError if the code is wrong or the key file is damaged.
    """
    return _unwrap(
        _read(folder),
        _plain_code(code),
        "recovery",
        text("The recovery code is not correct. Check each group against the printed code."),
    )


def unlock_with_centre_key(folder: Path, identity: str) -> bytes:
    """Return the master key, unwrapped by the centre's secret age key.

    Raises UserError if that key does not fit.
    """
    wraps = _read(folder)
    try:
        return bytes(
            pyrage.decrypt(_bytes(wraps["centre"]), [pyrage.x25519.Identity.from_str(identity.strip())])
        )
    except (KeyError, ValueError, pyrage.IdentityError, pyrage.DecryptError):
        raise WrongKeyError(
            text("The centre’s key does not open this caseload. Use the passphrase or the recovery code.")
        ) from None


def _plain_code(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")


def _derive(secret: str, salt: bytes, cost: KdfCost) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(unicodedata.normalize("NFC", secret).encode())


def _wrap(master: bytes, secret: str, use: str, cost: KdfCost) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = ChaCha20Poly1305(_derive(secret, salt, cost)).encrypt(nonce, master, use.encode())
    return {
        "kdf": "argon2id",
        "memory": cost.memory,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": _text(salt),
        "nonce": _text(nonce),
        "wrapped": _text(wrapped),
    }


def _wrap_for_centre(master: bytes, recipient: str) -> str:
    try:
        return _text(pyrage.encrypt(master, [pyrage.x25519.Recipient.from_str(recipient.strip())]))
    except pyrage.RecipientError:
        raise UserError(
            text("This is not a centre key. Ask the centre for the line that begins with “age1”.")
        ) from None


def _unwrap(wraps: dict[str, Any], secret: str, use: str, wrong_key_message: str) -> bytes:
    try:
        wrap = wraps[use]
        cost = KdfCost(wrap["memory"], wrap["passes"], wrap["lanes"])
        if cost.memory > _MOST_MEMORY or cost.passes > _MOST_PASSES:
            raise ValueError
        key = _derive(secret, _bytes(wrap["salt"]), cost)
    except (KeyError, TypeError, ValueError):
        raise _damaged() from None
    try:
        return ChaCha20Poly1305(key).decrypt(_bytes(wrap["nonce"]), _bytes(wrap["wrapped"]), use.encode())
    except InvalidTag:
        raise WrongKeyError(wrong_key_message) from None


def _read(folder: Path) -> dict[str, Any]:
    try:
        wraps = json.loads((folder / KEY_FILE).read_bytes())
        checksum = wraps.pop("checksum")
        if checksum != _checksum(wraps):
            raise _damaged()
        if wraps["format"] > _FORMAT:
            raise UserError(
                text(
                    "This caseload was created by a newer version of csassess. Install that "
                    "version to open it."
                )
            )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise _damaged() from None
    return dict(wraps)


def _damaged() -> DamagedError:
    return DamagedError(
        text(
            "The key file ({file}) is damaged. Nothing was changed. Restore the file from a backup.",
            file=KEY_FILE,
        )
    )


def _checksum(wraps: dict[str, Any]) -> str:
    """Tell a damaged key file from a wrong passphrase; no protection against tampering."""
    return hashlib.sha256(canonical(wraps)).hexdigest()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value)
