"""Reading a caseload whose disk takes no writing, for example because it is full.

The records are copied to memory, where lists can be made up; what is changed there is refused.
"""

from contextlib import closing
from pathlib import Path

from csassess.data.record import fold
from csassess.data.record.schema import create_tables, layout
from csassess.data.record.worker import NOT_NEEDED_IN_MEMORY
from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import Database, connect_to_read, memory_database


def records_in_memory(folder: Path, master: bytes) -> Database:
    """Return a database in memory with the records of a closed caseload.

    Raises DatabaseError if they cannot be read.
    """
    path = folder / DATABASE_FILE
    log = path.with_name(f"{path.name}-wal")
    is_folded_in = not log.exists() or not log.stat().st_size
    with closing(connect_to_read(path, master, at_rest=is_folded_in, alone=not is_folded_in)) as stored:
        db = memory_database()
        create_tables(db)
        with db.atomic():
            for table in set(stored.table_names()) & set(db.table_names()) - NOT_NEEDED_IN_MEMORY:
                if not table.startswith(("search", "sqlite")):
                    _copy(stored, db, table)
            if db.execute("SELECT value FROM local WHERE key = 'layout'").fetchone() != (layout(),):
                fold.rebuild(db)
    return db


def _copy(stored: Database, db: Database, table: str) -> None:
    """Copy the columns of a table that both databases have."""
    known = db.table(table).columns_dict
    columns = [name for name in stored.table(table).columns_dict if name in known]
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" for _ in columns)
    rows = stored.execute(f'SELECT {names} FROM "{table}"').fetchall()
    db.conn.executemany(f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})', rows)
