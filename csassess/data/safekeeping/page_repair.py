"""Read past wrong page HMACs in a damaged file, with a copy that has them recomputed.

SQLCipher refuses a page if one bit of it is wrong, and the whole file if that is the first page. With
new HMACs all of it can be read except for the 16 or so wrong bytes. The copy is still encrypted.
Entries and photographs are verified by their own hashes, so nothing altered is taken from it.
"""

import hashlib
import hmac
import shutil
from pathlib import Path

from csassess.data.storage.plain_files import created, opened

# Bytes in SQLCipher 4: the HMAC that ends each page, and the salt that begins the file.
_HMAC_SIZE, _SALT_SIZE = 64, 16


def resealed_page(path: Path, master: bytes, folder: Path, page_size: int) -> Path:
    """Write the copy to a folder, with its write-ahead log, and return its path.

    Raises OSError if it cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy, log = folder / path.name, path.with_name(f"{path.name}-wal")
    with opened(path) as damaged, created(copy) as target:
        hmac_key, number = b"", 0
        while page := damaged.read(page_size):
            number += 1
            hmac_key = hmac_key or _hmac_key(master, page[:_SALT_SIZE])
            target.write(_with_new_hmac(page, number, hmac_key) if len(page) == page_size else page)
    if log.exists():
        with opened(log) as source, created(folder / log.name) as target:
            shutil.copyfileobj(source, target)
    return copy


def _hmac_key(master: bytes, salt: bytes) -> bytes:
    """Return the HMAC key, derived as SQLCipher does from the master key and the file's salt."""
    return hashlib.pbkdf2_hmac("sha512", master, bytes(byte ^ 0x3A for byte in salt), 2, 32)


def _with_new_hmac(page: bytes, number: int, hmac_key: bytes) -> bytes:
    """Return a page with its HMAC recomputed."""
    content = page[_SALT_SIZE if number == 1 else 0 : -_HMAC_SIZE]
    return page[:-_HMAC_SIZE] + hmac.new(hmac_key, content + number.to_bytes(4, "little"), "sha512").digest()
