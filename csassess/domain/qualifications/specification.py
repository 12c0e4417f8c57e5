"""What a qualification asks for: groups of units, what counts of them, and totals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_ENTRY_LEVEL = re.compile(r"entry(?: level)?(?: ?([1-3]))?", re.IGNORECASE)
_LEVEL = re.compile(r"(?:level )?([0-9]{1,2})", re.IGNORECASE)
_SCQF = re.compile(r"scqf(?: level)? ?([0-9]{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")


class Measure(StrEnum):
    """What a total counts."""

    CREDITS = "credits"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit of a qualification, as the qualification lists it; level and credit in the source's words.

    `id` is the id of the unit in the caseload, if it is there. `reference` finds it under another id.
    """

    id: str
    title: str
    number: str = ""
    reference: str = ""
    level: str = ""
    credit: str = ""

    @property
    def name(self) -> str:
        """The unit's number and title."""
        return " ".join(part for part in (self.number, self.title) if part)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of units, and of further groups, with how much of it is needed and how much counts.

    With `mandatory` each unit that it lists itself is needed.
    """

    label: str
    title: str = ""
    units: tuple[Entry, ...] = ()
    groups: tuple["Group", ...] = ()
    mandatory: bool = False
    units_min: int | None = None
    units_max: int | None = None
    credit_min: Decimal | None = None
    credit_max: Decimal | None = None

    def entries(self) -> Iterator[Entry]:
        """Yield the units of the group and of the groups in it."""
        yield from self.units
        for group in self.groups:
            yield from group.entries()

    def walk(self, depth: int = 0) -> Iterator[tuple["Group", int]]:
        """Yield the group and those in it, each with its depth."""
        yield self, depth
        for group in self.groups:
            yield from group.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class Total:
    """How many credits or units are needed in all; with `level`, of that level or above."""

    of: Measure
    at_least: Decimal
    level: str = ""


@dataclass(frozen=True, slots=True)
class Requires:
    """A unit that counts only with one of some others."""

    unit: str
    one_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """A qualification: its title, its awarding body, and what it asks for.

    Of each set in `at_most_one` only one unit counts. `note` is shown wherever the qualification is.
    """

    id: str
    title: str
    groups: tuple[Group, ...]
    totals: tuple[Total, ...] = ()
    requires: tuple[Requires, ...] = ()
    at_most_one: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    awarding_body: str = ""
    level: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """The title, with the number if there is one."""
        return f"{self.title} ({self.number})" if self.number else self.title

    def entries(self) -> Iterator[Entry]:
        """Yield every unit in the order of the qualification."""
        for group in self.groups:
            yield from group.entries()

    def walk(self) -> Iterator[tuple[Group, int]]:
        """Yield every group, each with its depth."""
        for group in self.groups:
            yield from group.walk()

    @property
    def measure(self) -> Measure:
        """What progress is counted in: credits if the qualification asks for any."""
        asks = any(total.of is Measure.CREDITS for total in self.totals) or any(
            group.credit_min is not None for group, _ in self.walk()
        )
        return Measure.CREDITS if asks else Measure.UNITS


def number_of(stated: str | None) -> Decimal | None:
    """Return a stated number, such as "6" or "0.5"; None if it is not a number."""
    return Decimal(stated) if stated and _NUMBER.fullmatch(stated.strip()) else None


def typed_number(typed: str) -> str:
    """Return a number as a file states it: without spaces around it, and with a point for a comma."""
    return typed.strip().replace(",", ".")


def rank_of(stated: str) -> tuple[str, Decimal] | None:
    """Return the scale of a level and its place there: "3", "Entry 2", "SCQF 6"; None if it is no level.

    Entry levels come before level 1. Levels of different scales cannot be compared.
    """
    stated = stated.strip()
    if found := _LEVEL.fullmatch(stated):
        return "", Decimal(found[1])
    if found := _ENTRY_LEVEL.fullmatch(stated):
        return "", Decimal(found[1] or 1) / 10
    found = _SCQF.fullmatch(stated)
    return ("scqf", Decimal(found[1])) if found else None


def is_at_or_above(stated: str, level: str) -> bool:
    """Return whether a level is at or above another; False if they cannot be compared."""
    present, needed = rank_of(stated), rank_of(level)
    return bool(present and needed and present[0] == needed[0] and present[1] >= needed[1])
