"""Encrypted SQLite through sqlite-utils; the only module that imports SQLCipher.

sqlite-utils prefers a module named `pysqlite3` to the standard library's. SQLCipher takes that name
before sqlite-utils is imported, so that sqlite-utils also catches its errors.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

import sqlcipher3
import sqlcipher3.dbapi2

from csassess.catalogue import text

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

from sqlite_utils import Database  # noqa: E402  (only after SQLCipher has replaced pysqlite3)

PAGE_SIZE = 4096
DatabaseError: type[Exception] = sqlcipher3.dbapi2.DatabaseError
OperationalError: type[Exception] = sqlcipher3.dbapi2.OperationalError

__all__ = [
    "PAGE_SIZE",
    "Database",
    "DatabaseError",
    "OperationalError",
    "connect",
    "connect_for_worker",
    "connect_to_read",
    "is_free",
    "larger_cache",
    "memory_database",
    "rewrite_pages",
    "uri_of",
    "writing",
]

# KiB of decrypted pages kept in memory: by the window's connection, and by a background connection.
_CACHE, _WORKER_CACHE = 16_384, 4_096

_BUSY_TIMEOUT = 30_000  # milliseconds to wait for another writer

# Durability and secrecy depend on these. Cascading references and triggers are not used.
_PRAGMAS = (
    "cipher_log_level = NONE",
    "trusted_schema = OFF",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    f"busy_timeout = {_BUSY_TIMEOUT}",
    f"cache_size = -{_CACHE}",
    "fullfsync = ON",  # macOS: past the cache of the drive; of no effect elsewhere
)


def memory_database() -> Database:
    """Return an empty in-memory database that never writes a temporary file."""
    connection: Any = sqlcipher3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY")
    return Database(connection, execute_plugins=False)


def connect_for_worker(path: Path, master: bytes) -> Database:
    """Open another connection to a database that is in use, with a smaller cache.

    Raises DatabaseError as `connect` does, also if the file is gone: none is created.
    """
    db = connect(path, master, is_there=True)
    db.execute(f"PRAGMA cache_size = -{_WORKER_CACHE}")
    return db


def connect(path: Path, master: bytes, *, page_size: int = PAGE_SIZE, is_there: bool = False) -> Database:
    """Open (or create) an encrypted database with the raw 32-byte key.

    It uses a write-ahead log and full sync, and overwrites what is deleted.
    `page_size` in bytes is fixed when the file is created and must be passed again to open it.
    Raises DatabaseError if the file is not a database under this key or, with `is_there`, if there is none.
    """
    target = uri_of(path.absolute(), "mode=rw") if is_there else str(path)
    connection: Any = sqlcipher3.connect(target, uri=is_there, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{master.hex()}'\"")
        connection.execute(f"PRAGMA cipher_page_size = {page_size}")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Run the block as one write transaction, or as part of the open one.

    The write lock is taken at once, waiting for other writers: a transaction that starts by reading
    would fail if another connection wrote in between.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


def is_free(db: Database) -> bool:
    """Return whether no other connection is writing to the database."""
    db.conn.execute("PRAGMA busy_timeout = 0")
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        db.conn.rollback()
    except OperationalError:
        return False
    finally:
        db.conn.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT}")
    return True


def rewrite_pages(db: Database) -> None:
    """Rewrite every page of a database from its rows, outside a transaction.

    When rows move between pages, SQLite leaves their old bytes in the gap even with
    `secure_delete`; only this erases deleted data for good.
    Raises OperationalError if the disk refuses, or if another connection keeps reading the old
    state.
    """
    db.execute("VACUUM")
    is_busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        raise OperationalError(text("another program is still reading it"))


@contextmanager
def larger_cache(db: Database, most: int) -> Iterator[None]:
    """Let a database use a cache of up to `most` KiB during the block."""
    db.execute(f"PRAGMA cache_size = -{most}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size = -{_CACHE}")


def uri_of(path: PurePath, option: str) -> str:
    """Return the URI by which SQLite opens an absolute path with an option.

    `Path.as_uri` makes the server of a network share the URI's authority, which SQLite refuses.
    """
    slashes = path.as_posix() if path.as_posix().startswith("/") else f"/{path.as_posix()}"
    return f"file://{quote(slashes, safe='/:')}?{option}"


def connect_to_read(
    path: Path,
    master: bytes,
    *,
    page_size: int = PAGE_SIZE,
    at_rest: bool = False,
    alone: bool = False,
    past_damage: bool = False,
) -> Database:
    """Open an encrypted database read-only, alongside a connection that writes it.

    `at_rest` promises that nothing writes the file (as with a backup), so no file is created or
    changed next to it.
    `alone` promises that no other connection is open, so that the log is read without making a file.
    `past_damage` reads what it can even if the schema is damaged.
    Raises DatabaseError if the file is missing or not a database under this key.
    """
    if not path.is_file():
        raise OperationalError(text("the file {file} does not exist", file=path.name))
    uri = uri_of(path.absolute(), "immutable=1" if at_rest else "mode=rw")
    connection: Any = sqlcipher3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA key = \"x'{master.hex()}'\"")
        connection.execute(f"PRAGMA cipher_page_size = {page_size}")
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        for pragma in (*_PRAGMAS[:4], "query_only = ON", "busy_timeout = 10000"):
            connection.execute(f"PRAGMA {pragma}")
        if past_damage:
            connection.execute("PRAGMA writable_schema = ON")
        connection.execute("SELECT COUNT(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)
