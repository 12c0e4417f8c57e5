"""The bytes of photographs and attached files, encrypted in a file of their own, by their SHA-256.

Bytes are wholly in this store before any record names them, so no commit spans two files.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.sqlcipher import Database, DatabaseError, OperationalError, connect
from csassess.domain.errors import UserError

ATTACHED_FILE = "photos.db"
ATTACHED_PAGE_SIZE = 65_536  # large rows are read and written several times faster than with pages of 4 KiB


def _not_kept(error: Exception) -> UserError:
    return UserError(
        text(
            "The file could not be kept: {reason}. Make room or allow writing, then try again.", reason=error
        )
    )


def _unreadable() -> UserError:
    return UserError(
        text(
            "The file of photographs ({file}) cannot be read. Notes are safe; restore it from a backup.",
            file=ATTACHED_FILE,
        )
    )


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what the disk refuses, or damage of the file, into a sentence."""
    try:
        yield
    except OperationalError as error:
        raise _not_kept(error) from error
    except DatabaseError:
        raise _unreadable() from None


class BlobStore:
    """The store of one caseload's folder."""

    def __init__(self, folder: Path, master: bytes) -> None:
        self._folder, self.master = folder, master

    @cached_property
    def _db(self) -> Database:
        """The file, opened when it is first needed: notes are read and written without it."""
        try:
            db = connect(self._folder / ATTACHED_FILE, self.master, page_size=ATTACHED_PAGE_SIZE)
            db.execute(
                "CREATE TABLE IF NOT EXISTS attached (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL,"
                " thumbnail BLOB)"
            )
            db.execute("CREATE TABLE IF NOT EXISTS taken_out (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
        except OperationalError as error:
            raise _not_kept(error) from error
        except DatabaseError:
            raise _unreadable() from None
        return db

    def another(self) -> "BlobStore":
        """Return the same store with a connection of its own, for another thread."""
        return BlobStore(self._folder, self.master)

    def close(self) -> None:
        """Fold the write-ahead log in and close the file, where it was opened."""
        if "_db" in self.__dict__:
            self.fold_in()
            self._db.close()
            del self.__dict__["_db"]

    def fold_in(self) -> None:
        """Fold the write-ahead log into the file, so that what was taken out stands nowhere any more."""
        with suppress(
            DatabaseError
        ):  # a full disk, or damage: the log stays beside the file, and is read with it
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def put(self, content: bytes, thumbnail: bytes | None = None) -> str:
        """Keep bytes durably and return their SHA-256; raises UserError where the disk refuses or they were taken out for good."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self.is_taken_out(sha256):
            raise UserError(text("This picture was covered: what was under the cover is not taken in again."))
        with _said_plainly():
            self._db.execute(
                "INSERT OR IGNORE INTO attached (sha256, content, thumbnail) VALUES (?, ?, ?)",
                (sha256, content, thumbnail),
            )
        return sha256

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make what the block keeps one transaction."""
        with _said_plainly(), self._db.atomic():
            yield

    def content(self, sha256: str) -> bytes:
        """Return kept bytes; raises KeyError where there are none."""
        return self._column("content", sha256)

    def thumbnail(self, sha256: str) -> bytes:
        """Return a kept picture's thumbnail; raises KeyError where there is none."""
        return self._column("thumbnail", sha256)

    def keep_thumbnail(self, sha256: str, thumbnail: bytes) -> None:
        """Keep a picture's thumbnail beside it."""
        with _said_plainly():
            self._db.execute("UPDATE attached SET thumbnail = ? WHERE sha256 = ?", (thumbnail, sha256))

    def _column(self, name: str, sha256: str) -> bytes:
        with _said_plainly():
            row = self._db.execute(f"SELECT {name} FROM attached WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or row[0] is None:
            raise KeyError(sha256)
        return bytes(row[0])

    def has(self, sha256: str) -> bool:
        """Whether the bytes are kept."""
        with _said_plainly():
            return (
                self._db.execute("SELECT 1 FROM attached WHERE sha256 = ?", (sha256,)).fetchone() is not None
            )

    def is_taken_out(self, sha256: str) -> bool:
        """Whether the bytes were taken out for good."""
        with _said_plainly():
            return (
                self._db.execute("SELECT 1 FROM taken_out WHERE sha256 = ?", (sha256,)).fetchone() is not None
            )

    def kept(self) -> list[str]:
        """Return the SHA-256 of everything that is kept."""
        with _said_plainly():
            return [
                row[0] for row in self._db.execute("SELECT sha256 FROM attached ORDER BY rowid").fetchall()
            ]

    def forget(self, hashes: set[str]) -> None:
        """Take bytes out that no record came to name; they are taken in again like any others."""
        with _said_plainly(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("DELETE FROM attached WHERE sha256 = ?", (sha256,))

    def announce_taking_out(self, hashes: frozenset[str]) -> None:
        """Refuse bytes from now on, before they are taken out: what stops half-way is finished when the caseload is next opened."""
        with _said_plainly(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("INSERT OR IGNORE INTO taken_out (sha256) VALUES (?)", (sha256,))

    def withdraw_announcement(self, hashes: frozenset[str]) -> None:
        """Take bytes again that were announced to be taken out, and were not."""
        with _said_plainly(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("DELETE FROM taken_out WHERE sha256 = ?", (sha256,))

    def still_to_take_out(self) -> list[str]:
        """Return the hashes of bytes that are refused and still kept."""
        if not (self._folder / ATTACHED_FILE).exists():
            return []
        with _said_plainly():
            rows = self._db.execute(
                "SELECT sha256 FROM attached WHERE sha256 IN (SELECT sha256 FROM taken_out)"
            ).fetchall()
        return [row[0] for row in rows]

    def take_out(self, hashes: frozenset[str]) -> None:
        """Take bytes out for good: overwritten in the file and in its log, and refused from now on."""
        with _said_plainly(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("DELETE FROM attached WHERE sha256 = ?", (sha256,))
                self._db.execute("INSERT OR IGNORE INTO taken_out (sha256) VALUES (?)", (sha256,))
        self.fold_in()
