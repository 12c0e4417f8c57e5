"""Checks of the history's hash chains, and of the tables made from the history."""

from collections.abc import Iterator

from csassess.catalogue import text
from csassess.data.exchange.verify_history import ChainVerifier, entries, missing_ends, told
from csassess.data.record import fold
from csassess.data.record.redactions import known_redactions
from csassess.data.record.schema import create_tables, layout
from csassess.data.safekeeping.check_results import Cancelled
from csassess.data.storage.sqlcipher import Database, DatabaseError, memory_database
from csassess.domain.records.kinds import KINDS


def names_in(db: Database) -> dict[str, str]:
    """Return how a person calls each portfolio; what cannot be read has no name."""
    try:
        rows = db.execute("SELECT stream, name FROM candidate").fetchall()
    except DatabaseError:
        rows = []
    return {**dict(rows), "caseload": text("the caseload itself")}


def history_errors(db: Database, names: dict[str, str], cancelled: Cancelled) -> Iterator[str]:
    """Yield the first entry of each portfolio that is not as it was written, and chains that end too early."""
    chains, wrong = ChainVerifier(withheld=known_redactions(db)), set[str]()
    for each in entries(db):
        if cancelled():
            return
        found = chains.error_in(each)
        if found and each.stream not in wrong:
            wrong.add(each.stream)
            yield f"{told(found[0], names)}: {found[1]}."
    yield from missing_ends(db, chains, names)


def table_errors(db: Database, names: dict[str, str], cancelled: Cancelled) -> Iterator[str]:
    """Yield which tables of which portfolio say something else than the history folded anew."""
    kept = db.execute("SELECT value FROM local WHERE key = 'layout'").fetchone()
    if kept is None or kept[0] != layout():
        return  # an older version's: they are made anew when the caseload is next opened
    anew = memory_database()
    create_tables(anew)
    tables = {
        name: ", ".join(f'"{c}"' for c in anew.table(name).columns_dict)
        for name in ("heads", "revived", *KINDS)
    }
    for stream in sorted(_streams(db)):
        if cancelled():
            return
        unlike = sorted(rows_unlike_history(db, anew, stream, tables))
        if unlike:
            yield text(
                "What is shown of {name} is not what the history says ({tables}).",
                name=names.get(stream, stream[:8]),
                tables=", ".join(unlike),
            )


def _streams(db: Database) -> set[str]:
    tables = ("events", "heads", "revived", *KINDS)
    return {
        row[0] for table in tables for row in db.execute(f'SELECT DISTINCT stream FROM "{table}"').fetchall()
    }


def rows_unlike_history(db: Database, anew: Database, stream: str, tables: dict[str, str]) -> set[str]:
    """Return the tables (name to columns) whose rows of a stream differ from those folded anew; `anew` is left empty."""
    db.execute("BEGIN")
    try:
        events = db.execute(
            "SELECT id, stream, device, sequence, body, disclosed FROM events WHERE stream = ? ORDER BY"
            " rowid",
            (stream,),
        ).fetchall()
        shown = {name: _rows(db, name, own, stream) for name, own in tables.items()}
    finally:
        db.execute("COMMIT")
    anew.execute("BEGIN")
    try:
        anew.conn.executemany(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            events,
        )
        fold.fold_all(anew)
        return {name for name, own in tables.items() if _rows(anew, name, own, stream) != shown[name]}
    except (DatabaseError, ValueError, KeyError, TypeError, StopIteration):
        return {text("the history cannot be folded")}
    finally:
        anew.execute("ROLLBACK")


def _rows(db: Database, table: str, own: str, stream: str) -> list[tuple[object, ...]]:
    return sorted(db.execute(f'SELECT {own} FROM "{table}" WHERE stream = ?', (stream,)).fetchall(), key=repr)
