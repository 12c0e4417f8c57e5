"""Encrypted SQLite under sqlite-utils: the one place that knows SQLCipher.

sqlite-utils prefers a module named `pysqlite3` to the standard library's. SQLCipher is put in that place before
sqlite-utils is imported, so that sqlite-utils also catches its errors.
"""

import sys
from pathlib import Path
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

from sqlite_utils import Database  # noqa: E402  (only after SQLCipher stands in its place)

DatabaseError: type[Exception] = sqlcipher3.dbapi2.DatabaseError
OperationalError: type[Exception] = sqlcipher3.dbapi2.OperationalError

__all__ = ["Database", "DatabaseError", "OperationalError", "connect", "memory_database"]

# Cascading references and triggers are not used; what is set here is what durability and secrecy rest on.
_PRAGMAS = (
    "cipher_log_level = NONE",
    "trusted_schema = OFF",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "busy_timeout = 10000",
    "cache_size = -65536",  # KiB: pages once decrypted are kept
)


def memory_database() -> Database:
    """Return an empty database in memory, for what is worked out and never kept."""
    return Database(sqlcipher3.connect(":memory:", isolation_level=None), execute_plugins=False)


def connect(path: Path, master: bytes, *, page_size: int = 4096) -> Database:
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
