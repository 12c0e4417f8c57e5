"""Reading past a broken seal: a copy, encrypted still, of a damaged file, in which the seal of every damaged page is made to fit.

SQLCipher refuses a page of which one bit is wrong, and the whole file where it is the first page. Sealed anew, all of it can be
read but for the sixteen or so bytes that are wrong; entries and photographs prove themselves by their own hashes, so what is
taken from such a copy is what was written, or is not taken at all.
"""

import hashlib
import hmac
import shutil
from pathlib import Path

_SEAL, _SALT = (
    64,
    16,
)  # bytes: the seal at the end of each page of SQLCipher 4, and the salt that begins the file


def resealed_page(path: Path, master: bytes, folder: Path, page_size: int) -> Path:
    """Write the copy to a folder, with the log that belongs to it, and return its path; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy, log = folder / path.name, path.with_name(f"{path.name}-wal")
    with path.open("rb") as damaged, copy.open("wb") as made:
        own, number = b"", 0
        while page := damaged.read(page_size):
            number += 1
            own = own or _own_key(master, page[:_SALT])
            made.write(_sealed(page, number, own) if len(page) == page_size else page)
    if log.exists():
        shutil.copyfile(log, folder / log.name)
    return copy


def _own_key(master: bytes, salt: bytes) -> bytes:
    """Return the key of the seals, as SQLCipher derives it from the master key and the file's salt."""
    return hashlib.pbkdf2_hmac("sha512", master, bytes(each ^ 0x3A for each in salt), 2, 32)


def _sealed(page: bytes, number: int, own: bytes) -> bytes:
    content = page[_SALT if number == 1 else 0 : -_SEAL]
    return page[:-_SEAL] + hmac.new(own, content + number.to_bytes(4, "little"), "sha512").digest()
