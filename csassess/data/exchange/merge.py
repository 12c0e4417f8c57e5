"""Merge events written by other devices; nothing is overwritten."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from csassess.catalogue import text
from csassess.data.exchange.event_values import unfit_reason
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event, decode
from csassess.data.record.list_cache import forget_portfolio_rows
from csassess.data.record.redactions import record_redaction, redacted_values
from csassess.data.storage.sqlcipher import Database
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS


class StoredEvent(NamedTuple):
    """An event as stored and sent: its id, its body's bytes, and the disclosed values."""

    id: str
    body: bytes
    disclosed: str


@dataclass
class Merged:
    """The result of a merge: new events by stream, quarantined ones with the reason.

    `known` counts the events that were here already.
    """

    new: dict[str, list[Event]] = field(default_factory=dict)
    quarantined: list[tuple[Event, str]] = field(default_factory=list)
    known: int = 0


# Returns why an event is quarantined; empty if it is not. The second argument brings the tables up to date
# with the preceding events: call it before reading the tables.
ReasonAgainst = Callable[[Event, Callable[[], None]], str]


def take_in(
    caseload: Caseload,
    events: Iterable[StoredEvent],
    reason_against: ReasonAgainst,
    *,
    were_folded_here: bool = False,
) -> Merged:
    """Merge events within the caller's transaction, each after the events it depends on.

    Those that `were_folded_here` before, in a caseload of which this is a backup, keep every value.
    Raises UserError if an event depends on one that is not here: the file is then incomplete.
    """
    merged = Merged()
    last_sequences, incoming = _LastSequences(caseload), dict[str, _IncomingStream]()
    quarantined = {row[0] for row in caseload.db.execute("SELECT id FROM apart").fetchall()}
    for stored in events:
        event = decode(*stored)
        if event.stream not in incoming:
            incoming[event.stream] = _IncomingStream(caseload.db, event.stream)
        stream = incoming[event.stream]
        if stored.id in stream.here or stored.id in quarantined:
            merged.known += 1
            continue
        dependencies = {parent for change in event.changes for parent in change.parents} | {
            event.previous
        } - {None}
        if not all(dependency in stream.here or dependency in quarantined for dependency in dependencies):
            raise UserError(
                text(
                    "This file continues an earlier portfolio file that was not received here. "
                    "Ask the sender for the whole portfolio."
                )
            )
        record_redaction(caseload.db, event.stream, redacted_values(stored.id, stored.body, stored.disclosed))
        reason = text("it depends on an entry that was set aside") if dependencies & quarantined else ""
        reason = (
            reason
            or (not were_folded_here and unfit_reason(event, stream.folding.knows, stream.here))
            or reason_against(event, stream.write)
            or _misfit_reason(event, last_sequences, stream.folding)
        )
        if reason:
            caseload.db.execute(
                "INSERT INTO apart VALUES (?, ?, ?, ?, ?)",
                (stored.id, event.stream, stored.body, stored.disclosed, reason),
            )
            quarantined.add(stored.id)
            merged.quarantined.append((event, reason))
            continue
        stream.add(event, stored)
        last_sequences.sequences[(event.stream, event.device)] = event.sequence
        merged.new.setdefault(event.stream, []).append(event)
    for stream_name in merged.new:
        incoming[stream_name].write()
        fold.resolve_removals(caseload.db, stream_name)
        forget_portfolio_rows(caseload.db, stream_name)
    return merged


class _IncomingStream:
    """The incoming events of one stream, written together.

    Writing them one at a time takes three times as long.
    """

    def __init__(self, db: Database, stream: str) -> None:
        self._db = db
        self.here = {
            row[0] for row in db.execute("SELECT id FROM events WHERE stream = ?", (stream,)).fetchall()
        }
        self.folding = fold.Folding(db, stream, empty=not fold.has_records(db, stream))
        self._rows: list[tuple[Any, ...]] = []

    def add(self, event: Event, stored: StoredEvent) -> None:
        """Queue one more event."""
        self.here.add(event.id)
        self.folding.add(event)
        self._rows.append(
            (event.id, event.stream, event.device, event.sequence, stored.body, stored.disclosed)
        )

    def write(self) -> None:
        """Write the queued events to the history and update the tables."""
        self._db.conn.executemany(
            "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?, ?, ?)",
            self._rows,
        )
        self._rows = []
        self.folding.write()


