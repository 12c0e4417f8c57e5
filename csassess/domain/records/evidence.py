"""Evidence items with their notes, customers, feedback, references and judgement."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from csassess.domain.records.declaration import (
    Code,
    Id,
    ItemId,
    Label,
    Line,
    Person,
    Prose,
    RestsOn,
    Scheme,
    Several,
    Sha256,
    portfolio_record,
)
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


_TESTIMONIES = (Method.WITNESS_TESTIMONY, Method.EXPERT_WITNESS)
ADDED_METHODS = tuple(m for m in Method if m not in (Method.OBSERVATION, *_TESTIMONIES))
"""The methods of items that are added as such; observations and testimonies begin in their own way."""


def methods_instead(method: str) -> tuple[str, ...]:
    """Return the methods under which an item could also have been entered, its own included.

    An observation belongs to a visit, a testimony to a witness.
    """
    if method == Method.OBSERVATION:
        return (method,)
    if method in _TESTIMONIES:
        return _TESTIMONIES
    return tuple(dict.fromkeys((*ADDED_METHODS, method)))


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


class Remote(StrEnum):
    """Through which channel an assessor observed or spoke with a candidate who was elsewhere."""

    TELEPHONE = "telephone-call"
    VIDEO = "video-call"
    STREAM = "live-stream"


REMOTE_METHODS = (Method.OBSERVATION, Method.PROFESSIONAL_DISCUSSION, Method.ORAL_QUESTIONS)
"""The methods by which an assessor may deal with a candidate who is elsewhere."""


class NoteKind(StrEnum):
    """What a note holds.

    An observation, a question with its answer, a moment still to be written up, or a time not
    observed.
    """

    OBSERVED = "observed"
    QUESTION = "question"
    MOMENT = "moment"
    NOT_OBSERVED = "not-observed"


class Demonstrated(StrEnum):
    """What a note can show beyond criteria, if a unit's evidence requirements ask for it.

    What a unit itself names to be shown is a mark of that unit: see `domain/units/marks.py`.
    """

    OWN_RESPONSIBILITY = "own-responsibility"


_SHOWN = rf"{Demonstrated.OWN_RESPONSIBILITY.value}|[a-z0-9-]+ .+"  # or a mark: a unit's id and its words


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


@portfolio_record("evidence", order=lambda item: item.sort_key, looked_up_by=(("visit",),))
@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A numbered thing in a portfolio. Its number never changes and is never used again.

    Of a thing held elsewhere, `location` says where, `seen_by` who saw it there and
    `available_until` how long it can be seen. `written` is when it was entered. If the candidate was
    elsewhere, `remote` is the channel and `identity` says how their identity was confirmed.
    """

    id: Id
    number: Annotated[str, Code(8, r"[A-Z]{0,2}[1-9][0-9]{0,5}", may_be_empty=False)]
    method: Label
    description: Prose
    on: date
    setting: Setting | None = None
    visit: Annotated[str | None, RestsOn(("visit",))] = None
    employment: Id | None = None
    location: Prose = ""
    withdrawn: bool = False
    seen_by: Line = ""
    available_until: date | None = None
    written: datetime | None = None
    remote: Remote | None = None
    identity: Prose = ""

    @property
    def sort_key(self) -> tuple[str, int]:
        """Orders numbers as people count: 2 before 10, the first device's before those with a letter."""
        letter = self.number.rstrip("0123456789")
        return letter, int(self.number[len(letter) :])


@portfolio_record("note", order=lambda note: (note.at, note.written))
@dataclass(frozen=True, slots=True)
class Note:
    """A timed piece of an item's account: `at` is when it happened, `written` when it was written down.

    `until` is the end of a time not observed, None while it lasts. `later_because` says why the time is
    later than the clock showed, if it is. `shows` holds what is demonstrated, and marks that units name.
    """

    id: Id
    evidence: ItemId
    at: datetime
    written: datetime
    kind: NoteKind = NoteKind.OBSERVED
    text: Prose = ""
    question: Prose = ""
    customer: Annotated[str | None, RestsOn(("customer",))] = None
    shows: Annotated[tuple[str, ...], Several(100, 1_000, _SHOWN)] = ()
    until: datetime | None = None
    later_because: Prose = ""


