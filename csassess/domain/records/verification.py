"""The internal verifier's work on a portfolio, and answers to what an external verifier would ask."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from csassess.domain.records.declaration import (
    CENTRE,
    VERIFIER,
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
    Strokes,
    portfolio_record,
)
from csassess.domain.records.evidence import Quality
from csassess.domain.records.roles import Role


class Stage(StrEnum):
    """When a unit is sampled: while the candidate is at work on it, or once it is decided."""

    INTERIM = "interim"
    FINAL = "final"


class Verdict(StrEnum):
    """What the verifier made of what was looked at: never a grade."""

    AGREE = "agree"
    ACTION_NEEDED = "action-needed"


class ActionState(StrEnum):
    """The state of an action; only the verifier closes it."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@portfolio_record("sample", writers=VERIFIER, order=lambda sample: sample.on, typed_from_paper=True)
@dataclass(frozen=True, slots=True)
class Sample:
    """One look of the internal verifier at one unit of a candidate.

    `evidence` holds the ids of the items looked at. `seen` says how far the record went at that
    time, as "device:sequence" for each machine. `sheet` is the SHA-256 of the signed paper if the
    verifier answered on paper and the answer was typed in. `by` and `name` are the verifier's.
    """

    id: Id
    unit: Label
    stage: Stage
    on: date
    by: Person
    name: Line
    evidence: Annotated[tuple[str, ...], Several(5_000)] = ()
    verdict: Verdict | None = None
    exceptions: Annotated[tuple[Quality, ...], Several(20)] = ()
    comment: Prose = ""
    feedback: Prose = ""
    assessor_observed: bool = False
    candidate_interviewed: bool = False
    seen: Annotated[tuple[str, ...], Several(10_000)] = ()
    sheet: Sha256 = ""


@portfolio_record("looked-at", writers=VERIFIER, typed_from_paper=True)
@dataclass(frozen=True, slots=True)
class LookedAt:
    """A criterion that the verifier looked at in an item: what was sampled, not what was found."""

    id: Id
    sample: Annotated[str, RestsOn(("sample",))]
    evidence: ItemId
    criterion: Label


@portfolio_record(
    "sample-signature", writers=VERIFIER, order=lambda signature: signature.at, typed_from_paper=True
)
@dataclass(frozen=True, slots=True)
class SampleSignature:
    """The verifier's signature of a sample, bound to the code of exactly what was signed.

    Its id is the sample's. `on` is the day of a signature on paper.
    """

    id: Annotated[str, RestsOn(("sample",))]
    name: Line
    at: datetime
    code: Label
    strokes: Strokes = ()
    on_paper: bool = False
    scheme: Scheme = 1
    on: date | None = None

    @property
    def day(self) -> date:
        """The day on which it was signed."""
        return self.on or self.at.date()


@portfolio_record("action", writers=VERIFIER, order=lambda action: action.at, typed_from_paper=True)
@dataclass(frozen=True, slots=True)
class Action:
    """What the internal verifier asks of the assessor about an item or note, with a due date."""

    id: Id
    sample: Annotated[str, RestsOn(("sample",))]
    unit: Label
    evidence: ItemId
    what: Prose
    due: date
    by: Person
    name: Line
    at: datetime
    note: Id = ""
    sheet: Sha256 = ""


@portfolio_record("action-answer", order=lambda answer: answer.at)
@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """The assessor's answer to an action. What was added to the item is in the addendum it names."""

    id: Id
    action: Annotated[str, RestsOn(("action",))]
    words: Prose
    by: Person
    name: Line
    at: datetime
    addendum: Annotated[str, RestsOn(("addendum",))] = ""


@portfolio_record("action-closing", writers=VERIFIER, order=lambda closing: closing.at, typed_from_paper=True)
@dataclass(frozen=True, slots=True)
class ActionClosing:
    """The verifier's response to an answer: the action is closed, or kept open with a reason."""

    id: Id
    action: Annotated[str, RestsOn(("action",))]
    answer: Annotated[str, RestsOn(("action-answer",))]
    closed: bool
    words: Prose
    by: Person
    name: Line
    at: datetime
    sheet: Sha256 = ""


@portfolio_record("action-withdrawal", writers=VERIFIER, order=lambda withdrawal: withdrawal.at)
@dataclass(frozen=True, slots=True)
class ActionWithdrawal:
    """Why the verifier withdrew an action that was asked in error; its id is the action's."""

    id: Annotated[str, RestsOn(("action",))]
    words: Prose
    by: Person
    name: Line
    at: datetime


@portfolio_record("not-sampled", writers=VERIFIER)
@dataclass(frozen=True, slots=True)
class NotSampled:
    """Why a unit of a candidate is not sampled; its id is the unit's."""

    id: Label
    reason: Prose
    by: Person
    on: date


@portfolio_record("needed", writers=frozenset({Role.COUNTERSIGNER}), order=lambda needed: needed.at)
@dataclass(frozen=True, slots=True)
class Needed:
    """What the countersigner needs before a decision can be signed, bound to the decision's record code."""

    id: Id
    unit: Label
    code: Label
    words: Prose
    by: Person
    name: Line
    at: datetime


@portfolio_record("answer", writers=CENTRE | VERIFIER, order=lambda answer: answer.on)
@dataclass(frozen=True, slots=True)
class Answer:
    """The reason given for what an external verifier would ask; it travels and prints.

    `covers` holds the codes of the lines that it answers. A line whose facts change has another
    code, and is asked again.
    """

    id: Id
    covers: Annotated[tuple[str, ...], Several(5_000, longest=64)]
    reason: Prose
    by: Person
    on: date
