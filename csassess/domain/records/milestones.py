"""The dates of a registration, and reminders, as they are kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from csassess.catalogue import plural, text
from csassess.domain.records.declaration import (
    CENTRE,
    Id,
    Line,
    Prose,
    Range,
    caseload_record,
    portfolio_record,
)


class MilestoneKind(StrEnum):
    """What becomes of a registration."""

    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    ACHIEVED = "achieved"
    CLAIMED = "claimed"
    CERTIFICATED = "certificated"

    @property
    def words(self) -> str:
        """The milestone as a noun."""
        return {
            MilestoneKind.WITHDRAWN: text("withdrawal"),
            MilestoneKind.TRANSFERRED: text("transfer"),
            MilestoneKind.ACHIEVED: text("achievement"),
            MilestoneKind.CLAIMED: text("claim"),
            MilestoneKind.CERTIFICATED: text("certificate"),
        }[self]


ENDS = (
    MilestoneKind.WITHDRAWN,
    MilestoneKind.TRANSFERRED,
    MilestoneKind.CLAIMED,
    MilestoneKind.CERTIFICATED,
)
"""What ends the work on a registration, or claims it."""


@portfolio_record("milestone", writers=CENTRE, order=lambda milestone: milestone.on)
@dataclass(frozen=True, slots=True)
class Milestone:
    """A date in the course of a registration, with the number of the claim or certificate if it has one."""

    id: Id
    kind: MilestoneKind
    on: date
    number: Line = ""
    note: Prose = ""


class Point(StrEnum):
    """A point on the way from registration to certificate that a reminder counts from or waits for."""

    REGISTERED = "registered"
    VISITED = "visited"
    DECIDED = "decided"
    SAMPLED = "sampled"
    ACHIEVED = "achieved"
    CLAIMED = "claimed"
    CERTIFICATED = "certificated"

    @property
    def words(self) -> str:
        """The point in words, as in "ten weeks since …, and not … yet"."""
        return {
            Point.REGISTERED: text("registered"),
            Point.VISITED: text("visited"),
            Point.DECIDED: text("a unit decided"),
            Point.SAMPLED: text("sampled"),
            Point.ACHIEVED: text("achieved"),
            Point.CLAIMED: text("claimed"),
            Point.CERTIFICATED: text("certificated"),
        }[self]


@caseload_record("reminder")
@dataclass(frozen=True, slots=True)
class Reminder:
    """The centre's request to be reminded a number of weeks after one point.

    It applies if another point was not reached since.
    """

    id: Id
    weeks: Annotated[int, Range(0, 10_000)]
    since: Point
    until: Point

    @property
    def words(self) -> str:
        """The reminder in words."""
        return plural(
            "{count} week since {since}, and not {until} yet",
            "{count} weeks since {since}, and not {until} yet",
            self.weeks,
            since=self.since.words,
            until=self.until.words,
        )
