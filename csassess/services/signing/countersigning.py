"""Countersigning a trainee assessor's decisions.

The countersigner signs a decision, or sends it back with what is needed first.
"""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Needed
from csassess.domain.signing.countersigning import awaits_countersigner
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import portfolio_view


def ask_for(caseload: Caseload, candidate_id: str, unit_id: str, words: str) -> Needed:
    """Record what is needed before a decision can be countersigned.

    Raises UserError without words, or if no decision awaits the countersigner.
    """
    view = portfolio_view(caseload, candidate_id)
    decision = last_decision(unit_id, view.portfolio)
    if not words.strip():
        raise MissingError(text("what is needed"), "words", "what")
    if decision is None or not awaits_countersigner(view.of(unit_id), view.portfolio):
        raise UserError(text("No decision on this unit is waiting for the countersigner."))
    person = assessor_of(caseload)
    needed = Needed(
        caseload.new_id(), unit_id, decision.code, words.strip(), person.id, person.name, caseload.clock()
    )
    caseload.save(candidate_id, UserAction.COUNTERSIGNER_ASK, needed)
    return needed
