"""A visit to a candidate at work: planned with them, agreed before it happens, and the site's rules."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site allows; None means that nothing was said of it."""

    camera: bool | None = None
    recording: bool | None = None
    devices: bool | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a candidate at work, with the site's rules; None means that nothing was said of a rule.

    `informed` says how the people present were informed.
    """

    id: str
    on: date
    place: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    camera_allowed: bool | None = None
    recording_allowed: bool | None = None
    devices_allowed: bool | None = None
    informed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the visit has begun and not been finished."""
        return self.started is not None and self.ended is None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Something a visit is to look for: in words, what it serves in words, and as "unit label" of criteria and requirements."""

    words: str
    serves: str
    criteria: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit planned with the candidate: what to look for, and what they will bring; `agreed` is the day they agreed to it."""

    id: str
    on: date
    place: str
    lines: tuple[PlanLine, ...]
    brings: str = ""
    agreed: date | None = None

    def criteria_of(self, unit_id: str) -> frozenset[str]:
        """Return the labels of the criteria of a unit that the visit is to look for."""
        pairs = (criterion.split(" ", 1) for line in self.lines for criterion in line.criteria)
        return frozenset(label for unit, label in pairs if unit == unit_id)
