"""Taking in events that other machines wrote: those not there yet, each after what it rests on; nothing is overwritten."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from csassess.catalogue import text
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event, decode
from csassess.data.record.list_cache import forget_portfolio_rows
from csassess.data.record.redactions import record_redaction, redacted_values
from csassess.data.storage.sqlcipher import Database
from csassess.domain.errors import UserError
from csassess.domain.records.conflicts import Conflict, Version
from csassess.domain.records.kinds import KINDS


class StoredEvent(NamedTuple):
    """An event as it is stored and sent: its id, its body's bytes, and the disclosed values."""

    id: str
    body: bytes
    disclosed: str


@dataclass
class Merged:
    """What came of taking events in: new ones by stream, those kept apart with the reason, and how many were there already."""

    new: dict[str, list[Event]] = field(default_factory=dict)
    apart: list[tuple[Event, str]] = field(default_factory=list)
    known: int = 0


# Why an event is kept apart, empty where it is not. It is given the event, and what brings the tables up to date with those before it:
# to be called before the tables are read.
ReasonAgainst = Callable[[Event, Callable[[], None]], str]


def take_in(caseload: Caseload, events: Iterable[StoredEvent], reason_against: ReasonAgainst) -> Merged:
    """Take events in, within the caller's transaction.

    Raises UserError where an event rests on one that is not here: then what was sent is not whole.
    """
    merged = Merged()
    last, arriving = _LastSequences(caseload), dict[str, _Arriving]()
    apart = {row[0] for row in caseload.db.execute("SELECT id FROM apart").fetchall()}
    for stored in events:
        event = decode(*stored)
        if event.stream not in arriving:
            arriving[event.stream] = _Arriving(caseload.db, event.stream)
        stream = arriving[event.stream]
        if stored.id in stream.here or stored.id in apart:
            merged.known += 1
            continue
        rests_on = {parent for change in event.changes for parent in change.parents} | {event.previous} - {
            None
        }
        if not all(each in stream.here or each in apart for each in rests_on):
            raise UserError(
                text(
                    "This continues an earlier portfolio file that was not received here. Ask for the whole"
                    " portfolio."
                )
            )
        record_redaction(caseload.db, event.stream, redacted_values(stored.id, stored.body, stored.disclosed))
        reason = text("it rests on what is kept apart") if rests_on & apart else ""
        reason = (
            reason
            or reason_against(event, stream.write)
            or _reason_in_the_record(event, last, stream.folding)
        )
        if reason:
            caseload.db.execute(
                "INSERT INTO apart VALUES (?, ?, ?, ?, ?)",
                (stored.id, event.stream, stored.body, stored.disclosed, reason),
            )
            apart.add(stored.id)
            merged.apart.append((event, reason))
            continue
        stream.add(event, stored)
        last.sequences[(event.stream, event.device)] = event.sequence
        merged.new.setdefault(event.stream, []).append(event)
    for name in merged.new:
        arriving[name].write()
        fold.resolve_removals(caseload.db, name)
        forget_portfolio_rows(caseload.db, name)
    return merged


class _Arriving:
    """The events of one stream that come in: they are written together, for one at a time takes three times as long."""

    def __init__(self, db: Database, stream: str) -> None:
        self._db = db
        self.here = {
            row[0] for row in db.execute("SELECT id FROM events WHERE stream = ?", (stream,)).fetchall()
        }
        self.folding = fold.Folding(db, stream, empty=not fold.has_records(db, stream))
        self._rows: list[tuple[Any, ...]] = []

    def add(self, event: Event, stored: StoredEvent) -> None:
        """Take one more event in."""
        self.here.add(event.id)
        self.folding.add(event)
        self._rows.append(
            (event.id, event.stream, event.device, event.sequence, stored.body, stored.disclosed)
        )

    def write(self) -> None:
        """Bring the history and the tables up to date with what was taken in."""
        self._db.conn.executemany(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            self._rows,
        )
        self._rows = []
        self.folding.write()


class _LastSequences:
    """How far each machine's chain in a stream goes, looked up once."""

    def __init__(self, caseload: Caseload) -> None:
        self._db = caseload.db
        self.sequences: dict[tuple[str, str], int] = {}

    def of(self, stream: str, device: str) -> int:
        """Return the last sequence of a machine in a stream; 0 where it wrote none."""
        if (stream, device) not in self.sequences:
            found = self._db.execute(
                "SELECT MAX(sequence) FROM events WHERE stream = ? AND device = ?", (stream, device)
            ).fetchone()[0]
            self.sequences[(stream, device)] = int(found or 0)
        return self.sequences[(stream, device)]


