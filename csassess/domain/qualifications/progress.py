"""How far a candidate is towards a qualification, and what the qualification asks for in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from csassess.catalogue import plural, text
from csassess.domain.qualifications.composition import ComposedGroup
from csassess.domain.qualifications.counting import NOTHING, Taken, matching, one_of
from csassess.domain.qualifications.evaluation import (
    Evaluation,
    amount_in_words,
    evaluate,
    plain_number,
)
from csassess.domain.qualifications.specification import (
    Group,
    Measure,
    Specification,
    Total,
    number_of,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What was chosen for a qualification, and what of it is achieved.

    `units` is how many units were chosen; `achieved_units` are the entries of the qualification whose unit is
    decided.
    """

    specification: Specification
    chosen: Evaluation
    achieved: Evaluation
    units: int
    achieved_units: frozenset[str]
    decided: int

    @property
    def is_complete(self) -> bool:
        """Whether the decided units meet what the qualification asks for."""
        return self.achieved.is_met

    @property
    def done(self) -> Decimal:
        """How many credits, or units, are achieved and count."""
        return _amount(self.achieved, self.specification.measure)

    @property
    def needed(self) -> Decimal:
        """How many credits, or units, are needed in all."""
        return needed(self.specification)

    @property
    def words(self) -> str:
        """How far it is, in one line."""
        achieved = done_of(self.done, self.needed, self.specification.measure)
        decided = text("{done} of {count} chosen units decided", done=self.decided, count=self.units)
        return f"{achieved}, {decided}"

    def of_groups(self) -> Iterator[tuple[Group, int, str]]:
        """Yield each group with its depth, and how far it is in words."""
        for count in self.achieved.groups:
            group, measure = count.group, measure_of(count.group, self.specification)
            amount = count.credits if measure is Measure.CREDITS else Decimal(count.units)
            yield group, count.depth, done_of(amount, needed_of(group, measure), measure)


def progress(specification: Specification, chosen: Iterable[Taken], decided: Iterable[Taken]) -> Progress:
    """Return how far a candidate is; what is decided counts as chosen too."""
    decided = frozenset(decided)
    known = {each.id for each in decided}
    everything = decided | {each for each in chosen if each.id not in known}
    found, _ = matching(specification.entries(), decided)
    return Progress(
        specification,
        evaluate(specification, everything),
        evaluate(specification, decided),
        len(everything),
        frozenset(found),
        len(decided),
    )


def _amount(evaluation: Evaluation, measure: Measure) -> Decimal:
    return evaluation.credits if measure is Measure.CREDITS else Decimal(evaluation.units)


def measure_of(group: Group, specification: Specification) -> Measure:
    """Return what progress in a group is counted in."""
    if group.units_min is not None and group.credit_min is None:
        return Measure.UNITS
    return specification.measure


def needed(specification: Specification) -> Decimal:
    """Return how many credits, or units, a qualification needs in all."""
    measure = specification.measure
    totals = [total.at_least for total in specification.totals if total.of is measure]
    return max(sum((needed_of(group, measure) for group in specification.groups), NOTHING), *totals, NOTHING)


def needed_of(group: Group, measure: Measure) -> Decimal:
    """Return how many credits, or units, a group needs at least."""
    own = NOTHING
    if group.mandatory:
        worth = sum((number_of(entry.credit) or NOTHING for entry in group.units), NOTHING)
        own = worth if measure is Measure.CREDITS else Decimal(len(group.units))
    inner = own + sum((needed_of(each, measure) for each in group.groups), NOTHING)
    stated = group.credit_min if measure is Measure.CREDITS else group.units_min
    return max(inner, Decimal(stated or 0))


def done_of(done: Decimal, needed: Decimal, measure: Measure) -> str:
    """Return how much is achieved of what is needed, in words; without a need, how much is achieved."""
    if not needed:
        return text("{amount} achieved", amount=amount_in_words(done, measure))
    return text(
        "{done} of {amount} achieved", done=plain_number(done), amount=amount_in_words(needed, measure)
    )


# What it asks for, in sentences


def sentences(specification: Specification) -> Iterator[str]:
    """Yield what a qualification asks for, a sentence each."""
    for total in specification.totals:
        yield total_in_words(total)
    for group, _ in specification.walk():
        yield text("Group {name}: {asks}", name=name_of(group), asks=asks_of(group))
    names = {entry.id: entry.name for entry in specification.entries()}
    yield from relations(specification, names)


def total_in_words(total: Total) -> str:
    """Return a total as a sentence."""
    amount = amount_in_words(total.at_least, total.of)
    if total.level:
        return text("At least {amount} at level {level} or above.", amount=amount, level=total.level)
    return text("At least {amount} in all.", amount=amount)


def name_of(group: Group | ComposedGroup) -> str:
    """Return a group's label with its title."""
    return f"{group.label}, {group.title}" if group.title else group.label


def asks_of(group: Group) -> str:
    """Return how much of a group is needed and how much counts."""
    parts = []
    if group.mandatory:
        parts.append(
            plural("its {count} unit is needed", "each of its {count} units is needed", len(group.units))
        )
    if group.units_min is not None:
        parts.append(
            text("at least {amount}", amount=amount_in_words(Decimal(group.units_min), Measure.UNITS))
        )
    if group.credit_min is not None:
        parts.append(text("at least {amount}", amount=amount_in_words(group.credit_min, Measure.CREDITS)))
    if group.units_max is not None:
        parts.append(
            text("at most {amount} count", amount=amount_in_words(Decimal(group.units_max), Measure.UNITS))
        )
    if group.credit_max is not None:
        parts.append(
            text("at most {amount} count", amount=amount_in_words(group.credit_max, Measure.CREDITS))
        )
    return ", ".join(parts) + "." if parts else text("any of its units may be chosen.")


def relations(specification: Specification, names: Mapping[str, str]) -> Iterator[str]:
    """Yield which units need others, and of which only one counts."""
    for rule in specification.requires:
        yield text(
            "“{unit}” counts only with {units}.",
            unit=names.get(rule.unit, rule.unit),
            units=one_of(rule.one_of, names),
        )
    for barred in specification.at_most_one:
        listed = ", ".join(f"“{names.get(unit, unit)}”" for unit in barred)
        yield text("Only one of these counts: {units}.", units=listed)


__all__ = [
    "Progress",
    "asks_of",
    "done_of",
    "name_of",
    "needed",
    "needed_of",
    "progress",
    "sentences",
    "total_in_words",
]
