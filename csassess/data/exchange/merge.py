"""Merge events written by other devices; nothing is overwritten.

Each event is judged once, when it arrives: it counts, or it is quarantined with a verdict. What is
quarantined has no effect, and is judged again when more is known.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from csassess.catalogue import text
from csassess.data.exchange.chains import FORK, LINKS, StoredEvent, dependencies_of, in_order
from csassess.data.exchange.event_values import impossible_value, missing_reference
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event, decode
from csassess.data.record.list_cache import forget_portfolio_rows, forget_words
from csassess.data.record.redactions import complete, record_redaction, redacted_values, unexplained_in
from csassess.data.storage.sqlcipher import Database
from csassess.domain.errors import UserError
from csassess.domain.records.kinds import KINDS


class MissingEarlierError(UserError):
    """The file continues one that was not received; nothing was changed."""


class Verdict(StrEnum):
    """Why an event is quarantined. The values are stored."""

    NOT_ALLOWED = "not-allowed"
    NOT_ACCEPTED = "not-accepted"
    ASKED = "asked"
    WAITS = "waits"
    UNFIT = "unfit"
    FORK = FORK


class Ruling(NamedTuple):
    """The verdict on a quarantined event, with the reason as part of a sentence."""

    verdict: Verdict
    reason: str

    @classmethod
    def not_allowed(cls, reason: str) -> "Ruling":
        """Return the ruling that an event breaks a rule."""
        return cls(Verdict.NOT_ALLOWED, reason)


class Quarantined(NamedTuple):
    """A quarantined event with the ruling on it."""

    event: Event
    ruling: Ruling


@dataclass
class Merged:
    """The result of a merge: new events by stream, and the quarantined ones.

    `known` counts the events that were here already. `is_new_machine` says that this caseload met its own
    chain continued elsewhere, and is a new device from now on.
    """

    new: dict[str, list[Event]] = field(default_factory=dict)
    quarantined: list[Quarantined] = field(default_factory=list)
    agreed: list[Event] = field(default_factory=list)  # new events that remove what is here, as agreed to
    known: int = 0
    is_new_machine: bool = False

    def add(self, judged: "Merged") -> None:
        """Add the result of judging the quarantined events of the same portfolios again."""
        for stream, events in judged.new.items():
            self.new.setdefault(stream, []).extend(events)
        self.agreed += judged.agreed
        still = {quarantined.event.id: quarantined for quarantined in judged.quarantined}
        self.quarantined = [
            still.get(quarantined.event.id, quarantined)
            for quarantined in self.quarantined
            if quarantined.event.id in still or quarantined.ruling.verdict is Verdict.FORK
        ]


# Returns why an event is quarantined, or None if it counts. The second argument brings the tables up to date
# with the preceding events: call it before reading the tables.
Judge = Callable[[Event, Callable[[], None]], Ruling | None]


def take_in(
    caseload: Caseload,
    events: Iterable[StoredEvent],
    judge: Judge,
    *,
    are_links: bool = False,
    were_folded_here: bool = False,
    whole: Collection[str] = (),
    false_devices: Collection[str] = (),
) -> Merged:
    """Merge events within the caller's transaction, each after the events it depends on.

    An event that is here without some of its values, although no one redacted them, is completed.
    `are_links` says that each event was found to be a link of its chain before. Those that
    `were_folded_here` before, in a caseload of which this is a backup, keep every value. `whole` are the
    streams of which all that the sender has is here then: what an event lacks there does not exist.
    `false_devices` are known here with another key: what they wrote is no link of the chains here.
    Raises MissingEarlierError if an event depends on one that is not here: the file is then incomplete.
    """
    caseload.check_writable()
    merged = Merged()
    last_sequences, incoming = _LastSequences(caseload), dict[str, _IncomingStream]()
    for stored in events:
        event = decode(*stored)
        if event.stream not in incoming:
            incoming[event.stream] = _IncomingStream(caseload.db, event.stream)
        stream = incoming[event.stream]
        verdicts = stream.verdicts
        is_false = event.device in false_devices
        if not is_false and not are_links:
            stream.rejoin(event, last_sequences)
        if stored.id in stream.here or stored.id in verdicts:
            merged.known += 1
            stream.complete(stored)
            continue
        lacks = [needed for needed in dependencies_of(event) if not stream.has(needed)]
        if lacks and not are_links and (event.previous in lacks or event.stream not in whole):
            raise MissingEarlierError(
                text(
                    "This file continues an earlier portfolio file that was not received here. "
                    "Ask the sender for the whole portfolio."
                )
            )
        record_redaction(caseload.db, event.stream, redacted_values(stored.id, stored.body, stored.disclosed))
        ruling = (
            (_false() if is_false else None)
            or (None if are_links else _fork(event, last_sequences))
            or (_lacking() if lacks else None)
            or _waiting(event, verdicts)
            or (None if were_folded_here else _unfit(event, stream))
            or judge(event, stream.write)
            or _misfit(event, stream.folding)
        )
        if ruling is None or ruling.verdict is not Verdict.FORK:
            last_sequences.note(event)
        if ruling:
            _quarantine(caseload.db, event, stored, ruling)
            verdicts[stored.id] = ruling.verdict
            merged.quarantined.append(Quarantined(event, ruling))
            continue
        stream.add(event, stored)
        merged.new.setdefault(event.stream, []).append(event)
    for stream_name in merged.new:
        incoming[stream_name].write()
        fold.resolve_removals(caseload.db, stream_name)
        forget_portfolio_rows(caseload.db, stream_name)
    for stream_name, stream in incoming.items():
        if stream.was_completed:
            fold.rebuild_stream(caseload.db, stream_name)
            forget_portfolio_rows(caseload.db, stream_name)
            forget_words(caseload.db, stream_name)
    return merged


def judge_again(caseload: Caseload, streams: Iterable[str], judge: Judge) -> Merged:
    """Judge the quarantined events of some streams again, within the caller's transaction.

    Those that now count take effect; the branch of a fork stays as it is.
    """
    waiting = [
        StoredEvent(*row)
        for stream in streams
        for row in caseload.db.execute(
            "SELECT id, body, disclosed FROM apart WHERE stream = ? AND verdict <> ? ORDER BY rowid",
            (stream, Verdict.FORK),
        ).fetchall()
    ]
    caseload.db.conn.executemany("DELETE FROM apart WHERE id = ?", [(event.id,) for event in waiting])
    return take_in(caseload, in_order(waiting), judge, are_links=True)


def set_aside_stream(caseload: Caseload, stream: str) -> None:
    """Set every event of a stream aside, to be judged again, within the caller's transaction."""
    db = caseload.db
    db.execute(
        "INSERT INTO apart (id, stream, body, disclosed, reason, device, sequence, verdict)"
        " SELECT id, stream, body, disclosed, '', device, sequence, ? FROM events WHERE stream = ?"
        " ORDER BY rowid",
        (Verdict.WAITS, stream),
    )
    db.execute("DELETE FROM events WHERE stream = ?", (stream,))
    fold.rebuild_stream(db, stream)
    forget_portfolio_rows(db, stream)
    forget_words(db, stream)


