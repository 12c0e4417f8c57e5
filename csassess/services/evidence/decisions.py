"""Deciding that a unit is achieved."""

from csassess.catalogue import text
from csassess.data.exchange.status_then import was_judged_while_working_towards
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.decisions import (
    DecisionState,
    basis_of,
    decision_state,
    reasons_against_deciding,
)
from csassess.domain.codes.schemes import PRESENT, decision_code
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.evidence import Decision
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.user_actions import UserAction
from csassess.domain.verification.sampling import unanswered_actions
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import portfolio_view


def decide(caseload: Caseload, candidate_id: str, unit_id: str, reason: str = "") -> Decision:
    """Decide that a unit is achieved, on exactly the evidence accepted now.

    Earlier decisions stay in the record. If any judgement was made while working towards the award, the
    decision awaits the countersigner.
    Raises UserError if the unit is not ready (with every reason), if it is decided already and
    nothing has changed, or if no reason is given although something has changed since or an action
    of the internal verifier awaits its answer.
    """
    view = portfolio_view(caseload, candidate_id)
    try:
        unit_standing = view.of(unit_id)
    except KeyError:
        raise UserError(text("The candidate is not enrolled on this unit. Enrol them first.")) from None
    reasons = reasons_against_deciding(unit_standing)
    if reasons:
        raise UserError(
            text("{unit} cannot be decided yet.", unit=unit_standing.unit.name) + " " + " ".join(reasons)
        )
    state = decision_state(unit_standing, view.portfolio)
    if state in (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER):
        raise UserError(
            text(
                "{unit} has already been decided, and nothing has changed since.",
                unit=unit_standing.unit.name,
            )
        )
    if state is DecisionState.CHANGED and not reason.strip():
        raise MissingError(text("what changed since the last decision"), "reason")
    if unanswered_actions(view.portfolio, unit_id) and not reason.strip():
        raise MissingError(text("why you decide although an action is open"), "reason")
    basis = basis_of(unit_standing.unit, view.portfolio)
    earlier = {
        item for decision in view.portfolio.decisions if decision.unit == unit_id for item in decision.basis
    }
    is_trainee = assessor_of(caseload).status is AssessorStatus.WORKING_TOWARDS
    decision = Decision(
        caseload.new_id(),
        unit_id,
        caseload.clock().date(),
        caseload.author,
        decision_code(unit_id, view.portfolio, basis),
        next(caseload.history.by_device(candidate_id, caseload.device)).id,
        basis,
        reason.strip(),
        scheme=PRESENT,
        awaits_countersigner=is_trainee
        or was_judged_while_working_towards(caseload, candidate_id, unit_id, {*basis, *earlier}),
    )
    caseload.save(candidate_id, UserAction.UNIT_DECIDE, decision)
    return decision
