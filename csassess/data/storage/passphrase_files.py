"""Files locked with a passphrase in the format of age, at a fixed cost and opened at a bounded one.

pyrage takes as many steps as the machine does in a second, and refuses a file of a much faster machine as
if its passphrase were wrong. So this one recipient of https://c2sp.org/age is here, with what age itself
takes by default; everything else of age is pyrage's.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import time
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from csassess.catalogue import text
from csassess.domain.errors import UserError

WORK = 18  # of scrypt, as a power of two: a quarter of a gigabyte, a second or less. The default of age
MOST_WORK = 20  # a gigabyte of memory: what pyrage chose on fast machines in earlier versions
_PATIENCE = 60  # seconds that opening may take
_PROBE = 13  # the work by which the speed of a machine is measured: a few hundredths of a second
_LONGEST_HEADER = 1 << 16  # bytes
_CHUNK, _TAG = 1 << 16, 16
_VERSION = b"age-encryption.org/v1\n"
_ARMOUR, _ARMOUR_END = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
_STANZA = re.compile(rb"-> scrypt [A-Za-z0-9+/]+ ([1-9][0-9]?)")
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n"
    rb"--- ([A-Za-z0-9+/]{43})\n"
)


class TooMuchWorkError(UserError):
    """Opening the file takes more memory or time than this machine has."""


class NotOpenedError(Exception):
    """The passphrase is wrong, or the file is damaged or of another kind."""


def locked_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Return content locked with a passphrase. Slow by design: about a second."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    body = ChaCha20Poly1305(_wrap_key(passphrase, salt, WORK)).encrypt(bytes(12), file_key, None)
    header = _VERSION + b"-> scrypt %b %d\n%b\n---" % (_base64(salt), WORK, _base64(body))
    seal = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    pieces = [content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK)] or [b""]
    sealed = (cipher.encrypt(n, piece, None) for n, piece in zip(_nonces(len(pieces)), pieces, strict=True))
    return b"%b %b\n%b%b" % (header, _base64(seal), nonce, b"".join(sealed))


def opened_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Return what a passphrase locks. Slow by design: a second or more, and up to a gigabyte of memory.

    Raises NotOpenedError if the passphrase is wrong or the file damaged. Before anything is tried, raises
    TooMuchWorkError if opening takes too much memory, or on this machine too long.
    """
    if _work_of(content) > MOST_WORK:
        raise TooMuchWorkError(
            text(
                "The passphrase of this file was locked so that opening it would take more memory than "
                "is safe. The file was refused. Ask the sender to send it again with csassess."
            )
        )
    binary = _without_armour(content)
    header = _HEADER.match(binary)
    if header is None:
        raise NotOpenedError
    salt, body, seal = (_from_base64(header[group]) for group in (1, 3, 4))
    if int(header[2]) > MOST_WORK:
        raise NotOpenedError  # the header said otherwise where it was looked at first
    _check_speed(int(header[2]))
    try:
        file_key = ChaCha20Poly1305(_wrap_key(passphrase, salt, int(header[2]))).decrypt(
            bytes(12), body, None
        )
        signed = binary[: header.start(4) - 1]
        if not hmac.compare_digest(hmac.digest(_derived(file_key, b"", b"header"), signed, "sha256"), seal):
            raise NotOpenedError
        return _payload(binary[header.end() :], file_key)
    except InvalidTag:
        raise NotOpenedError from None
    except MemoryError:
        raise TooMuchWorkError(
            text(
                "This machine has too little free memory to open the file. Close other programs, then try "
                "again. The passphrase was not tried."
            )
        ) from None


def _check_speed(work: int) -> None:
    """Raise TooMuchWorkError if this machine takes too long for some work."""
    began = time.perf_counter()
    _wrap_key("", bytes(16), min(work, _PROBE))
    seconds = (time.perf_counter() - began) * 2 ** max(0, work - _PROBE)
    if seconds > _PATIENCE:
        raise TooMuchWorkError(
            text(
                "This machine is too slow to open the file in time: it would take about {minutes} minutes. "
                "Open it on a faster machine, or ask the sender to lock it with your key file. The "
                "passphrase was not tried.",
                minutes=max(2, round(seconds / 60)),
            )
        )


def _wrap_key(passphrase: str, salt: bytes, work: int) -> bytes:
    """Return the key that a passphrase stands for. Raises MemoryError if there is too little."""
    try:
        return hashlib.scrypt(
            passphrase.encode("utf-8", "surrogatepass"),
            salt=b"age-encryption.org/v1/scrypt" + salt,
            n=2**work,
            r=8,
            p=1,
            maxmem=(1024 << work) + (1 << 20),
            dklen=32,
        )
    except ValueError as error:  # OpenSSL's word for memory that it does not get
        raise MemoryError from error


def _payload(sealed: bytes, file_key: bytes) -> bytes:
    cipher = ChaCha20Poly1305(_derived(file_key, sealed[:16], b"payload"))
    pieces = [sealed[at : at + _CHUNK + _TAG] for at in range(16, len(sealed), _CHUNK + _TAG)]
    opened = [cipher.decrypt(n, piece, None) for n, piece in zip(_nonces(len(pieces)), pieces, strict=True)]
    if not opened or (len(opened) > 1 and not opened[-1]):
        raise NotOpenedError  # cut off; only an empty file has an empty piece
    return b"".join(opened)


def _nonces(count: int) -> Iterator[bytes]:
    for n in range(count):
        yield n.to_bytes(11, "big") + (b"\1" if n == count - 1 else b"\0")


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(file_key)


def _base64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _from_base64(letters: bytes) -> bytes:
    content = base64.b64decode(letters + b"=" * (-len(letters) % 4))
    if _base64(content) != letters:
        raise NotOpenedError  # another way of writing the same bytes
    return content


def _without_armour(content: bytes) -> bytes:
    """Return a file in letters as bytes; a file in bytes unchanged."""
    lines = content.strip().splitlines()
    if not lines or lines[0] != _ARMOUR:
        return content
    if lines[-1] != _ARMOUR_END:
        raise NotOpenedError
    try:
        return base64.b64decode(b"".join(lines[1:-1]), validate=True)
    except binascii.Error:
        raise NotOpenedError from None


def _work_of(content: bytes) -> int:
    """Return the work that the header asks for; 0 if none does, over the limit if malformed."""
    work = 0
    for line in _header(content).split(b"\n"):
        if line.startswith(b"-> scrypt"):
            stanza = _STANZA.fullmatch(line)
            work = max(work, int(stanza[1]) if stanza else MOST_WORK + 1)
    return work


def _header(content: bytes) -> bytes:
    start = content[:_LONGEST_HEADER]
    if start.lstrip().startswith(_ARMOUR):
        armoured = b"".join(start.lstrip().splitlines()[1:])
        letters = re.sub(rb"[^A-Za-z0-9+/].*", b"", armoured, flags=re.DOTALL)
        start = base64.b64decode(letters[: len(letters) // 4 * 4])
    return start.partition(b"\n---")[0]
