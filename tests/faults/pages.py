"""Decrypt every page of an encrypted database, free pages and log included."""

import hashlib
import hmac
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_RESERVED = 80  # bytes at the end of each page: 16 of the initial vector, 64 of the seal


def decrypted(folder: Path, name: str, master: bytes, page_size: int = 4096) -> bytes:
    """Return all pages of a database in a folder and of its log, decrypted."""
    database = (folder / name).read_bytes()
    salt = database[:16]
    pages = [
        (number + 1, database[at : at + page_size])
        for number, at in enumerate(range(0, len(database), page_size))
    ]
    log = folder / f"{name}-wal"
    if log.exists():
        content = log.read_bytes()
        for at in range(32, len(content) - page_size, page_size + 24):
            pages.append(
                (int.from_bytes(content[at : at + 4], "big"), content[at + 24 : at + 24 + page_size])
            )
    return b"\0".join(_clear(number, page, master, salt) for number, page in pages if page.strip(b"\0"))


def _clear(number: int, page: bytes, master: bytes, salt: bytes) -> bytes:
    start = 16 if number == 1 else 0
    sealed, vector, seal = page[start:-_RESERVED], page[-_RESERVED:-64], page[-64:]
    own = hashlib.pbkdf2_hmac("sha512", master, bytes(byte ^ 0x3A for byte in salt), 2, 32)
    expected = hmac.new(own, sealed + vector + number.to_bytes(4, "little"), "sha512").digest()
    assert expected == seal, f"page {number} is not read as SQLCipher wrote it"
    reader = Cipher(algorithms.AES(master), modes.CBC(vector)).decryptor()
    return reader.update(sealed) + reader.finalize()
