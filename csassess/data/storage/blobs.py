"""Encrypted store for photographs and attached files, keyed by SHA-256.

Bytes are stored completely before any record refers to them, so no commit spans two files.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.sqlcipher import (
    Database,
    DatabaseError,
    OperationalError,
    connect,
    connect_to_read,
    memory_database,
)
from csassess.domain.errors import UserError

ATTACHED_FILE = "photos.db"
ATTACHED_PAGE_SIZE = 65_536  # large rows: several times faster than 4 KiB pages


def _write_error(error: Exception) -> UserError:
    return UserError(
        text(
            "The file could not be saved: {reason}. Free some disk space or allow writing, then try again.",
            reason=error,
        )
    )


def _damage_error() -> UserError:
    return UserError(
        text(
            "The photograph file ({file}) cannot be read. Your notes are safe. Restore "
            "the file from a backup.",
            file=ATTACHED_FILE,
        )
    )


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn disk errors and file damage into a UserError."""
    try:
        yield
    except OperationalError as error:
        raise _write_error(error) from error
    except DatabaseError:
        raise _damage_error() from None


class BlobStore:
    """The blob store of one caseload folder."""

    def __init__(self, folder: Path, master: bytes) -> None:
        self._folder, self.master = folder, master
        self.only_reads = False  # set if the disk is full: reading must not make a file

    @cached_property
    def _db(self) -> Database:
        """The database, opened on first use: notes do not need it."""
        try:
            path = self._folder / ATTACHED_FILE
            if self.only_reads and path.exists():
                return connect_to_read(path, self.master, page_size=ATTACHED_PAGE_SIZE, at_rest=True)
            db = (
                memory_database()
                if self.only_reads
                else connect(path, self.master, page_size=ATTACHED_PAGE_SIZE)
            )
            db.execute(
                "CREATE TABLE IF NOT EXISTS attached (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL,"
                " thumbnail BLOB)"
            )
            db.execute("CREATE TABLE IF NOT EXISTS taken_out (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
        except OperationalError as error:
            raise _write_error(error) from error
        except DatabaseError:
            raise _damage_error() from None
        return db

    def another(self) -> "BlobStore":
        """Return the same store with its own connection, for another thread."""
        other = BlobStore(self._folder, self.master)
        other.only_reads = self.only_reads
        return other

    def close(self) -> None:
        """Checkpoint the write-ahead log and close the file, if it was opened."""
        if "_db" in self.__dict__:
            self.fold_in()
            self._db.close()
            del self.__dict__["_db"]

    def fold_in(self) -> None:
        """Checkpoint the write-ahead log, so that deleted bytes remain nowhere."""
        # On a full disk or damage the log stays next to the file and is read with it.
        with suppress(DatabaseError):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def put(self, content: bytes, thumbnail: bytes | None = None) -> str:
        """Store bytes durably and return their SHA-256.

        Raises UserError if the disk refuses, or if these bytes were redacted.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if self.is_refused(sha256):
            raise UserError(
                text(
                    "Part of this picture was covered for good, so the uncovered picture cannot "
                    "be added again. Choose another picture."
                )
            )
        with _plain_errors():
            self._db.execute(
                "INSERT OR IGNORE INTO attached (sha256, content, thumbnail) VALUES (?, ?, ?)",
                (sha256, content, thumbnail),
            )
        return sha256

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run the block as one transaction."""
        with _plain_errors(), self._db.atomic():
            yield

    def content(self, sha256: str) -> bytes:
        """Return stored bytes.

        Raises KeyError if missing.
        """
        return self._column("content", sha256)

    def size(self, sha256: str) -> int | None:
        """Return the size of stored bytes; None if they are missing."""
        with _plain_errors():
            row = self._db.execute(
                "SELECT length(content) FROM attached WHERE sha256 = ?", (sha256,)
            ).fetchone()
        return int(row[0]) if row else None

    def thumbnail(self, sha256: str) -> bytes:
        """Return the thumbnail of a stored picture.

        Raises KeyError if missing.
        """
        return self._column("thumbnail", sha256)

    def keep_thumbnail(self, sha256: str, thumbnail: bytes) -> None:
        """Store the thumbnail of a stored picture."""
        with _plain_errors():
            self._db.execute("UPDATE attached SET thumbnail = ? WHERE sha256 = ?", (thumbnail, sha256))

    def _column(self, name: str, sha256: str) -> bytes:
        with _plain_errors():
            row = self._db.execute(f"SELECT {name} FROM attached WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or row[0] is None:
            raise KeyError(sha256)
        return bytes(row[0])

    def has(self, sha256: str) -> bool:
        """Return whether these bytes are stored."""
        with _plain_errors():
            return (
                self._db.execute("SELECT 1 FROM attached WHERE sha256 = ?", (sha256,)).fetchone() is not None
            )

    def is_refused(self, sha256: str) -> bool:
        """Return whether these bytes were redacted."""
        with _plain_errors():
            return (
                self._db.execute("SELECT 1 FROM taken_out WHERE sha256 = ?", (sha256,)).fetchone() is not None
            )

    def hashes(self) -> list[str]:
        """Return the SHA-256 of everything stored, oldest first."""
        with _plain_errors():
            return [
                row[0] for row in self._db.execute("SELECT sha256 FROM attached ORDER BY rowid").fetchall()
            ]

    def forget(self, hashes: set[str]) -> None:
        """Delete bytes that no record refers to. They may be stored again later."""
        with _plain_errors(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("DELETE FROM attached WHERE sha256 = ?", (sha256,))

    def refuse_from_now_on(self, hashes: frozenset[str]) -> None:
        """Refuse these bytes from now on, before `take_out` deletes them.

        If `take_out` is interrupted, it is finished when the caseload is next opened.
        """
        with _plain_errors(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("INSERT OR IGNORE INTO taken_out (sha256) VALUES (?)", (sha256,))

    def accept_again(self, hashes: frozenset[str]) -> None:
        """Accept announced bytes again, if they were not deleted after all."""
        with _plain_errors(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("DELETE FROM taken_out WHERE sha256 = ?", (sha256,))

    def refused_but_stored(self) -> list[str]:
        """Return the SHA-256 of bytes that are refused but still stored."""
        if not (self._folder / ATTACHED_FILE).exists():
            return []
        with _plain_errors():
            rows = self._db.execute(
                "SELECT sha256 FROM attached WHERE sha256 IN (SELECT sha256 FROM taken_out)"
            ).fetchall()
        return [row[0] for row in rows]

    def take_out(self, hashes: frozenset[str]) -> None:
        """Delete bytes for good, overwrite them in file and log, and refuse them from now on."""
        with _plain_errors(), self._db.atomic():
            for sha256 in sorted(hashes):
                self._db.execute("DELETE FROM attached WHERE sha256 = ?", (sha256,))
                self._db.execute("INSERT OR IGNORE INTO taken_out (sha256) VALUES (?)", (sha256,))
        self.fold_in()