def set_aside_event(caseload: Caseload, event: Event, reason: str) -> None:
    """Set one event aside, to be judged again with others, within the caller's transaction."""
    db = caseload.db
    db.execute(
        "INSERT INTO apart (id, stream, body, disclosed, reason, device, sequence, verdict)"
        " SELECT id, stream, body, disclosed, ?, device, sequence, ? FROM events WHERE id = ?",
        (reason, Verdict.NOT_ALLOWED, event.id),
    )
    db.execute("DELETE FROM events WHERE id = ?", (event.id,))
    fold.rebuild_stream(db, event.stream)
    forget_portfolio_rows(db, event.stream)


def take_out_stream(caseload: Caseload, stream: str) -> list[StoredEvent]:
    """Take every event of a stream out, within the caller's transaction, and return them to be judged again.

    The branch of a fork stays as it is.
    """
    db, events = caseload.db, list[StoredEvent]()
    for chosen in ("events WHERE stream = ?", f"apart WHERE verdict <> '{FORK}' AND stream = ?"):
        rows = db.execute(f"SELECT id, body, disclosed FROM {chosen} ORDER BY rowid", (stream,))
        events += [StoredEvent(*row) for row in rows.fetchall()]
        db.execute(f"DELETE FROM {chosen}", (stream,))
    db.execute("DELETE FROM withheld WHERE stream = ?", (stream,))
    fold.rebuild_stream(db, stream)
    return events


def _quarantine(db: Database, event: Event, stored: StoredEvent, ruling: Ruling) -> None:
    db.execute(
        "INSERT INTO apart (id, stream, body, disclosed, reason, device, sequence, verdict)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stored.id,
            event.stream,
            stored.body,
            stored.disclosed,
            ruling.reason,
            event.device,
            event.sequence,
            ruling.verdict,
        ),
    )


