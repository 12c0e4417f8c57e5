"""Sign an item or a decision, on screen or on paper, and keep a PDF of the form as signed."""

from dataclasses import replace
from datetime import date

from csassess.data.record.caseload import Caseload
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.user_actions import UserAction
from csassess.services.papers.files import draw
from csassess.services.papers.observation import item_record
from csassess.services.papers.recording import recording_form_content
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.signing import sign_account, sign_unit

Strokes = tuple[tuple[int, ...], ...]


def sign_item(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    signer: Signer,
    name: str,
    code: str,
    strokes: Strokes = (),
    *,
    on_paper: bool = False,
    because: str = "",
    on: date | None = None,
    sheet: str = "",
) -> Signature:
    """Sign an item's account and store its record as a PDF with the signature.

    Raises UserError as `sign_account` does.
    """
    with caseload.together():
        signature = sign_account(
            caseload,
            candidate_id,
            evidence_id,
            signer,
            name,
            code,
            strokes,
            on_paper=on_paper,
            because=because,
            on=on,
            sheet=sheet,
        )
        view = portfolio_view(caseload, candidate_id)
        pdf = draw(item_record(caseload, view, view.portfolio.item(evidence_id), criteria=False))
        with_pdf = replace(signature, paper=caseload.attached.put(pdf))
        caseload.save(candidate_id, UserAction.ACCOUNT_SIGN, with_pdf)
    return with_pdf


def sign_decision(
    caseload: Caseload,
    candidate_id: str,
    unit_id: str,
    signer: Signer,
    name: str,
    strokes: Strokes = (),
    *,
    on_paper: bool = False,
    because: str = "",
    on: date | None = None,
    sheet: str = "",
) -> UnitSignature:
    """Sign the decision on a unit and store its recording form as a PDF with the signature.

    Raises UserError as `sign_unit` does.
    """
    with caseload.together():
        signature = sign_unit(
            caseload,
            candidate_id,
            unit_id,
            signer,
            name,
            strokes,
            on_paper=on_paper,
            because=because,
            on=on,
            sheet=sheet,
        )
        pdf = draw(recording_form_content(caseload, portfolio_view(caseload, candidate_id), unit_id))
        with_pdf = replace(signature, paper=caseload.attached.put(pdf))
        caseload.save(candidate_id, UserAction.UNIT_SIGN, with_pdf)
    return with_pdf
