"""The internal verifier's work on a portfolio: samples, what was looked at and found, actions and their answers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from csassess.domain.records.evidence import Quality


class Stage(StrEnum):
    """When a unit is sampled: while the candidate is at work on it, or once it is decided."""

    INTERIM = "interim"
    FINAL = "final"


class Verdict(StrEnum):
    """What the verifier made of what was looked at: never a grade."""

    AGREE = "agree"
    ACTION_NEEDED = "action-needed"


class ActionState(StrEnum):
    """How an action stands; only the verifier closes it."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Sample:
    """One look of the internal verifier at one unit of a candidate: `evidence` are the items looked at.

    `seen` says how far the record went that was looked at, as "device:sequence" of each machine's chain. `sheet` is the
    SHA-256 of the signed paper, where the verifier answered on paper and the answer was typed in. `by` and `name` are the
    verifier's.
    """

    id: str
    unit: str
    stage: Stage
    on: date
    by: str
    name: str
    evidence: tuple[str, ...] = ()
    verdict: Verdict | None = None
    exceptions: tuple[Quality, ...] = ()
    comment: str = ""
    feedback: str = ""
    assessor_observed: bool = False
    candidate_interviewed: bool = False
    seen: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A criterion ticked as looked at in an item: what was sampled, apart from what was found."""

    id: str
    sample: str
    evidence: str
    criterion: str


@dataclass(frozen=True, slots=True)
class SampleSignature:
    """The verifier's signature of a sample, bound to the code of exactly what was signed; `id` is the sample's."""

    id: str
    name: str
    at: datetime
    code: str
    strokes: tuple[tuple[int, ...], ...] = ()
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something the internal verifier asks of the assessor, with a due date, and the item and note it points at."""

    id: str
    sample: str
    unit: str
    evidence: str
    what: str
    due: date
    by: str
    name: str
    at: datetime
    note: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """The assessor's answer to an action; what was added to the item stands in the addendum it names."""

    id: str
    action: str
    words: str
    by: str
    name: str
    at: datetime
    addendum: str = ""


@dataclass(frozen=True, slots=True)
class ActionClosing:
    """The verifier's word on an answer: the action is closed, or kept open with a reason."""

    id: str
    action: str
    answer: str
    closed: bool
    words: str
    by: str
    name: str
    at: datetime
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class NotSampled:
    """Why a unit of a candidate is not sampled; its id is the unit's."""

    id: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Needed:
    """What the countersigner needs before a decision can be signed: bound to the decision's record code."""

    id: str
    unit: str
    code: str
    words: str
    by: str
    name: str
    at: datetime
