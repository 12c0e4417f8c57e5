"""Whether the history is the one that was written: each entry held against its hash, its commitments and what comes before it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from csassess.catalogue import text
from csassess.data.exchange.device_card import is_signed
from csassess.data.record.events import WITHHELD, event_id
from csassess.data.record.redactions import Value, redacted_values
from csassess.data.storage.canonical import canonical, commitment
from csassess.data.storage.sqlcipher import Database
from csassess.domain.dates import long_date

_AT_A_TIME = 500


class KnownEvents(NamedTuple):
    """An entry as its row keeps it."""

    id: str
    stream: str
    device: str
    sequence: int
    body: bytes
    disclosed: str


@dataclass
class ChainVerifier:
    """Entries are shown to it in the order they are kept; it says which is not as it was written, and why."""

    seen: set[str] = field(default_factory=set)
    ends: dict[tuple[str, str], KnownEvents] = field(default_factory=dict)
    withheld: frozenset[Value] | set[Value] = frozenset()  # what is left out by right

    def error_in(self, kept: KnownEvents) -> tuple[KnownEvents, str] | None:
        """Return, shown the next entry, which one is wrong (it, or the one before it) and what with it; None where nothing is."""
        chain = (kept.stream, kept.device)
        before = self.ends.get(chain)
        self.ends[chain] = kept
        try:
            return self._wrong(kept, before)
        except (ValueError, TypeError, KeyError, AttributeError):
            return kept, text("it cannot be read")
        finally:
            self.seen.add(kept.id)

    def _wrong(self, kept: KnownEvents, before: KnownEvents | None) -> tuple[KnownEvents, str] | None:
        wrong = error_in_event(kept)
        if wrong:
            return kept, wrong
        body = json.loads(kept.body)
        if kept.sequence != (before.sequence if before else 0) + 1:
            return kept, text("what came before it is missing or stands in another order")
        if body["previous"] != (before.id if before else None):
            return before or kept, text("it is not the one that the next entry followed")
        if not self.seen.issuperset(parent for change in body["changes"] for parent in change["parents"]):
            return kept, text("it rests on an entry that is not there before it")
        if not self.withheld.issuperset(redacted_values(kept.id, kept.body, kept.disclosed)):
            return kept, text("a value in it was taken out with another program")
        return None

    def end_of(self, stream: str, device: str) -> int:
        """Return the last place of a machine's chain; 0 where it wrote nothing."""
        end = self.ends.get((stream, device))
        return end.sequence if end else 0


def error_in_event(kept: KnownEvents) -> str:
    """Return what is wrong with an entry, looking at no other; raises ValueError, TypeError or KeyError where it cannot be read."""
    if event_id(kept.body) != kept.id:
        return text("it was changed after it was written")
    body: dict[str, Any] = json.loads(kept.body)
    if canonical(body) != kept.body:
        return text("it was not written by csassess")
    if body["stream"] != kept.stream:
        return text("it was written in another portfolio")
    if (body["device"], body["sequence"]) != (kept.device, kept.sequence):
        return text("it was written by another machine or in another place")
    for change, shown in zip(body["changes"], json.loads(kept.disclosed), strict=True):
        if shown != WITHHELD and commitment(shown["salt"], shown["value"]) != change["commitment"]:
            return text("a value in it is not the one that was written")
    return ""


def entries(db: Database) -> Iterator[KnownEvents]:
    """Yield every entry in the order they are kept, in short looks that hold up nobody who writes."""
    row = 0
    while True:
        found = db.execute(
            "SELECT rowid, id, stream, device, sequence, body, disclosed FROM events WHERE rowid > ? ORDER BY"
            " rowid LIMIT ?",
            (row, _AT_A_TIME),
        ).fetchall()
        if not found:
            return
        row = found[-1][0]
        yield from (KnownEvents(*each[1:]) for each in found)


def told(kept: KnownEvents, names: dict[str, str]) -> str:
    """Return an entry in words by which a person finds it."""
    name = names.get(kept.stream, kept.stream[:8])
    try:
        at = datetime.fromisoformat(json.loads(kept.body)["at"])
    except (ValueError, TypeError, KeyError):
        return text("Entry {number} of {name}", number=kept.sequence, name=name)
    day = f"{long_date(at.date())}, {at:%H:%M}"
    return text("Entry {number} of {name} ({day})", number=kept.sequence, name=name, day=day)


def missing_ends(db: Database, chains: ChainVerifier, names: dict[str, str]) -> Iterator[str]:
    """Yield, in sentences, whose chains end before an entry that another machine signed for, or that was sent already."""
    apart = {row[0] for row in db.execute("SELECT id FROM apart").fetchall()}
    cards = {row[0]: json.loads(row[1]) for row in db.execute("SELECT device, card FROM peers").fetchall()}
    gone: dict[tuple[str, str], int] = {}
    rows = db.execute("SELECT stream, device, sequence, event, signature FROM signed").fetchall()
    for stream, device, sequence, event, signature in rows:
        card = cards.get(device)
        if card and not is_signed(card["public_key"], signature, [stream, device, sequence, event]):
            yield text(
                "A signature kept for {name} is not that of its machine.", name=names.get(stream, stream[:8])
            )
        elif event not in chains.seen and event not in apart:
            gone[stream, device] = max(sequence, gone.get((stream, device), 0))
    quarantined: dict[tuple[str, str], int] = {}
    for body, stream in db.execute("SELECT body, stream FROM apart").fetchall():
        fields = json.loads(body)
        chain = (stream, fields["device"])
        quarantined[chain] = max(fields["sequence"], quarantined.get(chain, 0))
    for stream, device, sequence in db.execute(
        "SELECT stream, device, MAX(sequence) FROM had GROUP BY 1, 2"
    ).fetchall():
        chain = (stream, device)
        if sequence > max(chains.end_of(*chain), quarantined.get(chain, 0)):
            gone[chain] = max(sequence, gone.get(chain, 0))
    for (stream, device), sequence in sorted(gone.items()):
        last = chains.end_of(stream, device)
        yield text(
            "The history of {name} ends at entry {last} of machine {code}, and went on to entry {sequence}"
            " when it was sent.",
            name=names.get(stream, stream[:8]),
            last=last,
            code=device[:6],
            sequence=sequence,
        )
