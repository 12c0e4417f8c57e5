"""The chains of a stream: every event that a device wrote in it, quarantined ones included.

A quarantined event has no effect here but stays a link of its chain, so that the chain ends as its
device signed it. Only the branch of a fork is no link.
"""

from collections.abc import Iterator
from typing import NamedTuple

from csassess.data.record.events import Event, decode
from csassess.data.record.history import COUNTING, FORK, LINKS
from csassess.data.storage.sqlcipher import Database


class StoredEvent(NamedTuple):
    """An event as stored and sent: its id, its body's bytes, and the disclosed values."""

    id: str
    body: bytes
    disclosed: str


def links(db: Database) -> str:
    """Return the query for the links of all chains in a database, of an earlier version too."""
    return LINKS if "verdict" in db.table("apart").columns_dict else COUNTING


def stored_events(db: Database, stream: str, after: dict[str, int] | None = None) -> Iterator[StoredEvent]:
    """Yield the links of a stream's chains as stored, each after those it depends on.

    `after` (sequence by device) skips what a recipient already has.
    """
    received = after or {}
    rows = db.execute(
        f"SELECT id, body, disclosed, device, sequence, set_aside FROM ({LINKS}) WHERE stream = ?"
        " ORDER BY set_aside, place",
        (stream,),
    ).fetchall()
    events = [StoredEvent(*row[:3]) for row in rows]
    if not _is_ordered(rows):
        events = in_order(events)
    places = {row[0]: (row[3], row[4]) for row in rows}
    for event in events:
        device, sequence = places[event.id]
        if sequence > received.get(device, 0):
            yield event


def _is_ordered(rows: list[tuple[str, bytes, str, str, int, int]]) -> bool:
    """Return whether no event is set aside and each chain is in its order."""
    last: dict[str, int] = {}
    for _, _, _, device, sequence, set_aside in rows:
        if set_aside or sequence != last.get(device, 0) + 1:
            return False
        last[device] = sequence
    return True


def in_order(events: list[StoredEvent]) -> list[StoredEvent]:
    """Return events so that each follows those it depends on, otherwise in the order given."""
    waiting = {event.id: event for event in events}
    dependencies = {event.id: dependencies_of(decode(*event)) for event in events}
    order: list[StoredEvent] = []
    for event in events:
        path = [event.id]
        while path:
            needed = next((other for other in dependencies[path[-1]] if other in waiting), None)
            if needed is not None and needed not in path:
                path.append(needed)
                continue
            done = waiting.pop(path.pop(), None)
            if done:
                order.append(done)
    return order


def dependencies_of(event: Event) -> frozenset[str]:
    """Return the ids of the events without which an event cannot be placed."""
    parents = {parent for change in event.changes for parent in change.parents}
    return frozenset(parents | ({event.previous} if event.previous else set()))


def chain_ends(db: Database, stream: str) -> dict[str, tuple[int, str]]:
    """Return the last event of each device's chain in a stream, by device, as (sequence, event id)."""
    rows = db.execute(
        f"SELECT device, MAX(sequence), id FROM ({LINKS}) WHERE stream = ? GROUP BY device ORDER BY device",
        (stream,),
    ).fetchall()
    return {device: (sequence, event) for device, sequence, event in rows}


__all__ = [
    "FORK",
    "LINKS",
    "StoredEvent",
    "chain_ends",
    "dependencies_of",
    "in_order",
    "links",
    "stored_events",
]
