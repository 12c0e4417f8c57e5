"""Signing the decision on a unit: who signs in which order, and whether what was signed still stands."""

from csassess.domain.assessment.decisions import DecisionState, decision_state, last_decision
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signatures import Signer, UnitSignature


def signers_of(unit_id: str, portfolio: Portfolio) -> tuple[Signer, ...]:
    """Return who signs a unit, in order: candidate, assessor, countersigner where the decision awaits one, internal verifier."""
    decision = last_decision(unit_id, portfolio)
    countersigned = decision is not None and decision.awaits_countersigner
    return (
        Signer.CANDIDATE,
        Signer.ASSESSOR,
        *((Signer.COUNTERSIGNER,) if countersigned else ()),
        Signer.VERIFIER,
    )


def standing_signatures(stand: UnitStanding, portfolio: Portfolio) -> dict[Signer, UnitSignature]:
    """Return the signatures of the last decision on a unit that still stand, in their order: none once the record was changed since."""
    decision = last_decision(stand.unit.id, portfolio)
    if decision is None or decision_state(stand, portfolio) is DecisionState.CHANGED:
        return {}
    signed = {
        s.signer: s for s in portfolio.unit_signatures if (s.unit, s.code) == (stand.unit.id, decision.code)
    }
    return {signer: signed[signer] for signer in signers_of(stand.unit.id, portfolio) if signer in signed}


def void_signatures(stand: UnitStanding, portfolio: Portfolio) -> tuple[UnitSignature, ...]:
    """Return the signatures of a unit that no longer apply."""
    standing = standing_signatures(stand, portfolio).values()
    return tuple(s for s in portfolio.unit_signatures if s.unit == stand.unit.id and s not in standing)


def next_signer(stand: UnitStanding, portfolio: Portfolio) -> Signer | None:
    """Return who is to sign a decided unit next, or None where it is not decided, was changed, or everyone has signed."""
    if decision_state(stand, portfolio) not in (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER):
        return None
    signed = standing_signatures(stand, portfolio)
    return next((signer for signer in signers_of(stand.unit.id, portfolio) if signer not in signed), None)
