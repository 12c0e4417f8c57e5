"""Reading the history: the events of a caseload."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from csassess.data.record.events import Event, decode
from csassess.data.storage.sqlcipher import Database
from csassess.domain.records.kinds import Stream

_SHARED = (Stream.CASELOAD.value, Stream.CENTRE.value)
_EVENT = "SELECT id, body, disclosed FROM events"

FORK = "fork"  # the verdict on the branch of a chain that was continued twice

COUNTING = "SELECT rowid AS place, 0 AS set_aside, id, stream, device, sequence, body, disclosed FROM events"
LINKS = (
    f"{COUNTING} UNION ALL SELECT rowid, 1, id, stream, device, sequence, body, disclosed FROM apart"
    f" WHERE verdict <> '{FORK}'"
)
"""Query for the links of all chains; `place` is the order of arrival among those that are not set aside."""


def chain_end(db: Database, stream: str, device: str) -> tuple[int, str | None]:
    """Return the sequence and id of the last event of a chain; (0, None) if it has none.

    A quarantined event counts, except on the branch of a fork.
    """
    row = db.execute(
        "SELECT sequence, id FROM events WHERE stream = ? AND device = ? UNION ALL"
        " SELECT sequence, id FROM apart WHERE stream = ? AND device = ? AND verdict <> ?"
        " ORDER BY sequence DESC LIMIT 1",
        (stream, device, stream, device, FORK),
    ).fetchone()
    return (row[0], row[1]) if row else (0, None)


class History:
    """The events of one caseload.

    A row number is an event's position among all events, in the order they came.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def event(self, event_id: str) -> Event:
        """Return an event; raises KeyError if there is none with this id."""
        event = self._one(f"{_EVENT} WHERE id = ?", event_id)
        if event is None:
            raise KeyError(event_id)
        return event

    def ids(self) -> set[str]:
        """Return the ids of all events."""
        return {row[0] for row in self._db.execute("SELECT id FROM events").fetchall()}

    def of(self, stream: str) -> list[Event]:
        """Return the events of a stream, oldest first."""
        return self._all(f"{_EVENT} WHERE stream = ? ORDER BY rowid", stream)

    def changing(self, stream: str, *entities: str) -> list[tuple[int, Event]]:
        """Return the events of a stream that change records of some kinds, oldest first, with their rows."""
        mentions = " OR ".join("INSTR(CAST(body AS TEXT), ?)" for _ in entities)
        named = (f'"entity":"{entity}"' for entity in entities)
        rows = self._db.execute(
            f"SELECT rowid, id, body, disclosed FROM events WHERE stream = ? AND ({mentions}) ORDER BY rowid",
            (stream, *named),
        )
        return [(row[0], decode(*row[1:])) for row in rows.fetchall()]

    def after(self, stream: str, row: int) -> list[Event]:
        """Return the events of a stream after a row number, oldest first."""
        return self._all(f"{_EVENT} WHERE stream = ? AND rowid > ? ORDER BY rowid", stream, row)

    def all_after(self, row: int, most: int) -> list[Event]:
        """Return at most so many events after a row number, oldest first."""
        return self._all(f"{_EVENT} WHERE rowid > ? ORDER BY rowid LIMIT ?", row, most)

    def by_device(self, stream: str, device: str) -> Iterator[Event]:
        """Yield the events that a device wrote in a stream, newest first."""
        rows = self._db.execute(
            f"{_EVENT} WHERE stream = ? AND device = ? ORDER BY sequence DESC", (stream, device)
        )
        return (decode(*row) for row in rows)

    def of_action(self, event_id: str) -> list[str]:
        """Return the ids of all events that the same action wrote, newest first."""
        rows = self._db.execute(
            "SELECT event FROM grouped WHERE first = (SELECT first FROM grouped WHERE event = ?)"
            " ORDER BY rowid DESC",
            (event_id,),
        ).fetchall()
        return [row[0] for row in rows] or [event_id]

    def last_row(self, stream: str | None = None) -> int:
        """Return the row number of the last event, of all or of a stream; 0 if there is none."""
        query = "SELECT COALESCE(MAX(rowid), 0) FROM events"
        cursor = (
            self._db.execute(f"{query} WHERE stream = ?", (stream,)) if stream else self._db.execute(query)
        )
        return int(cursor.fetchone()[0])

    def last_at(self, stream: str | None = None) -> datetime | None:
        """Return the time of the event that came last, of all or into a stream; None if there is none."""
        row = self.last_row(stream)
        event = self._one(f"{_EVENT} WHERE rowid = ?", row) if row else None
        return event.at if event else None

    def last_written(self, device: str) -> datetime | None:
        """Return the time of the last event that a device wrote, or None."""
        event = self._one(f"{_EVENT} WHERE device = ? ORDER BY rowid DESC LIMIT 1", device)
        return event.at if event else None

    def link_times(self, stream: str, device: str, after: int, before: int) -> list[datetime]:
        """Return the times of the links of a chain between two sequences, quarantined ones included."""
        if before - after <= 1:
            return []
        rows = self._db.execute(
            f"SELECT json_extract(CAST(body AS TEXT), '$.at') FROM ({LINKS}) WHERE stream = ? AND device = ?"
            " AND sequence > ? AND sequence < ?",
            (stream, device, after, before),
        )
        return [datetime.fromisoformat(row[0]) for row in rows.fetchall()]

    def newest_by_device(self) -> dict[str, Event]:
        """Return each device's event that came last into any portfolio."""
        rows = self._db.execute(
            "SELECT device, MAX(rowid) FROM events WHERE stream NOT IN (?, ?) GROUP BY device", _SHARED
        ).fetchall()
        return {device: decode(*self._row(f"{_EVENT} WHERE rowid = ?", row)) for device, row in rows}

    def streams_written_on(self, device: str) -> list[str]:
        """Return the portfolios in which a device wrote."""
        rows = self._db.execute(
            "SELECT DISTINCT stream FROM events WHERE device = ? AND stream NOT IN (?, ?)", (device, *_SHARED)
        )
        return [row[0] for row in rows.fetchall()]

    def first_author(self, stream: str) -> str:
        """Return the author of a stream's first event; raises KeyError if it has none."""
        event = self._one(f"{_EVENT} WHERE stream = ? ORDER BY rowid LIMIT 1", stream)
        if event is None:
            raise KeyError(stream)
        return event.author

    def authors(self, stream: str) -> list[str]:
        """Return everyone who wrote in a stream, in the order of their first events."""
        rows = self._db.execute(
            "SELECT json_extract(CAST(body AS TEXT), '$.author') AS author, MIN(rowid) AS first FROM events"
            " WHERE stream = ? GROUP BY author ORDER BY first",
            (stream,),
        )
        return [row[0] for row in rows.fetchall()]

    def has_events_from_elsewhere(self, row: int, device: str) -> bool:
        """Return whether another device's events came after a row number."""
        cursor = self._db.execute(
            "SELECT 1 FROM events WHERE rowid > ? AND device <> ? LIMIT 1", (row, device)
        )
        return cursor.fetchone() is not None

    def _row(self, query: str, *parameters: Any) -> Any:
        return self._db.execute(query, parameters).fetchone()

    def _one(self, query: str, *parameters: Any) -> Event | None:
        row = self._row(query, *parameters)
        return decode(*row) if row else None

    def _all(self, query: str, *parameters: Any) -> list[Event]:
        return [decode(*row) for row in self._db.execute(query, parameters).fetchall()]


