"""What a countersigner has still to sign, or asked for first."""

from csassess.domain.assessment.decisions import DecisionState, decision_state, last_decision
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Needed
from csassess.domain.signing.unit_signing import valid_signatures


def awaits_countersigner(unit_standing: UnitStanding, portfolio: Portfolio) -> bool:
    """Return whether a unit's decision is in force and not yet countersigned."""
    awaits = decision_state(unit_standing, portfolio) is DecisionState.AWAITS_COUNTERSIGNER
    return awaits and Signer.COUNTERSIGNER not in valid_signatures(unit_standing, portfolio)


def still_needed(unit_standing: UnitStanding, portfolio: Portfolio) -> Needed | None:
    """Return what the countersigner needs before signing the current decision on a unit.

    None if nothing is needed, or if it is signed.
    """
    decision = last_decision(unit_standing.unit.id, portfolio)
    if decision is None or not awaits_countersigner(unit_standing, portfolio):
        return None
    return _needed_for(unit_standing.unit.id, decision.code, portfolio)


def _needed_for(unit_id: str, code: str, portfolio: Portfolio) -> Needed | None:
    """Return what the countersigner needs before a decision can be signed, or None.

    `code` is the record code of the decision.
    """
    requests = [needed for needed in portfolio.needed if (needed.unit, needed.code) == (unit_id, code)]
    return requests[-1] if requests else None