class _IncomingStream:
    """The incoming events of one stream, written together.

    Writing them one at a time takes three times as long.
    """

    def __init__(self, db: Database, stream: str) -> None:
        self._db = db
        self.here = {
            row[0] for row in db.execute("SELECT id FROM events WHERE stream = ?", (stream,)).fetchall()
        }
        rows = db.execute("SELECT id, verdict FROM apart WHERE stream = ?", (stream,))
        self.verdicts: dict[str, str] = dict(rows.fetchall())  # on what is quarantined, by event
        self.folding = fold.Folding(db, stream, empty=not fold.has_records(db, stream))
        self._rows: list[tuple[Any, ...]] = []
        self._blanks = unexplained_in(db, stream)
        self.was_completed = False

    def has(self, event_id: str) -> bool:
        """Return whether an event of the stream is here, quarantined or not."""
        return event_id in self.here or event_id in self.verdicts

    def rejoin(self, event: Event, last_sequences: "_LastSequences") -> None:
        """Make a branch that was set aside the chain again if nothing replaces it any more.

        `event` is of the branch, or continues it. It is then judged again.
        """
        _, last = last_sequences.of(event.stream, event.device)
        branch: list[Event] = []
        at: str | None = event.id if event.id in self.verdicts else event.previous
        while at is not None and at != last and self.verdicts.get(at) == FORK:
            row = self._db.execute("SELECT id, body, disclosed FROM apart WHERE id = ?", (at,)).fetchone()
            branch.append(decode(*row))
            at = branch[-1].previous
        if at != last:
            return
        for link in reversed(branch):
            self._db.execute("UPDATE apart SET verdict = ? WHERE id = ?", (Verdict.WAITS, link.id))
            self.verdicts[link.id] = Verdict.WAITS
            last_sequences.note(link)

    def complete(self, stored: StoredEvent) -> None:
        """Give an event that is here what it lacks without a redaction, if the incoming one has it."""
        if self._blanks and complete(self._db, self._blanks, *stored):
            self.was_completed = True

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


def _false() -> Ruling:
    return Ruling(Verdict.FORK, text("its machine is known here with another key"))


def _lacking() -> Ruling:
    return Ruling(Verdict.WAITS, text("it depends on an entry that is not in the portfolio"))


class _LastSequences:
    """The last link of each device's chain in a stream, quarantined links included, read once."""

    def __init__(self, caseload: Caseload) -> None:
        self._db = caseload.db
        self._ends: dict[tuple[str, str], tuple[int, str | None]] = {}

    def of(self, stream: str, device: str) -> tuple[int, str | None]:
        """Return the last sequence and event of a device in a stream; 0 and None if it wrote nothing."""
        if (stream, device) not in self._ends:
            last = self._db.execute(
                f"SELECT MAX(sequence), id FROM ({LINKS}) WHERE stream = ? AND device = ?", (stream, device)
            ).fetchone()
            self._ends[(stream, device)] = (int(last[0] or 0), last[1])
        return self._ends[(stream, device)]

    def note(self, event: Event) -> None:
        """Note an event as the last of its chain, unless a later one is known."""
        if event.sequence > self.of(event.stream, event.device)[0]:
            self._ends[(event.stream, event.device)] = (event.sequence, event.id)


def _fork(event: Event, last_sequences: _LastSequences) -> Ruling | None:
    """Return a ruling if a chain that an event continues was continued in another way."""
    sequence, last = last_sequences.of(event.stream, event.device)
    if (event.sequence, event.previous) == (sequence + 1, last):
        return None
    return Ruling(
        Verdict.FORK, text("the history splits here: a copy of this machine’s caseload was also used")
    )


def _waiting(event: Event, verdicts: dict[str, str]) -> Ruling | None:
    """Return a ruling if an event changes what a quarantined one set."""
    if any(parent in verdicts for change in event.changes for parent in change.parents):
        return Ruling(Verdict.WAITS, text("it depends on an entry that was set aside"))
    return None


def _unfit(event: Event, stream: _IncomingStream) -> Ruling | None:
    """Return a ruling if no record can hold a value of an event."""
    reason = impossible_value(event, stream.here)
    return Ruling(Verdict.UNFIT, reason) if reason else None


def _misfit(event: Event, folding: fold.Folding) -> Ruling | None:
    """Return a ruling if an event changes a record that was never made."""
    fields: dict[tuple[str, str], set[str]] = {}
    for change in event.changes:
        fields.setdefault((change.entity, change.id), set()).add(change.field)
    for (entity, record_id), fields_set in fields.items():
        if not KINDS[entity].required <= fields_set and not folding.knows(entity, record_id):
            return Ruling(Verdict.WAITS, text("it changes something that does not exist"))
    missing = missing_reference(event, folding.knows)
    return Ruling(Verdict.WAITS, missing) if missing else None