@portfolio_record("customer", order=lambda customer: (len(customer.letter), customer.letter))
@dataclass(frozen=True, slots=True)
class Customer:
    """A customer dealt with, by letter within an item, never by name.

    `same_as` names the same customer on another day.
    """

    id: Id
    evidence: ItemId
    letter: Label
    demeanour: Demeanour | None = None
    relationship: Relationship | None = None
    channel: Channel | None = None
    same_as: Id | None = None


@portfolio_record("feedback")
@dataclass(frozen=True, slots=True)
class CustomerFeedback:
    """Customer feedback received and, if it was used, what was improved by it."""

    id: Id
    evidence: ItemId
    origin: FeedbackOrigin
    received: Prose
    improvement: Prose = ""
    note: Id | None = None


@portfolio_record(
    "reference",
    # Enough to find criteria referenced together in all portfolios: see co_references.
    looked_up_by=(
        ("unit", "criterion", "stream", "note", "deleted"),
        ("stream", "note", "unit", "criterion", "deleted"),
    ),
)
@dataclass(frozen=True, slots=True)
class Reference:
    """A criterion that an item shows.

    It is shown at the note or photograph `note`, or at a location inside the item ("p. 4").
    """

    id: Id
    evidence: ItemId
    unit: Label
    criterion: Label
    note: Annotated[str | None, RestsOn(("note", "photograph"))] = None
    location: Line = ""


_EARLIER = " (earlier wording)"  # stored with references, so it is the same in every language


def earlier_label(label: str) -> str:
    """Return the label under which a reference to a criterion of an earlier wording is kept."""
    return label + _EARLIER


def is_of_earlier(label: str) -> bool:
    """Return whether a reference is kept from an earlier wording."""
    return label.endswith(_EARLIER)


def criteria_with_places(unit: Unit, references: Iterable[Reference]) -> str:
    """Return the referenced criteria of a unit in the source's order, as "2.3, 2.4 (p. 4)".

    Those of an earlier wording come last. Return an empty string if there are none.
    """
    places: dict[str, list[str]] = {}
    for reference in references:
        places.setdefault(reference.criterion, []).extend([reference.location] if reference.location else [])
    if not places:
        return ""  # as most of an item's notes in most units
    return ", ".join(
        unit.short(label) + (f" ({', '.join(places[label])})" if places[label] else "")
        for label in (*unit.labels(), *sorted(filter(is_of_earlier, places)))
        if label in places
    )


@portfolio_record("judgement")
@dataclass(frozen=True, slots=True)
class Judgement:
    """The assessor's judgement of an item; its id is the item's. `comment` explains the `exceptions`.

    `judged` is the code, by `scheme`, of the content that was judged. A change that another person made
    meanwhile was not judged. `reopened` means that an accepted item was opened to be changed: no judgement is
    in force, and `comment` is the reason.
    """

    id: ItemId
    outcome: Outcome
    on: date
    by: Person
    comment: Prose = ""
    exceptions: Annotated[tuple[Quality, ...], Several(20)] = ()
    judged: Sha256 = ""
    reopened: bool = False
    scheme: Scheme = 1


@portfolio_record("confirmation")
@dataclass(frozen=True, slots=True)
class Confirmation:
    """The assessor's confirmation, with a reason, of what only judgement can settle.

    `basis` holds the ids of the accepted items it was made on.
    """

    id: Id
    unit: Label
    requirement: Label
    reason: Prose
    on: date
    by: Person
    basis: Annotated[tuple[str, ...], Several(5_000)] = ()


@portfolio_record("decision")
@dataclass(frozen=True, slots=True)
class Decision:
    """The assessor's decision that a unit is achieved, and exactly what it was made on.

    `basis` holds the ids of the accepted items, `code` their record code by `scheme` and `head` the
    portfolio's last event at that time. `reason` says why the unit was decided again after a change
    overtook an earlier decision, or although an action of the internal verifier was open.
    """

    id: Id
    unit: Label
    on: date
    by: Person
    code: Label
    head: Label
    basis: Annotated[tuple[str, ...], Several(5_000)]
    reason: Prose = ""
    awaits_countersigner: bool = False
    scheme: Scheme = 1


@portfolio_record("addendum", order=lambda addendum: addendum.at)
@dataclass(frozen=True, slots=True)
class Addendum:
    """A dated comment added to an item after acceptance.

    It is not an alteration: decisions and signatures keep their force.
    """

    id: Id
    evidence: ItemId
    words: Prose
    at: datetime
    by: Person


def derived_id(*parts: str) -> str:
    """Return an id that is the same on every device, so that the same tick twice is one tick."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
