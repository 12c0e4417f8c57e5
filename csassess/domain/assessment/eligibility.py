"""Whether a unit allows an item as evidence: setting and simulation."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.units.units import Kind, NoSimulationRule, Rule, SettingRule, Unit


def reason_not_allowed(unit: Unit, item: EvidenceItem, kind: Kind) -> str | None:
    """Return why the item may not stand as evidence of this kind for the unit, or None where it may."""
    reasons = dict.fromkeys(filter(None, (_bars(rule, item).get(kind) for rule in _barring(unit))))
    return "; ".join(reasons) or None


def _barring(unit: Unit) -> list[Rule]:
    rules = (rule for requirement in unit.evidence_requirements for rule in requirement.rules)
    return [rule for rule in rules if isinstance(rule, SettingRule | NoSimulationRule)]


def _bars(rule: Rule, item: EvidenceItem) -> dict[Kind, str]:
    """Return for which kinds of evidence one rule bars the item, each with the reason."""
    if isinstance(rule, SettingRule) and item.setting and item.setting not in rule.allowed:
        return dict.fromkeys(
            Kind, text("collected in a {setting}, not in a real job", setting=label(item.setting))
        )
    if isinstance(rule, NoSimulationRule) and item.method == Method.SIMULATION:
        if rule.scope == "any":
            return dict.fromkeys(Kind, text("simulation is not allowed for any evidence"))
        return {Kind.PERFORMANCE: text("simulation is not allowed for performance evidence")}
    return {}


def barred(unit: Unit, items: Iterable[EvidenceItem]) -> frozenset[tuple[str, Kind]]:
    """Return what the unit does not allow: the ids of items with the kind of criterion they may not stand for."""
    rules = _barring(unit)
    return frozenset((item.id, kind) for item in items for rule in rules for kind in _bars(rule, item))


def barred_by(rule: Rule, unit: Unit, portfolio: Portfolio) -> dict[str, str]:
    """Return the ids of standing items with a reference that one rule of the unit bars, each with the reason."""
    found = {}
    for item in portfolio.items_for(unit.id):
        reasons = _bars(rule, item)
        for reference in portfolio.references_of(item.id, unit.id) if reasons else ():
            reason = reasons.get(unit.kind_of(reference.criterion))
            if reason:
                found[item.id] = reason
    return found


def barred_items(unit: Unit, portfolio: Portfolio) -> frozenset[str]:
    """Return the ids of standing items with a reference that any rule of the unit bars."""
    return frozenset(item for rule in _barring(unit) for item in barred_by(rule, unit, portfolio))


def needs_setting(unit: Unit) -> bool:
    """Whether the unit has a rule about settings, so that every item must state its own."""
    return any(
        isinstance(rule, SettingRule)
        for requirement in unit.evidence_requirements
        for rule in requirement.rules
    )
