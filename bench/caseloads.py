"""Caseloads of a chosen size, the same for the same seed: made through the services, or in bulk with the very same events.

Both hands do the same script. What they must not differ in (ids, times, salts) comes from the seed.
"""

import hashlib
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol
from unittest.mock import patch

from PIL import Image

from csassess.data.record import fold, opening
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Change, Event, encode, event_id
from csassess.data.record.records import default_values, entity_name, to_values
from csassess.data.storage.keys import KdfCost
from csassess.data.storage.pictures import StoredPicture
from csassess.data.units.units import catalogue_unit, plain, unit_digest
from csassess.domain.assessment.integrity import content_code
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem, Judgement, Note, Outcome, Reference
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import (
    Assessor,
    Candidate,
    Centre,
    Employment,
    Enrolment,
    Qualification,
    Registration,
)
from csassess.domain.units.units import Setting
from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.candidates.candidates import Job
from csassess.services.evidence import evidence, judgement, references

PASSPHRASE = "a passphrase for the bench"
UNITS = ("ocr-b10", "nos-b10")
_QUALIFICATION = ("Customer service", "500/0000/0")
_ON_SITE = date(2026, 3, 2)
_BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
_WORDS = (
    "greets the customer",
    "repeats what was asked",
    "looks in both systems",
    "gives a day and a name to ring",
    "explains the refund",
    "listens without interrupting",
    "writes the reference down",
    "asks a colleague",
    "reads the policy aloud",
    "offers a choice",
)


class Clock:
    """Moves on by a minute with each action, and stands still meanwhile."""

    def __init__(self) -> None:
        self.now = _BEGAN

    def __call__(self) -> datetime:
        return self.now

    def move_on(self) -> None:
        """Let a minute pass."""
        self.now += timedelta(minutes=1)


class Ids:
    """Makes ids, or salts, that only the seed decides."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def __call__(self, *_: object) -> str:
        return f"{self._chance.getrandbits(128):032x}"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of everything: items, notes and references of each one above them, photographs of the first candidates' items."""

    candidates: int
    items: int
    notes: int = 1
    references: int = 1
    photographs: int = 0
    units: tuple[str, ...] = UNITS
    first: int = 0


class Hand(Protocol):
    """What does the script."""

    def candidate(self, name: str, number: str) -> str:
        """Add a candidate with a paid job; return the id."""

    def register(self, candidate: str, number: str) -> None:
        """Register a candidate for the one qualification."""

    def enrol(self, candidate: str, unit: str) -> None:
        """Enrol a candidate."""

    def item(self, candidate: str, words: str, on: date) -> str:
        """Add a work product; return the id."""

    def note(self, candidate: str, item: str, words: str) -> str:
        """Add a note; return the id."""

    def tick(self, candidate: str, item: str, unit: str, criterion: str, note: str) -> None:
        """Reference a criterion."""

    def photograph(self, candidate: str, item: str, kept: StoredPicture) -> None:
        """Add a photograph."""

    def accept(self, candidate: str, item: str) -> None:
        """Accept an item."""


def new_caseload(folder: Path, seed: int = 1) -> Caseload:
    """Return a new caseload whose clock and ids follow from the seed; opening it costs no derivation of keys."""
    keys = caseloads.prepare_keys(PASSPHRASE, None, KdfCost(64, 1, 1))

    def begin(caseload: Caseload) -> None:
        person = Assessor(caseload.new_id(), "Ann Assessor")
        caseload.author = person.id
        caseload.local.set("author", person.id)
        caseload.save(CASELOAD_STREAM, "caseload.set-up", Centre("centre", "Bench Centre"), person)

    return opening.create_caseload(folder, keys, begin, clock=Clock(), new_id=Ids(seed))


def opened(folder: Path, **injected: Any) -> Caseload:
    """Return the caseload of a folder, open."""
    return opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE), **injected)


@contextmanager
def through_services(caseload: Caseload, seed: int = 1) -> Iterator[Hand]:
    """Yield what does each step as the window would: one service, one transaction."""
    with _salted(Ids(-seed)):
        yield _Services(caseload)


@contextmanager
def in_bulk(caseload: Caseload, seed: int = 1, *, folded: bool = True) -> Iterator["Bulk"]:
    """Yield what writes the same events many at a time, and folds them into the tables, where that is not to be done afterwards."""
    salts = Ids(-seed)
    with _salted(salts):
        bulk = Bulk(caseload, salts, folded=folded)
        yield bulk
        bulk.write()


def _salted(salts: Ids) -> Any:
    return patch("csassess.data.record.caseload.secrets", SimpleNamespace(token_hex=salts))


