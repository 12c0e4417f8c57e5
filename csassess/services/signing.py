"""Signing the account of an item, on screen or on paper."""

from csassess.catalogue import text
from csassess.data.caseload import Caseload
from csassess.data.portfolios import load_portfolio
from csassess.domain.accounts import account_code
from csassess.domain.errors import UserError
from csassess.domain.signatures import Signature, Signer


def sign_account(
    caseload: Caseload, candidate_id: str, evidence_id: str, signer: Signer, name: str, code: str,
    strokes: tuple[tuple[int, ...], ...] = (), *, on_paper: bool = False,
) -> Signature:  # fmt: skip
    """Sign the account that was shown under a code; raises UserError for no name, no strokes, or a record that is no longer what was shown."""
    portfolio = load_portfolio(caseload, candidate_id)
    if not name.strip():
        raise UserError(text("Please fill in {name}.", name=text("the name of who signs")))
    if not strokes and not on_paper:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    if code != account_code(portfolio.item(evidence_id), portfolio):
        raise UserError(text("The account has changed since it was shown. Read it again, then sign."))
    signature = Signature(
        caseload.new_id(), evidence_id, signer, name.strip(), caseload.clock(), code, strokes, on_paper
    )
    caseload.save(candidate_id, "account.sign", signature)
    return signature
