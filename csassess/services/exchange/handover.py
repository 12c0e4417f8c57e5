"""Hand a candidate over to another assessor or centre; the giver keeps a read-only copy."""

from collections.abc import Sequence

from csassess.catalogue import text
from csassess.data.exchange.device_card import Card
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.item_state import ItemState, judged_state
from csassess.domain.errors import MissingError, UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import HandOver
from csassess.domain.records.user_actions import UserAction
from csassess.services.exchange.sending import Parcel, gather


def undecided(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the numbers of the items that are neither judged nor withdrawn."""
    undecided_states = (None, ItemState.CHANGED)
    return tuple(
        item.number for item in portfolio.evidence if judged_state(item, portfolio) in undecided_states
    )


def undecided_words(numbers: tuple[str, ...]) -> str:
    """Return the sentence that asks to decide on these items first."""
    return text(
        "Some evidence that only you have seen has not been judged: items {numbers}. "
        "Accept each item, ask for more evidence or withdraw it first.",
        numbers=", ".join(numbers),
    )


def hand_over(
    caseload: Caseload, candidate_id: str, to: str, *, passphrase: str = "", recipients: Sequence[Card] = ()
) -> Parcel:
    """Record that a candidate is handed over; return the whole portfolio, to be written.

    From then on the portfolio is read-only here.
    Raises UserError if `to` is blank, items are undecided, or `gather` does; then nothing is changed.
    """
    if not to.strip():
        raise MissingError(text("the name of the person taking over the candidate"), "to")
    with caseload.together():
        portfolio = load_portfolio(caseload, candidate_id)
        open_items = undecided(portfolio)
        if open_items:
            raise UserError(undecided_words(open_items))
        handover = HandOver(
            caseload.new_id(),
            to.strip(),
            caseload.clock().date(),
            caseload.author,
            caseload.device,
            recipients[0].device if recipients else "",
            portfolio.hand_overs[-1].id if portfolio.hand_overs else "",
        )
        caseload.save(candidate_id, UserAction.CANDIDATE_HAND_OVER, handover)
        return gather(
            caseload,
            [candidate_id],
            passphrase=passphrase,
            recipients=recipients,
            with_centre=False,
        )


def take_back(caseload: Caseload, candidate_id: str) -> None:
    """Take a hand-over back, so that the portfolio can be changed here again.

    Raises UserError if this device did not hand it over.
    """
    handover = caseload.permissions.handover_from_here(candidate_id)
    if handover is None:
        raise UserError(text("This candidate was not handed over from this machine."))
    caseload.save(candidate_id, UserAction.CANDIDATE_TAKE_BACK, remove=(handover,))


def handover_from_here(caseload: Caseload, candidate_id: str) -> HandOver | None:
    """Return the handover by which this machine gave a portfolio away, or None if it may write to it."""
    return caseload.permissions.handover_from_here(candidate_id)
