"""Fast bulk writer of caseloads: the same events as the services, many in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bench.caseloads import FIRST_DAY, QUALIFICATION, Ids, seeded_salts
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Change, Event, encode, event_id
from csassess.data.record.records import default_values, entity_name, to_values
from csassess.data.storage.picture import StoredPicture
from csassess.data.units.units import catalogue_unit, plain, unit_digest
from csassess.domain.codes.schemes import PRESENT, judgement_code
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import EvidenceItem, Judgement, Note, Outcome, Reference
from csassess.domain.records.people import (
    Candidate,
    Employment,
    Enrolment,
    Qualification,
    Registration,
)
from csassess.domain.units.units import Setting
from csassess.services.evidence import references


@contextmanager
def in_bulk(caseload: Caseload, seed: int = 1, *, folded: bool = True) -> Iterator["BulkWriter"]:
    """Yield a writer of many events in one transaction.

    Fold them into the tables unless `folded` is False.
    """
    salts = Ids(-seed)
    with seeded_salts(salts):
        bulk = BulkWriter(caseload, salts, folded=folded)
        yield bulk
        bulk.write()


@dataclass(slots=True)
class _Item:
    """An item with the records that its judgement refers to."""

    item: EvidenceItem
    notes: list[Note]
    references: list[Reference]
    photographs: list[Photograph]


class BulkWriter:
    """Writes the same events as the services, without reading, because every record is new.

    `author` and `device` may be set to those of another person and device.
    """

    _CHUNK = 20_000  # events in one transaction

    def __init__(self, caseload: Caseload, salts: Ids, *, folded: bool = True) -> None:
        self._caseload, self._salts, self._folded = caseload, salts, folded
        self.author, self.device = caseload.author, caseload.device
        self._last_events: dict[str, tuple[str, int]] = {}  # the last event of each portfolio
        self._waiting_events: list[tuple[Event, bytes, str]] = []
        self._jobs: dict[str, str] = {}
        self._qualification = ""
        self._digests: dict[str, str] = {}
        self._items: dict[str, _Item] = {}
        self._numbers: dict[str, int] = {}
        self.written = 0

    def candidate(self, name: str, number: str) -> str:
        added = Candidate(self._id(), name, number)
        job = Employment(self._id(), "Harbour Ferries", "Ticket clerk", Setting.REAL_JOB_PAID)
        self._jobs[added.id], self._numbers[added.id] = job.id, 0
        self._save(added.id, "candidate.add", added, job)
        return added.id

    def register(self, candidate: str, number: str) -> None:
        self._after_a_minute()
        if not self._qualification:
            qualifications = self._caseload.all(Qualification, CASELOAD_STREAM)
            if not qualifications:
                qualifications = [Qualification(self._id(), *QUALIFICATION)]
                self._caseload.save(CASELOAD_STREAM, "qualification.add", *qualifications)
            self._qualification = qualifications[0].id
        registration = Registration(self._id(), self._qualification, number, FIRST_DAY)
        self._save(candidate, "candidate.register", registration, clock_moved=True)

    def enrol(self, candidate: str, unit: str) -> None:
        if unit not in self._digests:
            specification = catalogue_unit(unit)
            self._digests[unit] = unit_digest(specification)
            self._caseload.store_wording(self._digests[unit], unit, plain(specification))
        enrolment = Enrolment(unit, self._digests[unit], self._after_a_minute().date())
        self._save(candidate, "candidate.enrol", enrolment, units={unit: enrolment.digest}, clock_moved=True)

    def item(self, candidate: str, words: str, on: date) -> str:
        self._numbers[candidate] += 1
        now = self._after_a_minute()
        added = EvidenceItem(
            self._id(),
            str(self._numbers[candidate]),
            "WP",
            words,
            on,
            Setting.REAL_JOB_PAID,
            employment=self._jobs[candidate],
            written=now,
        )
        self._items[added.id] = _Item(added, [], [], [])
        self._save(candidate, "evidence.add", added, clock_moved=True)
        return added.id

    def note(self, candidate: str, item: str, words: str) -> str:
        now = self._after_a_minute()
        added = Note(self._id(), item, now, now, text=words)
        self._items[item].notes.append(added)
        self._save(candidate, "note.add", added, clock_moved=True)
        return added.id

    def tick(self, candidate: str, item: str, unit: str, criterion: str, note: str) -> None:
        reference = references.reference(item, unit, criterion, note)
        self._items[item].references.append(reference)
        self._save(candidate, "reference.tick", reference, units={unit: self._digests[unit]})

    def photograph(self, candidate: str, item: str, picture: StoredPicture) -> None:
        self._caseload.attached.put(picture.jpeg, picture.thumbnail)
        photograph_record = Photograph(
            self._id(),
            item,
            picture.sha256,
            picture.original,
            picture.width,
            picture.height,
            self._after_a_minute(),
            picture.taken,
            "The counter",
        )
        self._items[item].photographs.append(photograph_record)
        self._save(candidate, "photograph.add", photograph_record, clock_moved=True)

    def accept(self, candidate: str, item: str) -> None:
        written_item = self._items.pop(item)
        portfolio = Portfolio(
            Candidate(candidate, ""),
            evidence=(written_item.item,),
            notes=tuple(written_item.notes),
            references=tuple(written_item.references),
            photographs=tuple(written_item.photographs),
        )
        today = self._after_a_minute().date()
        judgement = Judgement(
            item, Outcome.ACCEPTED, today, self.author, judged=judgement_code(item, portfolio), scheme=PRESENT
        )
        self._save(candidate, "evidence.accept", judgement, clock_moved=True)

    def _id(self) -> str:
        return self._caseload.new_id()

    def _after_a_minute(self) -> datetime:
        self._caseload.clock.move_on()  # type: ignore[attr-defined]  # the clock of new_caseload
        return self._caseload.clock()

    def _save(
        self,
        stream: str,
        action: str,
        *records: Any,
        units: dict[str, str] | None = None,
        clock_moved: bool = False,
    ) -> None:
        at = self._caseload.clock() if clock_moved else self._after_a_minute()
        changes = [change for record in records for change in _changes_of(record)]
        previous, sequence = self._last_events.get(stream, (None, 0))
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
        self._last_events[stream] = (event.id, event.sequence)
        self._waiting_events.append((event, body, disclosed))
        if len(self._waiting_events) >= self._CHUNK:
            self.write()

    def write(self) -> None:
        """Write the waiting events in one transaction, and fold them into the tables."""
        db = self._caseload.db
        with db.atomic():
            db.conn.executemany(
                "INSERT INTO events (id, stream, device, sequence, body, disclosed) VALUES (?, ?, ?, ?,"
                " ?, ?)",
                [
                    (e.id, e.stream, e.device, e.sequence, body, disclosed)
                    for e, body, disclosed in self._waiting_events
                ],
            )
            streams = dict[str, list[Event]]()
            for event, _, _ in self._waiting_events if self._folded else ():
                streams.setdefault(event.stream, []).append(event)
            for stream, events in streams.items():
                folding = fold.Folding(db, stream, empty=not fold.has_records(db, stream))
                for event in events:
                    folding.add(event)
                folding.write()
        self.written += len(self._waiting_events)
        self._waiting_events = []


def _changes_of(record: Any) -> Iterator[Change]:
    """Yield a change for each field of a new record that differs from its default."""
    entity, defaults = entity_name(type(record)), default_values(type(record))
    for field, value in to_values(record).items():
        if field not in defaults or defaults[field] != value:
            yield Change(entity, record.id, field, value, ())
