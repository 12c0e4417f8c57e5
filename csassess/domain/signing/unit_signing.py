"""Signatures of a decision on a unit: their order, and whether they are still valid."""

from csassess.domain.assessment.decisions import DecisionState, decision_state, last_decision
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.signing.verifying import verifier_signs


def signers_of(unit_id: str, portfolio: Portfolio) -> tuple[Signer, ...]:
    """Return who signs a unit, in order.

    The countersigner is included only if the decision awaits one.
    """
    decision = last_decision(unit_id, portfolio)
    countersigned = decision is not None and decision.awaits_countersigner
    return (
        Signer.CANDIDATE,
        Signer.ASSESSOR,
        *((Signer.COUNTERSIGNER,) if countersigned else ()),
        Signer.VERIFIER,
    )


def valid_signatures(unit_standing: UnitStanding, portfolio: Portfolio) -> dict[Signer, UnitSignature]:
    """Return the valid signatures of the last decision on a unit, in signing order.

    Of two on one line the first counts. Empty if the record was changed since the decision.
    """
    decision = last_decision(unit_standing.unit.id, portfolio)
    if decision is None or decision_state(unit_standing, portfolio) is DecisionState.CHANGED:
        return {}
    signed = {
        s.signer: s
        for s in reversed(portfolio.unit_signatures)
        if (s.unit, s.code) == (unit_standing.unit.id, decision.code)
    }
    return {
        signer: signed[signer] for signer in signers_of(unit_standing.unit.id, portfolio) if signer in signed
    }


def void_signatures(unit_standing: UnitStanding, portfolio: Portfolio) -> tuple[UnitSignature, ...]:
    """Return the signatures of a unit that are no longer valid."""
    valid = valid_signatures(unit_standing, portfolio).values()
    return tuple(s for s in portfolio.unit_signatures if s.unit == unit_standing.unit.id and s not in valid)


def next_signer(unit_standing: UnitStanding, portfolio: Portfolio) -> Signer | None:
    """Return who signs a decided unit next.

    None if the unit is not decided, was changed since, or everyone has signed. The verifier is asked only
    for the units that they sign.
    """
    if decision_state(unit_standing, portfolio) not in (
        DecisionState.DECIDED,
        DecisionState.AWAITS_COUNTERSIGNER,
    ):
        return None
    signed = valid_signatures(unit_standing, portfolio)
    unit_id = unit_standing.unit.id
    signer = next((signer for signer in signers_of(unit_id, portfolio) if signer not in signed), None)
    return None if signer is Signer.VERIFIER and not verifier_signs(unit_id, portfolio) else signer
