"""Signing the account of an item, on screen or on paper; what is signed changes only once it is opened again with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.user_actions import UserAction
from csassess.domain.signing.accounts import account_code, still_applies
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.verification.sampling import plain_name
from csassess.services.access.caseloads import assessor_of
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification.sampling import check_final, check_not_own


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
    """Sign the account that was shown under a code; raises UserError for no name, no strokes, or a record that is no longer what was shown."""
    portfolio = load_portfolio(caseload, candidate_id)
    if not name.strip():
        raise UserError(text("Please fill in {name}.", name=text("the name of who signs")))
    if not strokes and not on_paper:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    now = caseload.clock()
    if code != account_code(portfolio.item(evidence_id), portfolio, now):
        raise UserError(text("The account has changed since it was shown. Read it again, then sign."))
    signature = Signature(caseload.new_id(), evidence_id, signer, name.strip(), now, code, strokes, on_paper)
    caseload.save(candidate_id, UserAction.ACCOUNT_SIGN, signature)
    return signature


def open_account(caseload: Caseload, candidate_id: str, evidence_id: str, reason: str) -> None:
    """Open a signed account to change again, with a reason that stays with each signature; raises UserError without one."""
    if not reason.strip():
        raise UserError(text("Please fill in {name}.", name=text("why the signed account is changed")))
    signed = _signed(caseload, candidate_id, evidence_id)
    caseload.save(
        candidate_id, UserAction.ACCOUNT_OPEN, *(replace(each, opened=reason.strip()) for each in signed)
    )


@contextmanager
def signed_account_kept(caseload: Caseload, candidate_id: str, evidence_id: str) -> Iterator[None]:
    """Let the block change the record unless a signature of the item would no longer apply; then raise UserError, having changed nothing.

    What is added later leaves signatures as they are.
    """
    with caseload.together():
        signed = _signed(caseload, candidate_id, evidence_id)
        portfolio = load_portfolio(caseload, candidate_id) if signed else None
        standing = [each for each in signed if portfolio and still_applies(each, portfolio)]
        yield
        if standing:
            after = load_portfolio(caseload, candidate_id)
            if not all(still_applies(each, after) for each in standing):
                raise UserError(
                    text(
                        "The account of this item is signed. Add a note or an addendum, or open the signed"
                        " account with a reason first (More, Open the signed account)."
                    )
                )


def _signed(caseload: Caseload, candidate_id: str, evidence_id: str) -> list[Signature]:
    found = caseload.where(Signature, "evidence", evidence_id)
    return [signature for stream, signature in found if stream == candidate_id and not signature.opened]


def _name_of(caseload: Caseload, person: str) -> str:
    known = people(caseload).get(person)
    return plain_name(known.name) if known else ""


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
    """Sign the decision on a unit; raises UserError out of order, without a name or strokes, where the unit is not decided or
    was changed since, or where an assessor would verify their own assessment."""
    view = portfolio_view(caseload, candidate_id)
    stand = view.of(unit_id)
    wanted, decision = next_signer(stand, view.portfolio), last_decision(unit_id, view.portfolio)
    if wanted is None or decision is None:
        raise UserError(
            text(
                "There is nothing to sign: the unit is not decided, was changed since, or everyone has"
                " signed."
            )
        )
    if signer is not wanted:
        raise UserError(text("The next to sign is the {role}.", role=label(wanted)))
    if not name.strip():
        raise UserError(text("Please fill in {name}.", name=text("the name of who signs")))
    if not strokes and not on_paper:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    if signer in (Signer.VERIFIER, Signer.COUNTERSIGNER) and plain_name(name) == _name_of(
        caseload, decision.by
    ):
        raise UserError(text("Nobody verifies or countersigns their own assessment."))
    now = caseload.clock()
    if signer is Signer.VERIFIER:
        check_not_own(caseload, candidate_id, name)
        if assessor_of(caseload).role is Role.VERIFIER:
            check_not_own(caseload, candidate_id)
        check_final(view, unit_id, now, on_paper=on_paper)
    signature = UnitSignature(
        caseload.new_id(), unit_id, signer, name.strip(), now, decision.code, strokes, on_paper
    )
    caseload.save(candidate_id, UserAction.UNIT_SIGN, signature)
    return signature
