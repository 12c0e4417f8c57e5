"""Fast bulk writer of caseloads: the same events as the services, many in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bench.caseloads import FIRST_DAY, QUALIFICATION, Ids, salts_from
from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Change, Event, encode, event_id
from csassess.data.record.records import default_values, entity_name, to_values
from csassess.data.storage.pictures import StoredPicture
from csassess.data.units.units import catalogue_unit, plain, unit_digest
from csassess.domain.assessment.integrity import content_code
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
    """Yield what writes the same events many at a time, and folds them into the tables, where that is not to be done afterwards."""
    salts = Ids(-seed)
    with salts_from(salts):
        bulk = BulkWriter(caseload, salts, folded=folded)
        yield bulk
        bulk.write()


@dataclass(slots=True)
class _Item:
    """What a judgement of an item rests on."""

    item: EvidenceItem
    notes: list[Note]
    references: list[Reference]
    photographs: list[Photograph]


class BulkWriter:
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
                known = [Qualification(self._id(), *QUALIFICATION)]
                self._caseload.save(CASELOAD_STREAM, "qualification.add", *known)
            self._qualification = known[0].id
        made = Registration(self._id(), self._qualification, number, FIRST_DAY)
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
        changes = [change for record in records for change in _changes_of(record)]
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


def _changes_of(record: Any) -> Iterator[Change]:
    """Yield a change for each field of a new record that differs from its default."""
    entity, defaults = entity_name(type(record)), default_values(type(record))
    for field, value in to_values(record).items():
        if field not in defaults or defaults[field] != value:
            yield Change(entity, record.id, field, value, ())
