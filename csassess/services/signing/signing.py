"""Sign an item's account or the decision on a unit, on screen or on paper.

A signed account can change only after it is opened with a reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.codes.schemes import PRESENT, account_code
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.user_actions import UserAction
from csassess.domain.signing.accounts import still_applies
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.eligibility import check_final, check_not_own


def sign_account(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    signer: Signer,
    name: str,
    code: str,
    strokes: tuple[tuple[int, ...], ...] = (),
    *,
    on_paper: bool = False,
) -> Signature:
    """Sign the account that was shown under a code.

    Raises UserError without a name, without strokes unless signed on paper, or if the account has
    changed since it was shown.
    """
    portfolio = load_portfolio(caseload, candidate_id)
    if not name.strip():
        raise MissingError(text("the name of the person signing"), "name")
    if not strokes and not on_paper:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    now = caseload.clock()
    if code != account_code(portfolio.item(evidence_id), portfolio, now):
        raise UserError(text("The account has changed since it was opened. Read it again, then sign."))
    signature = Signature(
        caseload.new_id(), evidence_id, signer, name.strip(), now, code, strokes, on_paper, scheme=PRESENT
    )
    caseload.save(candidate_id, UserAction.ACCOUNT_SIGN, signature)
    return signature


def open_account(caseload: Caseload, candidate_id: str, evidence_id: str, reason: str) -> None:
    """Open a signed account for changes; the reason stays with each signature.

    Raises UserError without a reason, or if nothing of the item is signed.
    """
    refuse(reason_against_opening(load_portfolio(caseload, candidate_id), evidence_id))
    if not reason.strip():
        raise MissingError(text("the reason for changing the signed account"), "reason")
    signed = _signed(caseload, candidate_id, evidence_id)
    caseload.save(
        candidate_id,
        UserAction.ACCOUNT_OPEN,
        *(replace(signature, opened=reason.strip()) for signature in signed),
    )


def reason_against_opening(portfolio: Portfolio, evidence_id: str) -> str:
    """Return why the account of an item cannot be opened for changes; empty if it can."""
    if all(signature.opened for signature in portfolio.signatures_of(evidence_id)):
        return text("No signed account of this item is closed.")
    return ""


@contextmanager
def signed_account_kept(caseload: Caseload, candidate_id: str, evidence_id: str) -> Iterator[None]:
    """Run the block as a transaction that must not invalidate a signature of the item.

    Additions leave signatures valid.
    Raises UserError, having changed nothing, if a signature would no longer apply.
    """
    with caseload.together():
        signed = _signed(caseload, candidate_id, evidence_id)
        portfolio = load_portfolio(caseload, candidate_id) if signed else None
        applying = [signature for signature in signed if portfolio and still_applies(signature, portfolio)]
        yield
        if applying:
            after = load_portfolio(caseload, candidate_id)
            if not all(still_applies(signature, after) for signature in applying):
                raise UserError(
                    text(
                        "The account of item {number} of {name} is signed. Add a note or an addendum, or "
                        "choose More (…), Open the signed account, and give a reason.",
                        number=after.item(evidence_id).number,
                        name=after.candidate.name,
                    )
                )


def _signed(caseload: Caseload, candidate_id: str, evidence_id: str) -> list[Signature]:
    signatures = caseload.where(Signature, "evidence", evidence_id)
    return [signature for stream, signature in signatures if stream == candidate_id and not signature.opened]


def _name_of(caseload: Caseload, person: str) -> str:
    assessor = people(caseload).get(person)
    return plain_name(assessor.name) if assessor else ""


def sign_unit(
    caseload: Caseload,
    candidate_id: str,
    unit_id: str,
    signer: Signer,
    name: str,
    strokes: tuple[tuple[int, ...], ...] = (),
    *,
    on_paper: bool = False,
) -> UnitSignature:
    """Sign the decision on a unit.

    Raises UserError if the unit is not decided or was changed since, it is another role's turn, the
    name is missing, nothing was drawn and it is not signed on paper, an assessor would verify or
    countersign their own assessment, or the verifier would sign before the assessor.
    """
    view = portfolio_view(caseload, candidate_id)
    unit_standing = view.of(unit_id)
    expected, decision = next_signer(unit_standing, view.portfolio), last_decision(unit_id, view.portfolio)
    if expected is None or decision is None:
        raise UserError(
            text(
                "There is nothing to sign. The unit is not decided, has changed since, or "
                "everyone has signed."
            )
        )
    if signer is not expected:
        raise UserError(text("The {role} signs next.", role=label(expected)))
    if not name.strip():
        raise MissingError(text("the name of the person signing"), "name")
    if not strokes and not on_paper:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    if signer in (Signer.VERIFIER, Signer.COUNTERSIGNER) and plain_name(name) == _name_of(
        caseload, decision.by
    ):
        raise UserError(
            text("Nobody may verify or countersign their own assessment. Ask someone else to sign.")
        )
    now = caseload.clock()
    if signer is Signer.VERIFIER:
        check_not_own(caseload, candidate_id, name)
        if assessor_of(caseload).role is Role.VERIFIER:
            check_not_own(caseload, candidate_id)
        check_final(view, unit_id, now, on_paper=on_paper)
    signature = UnitSignature(
        caseload.new_id(),
        unit_id,
        signer,
        name.strip(),
        now,
        decision.code,
        strokes,
        on_paper,
        scheme=decision.scheme,
    )
    caseload.save(candidate_id, UserAction.UNIT_SIGN, signature)
    return signature
