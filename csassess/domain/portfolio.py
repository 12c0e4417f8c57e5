"""One candidate's portfolio as a whole, and the questions everything else asks of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from csassess.domain.evidence import (
    Confirmation,
    Customer,
    CustomerFeedback,
    Decision,
    EvidenceItem,
    Judgement,
    Note,
    Outcome,
    Reference,
    Visit,
)
from csassess.domain.people import Candidate, Employment, Enrolment, Registration


@dataclass(frozen=True)
class Portfolio:
    """One candidate's record. Items stand in the order of their numbers, notes in the order of their times."""

    candidate: Candidate
    registrations: tuple[Registration, ...] = ()
    employments: tuple[Employment, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    visits: tuple[Visit, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    notes: tuple[Note, ...] = ()
    customers: tuple[Customer, ...] = ()
    feedback: tuple[CustomerFeedback, ...] = ()
    references: tuple[Reference, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    _accepted: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        accepted = {judgement.id for judgement in self.judgements if judgement.outcome is Outcome.ACCEPTED}
        object.__setattr__(self, "_accepted", frozenset(accepted))

    @property
    def latest_registration(self) -> Registration | None:
        """The registration of the latest date, or None where there is none."""
        return max(self.registrations, key=lambda registration: registration.on or date.min, default=None)

    def item(self, evidence_id: str) -> EvidenceItem:
        """Return an evidence item; raises KeyError where the portfolio has none with this id."""
        for item in self.evidence:
            if item.id == evidence_id:
                return item
        raise KeyError(evidence_id)

    def standing_items(self) -> Iterator[EvidenceItem]:
        """Yield the items that were not withdrawn."""
        return (item for item in self.evidence if not item.withdrawn)

    def is_accepted(self, item: EvidenceItem) -> bool:
        """Whether the item stands and the assessor accepted it."""
        return item.id in self._accepted and not item.withdrawn

    def notes_of(self, evidence_id: str) -> tuple[Note, ...]:
        """Return an item's notes in the order of their times."""
        return tuple(note for note in self.notes if note.evidence == evidence_id)

    def customers_of(self, evidence_id: str) -> tuple[Customer, ...]:
        """Return the customers met in an item, in the order of their letters."""
        return tuple(customer for customer in self.customers if customer.evidence == evidence_id)

    def shown_customers(self, evidence_id: str) -> tuple[Customer, ...]:
        """Return the customers of an item about whom something is written: a letter alone shows nothing."""
        told = {note.customer for note in self.notes if note.text.strip()}
        return tuple(customer for customer in self.customers_of(evidence_id) if customer.id in told)

    def feedback_of(self, evidence_id: str) -> tuple[CustomerFeedback, ...]:
        """Return the customer feedback recorded in an item."""
        return tuple(feedback for feedback in self.feedback if feedback.evidence == evidence_id)

    def references_of(self, evidence_id: str, unit_id: str | None = None) -> tuple[Reference, ...]:
        """Return an item's criterion references, to one unit or to all."""
        return tuple(
            reference
            for reference in self.references
            if reference.evidence == evidence_id and unit_id in (None, reference.unit)
        )

    def items_for(self, unit_id: str) -> tuple[EvidenceItem, ...]:
        """Return the standing items that reference at least one criterion of the unit."""
        used = {reference.evidence for reference in self.references if reference.unit == unit_id}
        return tuple(item for item in self.standing_items() if item.id in used)
