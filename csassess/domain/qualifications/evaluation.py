"""Whether units meet what a qualification asks for, what is missing, and how far a candidate is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from csassess.catalogue import plural, text
from csassess.domain.qualifications.counting import (
    NOTHING,
    Allotment,
    Idle,
    Present,
    Taken,
    allot,
    counted,
    one_of,
)
from csassess.domain.qualifications.specification import (
    Group,
    Measure,
    Specification,
    Total,
    is_at_or_above,
)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something more that is needed: how much, and in words."""

    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class GroupCount:
    """What counts in one group, and what is missing there itself."""

    group: Group
    depth: int
    units: int
    credits: Decimal
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What counts of some units, and what is missing."""

    credits: Decimal
    units: int
    groups: tuple[GroupCount, ...]
    lacks: tuple[Lack, ...]
    idle: tuple[Idle, ...]

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks

    @property
    def words(self) -> str:
        """What is missing, in words; empty if nothing is."""
        return "; ".join(lack.words for lack in self.lacks)


def evaluate(specification: Specification, taken: Iterable[Taken]) -> Evaluation:
    """Return what counts of the units taken, counted as favourably as the rules allow."""
    present, idle, why = counted(specification, taken)
    units = list(present.values())
    best = min(
        (_allotted(units, level) for level in ("", *sorted({total.level for total in specification.totals}))),
        key=lambda each: sum(lack.amount for lack in _of_totals(specification, units, each)),
    )
    groups = tuple(_group(group, depth, present, specification, why) for group, depth in specification.walk())
    lacks = [lack for group in groups for lack in group.lacks]
    lacks += _of_totals(specification, units, best)
    return Evaluation(
        best.credits,
        len(best.shares),
        groups,
        tuple(lacks),
        (*idle, *_left_over(specification, units, best)),
    )


def _allotted(units: list[Present], level: str, within: Group | None = None) -> Allotment:
    """Count units up to each group's maximum; if a level is given, those at it or above first."""
    return allot(units, lambda unit: bool(level) and is_at_or_above(unit.level, level), within)


def _of_totals(specification: Specification, units: list[Present], allotted: Allotment) -> list[Lack]:
    return [
        Lack(missing, _more(missing, total.of, _in_all(total)))
        for total in specification.totals
        if (missing := total.at_least - amount_of(total, units, allotted)) > 0
    ]


def amount_of(total: Total, units: Iterable[Present], allotted: Allotment) -> Decimal:
    """Return how much counts towards a total."""
    shares = [
        allotted.shares[unit.entry.id]
        for unit in units
        if unit.entry.id in allotted.shares and (not total.level or is_at_or_above(unit.level, total.level))
    ]
    return sum(shares, NOTHING) if total.of is Measure.CREDITS else Decimal(len(shares))


def _in_all(total: Total) -> str:
    return text("at level {level} or above", level=total.level) if total.level else text("in all")


def _group(
    group: Group,
    depth: int,
    present: dict[str, Present],
    specification: Specification,
    why: Mapping[str, str],
) -> GroupCount:
    own = {entry.id for entry in group.entries()}
    allotted = _allotted([unit for entry, unit in present.items() if entry in own], "", group)
    units, worth = len(allotted.shares), allotted.credits
    lacks = [*_mandatory(group, present, specification, why)]
    where = text("from group {label}", label=group.label)
    if group.units_min is not None and units < group.units_min:
        missing = Decimal(group.units_min - units)
        lacks.append(Lack(missing, _more(missing, Measure.UNITS, where)))
    if group.credit_min is not None and worth < group.credit_min:
        missing = group.credit_min - worth
        lacks.append(Lack(missing, _more(missing, Measure.CREDITS, where)))
    return GroupCount(group, depth, units, worth, tuple(lacks))


def _mandatory(
    group: Group, present: dict[str, Present], specification: Specification, why: Mapping[str, str]
) -> Iterator[Lack]:
    """Yield a lack for each unit that is needed and does not count."""
    if not group.mandatory:
        return
    names = {entry.id: entry.name for entry in specification.entries()}
    for entry in group.units:
        if entry.id in present:
            continue
        words = text("the mandatory unit “{unit}”", unit=entry.name)
        required = [rule for rule in specification.requires if rule.unit == entry.id]
        if entry.id in why and required:
            words = text(
                "with the mandatory unit “{unit}”: {units}",
                unit=entry.name,
                units=one_of(required[0].one_of, names),
            )
        yield Lack(Decimal(1), words)


def _left_over(specification: Specification, units: list[Present], allotted: Allotment) -> Iterator[Idle]:
    """Yield the units of which nothing, or only a part, counts, as their group has enough already."""
    for unit in units:
        share, limit = allotted.shares.get(unit.entry.id), allotted.full.get(unit.entry.id)
        if limit is not None:
            why = most_in_words(*limit)
            if share is not None:
                part = {"part": plain_number(share), "credits": amount_in_words(unit.credit, Measure.CREDITS)}
                why = text("{part} of its {credits} count: {why}", **part, why=why)
            yield Idle(unit.taken.id, unit.entry.name, why, share is not None)
        elif specification.measure is Measure.CREDITS and unit.stated_credit is None:
            why = text("its credit is not stated, so it adds none")
            yield Idle(unit.taken.id, unit.entry.name, why, counts_in_part=True)


def most_in_words(group: Group, of: Measure) -> str:
    """Return how much of a group counts at most."""
    most = Decimal(group.units_max or 0) if of is Measure.UNITS else group.credit_max or NOTHING
    return text("at most {amount} of group {label}", amount=amount_in_words(most, of), label=group.label)


def _more(amount: Decimal, of: Measure, where: str) -> str:
    """Return how much more is needed from somewhere, in words."""
    count = int(amount)
    if of is Measure.UNITS:
        return plural("{count} more unit {where}", "{count} more units {where}", count, where=where)
    if amount == count:
        return plural("{count} more credit {where}", "{count} more credits {where}", count, where=where)
    return text("{number} more credits {where}", number=plain_number(amount), where=where)


def amount_in_words(amount: Decimal, of: Measure) -> str:
    """Return an amount of credits or units in words."""
    count = int(amount)
    if of is Measure.UNITS:
        return plural("{count} unit", "{count} units", count)
    if amount == count:
        return plural("{count} credit", "{count} credits", count)
    return text("{number} credits", number=plain_number(amount))


def plain_number(amount: Decimal) -> str:
    """Return a number without needless zeros: "6", "0.5"."""
    return f"{amount.normalize():f}"
