"""What the state of an evidence item allows; each function returns why not, or nothing if it does."""

from csassess.catalogue import text
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Judgement, Outcome


def reason_against_changing(item: EvidenceItem, judgement: Judgement | None) -> str:
    """Return why an item with a judgement cannot be changed; empty if it can."""
    if judgement and judgement.outcome is Outcome.ACCEPTED:
        return text("Item {number} is accepted. Reopen it before you change it.", number=item.number)
    if item.withdrawn:
        return text("Item {number} was withdrawn. Bring it back before you change it.", number=item.number)
    return ""


def reason_against_accepting(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return why an item cannot be accepted, however complete it is; empty if it can."""
    if portfolio.is_accepted(item) and not item.withdrawn:
        return text("Item {number} is already accepted, and nothing has changed since.", number=item.number)
    return reason_against_judging(item)


def reason_against_judging(item: EvidenceItem) -> str:
    """Return why an item cannot be judged or withdrawn; empty if it can."""
    if item.withdrawn:
        return text("Item {number} was withdrawn. Bring it back before you judge it.", number=item.number)
    return ""


def reason_against_reopening(item: EvidenceItem, judgement: Judgement | None) -> str:
    """Return why an item with a judgement cannot be reopened; empty if it can."""
    if judgement is None or judgement.outcome is not Outcome.ACCEPTED:
        return text("Item {number} is not accepted: it can be changed as it is.", number=item.number)
    return reason_against_judging(item)


def reason_against_bringing_back(item: EvidenceItem) -> str:
    """Return why an item cannot be brought back; empty if it can."""
    return "" if item.withdrawn else text("Item {number} is not withdrawn.", number=item.number)
