"""A visit to a candidate at work: planned with them, agreed before it happens, and the site's rules."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from csassess.domain.records.declaration import Id, Line, Prose, Several, portfolio_record


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site allows; None means that nothing was said of it."""

    camera: bool | None = None
    recording: bool | None = None
    devices: bool | None = None


@portfolio_record("visit")
@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a candidate at work, with the site's rules; a rule is None if nothing was said about it.

    `informed` says how the people present were informed. `written` is when the visit was entered, if
    that was later than it started. `typing_up` is True while a visit that is over is typed up.
    `later_because` says why its times are later than the clock showed, if they are.
    """

    id: Id
    on: date
    place: Line = ""
    started: datetime | None = None
    ended: datetime | None = None
    camera_allowed: bool | None = None
    recording_allowed: bool | None = None
    devices_allowed: bool | None = None
    informed: Prose = ""
    written: datetime | None = None
    typing_up: bool = False
    later_because: Prose = ""

    @property
    def is_open(self) -> bool:
        """Whether the visit has begun and not been finished."""
        return self.started is not None and self.ended is None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Something to look for on a visit: in words, and what it serves.

    Criteria and requirements are given as "unit label".
    """

    words: str
    serves: str
    criteria: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


@portfolio_record("plan")
@dataclass(frozen=True, slots=True)
class Plan:
    """A visit planned with the candidate: what to look for and what they will bring.

    `agreed` is the day they agreed.
    """

    id: Id
    on: date
    place: Line
    lines: Annotated[tuple[PlanLine, ...], Several(1_000)]
    brings: Prose = ""
    agreed: date | None = None

    def criteria_of(self, unit_id: str) -> frozenset[str]:
        """Return the labels of the criteria of a unit that the visit is to look for."""
        parts = (criterion.partition(" ") for line in self.lines for criterion in line.criteria)
        return frozenset(label for unit, _, label in parts if unit == unit_id)
