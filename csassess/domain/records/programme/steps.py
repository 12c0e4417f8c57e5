"""A candidate's way through the centre: induction, plans, declarations, reviews, contacts and breaks."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from csassess.catalogue import text
from csassess.domain.records.declaration import (
    CENTRE,
    Id,
    ItemId,
    Label,
    Line,
    Person,
    Prose,
    Several,
    Strokes,
    portfolio_record,
)


@portfolio_record("induction", writers=CENTRE, order=lambda induction: induction.on)
@dataclass(frozen=True, slots=True)
class Induction:
    """A candidate's induction. `covered` are the lines of the centre's checklist that were covered."""

    id: Id
    on: date
    covered: Annotated[tuple[str, ...], Several(500, 10_000)] = ()
    note: Prose = ""
    by: Person = ""


@portfolio_record("unit-plan", order=lambda plan: plan.agreed or date.max)
@dataclass(frozen=True, slots=True)
class UnitPlan:
    """How one unit is to be assessed, agreed with the candidate on a day, and its review."""

    id: Id
    unit: Label
    words: Prose
    agreed: date | None = None
    review_on: date | None = None
    reviewed: date | None = None
    review: Prose = ""
    by: Person = ""


@portfolio_record("authenticity", order=lambda declaration: declaration.at)
@dataclass(frozen=True, slots=True)
class Authenticity:
    """The candidate's declaration that the evidence is their own: `of` a unit or, if empty, of all.

    Without strokes if signed on paper, on the day `on`. `because` is why somebody not on record signed.
    """

    id: Id
    of: Label
    name: Line
    at: datetime
    strokes: Strokes = ()
    on_paper: bool = False
    on: date | None = None
    because: Prose = ""

    @property
    def day(self) -> date:
        """The day on which it was signed."""
        return self.on or self.at.date()


@portfolio_record("progress-review", order=lambda review: review.on)
@dataclass(frozen=True, slots=True)
class ProgressReview:
    """A review of a candidate's progress, with what candidate and employer said, and what is next."""

    id: Id
    on: date
    progress: Prose
    targets: Prose = ""
    comments: Prose = ""
    employer_comments: Prose = ""
    next_on: date | None = None
    by: Person = ""


class ContactWay(StrEnum):
    """How somebody was in touch with a candidate or an employer."""

    PHONE = "phone"
    MESSAGE = "message"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in-person"

    @property
    def words(self) -> str:
        """The way in words."""
        return {
            ContactWay.PHONE: text("telephone"),
            ContactWay.MESSAGE: text("text message"),
            ContactWay.EMAIL: text("e-mail"),
            ContactWay.LETTER: text("letter"),
            ContactWay.IN_PERSON: text("in person"),
        }[self]


@portfolio_record("contact", writers=CENTRE, order=lambda contact: contact.on)
@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with a candidate or an employer, or an attempt: then no one was `reached`."""

    id: Id
    on: date
    way: ContactWay
    reached: bool = True
    words: Prose = ""
    by: Person = ""


@portfolio_record("learning-break", writers=CENTRE, order=lambda pause: pause.since)
@dataclass(frozen=True, slots=True)
class LearningBreak:
    """A break in learning, both days included; without `until` it goes on."""

    id: Id
    since: date
    until: date | None = None
    reason: Prose = ""
    by: Person = ""


@portfolio_record("prior-learning")
@dataclass(frozen=True, slots=True)
class PriorLearning:
    """The certificate on which an item of prior learning rests; its id is the item's.

    `mapping` says in words how the certificate meets the criteria that the item references.
    """

    id: ItemId
    certificate: Line
    number: Line = ""
    awarded_by: Line = ""
    awarded: date | None = None
    mapping: Prose = ""


class CaseKind(StrEnum):
    """What is logged of a candidate."""

    APPEAL = "appeal"
    COMPLAINT = "complaint"
    ADJUSTMENT = "adjustment"

    @property
    def words(self) -> str:
        """The kind in words."""
        return {
            CaseKind.APPEAL: text("appeal"),
            CaseKind.COMPLAINT: text("complaint"),
            CaseKind.ADJUSTMENT: text("reasonable adjustment"),
        }[self]


@portfolio_record("case", writers=CENTRE, order=lambda case: case.on)
@dataclass(frozen=True, slots=True)
class Case:
    """An appeal, a complaint or a reasonable adjustment, with its outcome once it is closed."""

    id: Id
    kind: CaseKind
    on: date
    words: Prose
    outcome: Prose = ""
    closed: date | None = None
    by: Person = ""