def _reason_in_the_record(event: Event, last: _LastSequences, folding: fold.Folding) -> str:
    """Return why an event does not fit the record that is here; empty where it does."""
    if event.sequence != last.of(event.stream, event.device) + 1:
        return text("this machine’s history forks here: a copy of it was worked on as well")
    fields: dict[tuple[str, str], set[str]] = {}
    for change in event.changes:
        fields.setdefault((change.entity, change.id), set()).add(change.field)
    for (entity, record_id), set_here in fields.items():
        if not KINDS[entity].required <= set_here and not folding.knows(entity, record_id):
            return text("it changes what was never there")
    return ""


def stored_events(
    caseload: Caseload, stream: str, after: dict[str, int] | None = None
) -> Iterator[StoredEvent]:
    """Yield a stream's events as they are stored, each after those it rests on; `after` leaves out what a recipient has (sequence by device).

    What is kept apart here goes along, so that chains end as they were signed; whoever receives it keeps it apart too. Only
    the branch of a fork that is not folded stays here.
    """
    had, ends = after or {}, dict[str, str]()
    rows = caseload.db.execute(
        "SELECT id, body, disclosed, device, sequence FROM events WHERE stream = ? ORDER BY rowid", (stream,)
    )
    for event_id, body, disclosed, device, sequence in rows.fetchall():
        ends[device] = event_id
        if sequence > had.get(device, 0):
            yield StoredEvent(event_id, body, disclosed)
    for event, stored in _apart_at_the_ends(caseload, stream, ends):
        if event.sequence > had.get(event.device, 0):
            yield stored


def _apart_at_the_ends(
    caseload: Caseload, stream: str, ends: dict[str, str]
) -> Iterator[tuple[Event, StoredEvent]]:
    """Yield the entries kept apart that continue the machines' chains, which end in `ends`."""
    rows = caseload.db.execute(
        "SELECT id, body, disclosed FROM apart WHERE stream = ? ORDER BY rowid", (stream,)
    )
    for stored in map(StoredEvent._make, rows.fetchall()):
        event = decode(*stored)
        if event.previous == ends.get(event.device):
            ends[event.device] = event.id
            yield event, stored


def quarantined_events(caseload: Caseload) -> list[tuple[str, str, str]]:
    """Return the entries that are kept apart, as (stream, event id, reason), in the order they came."""
    rows = caseload.db.execute("SELECT stream, id, reason FROM apart ORDER BY rowid").fetchall()
    return [(stream, event, reason) for stream, event, reason in rows]


def chain_ends(caseload: Caseload, stream: str) -> dict[str, tuple[int, str]]:
    """Return the last event of each machine's chain in a stream, as it is sent: its sequence and id, by device."""
    ends: dict[str, tuple[int, str]] = {}
    devices = caseload.db.execute("SELECT DISTINCT device FROM events WHERE stream = ?", (stream,)).fetchall()
    for (device,) in devices:
        ends[device] = caseload.db.execute(
            "SELECT sequence, id FROM events WHERE stream = ? AND device = ? ORDER BY sequence DESC LIMIT 1",
            (stream, device),
        ).fetchone()
    folded = {device: event for device, (_, event) in ends.items()}
    apart = _apart_at_the_ends(caseload, stream, folded)
    return {**ends, **{event.device: (event.sequence, event.id) for event, _ in apart}}


def conflicts(caseload: Caseload, stream: str) -> tuple[Conflict, ...]:
    """Return the fields of a stream whose standing values differ, the one shown first."""
    several = caseload.db.execute(
        "SELECT entity, id FROM heads WHERE stream = ? GROUP BY entity, id HAVING COUNT(*) > 1 ORDER BY"
        " entity, id",
        (stream,),
    ).fetchall()
    found = []
    for entity, record_id in several:
        for name, heads in sorted(fold.heads_of(caseload.db, stream, entity, record_id).items()):
            if name == "deleted" or len(heads) == 1:
                continue
            key = (entity, record_id, name)
            versions = tuple(_version(caseload.event(head), key) for head in reversed(heads))
            if any(version.value != versions[0].value for version in versions):
                found.append(Conflict(*key, versions))
    return tuple(found)


def _version(event: Event, key: tuple[str, str, str]) -> Version:
    value: Any = next(c.value for c in event.changes if (c.entity, c.id, c.field) == key)
    return Version(event.id, value, event.author, event.at)
