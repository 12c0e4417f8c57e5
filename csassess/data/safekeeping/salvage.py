"""What can still be read of a caseload's database and of its backups, damaged or whole: entries that prove themselves.

An entry is taken from wherever it stands whole: its hash and its commitments say so, whatever else of the file is damaged.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csassess.data.exchange.verify_history import KnownEvents, entries, error_in_event
from csassess.data.record.events import WITHHELD
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read

_ENTRY = "SELECT id, stream, device, sequence, body, disclosed FROM events"
_SIDE = (
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
_MISSES = 5_000  # so many places in a row without an entry are taken for the end


@dataclass
class Salvaged:
    """What was found: entries by id, in the order they were come upon, and rows of the tables beside the history by table.

    `whole` says whether all of the first file could be read and every entry in it was as it was written.
    """

    entries: dict[str, KnownEvents] = field(default_factory=dict)
    beside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    whole: bool = True
    added: int = 0  # entries that only a later file held


def salvage(first: Path, past: Sequence[Path], others: Sequence[Path], master: bytes) -> Salvaged:
    """Return what can be read of a database and, for what it lacks, of copies `past` a broken seal, and of others at rest."""
    found = Salvaged()
    ways = [
        (first, False, False),
        *((path, False, True) for path in past),
        *((path, True, False) for path in others),
    ]
    for number, (path, at_rest, past_damage) in enumerate(ways):
        try:
            db = connect_to_read(path, master, at_rest=at_rest, past_damage=past_damage)
        except DatabaseError:
            found.whole = found.whole and number > 0
            continue
        try:
            if not _take(found, db, first=number == 0) and number == 0:
                found.whole = False
        finally:
            db.close()
    return found


def _take(found: Salvaged, db: Database, *, first: bool) -> bool:
    """Take from a file what was not found yet; return whether all of it could be read."""
    whole = True
    for kept in _entries(db):
        if kept is None or not _is_true(kept):
            whole = False
            continue
        known = found.entries.get(kept.id)
        if known is None:
            found.entries[kept.id] = kept
            found.added += not first
        elif kept.disclosed != known.disclosed and WITHHELD in json.loads(kept.disclosed):
            found.entries[kept.id] = kept  # what was taken out of one stays out of the other
    for table in _SIDE:
        rows, readable = _rows(db, table)
        whole = whole and readable
        if rows and not (table in ("local", "drafts", "erasing", "status") and found.beside.get(table)):
            found.beside.setdefault(table, []).extend(rows)
    return whole


def _is_true(kept: KnownEvents) -> bool:
    try:
        return not error_in_event(kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _entries(db: Database) -> Iterator[KnownEvents | None]:
    """Yield every entry that can be read, and None where some cannot."""
    seen = 0
    try:
        for kept in entries(db):
            seen += 1
            yield kept
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
            yield KnownEvents(*one)


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


def readable_rows(found: list[KnownEvents]) -> list[KnownEvents]:
    """Return entries in an order in which each comes after what it rests on, one for each place of a machine's chain."""
    bodies = {kept.id: json.loads(kept.body) for kept in found}
    chosen = {kept.id: kept for kept in _one_for_each_place(found, bodies)}
    done: set[str] = set()
    order: list[KnownEvents] = []
    waiting = list(chosen.values())
    while waiting:
        later = []
        for kept in waiting:
            body = bodies[kept.id]
            rests_on = {parent for change in body["changes"] for parent in change["parents"]} | {
                body["previous"]
            }
            if (rests_on & chosen.keys()) <= done:
                done.add(kept.id)
                order.append(kept)
            else:
                later.append(kept)
        if len(later) == len(waiting):
            break  # they rest on one another: no such entry was ever written
        waiting = later
    return order


def _one_for_each_place(found: list[KnownEvents], bodies: dict[str, Any]) -> Iterator[KnownEvents]:
    """Yield, of several entries that claim one place of a chain, the one that the next entry of the chain follows."""
    places: dict[tuple[str, str, int], list[KnownEvents]] = {}
    for kept in found:
        places.setdefault((kept.stream, kept.device, kept.sequence), []).append(kept)
    followed = {body["previous"] for body in bodies.values()}
    for several in places.values():
        yield next((kept for kept in several if kept.id in followed), several[0])
