"""Lock age files with a passphrase at the lowest cost, and run the program so.

The real cost is about a second for each file. Such a file differs from a real one in its work factor
only; it is opened by the same code. Run as `python -m tests.support.cheap_age ARGUMENTS`, this is
`csassess ARGUMENTS`.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_WORK_FACTOR = 4
_CHUNK = 64 * 1024
_AT_FULL_COST = pyrage.passphrase.encrypt


def encrypt(plaintext: bytes, passphrase: str, armored: bool = False) -> bytes:
    """Return an age file that this passphrase opens, as https://c2sp.org/age describes it."""
    assert not armored
    assert len(plaintext) <= _CHUNK
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    key = hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=2**_WORK_FACTOR,
        r=8,
        p=1,
        dklen=32,
    )
    locked_key = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (
        _base64(salt),
        _WORK_FACTOR,
        _base64(locked_key),
    )
    seal = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    only_chunk = bytes(11) + b"\1"
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(only_chunk, plaintext, None)
    return b"%b %b\n%b%b" % (header, _base64(seal), nonce, payload)


def _base64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(file_key)


@contextmanager
def cheap_passphrases() -> Iterator[None]:
    """Have the program lock files at the lowest cost."""
    with _locking_by(encrypt):
        yield


@contextmanager
def full_cost() -> Iterator[None]:
    """Have the program lock files as it does outside tests."""
    with _locking_by(_AT_FULL_COST):
        yield


@contextmanager
def _locking_by(way: Callable[..., bytes]) -> Iterator[None]:
    before = pyrage.passphrase.encrypt
    pyrage.passphrase.encrypt = way
    try:
        yield
    finally:
        pyrage.passphrase.encrypt = before


if __name__ == "__main__":
    from csassess.__main__ import run

    with cheap_passphrases():
        run()
