"""What a unit asks to be marked on notes: things to count, values of facets, items of a choice."""

from collections.abc import Iterator
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.domain.units.rules import CUSTOMER_TYPES, ChoiceRule, CountRule, FacetsRule
from csassess.domain.units.units import EvidenceRequirement, Unit


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a note can show, as the unit names it. `key` is how a note stores it."""

    key: str
    words: str


def count_key(unit: Unit, rule: CountRule) -> str:
    """Return how a note stores that it shows a thing to count."""
    return f"{unit.id} {rule.of}"


def value_key(unit: Unit, rule: FacetsRule, value: str) -> str:
    """Return how a note stores that it shows a value of a facet."""
    return f"{unit.id} {rule.facet}: {value}"


def choice_key(unit: Unit, requirement: EvidenceRequirement, letter: str) -> str:
    """Return how a note stores that it shows an item of a choice."""
    return f"{unit.id} {requirement.label} {letter}"


def beginning_of_marks(unit_id: str, requirement: str, rule: CountRule | FacetsRule | ChoiceRule) -> str:
    """Return how the marks begin that a rule counts."""
    match rule:
        case CountRule():
            return f"{unit_id} {rule.of}"
        case FacetsRule():
            return f"{unit_id} {rule.facet}: "
    return f"{unit_id} {requirement} "


def marks_of(unit: Unit) -> tuple[Mark, ...]:
    """Return what notes can be marked with for a unit, in the order of its requirements."""
    return tuple(dict.fromkeys(_marks(unit)))


def _marks(unit: Unit) -> Iterator[Mark]:
    for requirement in unit.evidence_requirements:
        for rule in requirement.rules:
            match rule:
                case CountRule():
                    yield Mark(count_key(unit, rule), rule.of)
                case FacetsRule() if rule.facet not in CUSTOMER_TYPES:
                    for value in rule.values:
                        words = text("{facet}: {value}", facet=rule.facet, value=value)
                        yield Mark(value_key(unit, rule, value), words)
                case ChoiceRule():
                    for item in requirement.chosen_among(rule):
                        yield Mark(choice_key(unit, requirement, item.label), item.text)
