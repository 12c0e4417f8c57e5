"""The state of an evidence item, in the same words on every list."""

from collections.abc import Iterable
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.assessment.acceptance import is_written_up, reasons_against_accepting
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Outcome
from csassess.domain.units.units import Unit


class ItemState(StrEnum):
    """State of an evidence item, from the first note to the judgement.

    CHANGED means that a change made elsewhere overtook the acceptance: it does not count until the
    assessor judges the item again.
    """

    OBSERVING = "observing"
    TO_WRITE_UP = "to-write-up"
    INCOMPLETE = "incomplete"
    READY = "ready"
    MORE_EVIDENCE_NEEDED = "more-evidence-needed"
    CHANGED = "changed"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """The state in words."""
        return {
            ItemState.OBSERVING: text("being observed"),
            ItemState.TO_WRITE_UP: text("draft to write up"),
            ItemState.INCOMPLETE: text("draft to complete"),
            ItemState.READY: text("ready to accept"),
            ItemState.MORE_EVIDENCE_NEEDED: text("more evidence needed"),
            ItemState.CHANGED: text("changed since it was accepted"),
            ItemState.ACCEPTED: text("accepted"),
            ItemState.WITHDRAWN: text("withdrawn"),
        }[self]

    @property
    def is_locked(self) -> bool:
        """Whether the item must be reopened or brought back before it can be changed."""
        return self in (ItemState.ACCEPTED, ItemState.CHANGED, ItemState.WITHDRAWN)


def item_state(item: EvidenceItem, portfolio: Portfolio, units: Iterable[Unit]) -> ItemState:
    """Return the state of an item of a candidate enrolled on these units.

    A judgement is valid until the item is judged again.
    """
    judged = judged_state(item, portfolio)
    if judged:
        return judged
    visit = portfolio.visit_of(item)
    if visit and visit.is_open:
        return ItemState.OBSERVING
    if not is_written_up(item, portfolio):
        return ItemState.TO_WRITE_UP
    return ItemState.INCOMPLETE if reasons_against_accepting(item, portfolio, units) else ItemState.READY


def judged_state(item: EvidenceItem, portfolio: Portfolio) -> ItemState | None:
    """Return the state that a judgement or a withdrawal gave an item, or None while it is a draft."""
    if item.withdrawn:
        return ItemState.WITHDRAWN
    if portfolio.is_accepted(item):
        return ItemState.ACCEPTED
    judgement = portfolio.judgement_of(item.id)
    if judgement is None:
        return None
    if judgement.outcome is Outcome.ACCEPTED:
        return ItemState.CHANGED
    return None if judgement.reopened else ItemState.MORE_EVIDENCE_NEEDED


def judged_words(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return an item's state in the words of papers and files, which call what is not judged a draft."""
    state = judged_state(item, portfolio)
    return state.words if state else text("draft")
