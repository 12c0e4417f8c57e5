"""Put right a sample that was begun and is not signed: change its stage, or remove it."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError, refuse
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Sample, Stage
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.eligibility import reason_against_final
from csassess.services.verification.sampling import change_sample, check_not_signed


def change_stage(caseload: Caseload, candidate_id: str, sample: Sample, stage: Stage) -> Sample:
    """Make an interim sample a final one, or the other way round.

    Raises UserError once it is signed, or for a final sample before the assessor signed.
    """
    if stage is Stage.FINAL:
        refuse(reason_against_final(portfolio_view(caseload, candidate_id), sample.unit))
    return change_sample(caseload, candidate_id, replace(sample, stage=stage))


def remove_sample(caseload: Caseload, candidate_id: str, sample: Sample) -> None:
    """Remove a sample with what was looked at and the actions in it.

    Raises UserError once it is signed, or if an action in it was answered.
    """
    check_not_signed(caseload, candidate_id, sample.id)
    portfolio = load_portfolio(caseload, candidate_id)
    actions = [action for action in portfolio.actions if action.sample == sample.id]
    if any(answer.action in {action.id for action in actions} for answer in portfolio.action_answers):
        raise UserError(text("An action in this sample was answered already. Sign the sample instead."))
    looked_at = [looked for looked in portfolio.looked_at if looked.sample == sample.id]
    recorded = next(recorded for recorded in portfolio.samples if recorded.id == sample.id)
    caseload.save(candidate_id, UserAction.SAMPLE_DROP, remove=(*looked_at, *actions, recorded))
