"""Which units count towards a qualification, and how much of each: what it lists, requires and limits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from heapq import heapify, heappop, heappush

from csassess.catalogue import text
from csassess.domain.qualifications.specification import Entry, Group, Measure, Specification, number_of

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """A unit that a candidate chose or achieved; level and credit as its own wording states them."""

    id: str
    name: str = ""
    reference: str = ""
    level: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Idle:
    """A unit that counts for nothing, or of which only a part counts, and why."""

    id: str
    name: str
    why: str
    counts_in_part: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """A unit of the qualification that was taken: its place, and its groups from the outermost.

    `stated_credit` is None if neither the qualification nor the unit states any.
    """

    entry: Entry
    place: int
    groups: tuple[Group, ...]
    level: str
    stated_credit: Decimal | None
    taken: Taken

    @property
    def credit(self) -> Decimal:
        """Its credits; none if they are not stated."""
        return NOTHING if self.stated_credit is None else self.stated_credit

    @property
    def is_mandatory(self) -> bool:
        """Whether the group that lists it needs each of its units."""
        return self.groups[-1].mandatory


def matching(entries: Iterable[Entry], taken: Iterable[Taken]) -> tuple[dict[str, Taken], list[Taken]]:
    """Return the units taken, by the id of the qualification's entry, and those it does not list.

    A unit is found by its id, otherwise by its reference. If two match one entry, the first by id counts.
    """
    entries, rest = tuple(entries), sorted(set(taken), key=lambda each: each.id)
    by_id = {entry.id: entry.id for entry in entries}
    by_reference = {_plain(entry.reference): entry.id for entry in entries if entry.reference}
    found: dict[str, Taken] = {each.id: each for each in rest if each.id in by_id}
    others = []
    for each in rest:
        if each.id in found:
            continue
        place = by_reference.get(_plain(each.reference)) if each.reference else None
        if place is None or place in found:
            others.append(each)
        else:
            found[place] = each
    return found, others


def _plain(reference: str) -> str:
    return "".join(letter for letter in reference.casefold() if letter.isalnum())


def counted(
    specification: Specification, taken: Iterable[Taken]
) -> tuple[dict[str, Present], list[Idle], Mapping[str, str]]:
    """Return the units that can count, by entry, those that cannot, and why listed ones cannot, by entry."""
    found, others = matching(specification.entries(), taken)
    everyone = _present(specification, found)
    idle = [
        Idle(each.id, each.name or each.id, text("it is no unit of this qualification")) for each in others
    ]
    why: dict[str, str] = {}
    left = _without_barred(specification, _with_required(specification, everyone, why), why)
    idle += [
        Idle(everyone[entry].taken.id, everyone[entry].entry.name, reason) for entry, reason in why.items()
    ]
    return left, idle, why


def _present(specification: Specification, found: Mapping[str, Taken]) -> dict[str, Present]:
    present: dict[str, Present] = {}

    def walk(group: Group, above: tuple[Group, ...]) -> None:
        path = (*above, group)
        for entry in group.units:
            if entry.id in found:
                taken = found[entry.id]
                credit = number_of(entry.credit or taken.credit)
                present[entry.id] = Present(
                    entry, len(present), path, entry.level or taken.level, credit, taken
                )
        for inner in group.groups:
            walk(inner, path)

    for group in specification.groups:
        walk(group, ())
    return present


def _with_required(
    specification: Specification, present: dict[str, Present], why: dict[str, str]
) -> dict[str, Present]:
    """Leave out units that count only with one of others, none of which was taken, repeatedly."""
    names = {entry.id: entry.name for entry in specification.entries()}
    while True:
        lacking = [
            rule
            for rule in specification.requires
            if rule.unit in present and not present.keys() & set(rule.one_of)
        ]
        if not lacking:
            return present
        for rule in lacking:
            why[rule.unit] = text("it counts only with {units}", units=one_of(rule.one_of, names))
        present = {entry: unit for entry, unit in present.items() if entry not in why}


def one_of(units: Iterable[str], names: Mapping[str, str]) -> str:
    """Return in words a list of units of which one is needed."""
    quoted = [f"“{names.get(unit, unit)}”" for unit in units]
    if len(quoted) == 1:
        return quoted[0]
    return text("{units} or {last}", units=", ".join(quoted[:-1]), last=quoted[-1])


def _without_barred(
    specification: Specification, present: dict[str, Present], why: dict[str, str]
) -> dict[str, Present]:
    """Keep one unit of each set of which only one counts: a mandatory one, else the one with most credits."""
    rivals: dict[str, set[str]] = defaultdict(set)
    for barred in specification.at_most_one:
        for entry in barred:
            rivals[entry].update(barred)
    kept: dict[str, Present] = {}
    for unit in sorted(present.values(), key=lambda u: (not u.is_mandatory, -u.credit, u.place)):
        counting = [kept[other] for other in rivals[unit.entry.id] if other in kept]
        if counting:
            first = min(counting, key=lambda other: other.place)
            why[unit.entry.id] = text("only one of it and “{other}” counts", other=first.entry.name)
        else:
            kept[unit.entry.id] = unit
    return {entry: unit for entry, unit in present.items() if entry in kept}


@dataclass(frozen=True, slots=True)
class Allotment:
    """How many credits of each unit count, by entry; units that are not in it count for nothing."""

    shares: Mapping[str, Decimal]
    full: Mapping[str, tuple[Group, Measure]]  # by entry: the group whose maximum is reached, and of what

    @property
    def credits(self) -> Decimal:
        """The credits that count."""
        return sum(self.shares.values(), NOTHING)


def allot(
    present: Iterable[Present], prefers: Callable[[Present], bool], within: Group | None = None
) -> Allotment:
    """Count units up to each group's maximum: mandatory ones first, then preferred ones, then by worth.

    With `within`, only that group and the groups in it limit the count.
    """
    present = tuple(present)
    used: dict[int, Decimal] = defaultdict(Decimal)
    units: dict[int, int] = defaultdict(int)
    shares: dict[str, Decimal] = {}
    full: dict[str, tuple[Group, Measure]] = {}

    def groups_of(unit: Present) -> tuple[Group, ...]:
        names = [id(group) for group in unit.groups]
        return unit.groups[names.index(id(within)) :] if within is not None else unit.groups

    def limit(unit: Present) -> tuple[Decimal, tuple[Group, Measure] | None]:
        """Return how much of a unit counts now, -1 for nothing, and what limits it."""
        share, by = unit.credit, None
        for group in groups_of(unit):
            if group.units_max is not None and units[id(group)] >= group.units_max:
                return Decimal(-1), (group, Measure.UNITS)
            if group.credit_max is not None and group.credit_max - used[id(group)] < share:
                share, by = group.credit_max - used[id(group)], (group, Measure.CREDITS)
        return share, by

    def rated(unit: Present) -> tuple[bool, bool, Decimal, int]:
        return not unit.is_mandatory, not prefers(unit), -limit(unit)[0], unit.place

    by_place = {unit.place: unit for unit in present}
    waiting = [rated(unit) for unit in present]
    heapify(waiting)
    while waiting:
        found = heappop(waiting)
        unit = by_place[found[-1]]
        if rated(unit) != found:  # a unit's share only shrinks, so it moves further back
            heappush(waiting, rated(unit))
            continue
        share, by = limit(unit)
        if by is not None:
            full[unit.entry.id] = by
        if share < 0 or (share == 0 and unit.credit > 0):
            continue
        shares[unit.entry.id] = share
        for group in groups_of(unit):
            used[id(group)] += share
            units[id(group)] += 1
    return Allotment(shares, full)