def fill(hand: Hand, amount: Amount, seed: int = 1) -> list[str]:
    """Do the script with a hand; return the candidates' ids."""
    chance = random.Random(f"{seed} {amount.first}")
    pairs = [(unit, label) for unit in amount.units for label in catalogue_unit(unit).labels()]
    pictures, added = count(1), []
    for number in range(amount.first, amount.first + amount.candidates):
        added.append(hand.candidate(f"{name(number)} Candidate {number}", f"C-{number:05}"))
        hand.register(added[-1], f"R-{number:05}")
        for unit in amount.units:
            hand.enrol(added[-1], unit)
        for each in range(amount.items):
            item = hand.item(added[-1], _sentence(chance), _ON_SITE + timedelta(days=each))
            notes = [hand.note(added[-1], item, _sentence(chance)) for _ in range(amount.notes)]
            for place, (unit, label) in enumerate(chance.sample(pairs, amount.references)):
                hand.tick(added[-1], item, unit, label, notes[place % len(notes)])
            if next(pictures) <= amount.photographs:
                hand.photograph(added[-1], item, _picture(number * amount.items + each))
            if chance.random() < 0.99:  # what is open on a day
                hand.accept(added[-1], item)
    return added


def name(number: int) -> str:
    """Return a first name that no other candidate has."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return letters[::-1].capitalize()


def _sentence(chance: random.Random) -> str:
    words = chance.sample(_WORDS, 5)
    return f"{', '.join(words).capitalize()}. Ref {chance.randrange(10**6):06}."


@cache
def _picture(number: int) -> StoredPicture:
    """Return a small picture of its own for each number, as it would be kept."""
    target = io.BytesIO()
    Image.linear_gradient("L").rotate(number % 360).convert("RGB").save(target, "JPEG", comment=str(number))
    return photographs.prepare(target.getvalue())


class _Services:
    """One service for each step."""

    def __init__(self, caseload: Caseload) -> None:
        self._caseload = caseload

    def _next(self) -> Caseload:
        self._caseload.clock.move_on()  # type: ignore[attr-defined]  # it is ours
        return self._caseload

    def candidate(self, name: str, number: str) -> str:
        job = Job("Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
        return candidates.add_candidate(self._next(), name, number, job).id

    def register(self, candidate: str, number: str) -> None:
        candidates.register(self._next(), candidate, *_QUALIFICATION, number, _ON_SITE)

    def enrol(self, candidate: str, unit: str) -> None:
        candidates.enrol(self._next(), candidate, unit)

    def item(self, candidate: str, words: str, on: date) -> str:
        return evidence.add_item(self._next(), candidate, "WP", words, on).id

    def note(self, candidate: str, item: str, words: str) -> str:
        return evidence.add_note(self._next(), candidate, item, words).id

    def tick(self, candidate: str, item: str, unit: str, criterion: str, note: str) -> None:
        references.tick(self._next(), candidate, item, unit, criterion, note)

    def photograph(self, candidate: str, item: str, kept: StoredPicture) -> None:
        photographs.add(self._next(), candidate, item, kept, "The counter")

    def accept(self, candidate: str, item: str) -> None:
        judgement.accept(self._next(), candidate, item)


@dataclass(slots=True)
class _Item:
    """What a judgement of an item rests on."""

    item: EvidenceItem
    notes: list[Note]
    references: list[Reference]
    photographs: list[Photograph]


class Bulk:
    """Writes what the services would write, without reading: every record is new. `author` and `device` may be another's."""

    _CHUNK = 20_000  # events in one transaction

    def __init__(self, caseload: Caseload, salts: Ids, *, folded: bool = True) -> None:
        self._caseload, self._salts, self._folded = caseload, salts, folded
        self.author, self.device = caseload.author, caseload.device
        self._ends: dict[str, tuple[str, int]] = {}  # the last event of each portfolio
        self._waiting: list[tuple[Event, bytes, str]] = []
        self._jobs: dict[str, str] = {}
        self._qualification = ""
        self._digests: dict[str, str] = {}
        self._items: dict[str, _Item] = {}
        self._numbers: dict[str, int] = {}
        self.written = 0

    def candidate(self, name: str, number: str) -> str:
        made = Candidate(self._id(), name, number)
        job = Employment(self._id(), "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
        self._jobs[made.id], self._numbers[made.id] = job.id, 0
        self._save(made.id, "candidate.add", made, job)
        return made.id

    def register(self, candidate: str, number: str) -> None:
        self._after_a_minute()
        if not self._qualification:
            known = self._caseload.all(Qualification, CASELOAD_STREAM)
            if not known:
                known = [Qualification(self._id(), *_QUALIFICATION)]
                self._caseload.save(CASELOAD_STREAM, "qualification.add", *known)
            self._qualification = known[0].id
        made = Registration(self._id(), self._qualification, number, _ON_SITE)
        self._save(candidate, "candidate.register", made, moved_on=True)

    def enrol(self, candidate: str, unit: str) -> None:
        if unit not in self._digests:
            found = catalogue_unit(unit)
            self._digests[unit] = unit_digest(found)
            self._caseload.store_wording(self._digests[unit], unit, plain(found))
        made = Enrolment(unit, self._digests[unit], self._after_a_minute().date())
        self._save(candidate, "candidate.enrol", made, units={unit: made.digest}, moved_on=True)

    def item(self, candidate: str, words: str, on: date) -> str:
        self._numbers[candidate] += 1
        made = EvidenceItem(
            self._id(),
            str(self._numbers[candidate]),
            "WP",
            words,
            on,
            Setting.REAL_JOB_PAID,
            employment=self._jobs[candidate],
        )
        self._items[made.id] = _Item(made, [], [], [])
        self._save(candidate, "evidence.add", made)
        return made.id

    def note(self, candidate: str, item: str, words: str) -> str:
        now = self._after_a_minute()
        made = Note(self._id(), item, now, now, text=words)
        self._items[item].notes.append(made)
        self._save(candidate, "note.add", made, moved_on=True)
        return made.id

    def tick(self, candidate: str, item: str, unit: str, criterion: str, note: str) -> None:
        made = references.reference(item, unit, criterion, note)
        self._items[item].references.append(made)
        self._save(candidate, "reference.tick", made, units={unit: self._digests[unit]})

    def photograph(self, candidate: str, item: str, kept: StoredPicture) -> None:
        self._caseload.attached.put(kept.jpeg, kept.thumbnail)
        made = Photograph(
            self._id(),
            item,
            kept.sha256,
            kept.original,
            kept.width,
            kept.height,
            self._after_a_minute(),
            kept.taken,
            "The counter",
        )
        self._items[item].photographs.append(made)
        self._save(candidate, "photograph.add", made, moved_on=True)

    def accept(self, candidate: str, item: str) -> None:
        on = self._items.pop(item)
        judged = Portfolio(
            Candidate(candidate, ""),
            evidence=(on.item,),
            notes=tuple(on.notes),
            references=tuple(on.references),
            photographs=tuple(on.photographs),
        )
        today = self._after_a_minute().date()
        made = Judgement(item, Outcome.ACCEPTED, today, self.author, judged=content_code(item, judged))
        self._save(candidate, "evidence.accept", made, moved_on=True)

    def _id(self) -> str:
        return self._caseload.new_id()

    def _after_a_minute(self) -> datetime:
        self._caseload.clock.move_on()  # type: ignore[attr-defined]  # it is ours
        return self._caseload.clock()

    def _save(
        self,
        stream: str,
        action: str,
        *records: Any,
        units: dict[str, str] | None = None,
        moved_on: bool = False,
    ) -> None:
        at = self._caseload.clock() if moved_on else self._after_a_minute()
        changes = [change for record in records for change in _changes(record)]
        previous, sequence = self._ends.get(stream, (None, 0))
        body, disclosed = encode(
            stream,
            action,
            changes,
            [self._salts() for _ in changes],
            author=self.author,
            device=self.device,
            sequence=sequence + 1,
            previous=previous,
            at=at,
            units=units or {},
        )
        event = Event(
            event_id(body),
            stream,
            action,
            self.author,
            self.device,
            sequence + 1,
            at,
            tuple(changes),
            previous,
        )
        self._ends[stream] = (event.id, event.sequence)
        self._waiting.append((event, body, disclosed))
        if len(self._waiting) >= self._CHUNK:
            self.write()

    def write(self) -> None:
        """Write what is waiting by one transaction, and fold it into the tables."""
        db = self._caseload.db
        with db.atomic():
            db.conn.executemany(
                "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?,"
                " ?, ?)",
                [
                    (e.id, e.stream, e.device, e.sequence, body, disclosed)
                    for e, body, disclosed in self._waiting
                ],
            )
            streams = dict[str, list[Event]]()
            for event, _, _ in self._waiting if self._folded else ():
                streams.setdefault(event.stream, []).append(event)
            for stream, events in streams.items():
                folding = fold.Folding(db, stream, empty=not fold.has_records(db, stream))
                for event in events:
                    folding.add(event)
                folding.write()
        self.written += len(self._waiting)
        self._waiting = []


def _changes(record: Any) -> Iterator[Change]:
    """Yield a change for each field of a new record that differs from its default."""
    entity, defaults = entity_name(type(record)), default_values(type(record))
    for field, value in to_values(record).items():
        if field not in defaults or defaults[field] != value:
            yield Change(entity, record.id, field, value, ())


def fingerprint(caseload: Caseload) -> str:
    """Return the digest of all that portfolios hold: their events, and every table made from them."""
    digest = hashlib.sha256()
    tables = ["events", "heads", *(t for t in KINDS if t not in ("centre", "assessor", "device"))]
    for table in tables:
        columns = [row[1] for row in caseload.db.execute(f'PRAGMA table_info("{table}")').fetchall()]
        wanted = ", ".join(f'"{name}"' for name in sorted(columns))
        rows = caseload.db.execute(
            f'SELECT {wanted} FROM "{table}" WHERE stream <> ?', (CASELOAD_STREAM,)
        ).fetchall()
        digest.update(repr((table, sorted(rows, key=repr))).encode())
    return digest.hexdigest()
