"""Whether a unit allows an item as evidence, by its rules on setting and simulation."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.units.units import Kind, NoSimulationRule, Rule, Setting, SettingRule, Unit


def reason_not_allowed(unit: Unit, item: EvidenceItem, kind: Kind) -> str | None:
    """Return why the unit does not allow the item as evidence of this kind, or None."""
    reasons = dict.fromkeys(
        filter(None, (_reasons_by_kind(rule, item).get(kind) for rule in _excluding_rules(unit)))
    )
    return "; ".join(reasons) or None


def _excluding_rules(unit: Unit) -> list[Rule]:
    rules = (rule for requirement in unit.evidence_requirements for rule in requirement.rules)
    return [rule for rule in rules if isinstance(rule, SettingRule | NoSimulationRule)]


def _reasons_by_kind(rule: Rule, item: EvidenceItem) -> dict[Kind, str]:
    """Return the kinds of evidence for which a rule excludes the item, with the reasons."""
    if isinstance(rule, SettingRule) and item.setting and item.setting not in rule.allowed:
        return dict.fromkeys(
            Kind, text("collected in a {setting}, not in a real job", setting=label(item.setting))
        )
    if isinstance(rule, NoSimulationRule) and item.method == Method.SIMULATION:
        if rule.scope == "any":
            return dict.fromkeys(Kind, text("simulation is not allowed for any evidence"))
        return {Kind.PERFORMANCE: text("simulation is not allowed for performance evidence")}
    return {}


def kinds_not_allowed(unit: Unit, items: Iterable[EvidenceItem]) -> frozenset[tuple[str, Kind]]:
    """Return the pairs (item id, kind of criterion) that the unit does not allow."""
    rules = _excluding_rules(unit)
    return frozenset(
        (item.id, kind) for item in items for rule in rules for kind in _reasons_by_kind(rule, item)
    )


def items_excluded_by(rule: Rule, unit: Unit, portfolio: Portfolio) -> dict[str, str]:
    """Return the ids of the items that one rule of the unit excludes, with the reasons.

    Withdrawn items are ignored, and so are items without a reference of the excluded kind.
    """
    excluded = {}
    for item in portfolio.items_for(unit.id):
        reasons = _reasons_by_kind(rule, item)
        for reference in portfolio.references_of(item.id, unit.id) if reasons else ():
            reason = reasons.get(unit.kind_of(reference.criterion))
            if reason:
                excluded[item.id] = reason
    return excluded


def items_not_allowed(unit: Unit, portfolio: Portfolio) -> frozenset[str]:
    """Return the ids of the items that any rule of the unit excludes.

    Withdrawn items are ignored, and so are items without a reference of the excluded kind.
    """
    return frozenset(
        item for rule in _excluding_rules(unit) for item in items_excluded_by(rule, unit, portfolio)
    )


def allows_setting(unit: Unit, setting: Setting) -> bool:
    """Return whether evidence of a setting can count for a unit."""
    rules = (rule for rule in _excluding_rules(unit) if isinstance(rule, SettingRule))
    return all(setting in rule.allowed for rule in rules)


def needs_setting(unit: Unit) -> bool:
    """Return whether the unit has a rule on settings, so that every item must state its own."""
    return any(
        isinstance(rule, SettingRule)
        for requirement in unit.evidence_requirements
        for rule in requirement.rules
    )
