"""Cover: a candidate lent to another assessor until a day, or for good after the assessor has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.records.declaration import (
    ASSESSOR,
    VERIFIER,
    Id,
    Line,
    Person,
    Prose,
    portfolio_record,
)


class Drafts(StrEnum):
    """What becomes of the drafts of the assessor who is away.

    They stay theirs, to be read only; or whoever takes over assesses them afresh; or they are withdrawn.
    """

    THEIRS = "theirs"
    AFRESH = "afresh"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """What becomes of the drafts, in words."""
        return {
            Drafts.THEIRS: text("stay theirs, to be read only"),
            Drafts.AFRESH: text("are assessed afresh by whoever takes over"),
            Drafts.WITHDRAWN: text("are withdrawn"),
        }[self]


@portfolio_record("cover", writers=ASSESSOR | VERIFIER, order=lambda cover: (cover.since, cover.id))
@dataclass(frozen=True, slots=True)
class Cover:
    """A candidate of one assessor, `of`, lent to another, `to`, from `since` until `until`, both included.

    Without `until` the assessor has left. `by` lent them: the assessor, or the lead verifier. It was
    ended early on `ended`, by `ended_by`.
    """

    id: Id
    of: Person
    to: Person
    since: date
    by: Person
    of_name: Line = ""
    to_name: Line = ""
    until: date | None = None
    because: Prose = ""
    drafts: Drafts = Drafts.THEIRS
    ended: date | None = None
    ended_by: Person = ""

    def is_in_force(self, day: date) -> bool:
        """Return whether the candidate is lent on a day."""
        return self.since <= day and self.ended is None and (self.until is None or day <= self.until)

    def was_in_force(self, day: date) -> bool:
        """Return whether the candidate was lent on a day, the one on which it was ended included."""
        last = min((end for end in (self.until, self.ended) if end), default=None)
        return self.since <= day and (last is None or day <= last)


def cover_in_force(covers: Iterable[Cover], day: date) -> Cover | None:
    """Return the cover that holds on a day, the last one if there are several; None if none does."""
    return next((cover for cover in reversed([*covers]) if cover.is_in_force(day)), None)
