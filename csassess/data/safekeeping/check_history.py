"""Check the history's hash chains, and the tables made from the history."""

from collections.abc import Iterator
from itertools import chain

from csassess.catalogue import text
from csassess.data.exchange.verify_history import (
    ChainVerifier,
    entries,
    event_description,
    missing_ends,
    places_of_links,
    quarantined_links,
)
from csassess.data.record import fold
from csassess.data.record.redactions import known_redactions
from csassess.data.record.schema import create_tables, layout
from csassess.data.safekeeping.check_progress import Cancelled
from csassess.data.storage.sqlcipher import Database, DatabaseError, memory_database
from csassess.domain.records.kinds import KINDS


def names_in(db: Database) -> dict[str, str]:
    """Return names by stream: of each candidate, as far as can be read, and of the caseload."""
    try:
        rows = db.execute("SELECT stream, name FROM candidate").fetchall()
    except DatabaseError:
        rows = []
    return {**dict(rows), "caseload": text("the caseload itself")}


def history_errors(db: Database, names: dict[str, str], cancelled: Cancelled) -> Iterator[str]:
    """Yield the first altered entry of each portfolio, and chains that end too early."""
    chains = ChainVerifier(places_of_links(db), known_redactions(db))
    streams_with_errors = set[str]()
    stored = chain(
        ((event, False) for event in entries(db)), ((event, True) for event in quarantined_links(db))
    )
    for event, is_set_aside in stored:
        if cancelled():
            return
        error = chains.check_next(event, is_set_aside=is_set_aside)
        if error and event.stream not in streams_with_errors:
            streams_with_errors.add(event.stream)
            yield f"{event_description(error[0], names)}: {error[1]}."
    yield from missing_ends(db, chains, names)


def table_errors(db: Database, names: dict[str, str], cancelled: Cancelled) -> Iterator[str]:
    """Yield, for each portfolio, the tables that differ from the history."""
    stored_layout = db.execute("SELECT value FROM local WHERE key = 'layout'").fetchone()
    if stored_layout is None or stored_layout[0] != layout():
        return  # of an older version: they are rebuilt when the caseload is next opened
    rebuilt = memory_database()
    create_tables(rebuilt)
    tables = {
        name: ", ".join(f'"{c}"' for c in rebuilt.table(name).columns_dict)
        for name in ("heads", "revived", *KINDS)
    }
    for stream in sorted(_streams(db)):
        if cancelled():
            return
        differing = sorted(rows_unlike_history(db, rebuilt, stream, tables))
        if differing:
            yield text(
                "The tables for {name} do not match the history ({tables}).",
                name=names.get(stream, stream[:8]),
                tables=", ".join(differing),
            )


def _streams(db: Database) -> set[str]:
    tables = ("events", "heads", "revived", *KINDS)
    return {
        row[0] for table in tables for row in db.execute(f'SELECT DISTINCT stream FROM "{table}"').fetchall()
    }


def rows_unlike_history(db: Database, rebuilt: Database, stream: str, tables: dict[str, str]) -> set[str]:
    """Return the tables whose rows of a stream differ from those rebuilt from its events.

    `tables` maps table names to their columns. `rebuilt` is an empty in-memory database, and is left empty.
    """
    db.execute("BEGIN")
    try:
        events = db.execute(
            "SELECT id, stream, device, sequence, body, disclosed FROM events WHERE stream = ? ORDER BY"
            " rowid",
            (stream,),
        ).fetchall()
        rows_by_table = {name: _rows(db, name, columns, stream) for name, columns in tables.items()}
    finally:
        db.execute("COMMIT")
    rebuilt.execute("BEGIN")
    try:
        rebuilt.conn.executemany(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            events,
        )
        fold.fold_all(rebuilt)
        return {
            name
            for name, columns in tables.items()
            if _rows(rebuilt, name, columns, stream) != rows_by_table[name]
        }
    except (DatabaseError, ValueError, KeyError, TypeError, StopIteration):
        return {text("the tables cannot be built from the history")}
    finally:
        rebuilt.execute("ROLLBACK")


def _rows(db: Database, table: str, columns: str, stream: str) -> list[tuple[object, ...]]:
    return sorted(
        db.execute(f'SELECT {columns} FROM "{table}" WHERE stream = ?', (stream,)).fetchall(), key=repr
    )
