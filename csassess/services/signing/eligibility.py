"""Who may not verify: own assessments, and final samples before the assessor's signature."""

from datetime import datetime

from csassess.catalogue import text
from csassess.data.exchange.assessors import has_assessed
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError, refuse
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.verification.sampling import is_too_early
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import PortfolioView


def is_own_assessment(caseload: Caseload, candidate_id: str, name: str = "") -> bool:
    """Return whether the current user, by id or name, ever assessed anything of a candidate.

    If `name` is given, as in an answer typed in from paper, that person is checked instead.
    """
    if name:
        return has_assessed(caseload, candidate_id, name)
    return has_assessed(caseload, candidate_id, assessor_of(caseload).name, person=caseload.author)


def check_not_own(caseload: Caseload, candidate_id: str, name: str = "") -> None:
    """Raise UserError if the current user, or a person of this name, assessed the candidate."""
    if is_own_assessment(caseload, candidate_id, name):
        raise UserError(
            text(
                "An internal verifier may not verify a candidate they have assessed. Ask "
                "another internal verifier to sample this unit."
            )
        )


def reason_against_final(view: PortfolioView, unit_id: str) -> str:
    """Return why a unit cannot be sampled finally: the assessor's signature is missing; empty if it can."""
    if Signer.ASSESSOR in valid_signatures(view.of(unit_id), view.portfolio):
        return ""
    return text(
        "The assessor has not signed this unit yet, so a final sample is not "
        "possible. Choose an interim sample."
    )


def check_final(view: PortfolioView, unit_id: str, at: datetime, *, on_paper: bool = False) -> None:
    """Raise UserError if a final sample lacks the assessor's signature or is dated before it."""
    refuse(reason_against_final(view, unit_id))
    assessor_signature = valid_signatures(view.of(unit_id), view.portfolio)[Signer.ASSESSOR]
    if is_too_early(unit_id, at, view.portfolio, on_paper=on_paper):
        raise UserError(
            text(
                "The assessor signed this unit on {day}. The verifier’s final sample cannot "
                "be earlier. Check the date and time.",
                day=long_date(assessor_signature.day),
            )
        )
