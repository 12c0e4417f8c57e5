"""Read what is left of a caseload's database and its backups, damaged or not.

An entry is taken from any file in which its hash and its commitments are right, whatever else of the
file is damaged.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csassess.data.exchange.verify_history import StoredRow, entries, error_in_event
from csassess.data.record.events import WITHHELD
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read

_ENTRY = "SELECT id, stream, device, sequence, body, disclosed FROM events"
_OTHER_TABLES = (
    "wordings",
    "local",
    "peers",
    "signed",
    "apart",
    "had",
    "grouped",
    "drafts",
    "status",
    "erasing",
    "withheld",
)
_MISSES = 5_000  # row ids in a row without an entry, after which the table is taken to end


@dataclass
class Salvaged:
    """What was read: entries by id in the order found, and rows of the other tables by table.

    `whole` tells whether all of the first file could be read and every entry in it was unaltered.
    """

    entries: dict[str, StoredRow] = field(default_factory=dict)
    beside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    whole: bool = True
    added: int = 0  # entries that only a later file held


def salvage(first: Path, past: Sequence[Path], others: Sequence[Path], master: bytes) -> Salvaged:
    """Read a database, then what it lacks from other files.

    `past` are copies with recomputed page HMACs, `others` are files that no one writes to.
    """
    salvaged = Salvaged()
    sources = [
        (first, False, False),
        *((path, False, True) for path in past),
        *((path, True, False) for path in others),
    ]
    for number, (path, at_rest, past_damage) in enumerate(sources):
        try:
            db = connect_to_read(path, master, at_rest=at_rest, past_damage=past_damage)
        except DatabaseError:
            salvaged.whole = salvaged.whole and number > 0
            continue
        try:
            if not _take(salvaged, db, first=number == 0) and number == 0:
                salvaged.whole = False
        finally:
            db.close()
    return salvaged


def _take(salvaged: Salvaged, db: Database, *, first: bool) -> bool:
    """Take from a file what was not found yet; return whether all of it could be read."""
    whole = True
    for event in _entries(db):
        if event is None or not _is_unaltered(event):
            whole = False
            continue
        earlier = salvaged.entries.get(event.id)
        if earlier is None:
            salvaged.entries[event.id] = event
            salvaged.added += not first
        elif event.disclosed != earlier.disclosed and WITHHELD in json.loads(event.disclosed):
            salvaged.entries[event.id] = event  # what was redacted in one file stays redacted
    for table in _OTHER_TABLES:
        rows, readable = _rows(db, table)
        whole = whole and readable
        if rows and not (table in ("local", "drafts", "erasing", "status") and salvaged.beside.get(table)):
            salvaged.beside.setdefault(table, []).extend(rows)
    return whole


def _is_unaltered(event: StoredRow) -> bool:
    """Return whether an entry's hash and commitments are right."""
    try:
        return not error_in_event(event)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _entries(db: Database) -> Iterator[StoredRow | None]:
    """Yield every entry that can be read, and None if some cannot."""
    seen = 0
    try:
        for entry in entries(db):
            seen += 1
            yield entry
        return
    except DatabaseError:
        yield None
    missed, row = 0, 0
    while missed < _MISSES:
        row, missed = row + 1, missed + 1
        try:
            one = db.execute(f"{_ENTRY} WHERE rowid = ?", (row,)).fetchone()
        except DatabaseError:
            continue
        if one:
            missed = 0
            yield StoredRow(*one)


def _rows(db: Database, table: str) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows of a table that can be read, and whether all can."""
    try:
        return list(db.query(f"SELECT * FROM {table}")), True
    except DatabaseError:
        pass
    rows, missed, row = [], 0, 0
    while missed < _MISSES:
        row, missed = row + 1, missed + 1
        try:
            one = list(db.query(f"SELECT * FROM {table} WHERE rowid = ?", (row,)))
        except DatabaseError:
            continue
        if one:
            missed = 0
            rows += one
    return rows, False


def readable_rows(events: list[StoredRow]) -> list[StoredRow]:
    """Return entries so that each follows those it depends on, one for each place in a chain."""
    bodies = {event.id: json.loads(event.body) for event in events}
    chosen = {event.id: event for event in _one_for_each_place(events, bodies)}
    done: set[str] = set()
    order: list[StoredRow] = []
    waiting = list(chosen.values())
    while waiting:
        postponed = []
        for event in waiting:
            body = bodies[event.id]
            dependencies = {parent for change in body["changes"] for parent in change["parents"]} | {
                body["previous"]
            }
            if (dependencies & chosen.keys()) <= done:
                done.add(event.id)
                order.append(event)
            else:
                postponed.append(event)
        if len(postponed) == len(waiting):
            break  # they depend on one another: no such entries were ever written
        waiting = postponed
    return order


def _one_for_each_place(events: list[StoredRow], bodies: dict[str, Any]) -> Iterator[StoredRow]:
    """Yield one entry for each place in a chain: the continued one, if several claim it."""
    places: dict[tuple[str, str, int], list[StoredRow]] = {}
    for event in events:
        places.setdefault((event.stream, event.device, event.sequence), []).append(event)
    continued = {body["previous"] for body in bodies.values()}
    for claimants in places.values():
        yield next((event for event in claimants if event.id in continued), claimants[0])
