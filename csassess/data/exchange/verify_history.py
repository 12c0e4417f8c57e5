"""Verify the event history: hashes, commitments and order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from csassess.catalogue import text
from csassess.data.exchange.chains import links
from csassess.data.exchange.device_card import is_signed
from csassess.data.record.events import WITHHELD, event_id
from csassess.data.record.redactions import Value, redacted_values
from csassess.data.storage.canonical import canonical, commitment
from csassess.data.storage.sqlcipher import Database
from csassess.domain.dates import long_date

_BATCH_SIZE = 500


class StoredRow(NamedTuple):
    """An event as stored in its row."""

    id: str
    stream: str
    device: str
    sequence: int
    body: bytes
    disclosed: str


Place = tuple[str, str, int]  # stream, device, sequence


@dataclass
class ChainVerifier:
    """Checks events in stored order and reports the one that was altered, with the reason.

    `places` holds the place of each link, by event id. An entry that was quarantined and then took
    effect is stored after those that follow it in its chain.
    """

    places: dict[str, Place]
    withheld: frozenset[Value] | set[Value] = frozenset()  # values that were redacted on purpose
    seen: set[str] = field(default_factory=set)
    ends: dict[tuple[str, str], StoredRow] = field(default_factory=dict)

    def check_next(self, event: StoredRow, *, is_set_aside: bool = False) -> tuple[StoredRow, str] | None:
        """Check the next event; return the faulty event (this or the previous one) and the error.

        None if nothing is wrong.
        """
        chain = (event.stream, event.device)
        previous = self.ends.get(chain)
        self.ends[chain] = event
        try:
            error = self._error(event, is_set_aside=is_set_aside)
            if not error and self._is_unlinked(event):
                if previous and previous.sequence == event.sequence - 1:
                    return previous, text("it is not the entry that the next one follows")
                error = text("the entries before it are missing or in the wrong order")
        except (ValueError, TypeError, KeyError, AttributeError):
            error = text("it cannot be read")
        finally:
            self.seen.add(event.id)
            self.places.setdefault(event.id, (*chain, event.sequence))  # written since the check began
        return (event, error) if error else None

    def _is_unlinked(self, event: StoredRow) -> bool:
        """Return whether the entry that an event follows in its chain is missing."""
        previous = json.loads(event.body)["previous"]
        if previous is None:
            return event.sequence != 1
        return self.places.get(previous) != (event.stream, event.device, event.sequence - 1)

    def _error(self, event: StoredRow, *, is_set_aside: bool) -> str:
        error = error_in_event(event)
        if error:
            return error
        body = json.loads(event.body)
        parents = {parent for change in body["changes"] for parent in change["parents"]}
        # One that was set aside may depend on an entry that was never sent.
        if not is_set_aside and not parents <= self.seen:
            return text("it depends on an earlier entry that is missing")
        if not self.withheld.issuperset(redacted_values(event.id, event.body, event.disclosed)):
            return text("a value in it was removed by another program")
        return ""


def error_in_event(event: StoredRow) -> str:
    """Return what is wrong with one event, without looking at others; empty if nothing.

    Raises ValueError, TypeError or KeyError if it cannot be read.
    """
    if event_id(event.body) != event.id:
        return text("it was changed after it was written")
    body: dict[str, Any] = json.loads(event.body)
    if canonical(body) != event.body:
        return text("it was not written by csassess")
    if body["stream"] != event.stream:
        return text("it belongs to another portfolio")
    if (body["device"], body["sequence"]) != (event.device, event.sequence):
        return text("it was written on another machine or in another portfolio")
    for change, disclosed_value in zip(body["changes"], json.loads(event.disclosed), strict=True):
        if (
            disclosed_value != WITHHELD
            and commitment(disclosed_value["salt"], disclosed_value["value"]) != change["commitment"]
        ):
            return text("a value in it has been altered")
    return ""


def entries(db: Database) -> Iterator[StoredRow]:
    """Yield every event in stored order, in short queries that block no writer."""
    row = 0
    while True:
        rows = db.execute(
            "SELECT rowid, id, stream, device, sequence, body, disclosed FROM events WHERE rowid > ? ORDER BY"
            " rowid LIMIT ?",
            (row, _BATCH_SIZE),
        ).fetchall()
        if not rows:
            return
        row = rows[-1][0]
        yield from (StoredRow(*values[1:]) for values in rows)


def places_of_links(db: Database) -> dict[str, Place]:
    """Return the place of each link of each chain, by event id."""
    rows = db.execute(f"SELECT id, stream, device, sequence FROM ({links(db)})").fetchall()
    return {row[0]: row[1:] for row in rows}


def quarantined_links(db: Database) -> list[StoredRow]:
    """Return the links of chains that are quarantined."""
    query = f"SELECT id, stream, device, sequence, body, disclosed FROM ({links(db)}) WHERE set_aside"
    return [StoredRow(*row) for row in db.execute(query).fetchall()]


def place_of_link(db: Database, event: str) -> Place | None:
    """Return the place of a link of a chain, quarantined or not; None if it is no link or not here."""
    row = db.execute(f"SELECT stream, device, sequence FROM ({links(db)}) WHERE id = ?", (event,)).fetchone()
    return tuple(row) if row else None


def is_in_history(db: Database, event: str) -> bool:
    """Return whether an event is stored, quarantined or not."""
    query = "SELECT 1 FROM events WHERE id = ? UNION ALL SELECT 1 FROM apart WHERE id = ? LIMIT 1"
    return db.execute(query, (event, event)).fetchone() is not None


def event_description(event: StoredRow, names: dict[str, str]) -> str:
    """Return a description of an event by which a person can find it."""
    name = names.get(event.stream, event.stream[:8])
    try:
        at = datetime.fromisoformat(json.loads(event.body)["at"])
    except (ValueError, TypeError, KeyError):
        return text("Entry {number} of {name}", number=event.sequence, name=name)
    day = f"{long_date(at.date())}, {at:%H:%M}"
    return text("Entry {number} of {name} ({day})", number=event.sequence, name=name, day=day)


def missing_ends(db: Database, chains: ChainVerifier, names: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each chain that ends too early.

    Too early means before an event that another device signed for or that was already sent.
    """
    ends: dict[tuple[str, str], int] = {}
    for stream, device, sequence in chains.places.values():
        ends[stream, device] = max(sequence, ends.get((stream, device), 0))
    cards = {row[0]: json.loads(row[1]) for row in db.execute("SELECT device, card FROM peers").fetchall()}
    missing: dict[tuple[str, str], int] = {}
    rows = db.execute("SELECT stream, device, sequence, event, signature FROM signed").fetchall()
    for stream, device, sequence, event, signature in rows:
        card = cards.get(device)
        if card and not is_signed(card["public_key"], signature, [stream, device, sequence, event]):
            yield text(
                "A stored signature of {name} does not match its machine.", name=names.get(stream, stream[:8])
            )
        elif not is_in_history(db, event):
            missing[stream, device] = max(sequence, missing.get((stream, device), 0))
    for stream, device, sequence in db.execute(
        "SELECT stream, device, MAX(sequence) FROM had GROUP BY 1, 2"
    ).fetchall():
        chain = (stream, device)
        if sequence > ends.get(chain, 0):
            missing[chain] = max(sequence, missing.get(chain, 0))
    for (stream, device), sequence in sorted(missing.items()):
        last = ends.get((stream, device), 0)
        yield text(
            "The history of {name} ends at entry {last} of machine {code}, but had "
            "reached entry {sequence} when it was sent.",
            name=names.get(stream, stream[:8]),
            last=last,
            code=device[:6],
            sequence=sequence,
        )
