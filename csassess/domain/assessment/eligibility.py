"""Whether a unit allows an item as evidence, by its rules on setting, simulation and methods."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.domain.labels import label, method_words
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Confirmation, EvidenceItem, Method
from csassess.domain.units.rules import (
    BarringRule,
    MethodRule,
    NoSimulationRule,
    SettingRule,
    has_exception,
    is_scoped,
)
from csassess.domain.units.units import EvidenceRequirement, Kind, Setting, Unit

Barring = tuple[EvidenceRequirement, BarringRule]


def reason_not_allowed(unit: Unit, item: EvidenceItem, criterion: str, portfolio: Portfolio) -> str | None:
    """Return why the unit does not allow the item as evidence of a criterion, or None."""
    reasons = (
        _with_exception(_reason(rule, item), requirement, rule)
        for requirement, rule in _in_force(unit, portfolio)
        if criterion in _barred_criteria(unit, rule)
    )
    return "; ".join(dict.fromkeys(filter(None, reasons))) or None


def _barring_rules(unit: Unit) -> Iterable[Barring]:
    for requirement in unit.evidence_requirements:
        for rule in requirement.rules:
            if isinstance(rule, SettingRule | NoSimulationRule) or (
                isinstance(rule, MethodRule) and rule.bars
            ):
                yield requirement, rule


def _in_force(unit: Unit, portfolio: Portfolio) -> list[Barring]:
    """Return the rules that can exclude evidence, without those that the assessor lifted with a reason."""
    return [
        (requirement, rule)
        for requirement, rule in _barring_rules(unit)
        if not (has_exception(rule) and confirmation_of(unit, requirement, rule.item, portfolio))
    ]


def confirmation_of(
    unit: Unit, requirement: EvidenceRequirement, item: str | None, portfolio: Portfolio
) -> Confirmation | None:
    """Return the assessor's confirmation of a requirement or of one lettered item, or None."""
    name = " ".join(part for part in (requirement.label, item) if part)
    return next((c for c in portfolio.confirmations if (c.unit, c.requirement) == (unit.id, name)), None)


def _barred_criteria(unit: Unit, rule: BarringRule) -> frozenset[str]:
    """Return the criteria for which a rule excludes what it excludes."""
    criteria = unit.applies_to(rule)
    if isinstance(rule, NoSimulationRule) and rule.scope == "performance":
        return criteria & frozenset(unit.labels(Kind.PERFORMANCE))
    return criteria


def _reason(rule: BarringRule, item: EvidenceItem) -> str:
    """Return why a rule excludes an item; empty if it does not."""
    match rule:
        case SettingRule() if item.setting and item.setting not in rule.allowed:
            return _setting_reason(rule, label(item.setting))
        case NoSimulationRule() if item.method == Method.SIMULATION:
            if rule.only or rule.without:
                return text("simulation is not allowed for these criteria")
            if rule.scope == "any":
                return text("simulation is not allowed for any evidence")
            return text("simulation is not allowed for performance evidence")
        case MethodRule() if item.method in rule.bars:
            return text("{method} is not allowed", method=method_words(item.method))
    return ""


def _setting_reason(rule: SettingRule, setting: str) -> str:
    if all(allowed.startswith("real-job") for allowed in rule.allowed):
        return text("collected in a {setting}, not in a real job", setting=setting)
    allowed = ", ".join(label(setting) for setting in rule.allowed)
    return text("collected in: {setting}; allowed: {allowed}", setting=setting, allowed=allowed)


def _with_exception(reason: str, requirement: EvidenceRequirement, rule: BarringRule) -> str:
    """Return a reason with the way on, if the assessor may allow the evidence all the same."""
    if not reason or not has_exception(rule):
        return reason
    name = " ".join(part for part in (requirement.label, rule.item) if part)
    return text("{reason}, unless you confirm requirement {name} with a reason", reason=reason, name=name)


def has_not_allowed(unit: Unit, items: Iterable[EvidenceItem], portfolio: Portfolio) -> bool:
    """Return whether a rule of the unit excludes one of the items for some criterion."""
    rules = _in_force(unit, portfolio)
    return any(_reason(rule, item) for item in items for _, rule in rules)


def not_allowed_pairs(
    unit: Unit, items: Iterable[EvidenceItem], portfolio: Portfolio
) -> frozenset[tuple[str, str]]:
    """Return the pairs (item id, criterion) that the unit does not allow."""
    rules = _in_force(unit, portfolio)
    return frozenset(
        (item.id, criterion)
        for item in items
        for _, rule in rules
        if _reason(rule, item)
        for criterion in _barred_criteria(unit, rule)
    )


def items_excluded_by(rule: BarringRule, unit: Unit, portfolio: Portfolio) -> dict[str, str]:
    """Return the ids of the items that one rule of the unit excludes, with the reasons.

    Withdrawn items are ignored, and so are items without a reference to a criterion for which it holds.
    """
    excluded = {}
    for item in portfolio.items_for(unit.id):
        reason = _reason(rule, item)
        if reason:
            barred = _barred_criteria(unit, rule)
            if any(reference.criterion in barred for reference in portfolio.references_of(item.id, unit.id)):
                excluded[item.id] = reason
    return excluded


def items_not_allowed(unit: Unit, portfolio: Portfolio) -> frozenset[str]:
    """Return the ids of the items that any rule of the unit excludes.

    Withdrawn items are ignored, and so are items that reference no criterion for which it holds. A rule for
    some criteria excludes an item only if it references no other.
    """
    rules = _in_force(unit, portfolio)
    excluded = {
        item for _, rule in rules if not is_scoped(rule) for item in items_excluded_by(rule, unit, portfolio)
    }
    for item in portfolio.items_for(unit.id) if any(is_scoped(rule) for _, rule in rules) else ():
        barred = {criterion for _, criterion in not_allowed_pairs(unit, (item,), portfolio)}
        if all(reference.criterion in barred for reference in portfolio.references_of(item.id, unit.id)):
            excluded.add(item.id)
    return frozenset(excluded)


def allows_setting(unit: Unit, setting: Setting) -> bool:
    """Return whether evidence of a setting can count for a unit."""
    rules = (rule for _, rule in _barring_rules(unit) if isinstance(rule, SettingRule))
    return all(setting in rule.allowed for rule in rules)


def needs_setting(unit: Unit, criteria: Iterable[str]) -> bool:
    """Return whether a rule of the unit asks for the setting of an item that shows these criteria."""
    referenced = frozenset(criteria)
    return any(
        isinstance(rule, SettingRule) and not referenced.isdisjoint(unit.applies_to(rule))
        for requirement in unit.evidence_requirements
        for rule in requirement.rules
    )
