"""What the candidate declares of the evidence, and what was added after it was declared."""

from csassess.catalogue import text
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.programme.steps import Authenticity


def declaration_words() -> str:
    """Return what the candidate declares."""
    return text(
        "I declare that the evidence in my portfolio is my own work, of my own job, and that I have said "
        "where others helped."
    )


def declared_items(portfolio: Portfolio, unit_id: str) -> tuple[EvidenceItem, ...]:
    """Return the items that a declaration of a unit covers; without a unit, all that are not withdrawn."""
    return portfolio.items_for(unit_id) if unit_id else tuple(portfolio.items_not_withdrawn())


def added_since(portfolio: Portfolio, declaration: Authenticity) -> tuple[str, ...]:
    """Return the numbers of the items that a declaration covers but that are later than it."""
    return tuple(
        portfolio.number_of(item)
        for item in declared_items(portfolio, declaration.of)
        if (item.written.date() if item.written else item.on) > declaration.day
    )
