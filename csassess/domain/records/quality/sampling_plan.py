"""The centre's strategy of sampling, and the samples that are planned."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from csassess.catalogue import text
from csassess.domain.records.declaration import (
    Id,
    Label,
    Person,
    Prose,
    Range,
    Several,
    centre_record,
)
from csassess.domain.records.verification import Stage


class Risk(StrEnum):
    """Why more or less of an assessor is sampled."""

    ACTIONS = "actions"
    NEW = "new"
    EXPERIENCED = "experienced"

    @property
    def words(self) -> str:
        """The risk in words."""
        return {
            Risk.ACTIONS: text("assessor with actions"),
            Risk.NEW: text("assessor new or working towards the award"),
            Risk.EXPERIENCED: text("experienced assessor"),
        }[self]


class Cover(StrEnum):
    """What the samples of an assessor must cover."""

    METHOD = "method"
    SITE = "place"
    UNIT = "unit"
    STAGE = "stage"

    @property
    def words(self) -> str:
        """What is covered, in words."""
        return {
            Cover.METHOD: text("every method"),
            Cover.SITE: text("every assessment site"),
            Cover.UNIT: text("every unit"),
            Cover.STAGE: text("both stages"),
        }[self]


Share = Annotated[int, Range(0, 100)]


@centre_record("strategy")
@dataclass(frozen=True, slots=True)
class Strategy:
    """The centre's strategy of sampling; its id is "strategy".

    The shares are the per cent of an assessor's units to sample, by risk; 0 means that the centre sets
    none. An assessor is new for `new_months` from their first day in the staff list. A unit counts as
    nearly finished from `nearly` per cent of its criteria; 0 means that only decided units are planned.
    A sample is due `weeks` after it is planned, at the end of that month. With `formative` interim and
    final samples are called formative and summative. `observe_questions` and `interview_questions` are
    asked when an assessor is observed and a learner interviewed, one a line.
    """

    id: Id
    actions_share: Share = 0
    new_share: Share = 0
    experienced_share: Share = 0
    new_months: Annotated[int, Range(0, 120)] = 0
    covers: Annotated[tuple[Cover, ...], Several(10)] = ()
    nearly: Share = 0
    weeks: Annotated[int, Range(0, 104)] = 0
    formative: bool = False
    observe_questions: Prose = ""
    interview_questions: Prose = ""

    @property
    def is_set(self) -> bool:
        """Whether the centre plans its samples."""
        return bool(self.covers or self.actions_share or self.new_share or self.experienced_share)

    def share_of(self, risk: Risk) -> int:
        """Return the share of an assessor's units to sample."""
        return {
            Risk.ACTIONS: self.actions_share,
            Risk.NEW: self.new_share,
            Risk.EXPERIENCED: self.experienced_share,
        }[risk]


@centre_record("planned-sample", looked_up_by=(("candidate",),))
@dataclass(frozen=True, slots=True)
class PlannedSample:
    """A sample that is planned: of which unit of a candidate, by when, and what to look at.

    It holds no words about the candidate, who may be known from a status file only. `methods` are the codes
    to look at. `risk`, `share` and `covers` say why it was proposed; they are empty if a person chose it.
    """

    id: Id
    candidate: Id
    unit: Label
    stage: Stage
    due: date
    by: Person
    on: date
    methods: Annotated[tuple[str, ...], Several(50, longest=20)] = ()
    observe: bool = False
    interview: bool = False
    risk: Risk | None = None
    share: Share = 0
    covers: Annotated[tuple[Cover, ...], Several(10)] = ()