class KnownStreams:
    """Caches, for one connection, the portfolios in which given machines wrote.

    Only new entries are read, unless an entry was set aside, put back or taken out since, or a portfolio
    came or went. SQLite gives the numbers of rows that were rolled back or deleted to others.
    """

    def __init__(self) -> None:
        self._writers: frozenset[str] = frozenset()
        self._read, self._last, self._others = 0, "", (-1, -1, -1)
        self._streams: frozenset[str] = frozenset()

    def of(self, db: Database, writers: frozenset[str]) -> frozenset[str]:
        """Return the portfolios with an entry of one of the writers that counts."""
        last = _last_row(db, "events")
        others = (_last_row(db, "apart"), _count(db, "apart"), _count(db, "candidate"))
        is_continued = _id_of(db, self._read) == self._last
        if writers != self._writers or others != self._others or not is_continued:
            found = _all(db, writers)
        else:
            new = _after(db, writers, self._read) if last > self._read else frozenset()
            found = (self._streams | new) & _portfolios(db)  # one may have been taken out
        self._writers, self._streams, self._others = writers, found, others
        self._read, self._last = last, _id_of(db, last)
        return found


def _last_row(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM {table}").fetchone()[0])


def _portfolios(db: Database) -> frozenset[str]:
    rows = db.execute("SELECT stream FROM candidate WHERE id = stream").fetchall()
    return frozenset(row[0] for row in rows)


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def _id_of(db: Database, row: int) -> str:
    found = db.execute("SELECT id FROM events WHERE rowid = ?", (row,)).fetchone()
    return str(found[0]) if found else ""


def _all(db: Database, writers: frozenset[str]) -> frozenset[str]:
    # With “+” the few machines of a portfolio are looked up among the writers, not each writer in it.
    rows = db.execute(
        "SELECT stream FROM candidate WHERE id = stream AND EXISTS (SELECT 1 FROM events WHERE"
        " events.stream = candidate.stream AND +device IN (SELECT value FROM json_each(?)))",
        (json.dumps(sorted(writers)),),
    )
    return frozenset(row[0] for row in rows.fetchall())


def _after(db: Database, writers: frozenset[str], row: int) -> frozenset[str]:
    rows = db.execute(
        "SELECT DISTINCT stream, device FROM events WHERE rowid > ?"
        " AND EXISTS (SELECT 1 FROM candidate WHERE candidate.stream = events.stream AND id = stream)",
        (row,),
    ).fetchall()
    return frozenset(stream for stream, device in rows if device in writers)
