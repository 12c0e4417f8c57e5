"""Whether a unit allows an item as evidence: setting and simulation."""

from csassess.catalogue import text
from csassess.domain.evidence import EvidenceItem, Method
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.units import Kind, NoSimulationRule, Setting, SettingRule, Unit


def reason_not_allowed(unit: Unit, item: EvidenceItem, kind: Kind) -> str | None:
    """Return why the item may not stand as evidence of this kind for the unit, or None where it may."""
    for requirement in unit.evidence_requirements:
        for rule in requirement.rules:
            if isinstance(rule, SettingRule) and item.setting and item.setting not in rule.allowed:
                return _wrong_setting(item.setting)
            if isinstance(rule, NoSimulationRule) and item.method == Method.SIMULATION:
                if rule.scope == "any":
                    return text("simulation is not allowed for any evidence")
                if kind is Kind.PERFORMANCE:
                    return text("simulation is not allowed for performance evidence")
    return None


def _wrong_setting(setting: Setting) -> str:
    return text("collected in a {setting}, not in a real job", setting=label(setting))


def barred_items(unit: Unit, portfolio: Portfolio) -> dict[str, str]:
    """Return the ids of standing items with a reference the unit does not allow, each with the reason."""
    barred = {}
    for item in portfolio.items_for(unit.id):
        for reference in portfolio.references_of(item.id, unit.id):
            reason = reason_not_allowed(unit, item, unit.kind_of(reference.criterion))
            if reason:
                barred[item.id] = reason
    return barred


def needs_setting(unit: Unit) -> bool:
    """Whether the unit has a rule about settings, so that every item must state its own."""
    return any(
        isinstance(rule, SettingRule) for requirement in unit.evidence_requirements for rule in requirement.rules
    )
