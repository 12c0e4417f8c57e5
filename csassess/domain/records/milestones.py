"""The dates of a registration, and reminders, as they are kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csassess.catalogue import text


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


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date of a registration after it began, with its number (of the claim, of the certificate) where it has one."""

    id: str
    kind: MilestoneKind
    on: date
    number: str = ""
    note: str = ""


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
        """The point as it stands in "ten weeks since …, and not … yet"."""
        return {
            Point.REGISTERED: text("registered"),
            Point.VISITED: text("visited"),
            Point.DECIDED: text("a unit decided"),
            Point.SAMPLED: text("sampled"),
            Point.ACHIEVED: text("achieved"),
            Point.CLAIMED: text("claimed"),
            Point.CERTIFICATED: text("certificated"),
        }[self]


@dataclass(frozen=True, slots=True)
class Reminder:
    """The centre asks to be reminded: so many weeks since one point, with another not reached after it."""

    id: str
    weeks: int
    since: Point
    until: Point

    @property
    def words(self) -> str:
        """The reminder in words."""
        return text(
            "{weeks} weeks since {since}, and not {until} yet",
            weeks=self.weeks,
            since=self.since.words,
            until=self.until.words,
        )