class _LastSequences:
    """The last sequence of each device's chain in a stream, read once."""

    def __init__(self, caseload: Caseload) -> None:
        self._db = caseload.db
        self.sequences: dict[tuple[str, str], int] = {}

    def of(self, stream: str, device: str) -> int:
        """Return the last sequence of a device in a stream; 0 if it wrote nothing."""
        if (stream, device) not in self.sequences:
            last = self._db.execute(
                "SELECT MAX(sequence) FROM events WHERE stream = ? AND device = ?", (stream, device)
            ).fetchone()[0]
            self.sequences[(stream, device)] = int(last or 0)
        return self.sequences[(stream, device)]


def _misfit_reason(event: Event, last_sequences: _LastSequences, folding: fold.Folding) -> str:
    """Return why an event does not fit the existing record; empty if it does."""
    if event.sequence != last_sequences.of(event.stream, event.device) + 1:
        return text("the history splits here: a copy of this machine’s caseload was also used")
    fields: dict[tuple[str, str], set[str]] = {}
    for change in event.changes:
        fields.setdefault((change.entity, change.id), set()).add(change.field)
    for (entity, record_id), fields_set in fields.items():
        if not KINDS[entity].required <= fields_set and not folding.knows(entity, record_id):
            return text("it changes something that does not exist")
    return ""


def stored_events(
    caseload: Caseload, stream: str, after: dict[str, int] | None = None
) -> Iterator[StoredEvent]:
    """Yield a stream's events as stored, each after those it depends on.

    `after` (sequence by device) skips what a recipient already has.
    Quarantined events that continue a chain are included, so that chains end as they were signed;
    the recipient quarantines them too. Only the branch of a fork that is not folded stays here.
    """
    received, ends = after or {}, dict[str, str]()
    rows = caseload.db.execute(
        "SELECT id, body, disclosed, device, sequence FROM events WHERE stream = ? ORDER BY rowid", (stream,)
    )
    for event_id, body, disclosed, device, sequence in rows.fetchall():
        ends[device] = event_id
        if sequence > received.get(device, 0):
            yield StoredEvent(event_id, body, disclosed)
    for event, stored in _quarantined_continuations(caseload, stream, ends):
        if event.sequence > received.get(event.device, 0):
            yield stored


def _quarantined_continuations(
    caseload: Caseload, stream: str, ends: dict[str, str]
) -> Iterator[tuple[Event, StoredEvent]]:
    """Yield the quarantined events that continue the devices' chains ending in `ends`."""
    rows = caseload.db.execute(
        "SELECT id, body, disclosed FROM apart WHERE stream = ? ORDER BY rowid", (stream,)
    )
    for stored in map(StoredEvent._make, rows.fetchall()):
        event = decode(*stored)
        if event.previous == ends.get(event.device):
            ends[event.device] = event.id
            yield event, stored


def quarantined_events(caseload: Caseload) -> list[tuple[str, str, str]]:
    """Return the quarantined events, as (stream, event id, reason), in order of arrival."""
    rows = caseload.db.execute("SELECT stream, id, reason FROM apart ORDER BY rowid").fetchall()
    return [(stream, event, reason) for stream, event, reason in rows]


def chain_ends(caseload: Caseload, stream: str) -> dict[str, tuple[int, str]]:
    """Return the last event of each device's chain in a stream, by device, as it is sent.

    Each is (sequence, event id).
    """
    ends: dict[str, tuple[int, str]] = {}
    devices = caseload.db.execute("SELECT DISTINCT device FROM events WHERE stream = ?", (stream,)).fetchall()
    for (device,) in devices:
        ends[device] = caseload.db.execute(
            "SELECT sequence, id FROM events WHERE stream = ? AND device = ? ORDER BY sequence DESC LIMIT 1",
            (stream, device),
        ).fetchone()
    folded = {device: event for device, (_, event) in ends.items()}
    continuations = _quarantined_continuations(caseload, stream, folded)
    return {**ends, **{event.device: (event.sequence, event.id) for event, _ in continuations}}
