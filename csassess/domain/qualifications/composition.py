"""A qualification while it is composed, possibly unfinished: plain lists without nested groups."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from csassess.catalogue import text
from csassess.domain.qualifications.evaluation import plain_number
from csassess.domain.qualifications.specification import (
    Entry,
    Group,
    Measure,
    Requires,
    Specification,
    typed_number,
)

FORMAT = 1


class Need(StrEnum):
    """What is needed of a group."""

    NOTHING = "nothing"
    ALL = "all"
    CREDITS = "credits"
    UNITS = "units"

    @property
    def words(self) -> str:
        """What is needed, in words."""
        return {
            Need.NOTHING: text("any of its units may be chosen"),
            Need.ALL: text("every one of its units is needed"),
            Need.CREDITS: text("at least so many credits"),
            Need.UNITS: text("at least so many units"),
        }[self]


class Most(StrEnum):
    """What counts of a group at most."""

    EVERYTHING = "everything"
    CREDITS = "credits"
    UNITS = "units"

    @property
    def words(self) -> str:
        """What counts, in words."""
        return {
            Most.EVERYTHING: text("everything counts"),
            Most.CREDITS: text("at most so many credits count"),
            Most.UNITS: text("at most so many units count"),
        }[self]


@dataclass(frozen=True, slots=True)
class ComposedGroup:
    """A group; `inside` is the label of the group that contains it, if any.

    Numbers are as typed.
    """

    label: str
    title: str = ""
    need: Need = Need.NOTHING
    least: str = ""
    most: Most = Most.EVERYTHING
    limit: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class ComposedUnit:
    """A unit and the label of its group."""

    entry: Entry
    group: str


@dataclass(frozen=True, slots=True)
class ComposedTotal:
    """How much is needed in all, as typed."""

    of: Measure
    at_least: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """A qualification that is being composed.

    `of` is the id of the one that it changes, if any.
    """

    title: str = ""
    number: str = ""
    awarding_body: str = ""
    level: str = ""
    note: str = ""
    of: str = ""
    totals: tuple[ComposedTotal, ...] = ()
    groups: tuple[ComposedGroup, ...] = ()
    units: tuple[ComposedUnit, ...] = ()
    requires: tuple[Requires, ...] = ()
    at_most_one: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The names of its units, by id."""
        return {unit.entry.id: unit.entry.name for unit in self.units}

    def next_label(self) -> str:
        """Return a label that no group has: A, B, C, and so on."""
        used = {group.label for group in self.groups}
        letters = (chr(ord("A") + n) for n in range(26))
        return next((letter for letter in letters if letter not in used), str(len(used) + 1))

    def without_group(self, label: str) -> "Composition":
        """Return a copy without a group and its contents: its units and the groups inside."""
        inner = [group.label for group in self.groups if group.inside == label and group.label != label]
        smaller = self
        for each in inner:
            smaller = smaller.without_group(each)
        for unit in [unit for unit in smaller.units if unit.group == label]:
            smaller = smaller.without_unit(unit.entry.id)
        return replace(smaller, groups=tuple(group for group in smaller.groups if group.label != label))

    def without_unit(self, unit: str) -> "Composition":
        """Return a copy without a unit and without its rules with other units."""
        requires = [
            replace(rule, one_of=tuple(each for each in rule.one_of if each != unit))
            for rule in self.requires
            if rule.unit != unit
        ]
        barred = [tuple(each for each in units if each != unit) for units in self.at_most_one]
        return replace(
            self,
            units=tuple(each for each in self.units if each.entry.id != unit),
            requires=tuple(rule for rule in requires if rule.one_of),
            at_most_one=tuple(units for units in barred if len(units) > 1),
        )

    def renamed_group(self, before: str, after: ComposedGroup) -> "Composition":
        """Return a copy with a group changed; the contents of the group follow a new label."""
        groups = [
            after
            if group.label == before
            else replace(group, inside=after.label)
            if group.inside == before
            else group
            for group in self.groups
        ]
        units = [replace(unit, group=after.label) if unit.group == before else unit for unit in self.units]
        return replace(self, groups=tuple(groups), units=tuple(units))

    def content(self) -> dict[str, Any]:
        """Return the plain values of a qualification file, even if unfinished."""
        identity = {
            "kind": "qualification",
            "format": FORMAT,
            "id": self.of or id_from(f"{self.title} {self.number}"),
            "title": self.title,
            "number": self.number,
            "awarding_body": self.awarding_body,
            "level": self.level,
            "note": self.note,
            "at_most_one": [[*units] for units in self.at_most_one],
            "totals": [
                {"of": str(total.of), "at_least": _number(total.at_least), "level": total.level}
                for total in self.totals
            ],
            "requires": [{"unit": rule.unit, "one_of": [*rule.one_of]} for rule in self.requires],
        }
        stated = {name: value for name, value in identity.items() if value}
        return {**stated, "title": self.title, "groups": self._groups_in(("",))}

    def _groups_in(self, path: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return the groups directly in the last group of a path; one that contains itself is left out."""
        inner = [group for group in self.groups if group.inside == path[-1] and group.label not in path]
        return [self._group(group, path) for group in inner]

    def _group(self, group: ComposedGroup, path: tuple[str, ...]) -> dict[str, Any]:
        units = [
            {name: value for name in Entry.__dataclass_fields__ if (value := getattr(unit.entry, name))}
            for unit in self.units
            if unit.group == group.label
        ]
        values = {
            "label": group.label,
            "title": group.title,
            "mandatory": group.need is Need.ALL,
            "units_min": _number(group.least) if group.need is Need.UNITS else None,
            "credit_min": _number(group.least) if group.need is Need.CREDITS else None,
            "units_max": _number(group.limit) if group.most is Most.UNITS else None,
            "credit_max": _number(group.limit) if group.most is Most.CREDITS else None,
            "units": units,
            "groups": self._groups_in((*path, group.label)),
        }
        return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}


def _number(typed: str) -> int | str:
    """Return a number as a file states it: whole ones as such, others as text."""
    stated = typed_number(typed)
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 7 else stated


def id_from(words: str) -> str:
    """Return an id of small letters, digits and hyphens that comes from a name; never empty."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "qualification"


def composition_of(specification: Specification) -> Composition:
    """Return a qualification in the form in which it is composed, to make a new version of it."""
    groups: list[ComposedGroup] = []
    units: list[ComposedUnit] = []

    def walk(group: Group, inside: str) -> None:
        groups.append(_composed(group, inside))
        units.extend(ComposedUnit(entry, group.label) for entry in group.units)
        for inner in group.groups:
            walk(inner, group.label)

    for group in specification.groups:
        walk(group, "")
    return Composition(
        specification.title,
        specification.number,
        specification.awarding_body,
        specification.level,
        specification.note,
        specification.id,
        tuple(
            ComposedTotal(total.of, plain_number(total.at_least), total.level)
            for total in specification.totals
        ),
        tuple(groups),
        tuple(units),
        specification.requires,
        specification.at_most_one,
    )


def _composed(group: Group, inside: str) -> ComposedGroup:
    need, least = Need.ALL if group.mandatory else Need.NOTHING, ""
    if group.credit_min is not None and not group.mandatory:
        need, least = Need.CREDITS, plain_number(group.credit_min)
    elif group.units_min is not None and not group.mandatory:
        need, least = Need.UNITS, str(group.units_min)
    most, limit = Most.EVERYTHING, ""
    if group.credit_max is not None:
        most, limit = Most.CREDITS, plain_number(group.credit_max)
    elif group.units_max is not None:
        most, limit = Most.UNITS, str(group.units_max)
    return ComposedGroup(group.label, group.title, need, least, most, limit, inside)


def can_be_composed(specification: Specification) -> bool:
    """Return whether composing again loses nothing: a file may state more than one need of a group."""
    return all(
        (group.mandatory, group.credit_min is not None, group.units_min is not None).count(True) <= 1
        and (group.credit_max is None or group.units_max is None)
        for group, _ in specification.walk()
    )


def inner_labels(composition: Composition, label: str) -> set[str]:
    """Return the labels of a group and of all groups in it: it cannot be moved into one of these."""
    found = {label}
    while True:
        more = {group.label for group in composition.groups if group.inside in found} - found
        if not more:
            return found
        found |= more
