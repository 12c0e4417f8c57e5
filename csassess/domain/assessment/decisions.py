"""Decisions on units: what prevents one, what it rests on, and whether it is current."""

from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.eligibility import items_not_allowed
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.codes.schemes import decision_code, is_code
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Decision
from csassess.domain.units.units import Unit


class DecisionState(StrEnum):
    """State of a unit between first evidence and decision.

    The decision of an assessor working towards the award awaits the countersigner.
    """

    NOT_READY = "not-ready"
    READY = "ready"
    DECIDED = "decided"
    AWAITS_COUNTERSIGNER = "awaits-countersigner"
    CHANGED = "changed-since-decided"


def basis_of(unit: Unit, portfolio: Portfolio) -> tuple[str, ...]:
    """Return the ids of the items that a decision on the unit would rest on now.

    These are the accepted items that the unit allows.
    """
    barred = items_not_allowed(unit, portfolio)
    items = portfolio.items_for(unit.id)
    return tuple(item.id for item in items if portfolio.is_accepted(item) and item.id not in barred)


def last_decision(unit_id: str, portfolio: Portfolio) -> Decision | None:
    """Return the last decision on a unit, or None if there is none."""
    return next((decision for decision in reversed(portfolio.decisions) if decision.unit == unit_id), None)


def decision_state(unit_standing: UnitStanding, portfolio: Portfolio) -> DecisionState:
    """Return the state of the decision on a unit. One that rests on no evidence is never current."""
    decision = last_decision(unit_standing.unit.id, portfolio)
    if decision:
        unit_id = unit_standing.unit.id
        code = decision_code(unit_id, portfolio, decision.basis, decision.scheme)
        if not decision.basis or not is_code(decision.code, code):
            return DecisionState.CHANGED
        return DecisionState.AWAITS_COUNTERSIGNER if decision.awaits_countersigner else DecisionState.DECIDED
    return DecisionState.READY if unit_standing.ready else DecisionState.NOT_READY


def reasons_against_deciding(unit_standing: UnitStanding) -> tuple[str, ...]:
    """Return, as plain sentences, why the unit cannot be decided yet; empty if it can."""
    reasons = []
    for state, words in (
        (CriterionState.NONE, text("No evidence yet: {criteria}.")),
        (CriterionState.DRAFT, text("Draft only: {criteria}.")),
    ):
        labels = [criterion.label for criterion in unit_standing.missing if criterion.state is state]
        if labels:
            reasons.append(words.format(criteria=", ".join(labels)))
    reasons += [
        text("Requirement {name}: {detail}.", name=f.name, detail=f.detail) for f in unit_standing.unmet
    ]
    return tuple(reasons)
