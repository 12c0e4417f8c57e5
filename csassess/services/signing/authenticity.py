"""The candidate's declaration that the evidence is their own: signed once for a unit or for all."""

from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.programme.declarations import declaration_words, declared_items
from csassess.domain.records.programme.steps import Authenticity
from csassess.domain.records.user_actions import UserAction
from csassess.services.papers.common import describe
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing.offers import Offer
from csassess.services.signing.signers import candidate_on_record

Strokes = tuple[tuple[int, ...], ...]


def offer_for_declaration(caseload: Caseload, view: PortfolioView) -> Offer:
    """Return what the candidate is offered who declares."""
    return Offer(candidate_on_record(caseload, view.portfolio.candidate).names, caseload.clock().date())


def what_is_declared(view: PortfolioView, unit_id: str) -> str:
    """Return the words of a declaration and below them the items that it covers, one a line."""
    portfolio = view.portfolio
    items = [
        f"{portfolio.number_of(item)}  {describe(item, portfolio)}"
        for item in declared_items(portfolio, unit_id)
    ]
    return "\n".join([declaration_words(), "", *(items or [text("There is no evidence yet.")])])


def sign(
    caseload: Caseload,
    candidate_id: str,
    unit_id: str,
    name: str,
    strokes: Strokes = (),
    *,
    on_paper: bool = False,
    because: str = "",
    on: date | None = None,
) -> Authenticity:
    """Record the candidate's declaration of a unit, or of the whole portfolio if `unit_id` is empty.

    Raises UserError without a name, without strokes unless signed on paper, if the day is still to come, or
    if somebody signs who is not on record and no reason is given.
    """
    now, portfolio = caseload.clock(), load_portfolio(caseload, candidate_id)
    if not name.strip():
        raise MissingError(text("the name of the person signing"), "name")
    is_candidate = candidate_on_record(caseload, portfolio.candidate).is_called(name)
    if not is_candidate and not because.strip():
        raise MissingError(text("the reason why somebody who is not on record signs"), "because")
    if not on_paper and not strokes:
        raise UserError(text("Sign in the field first, or say that it is signed on paper."))
    if on_paper and on and on > now.date():
        raise UserError(text("Choose the day on which it was signed: it cannot be later than today."))
    declaration = Authenticity(
        caseload.new_id(),
        unit_id,
        name.strip(),
        now,
        () if on_paper else strokes,
        on_paper,
        (on or now.date()) if on_paper else None,
        "" if is_candidate else because.strip(),
    )
    caseload.save(candidate_id, UserAction.AUTHENTICITY_SIGN, declaration)
    return declaration


def remove(caseload: Caseload, candidate_id: str, declaration: Authenticity) -> None:
    """Remove a declaration that was entered by mistake; can be undone."""
    caseload.save(candidate_id, UserAction.AUTHENTICITY_REMOVE, remove=(declaration,))
