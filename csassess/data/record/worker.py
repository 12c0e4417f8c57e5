"""A second connection to the open caseload for another thread, and copies in memory for trials."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from csassess.catalogue import text
from csassess.data.record.caseload import SHARED_STREAMS, Caseload
from csassess.data.record.schema import create_tables
from csassess.data.storage.sqlcipher import Database, DatabaseError, memory_database
from csassess.domain.errors import UserError

NOT_NEEDED_IN_MEMORY = {
    "drafts",
    "grouped",
    "summary",
    "outline",
    "status",
    "account_fingerprints",
    "erasing",
}  # made up again when asked for, or only needed to write


@contextmanager
def worker_connection(caseload: Caseload) -> Iterator[Caseload]:
    """Yield the caseload on connections of its own, for the calling thread.

    A write waits for a transaction that is under way on another connection.

    Raises UserError if it cannot be opened.
    """
    try:
        db = caseload.connect_again()
    except DatabaseError as error:
        raise UserError(
            text("The caseload could not be opened: {reason}. Nothing was changed.", reason=error)
        ) from None
    try:
        other = Caseload(
            caseload.folder, db, None, caseload.attached.master, clock=caseload.clock, new_id=caseload.new_id
        )
        other.refuses_because, other.attached = caseload.refuses_because, caseload.attached.another()
        other.ended_uncleanly, other.was_copied = caseload.ended_uncleanly, caseload.was_copied
        try:
            yield other
        finally:
            other.attached.close()
    finally:
        db.close()


@contextmanager
def sandbox(caseload: Caseload, streams: Collection[str]) -> Iterator[Caseload]:
    """Yield a caseload in memory with some portfolios and the tables around them.

    Changes to it leave no trace.
    """
    copied_streams = (*SHARED_STREAMS, *streams)
    db = memory_database()
    try:
        create_tables(db)
        with caseload.one_instant():
            for table in sorted(set(db.table_names()) - NOT_NEEDED_IN_MEMORY):
                if not table.startswith(("search", "sqlite")):
                    _copy(caseload.db, db, table, copied_streams)
        copy = Caseload(
            caseload.folder, db, None, caseload.attached.master, clock=caseload.clock, new_id=caseload.new_id
        )
        copy.attached = caseload.attached.another()
        try:
            yield copy
        finally:
            copy.attached.close()
    finally:
        db.close()


def _copy(source: Database, target: Database, table: str, streams: tuple[str, ...]) -> None:
    """Copy a table's rows of some streams, or all rows if the table has no streams."""
    names = list(target.table(table).columns_dict)
    listed = ", ".join(f'"{name}"' for name in names)
    where = f"WHERE stream IN ({', '.join('?' * len(streams))})" if "stream" in names else ""
    rows = source.execute(f'SELECT {listed} FROM "{table}" {where}', streams if where else ())
    places = ", ".join("?" * len(names))
    target.conn.executemany(f'INSERT OR REPLACE INTO "{table}" ({listed}) VALUES ({places})', rows)
