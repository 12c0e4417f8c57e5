"""Numbered evidence, notes, customers, customer feedback, the criterion references that hang on them, and their judgement."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting, Unit


class Method(StrEnum):
    """The default codes of assessment methods: how an item came about."""

    OBSERVATION = "OB"
    EXPERT_WITNESS = "EW"
    WITNESS_TESTIMONY = "WT"
    PROFESSIONAL_DISCUSSION = "PD"
    ORAL_QUESTIONS = "OQ"
    WRITTEN_QUESTIONS = "WQ"
    WORK_PRODUCT = "WP"
    PERSONAL_STATEMENT = "PS"
    PRIOR_LEARNING = "RPL"
    CASE_STUDY = "CS"
    SIMULATION = "S"


class Channel(StrEnum):
    """How a customer was dealt with."""

    FACE_TO_FACE = "face-to-face"
    WRITING = "writing"
    TELEPHONE = "telephone"
    TEXT_MESSAGE = "text-message"
    EMAIL = "email"
    INTERNET = "internet"
    INTRANET = "intranet"
    OTHER = "other"


class NoteKind(StrEnum):
    """What a note holds: what was seen, a question with its answer, a moment still to be written up, or a time not observed."""

    OBSERVED = "observed"
    QUESTION = "question"
    MOMENT = "moment"
    NOT_OBSERVED = "not-observed"


class Demonstrated(StrEnum):
    """What a note can show beyond criteria, where a unit's evidence requirements ask for it."""

    OWN_RESPONSIBILITY = "own-responsibility"


class Quality(StrEnum):
    """What an accepted item is judged to be."""

    VALID = "valid"
    AUTHENTIC = "authentic"
    RELIABLE = "reliable"
    CURRENT = "current"
    SUFFICIENT = "sufficient"


class Outcome(StrEnum):
    """What the assessor made of an evidence item."""

    ACCEPTED = "accepted"
    MORE_EVIDENCE_NEEDED = "more-evidence-needed"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One numbered thing in a portfolio. Its number never changes and is never given twice.

    A thing held elsewhere says where (`location`), who saw it there and until when it can be seen.
    """

    id: str
    number: str
    method: str
    description: str
    on: date
    setting: Setting | None = None
    visit: str | None = None
    employment: str | None = None
    location: str = ""
    withdrawn: bool = False
    seen_by: str = ""
    available_until: date | None = None

    @property
    def sort_key(self) -> tuple[str, int]:
        """Orders numbers as people count: 2 before 10, the first device's before those with a letter."""
        letter = self.number.rstrip("0123456789")
        return letter, int(self.number[len(letter) :])


@dataclass(frozen=True, slots=True)
class Note:
    """A timed piece of an item's account: `at` is when it happened, `written` when it was written down.

    `until` is the end of a time not observed, None while it lasts.
    """

    id: str
    evidence: str
    at: datetime
    written: datetime
    kind: NoteKind = NoteKind.OBSERVED
    text: str = ""
    question: str = ""
    customer: str | None = None
    shows: tuple[Demonstrated, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer dealt with, by letter within an item, never by name; `same_as` links to the same customer on another day."""

    id: str
    evidence: str
    letter: str
    demeanour: Demeanour | None = None
    relationship: Relationship | None = None
    channel: Channel | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerFeedback:
    """Customer feedback received and, where it was used, what was improved by it."""

    id: str
    evidence: str
    origin: FeedbackOrigin
    received: str
    improvement: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A criterion referenced by an item: beside the note or photograph (`note`) that shows it, or at a location inside it ("p. 4")."""

    id: str
    evidence: str
    unit: str
    criterion: str
    note: str | None = None
    location: str = ""


def criteria_with_places(unit: Unit, references: Iterable[Reference]) -> str:
    """Return the criteria of a unit that references name, in the source's order: "2.3, 2.4 (p. 4)"; empty where none."""
    places: dict[str, list[str]] = {}
    for reference in references:
        places.setdefault(reference.criterion, []).extend([reference.location] if reference.location else [])
    if not places:
        return ""  # as most of an item's notes in most units
    return ", ".join(
        unit.short(label) + (f" ({', '.join(places[label])})" if places[label] else "")
        for label in unit.labels()
        if label in places
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """The assessor's judgement of one item; its id is the item's. `exceptions` are commented on in `comment`.

    `judged` is the code of what was judged: what somebody else changed meanwhile was not.
    """

    id: str
    outcome: Outcome
    on: date
    by: str
    comment: str = ""
    exceptions: tuple[Quality, ...] = ()
    judged: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The assessor's confirmation, with a reason, of what only judgement can settle; it rests on the items of `basis`."""

    id: str
    unit: str
    requirement: str
    reason: str
    on: date
    by: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The assessor's decision that a unit is achieved, and exactly what it was made on.

    `basis` are the accepted items it rests on, `code` their record code then, `head` the last event of the portfolio
    then; `reason` says why it was decided again where an earlier decision was overtaken by a change.
    """

    id: str
    unit: str
    on: date
    by: str
    code: str
    head: str
    basis: tuple[str, ...]
    reason: str = ""
    awaits_countersigner: bool = False


@dataclass(frozen=True, slots=True)
class Addendum:
    """A comment added to an item, dated, after it was accepted: no alteration, so nothing that was decided or signed changes."""

    id: str
    evidence: str
    words: str
    at: datetime
    by: str


def derived_id(*parts: str) -> str:
    """Return the id of a thing that is the same thing whoever makes it: the same tick twice is one tick."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
