"""Encrypted SQLite under sqlite-utils: the one place that knows SQLCipher.

sqlite-utils prefers a module named `pysqlite3` to the standard library's. SQLCipher is put in that place before
sqlite-utils is imported, so that sqlite-utils also catches its errors.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2

from csassess.catalogue import text

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

from sqlite_utils import Database  # noqa: E402  (only after SQLCipher stands in its place)

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
    "keeping",
    "memory_database",
    "write_anew",
    "writing",
]

_KEPT, _KEPT_BESIDE = (
    16_384,
    4_096,
)  # KiB of pages, once decrypted: of who works in the window, and of what goes on beside

_PATIENCE = 30_000  # milliseconds to wait for whoever is writing

# Cascading references and triggers are not used; what is set here is what durability and secrecy rest on.
_PRAGMAS = (
    "cipher_log_level = NONE",
    "trusted_schema = OFF",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    f"busy_timeout = {_PATIENCE}",
    f"cache_size = -{_KEPT}",
)


def memory_database() -> Database:
    """Return an empty database in memory, for what is worked out and never kept: none of it goes to a temporary file either."""
    connection: Any = sqlcipher3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY")
    return Database(connection, execute_plugins=False)


def connect_for_worker(path: Path, master: bytes) -> Database:
    """Open a database once more, beside who has it open: it keeps less in memory. Raises DatabaseError as `connect` does."""
    db = connect(path, master)
    db.execute(f"PRAGMA cache_size = -{_KEPT_BESIDE}")
    return db


def connect(path: Path, master: bytes, *, page_size: int = PAGE_SIZE) -> Database:
    """Open (or create) an encrypted database with the raw 32-byte key, write-ahead log and full sync.

    `page_size` in bytes is fixed when the file is made, and must be named again on opening it. What is deleted is
    overwritten, not only forgotten.

    Raises DatabaseError where the file is not a database under this key.
    """
    connection: Any = sqlcipher3.connect(str(path), isolation_level=None)
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
    """Make the block one transaction, which may write from its first moment on, or a part of the one under way.

    It waits for whoever writes on another connection. One that began by reading could not go on where another wrote in between.
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
    """Whether nobody else is writing to a database just now."""
    db.conn.execute("PRAGMA busy_timeout = 0")
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        db.conn.rollback()
    except OperationalError:
        return False
    finally:
        db.conn.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    return True


def write_anew(db: Database) -> None:
    """Write every page of a database anew, from its rows alone, outside a transaction.

    Where rows were moved from page to page, SQLite leaves what stood in the gap behind, also with `secure_delete`; so what was deleted is
    gone for good only after this. Raises OperationalError where the disk refuses, or somebody else reads what was there before for long.
    """
    db.execute("VACUUM")
    waits = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if waits:
        raise OperationalError(text("something else still reads it"))


@contextmanager
def keeping(db: Database, most: int) -> Iterator[None]:
    """Keep up to so many KiB of a database in memory for a while; afterwards as much as ever."""
    db.execute(f"PRAGMA cache_size = -{most}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size = -{_KEPT}")


def connect_to_read(
    path: Path, master: bytes, *, page_size: int = PAGE_SIZE, at_rest: bool = False, past_damage: bool = False
) -> Database:
    """Open an encrypted database for reading alone, beside whoever writes it.

    `at_rest` says that nobody writes the file, as a backup: then nothing is made or changed beside it. `past_damage` reads what can
    be read though a table's own description is damaged. Raises DatabaseError
    where the file is missing or no database under this key.
    """
    if not path.is_file():
        raise OperationalError(text("there is no file {file}", file=path.name))
    uri = f"{path.resolve().as_uri()}?{'immutable=1' if at_rest else 'mode=rw'}"
    connection: Any = sqlcipher3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA key = \"x'{master.hex()}'\"")
        connection.execute(f"PRAGMA cipher_page_size = {page_size}")
        for pragma in (*_PRAGMAS[:4], "query_only = ON", "busy_timeout = 10000"):
            connection.execute(f"PRAGMA {pragma}")
        if past_damage:
            connection.execute("PRAGMA writable_schema = ON")
        connection.execute("SELECT COUNT(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)
