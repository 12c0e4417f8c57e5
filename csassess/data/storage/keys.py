"""The key file: one random master key, wrapped once for each way to open the caseload.

It is wrapped by the passphrase, by the recovery code and, if the centre has one, by the centre's
key. A checksum tells damage from a wrong passphrase; a MAC under the master key tells a key file of this
caseload from any other, before it replaces one. Files of earlier versions have no MAC.
"""

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from csassess.catalogue import text
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.canonical import canonical
from csassess.data.storage.filenames import KEY_COPIES, KEY_FILE
from csassess.data.storage.plain_files import read_at_most
from csassess.domain.errors import DamagedError, UserError, WrongKeyError
from csassess.domain.safekeeping.ways_to_open import PASSPHRASE, RECOVERY

_FORMAT = 1
_MOST = {"memory": 2**19, "passes": 16, "lanes": 16}  # upper limits for a key file; memory in KiB
_MOST_BYTES = 1 << 16  # of a key file
_WRAP_LENGTHS = {"salt": 16, "nonce": 12, "wrapped": 48}
_CENTRE, _MAC, _CHECKSUM = "centre", "mac", "checksum"


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
    return NewKeys(master, code, _content(wraps, master))


def rewrapped(
    content: bytes,
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
    wraps = _parsed(content)
    if passphrase:
        wraps["passphrase"] = _wrap(master, passphrase, "passphrase", cost or KdfCost())
    if recovery_code:
        wraps["recovery"] = _wrap(master, _plain_code(recovery_code), "recovery", cost or KdfCost())
    if centre_recipient is not None:
        wraps.pop("centre", None)
        if centre_recipient:
            wraps["centre"] = _wrap_for_centre(master, centre_recipient)
    return _content(wraps, master)


def is_authentic(content: bytes, master: bytes) -> bool:
    """Return whether a key file is undamaged and was written by someone who had the master key."""
    try:
        wraps = _parsed(content)
    except UserError:
        return False
    return hmac.compare_digest(str(wraps.get(_MAC, "")), _mac(wraps, master))


def authenticated(content: bytes, master: bytes) -> bytes:
    """Return the content of an undamaged key file of an earlier version with a MAC; others unchanged.

    Raises UserError if it is damaged.
    """
    wraps = _parsed(content)
    return content if _MAC in wraps else _content(wraps, master)


def opens_no_more_than(content: bytes, present: bytes) -> bool:
    """Return whether whatever opens one key file opens another one too.

    Raises UserError if one of them is damaged.
    """
    wraps, present_wraps = _parsed(content), _parsed(present)
    return all(present_wraps.get(name) == wrap for name, wrap in wraps.items() if name != _MAC)


def wrap_digests(content: bytes) -> dict[str, str]:
    """Return a digest of what each typed way to open a key file opens; it changes when the way does.

    Raises UserError if the file is damaged.
    """
    wraps = _parsed(content)
    return {way: hashlib.sha256(canonical(wraps[way])).hexdigest() for way in (PASSPHRASE, RECOVERY)}


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


def read_keys(folder: Path, name: str = KEY_FILE) -> bytes:
    """Return the content of a key file, undamaged or not; empty if there is none that can be read."""
    try:
        return read_at_most(folder / name, _MOST_BYTES)
    except OSError:
        return b""


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
    except (KeyError, ValueError, OverflowError, pyrage.IdentityError, pyrage.DecryptError):
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
    wrap = wraps[use]
    try:
        key = _derive(secret, _bytes(wrap["salt"]), KdfCost(wrap["memory"], wrap["passes"], wrap["lanes"]))
    except (ValueError, OverflowError, MemoryError):
        raise _damaged() from None
    try:
        return ChaCha20Poly1305(key).decrypt(_bytes(wrap["nonce"]), _bytes(wrap["wrapped"]), use.encode())
    except InvalidTag:
        raise WrongKeyError(wrong_key_message) from None


def _read(folder: Path) -> dict[str, Any]:
    """Return the parsed key file of a folder, or of its first undamaged copy there."""
    contents = [read_keys(folder, name) for name in (KEY_FILE, *KEY_COPIES)]
    for content in contents:
        try:
            return _parsed(content)
        except DamagedError:
            continue
    raise _damaged()


def _parsed(content: bytes) -> dict[str, Any]:
    """Return the checked content of a key file, without its checksum.

    Raises UserError if it is damaged, or of a newer version.
    """
    try:
        wraps = json.loads(content)
        if wraps.pop(_CHECKSUM) != _checksum(wraps):
            raise _damaged()
        if type(wraps["format"]) is int and wraps["format"] > _FORMAT:
            raise UserError(
                text(
                    "This caseload was created by a newer version of csassess. Install that "
                    "version to open it."
                )
            )
        if wraps["format"] != _FORMAT or not isinstance(wraps.get(_MAC, ""), str):
            raise _damaged()
        _check_wrap(wraps["passphrase"])
        _check_wrap(wraps["recovery"])
        _bytes(wraps.get(_CENTRE, ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _damaged() from None
    return dict(wraps)


def _check_wrap(wrap: Any) -> None:
    """Raise ValueError, TypeError or KeyError unless a wrapped key has the form that is written."""
    for name, most in _MOST.items():
        if type(wrap[name]) is not int or not 1 <= wrap[name] <= most:
            raise ValueError(name)
    for name, length in _WRAP_LENGTHS.items():
        if len(_bytes(wrap[name])) != length:
            raise ValueError(name)


def _damaged() -> DamagedError:
    return DamagedError(
        text(
            "The key file ({file}) is damaged. Nothing was changed. Restore the file from a backup.",
            file=KEY_FILE,
        )
    )


def _content(wraps: dict[str, Any], master: bytes) -> bytes:
    """Return the content of a key file with its MAC and its checksum."""
    complete = {**wraps, _MAC: _mac(wraps, master)}
    return json.dumps({**complete, _CHECKSUM: _checksum(complete)}, indent=2).encode()


def _mac(wraps: dict[str, Any], master: bytes) -> str:
    key = HKDF(SHA256(), length=32, salt=None, info=b"csassess key file").derive(master)
    content = canonical({name: wrap for name, wrap in wraps.items() if name != _MAC})
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def _checksum(wraps: dict[str, Any]) -> str:
    """Tell a damaged key file from a wrong passphrase; no protection against tampering."""
    return hashlib.sha256(canonical(wraps)).hexdigest()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)
