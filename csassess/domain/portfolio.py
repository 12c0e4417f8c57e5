"""One candidate's portfolio as a whole, with the queries the rest of the program needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from csassess.domain.records.attachments import Attachment, Photograph
from csassess.domain.records.conflicts import Conflict
from csassess.domain.records.evidence import (
    Addendum,
    Confirmation,
    Customer,
    CustomerFeedback,
    Decision,
    EvidenceItem,
    Judgement,
    Note,
    NoteKind,
    Outcome,
    Reference,
)
from csassess.domain.records.kinds import RecordKind, is_kind, kind_of
from csassess.domain.records.milestones import Milestone
from csassess.domain.records.people import (
    Candidate,
    Cover,
    Employment,
    Enrolment,
    HandOver,
    Joined,
    Registration,
)
from csassess.domain.records.programme.claims import Claim
from csassess.domain.records.programme.steps import (
    Authenticity,
    Case,
    Contact,
    Induction,
    LearningBreak,
    PriorLearning,
    ProgressReview,
    UnitPlan,
)
from csassess.domain.records.quality.verifier_talks import SampleReading, VerifierTalk
from csassess.domain.records.retention import DataRequest, Hold
from csassess.domain.records.signatures import FeedbackToCandidate, Signature, UnitSignature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.verification import (
    Action,
    ActionAnswer,
    ActionClosing,
    ActionWithdrawal,
    Answer,
    LookedAt,
    Needed,
    NotSampled,
    Sample,
    SampleSignature,
)
from csassess.domain.records.visits import Plan, Visit
from csassess.domain.records.witnesses import Testimony, Witness


@dataclass(frozen=True)
class Portfolio:
    """One candidate's record. Each part is in the order that its kind of record declares.

    `conflicts` are fields that two devices set differently. `doubted` holds the items whose
    acceptance does not count because someone else changed them in the meantime. `unconfirmed` holds
    the machines that are not accepted here: what they judged, decided and signed is left out.
    `given_twice` holds, by id, the letter of the machine that made each item and customer whose number or
    letter another machine had given before. `verifies_every_unit` and `formative` are the
    centre's settings.
    """

    candidate: Candidate
    registrations: tuple[Registration, ...] = ()
    employments: tuple[Employment, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    covers: tuple[Cover, ...] = ()
    joined: tuple[Joined, ...] = ()
    visits: tuple[Visit, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    notes: tuple[Note, ...] = ()
    customers: tuple[Customer, ...] = ()
    feedback: tuple[CustomerFeedback, ...] = ()
    references: tuple[Reference, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    plans: tuple[Plan, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    photographs: tuple[Photograph, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    to_candidate: tuple[FeedbackToCandidate, ...] = ()
    signatures: tuple[Signature, ...] = ()
    unit_signatures: tuple[UnitSignature, ...] = ()
    signed_sheets: tuple[SignedSheet, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    testimonies: tuple[Testimony, ...] = ()
    samples: tuple[Sample, ...] = ()
    looked_at: tuple[LookedAt, ...] = ()
    sample_signatures: tuple[SampleSignature, ...] = ()
    actions: tuple[Action, ...] = ()
    action_answers: tuple[ActionAnswer, ...] = ()
    action_closings: tuple[ActionClosing, ...] = ()
    action_withdrawals: tuple[ActionWithdrawal, ...] = ()
    sample_readings: tuple[SampleReading, ...] = ()
    verifier_talks: tuple[VerifierTalk, ...] = ()
    not_sampled: tuple[NotSampled, ...] = ()
    needed: tuple[Needed, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    answers: tuple[Answer, ...] = ()
    inductions: tuple[Induction, ...] = ()
    unit_plans: tuple[UnitPlan, ...] = ()
    authenticity: tuple[Authenticity, ...] = ()
    reviews: tuple[ProgressReview, ...] = ()
    contacts: tuple[Contact, ...] = ()
    breaks: tuple[LearningBreak, ...] = ()
    prior_learning: tuple[PriorLearning, ...] = ()
    cases: tuple[Case, ...] = ()
    claims: tuple[Claim, ...] = ()
    holds: tuple[Hold, ...] = ()
    data_requests: tuple[DataRequest, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    doubted: frozenset[str] = frozenset()
    unconfirmed: frozenset[str] = frozenset()
    verifies_every_unit: bool = False
    formative: bool = False
    given_twice: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def _accepted(self) -> frozenset[str]:
        accepted = (judgement.id for judgement in self.judgements if judgement.outcome is Outcome.ACCEPTED)
        return frozenset(accepted) - self.doubted

    @cached_property
    def _items(self) -> dict[str, EvidenceItem]:
        return {item.id: item for item in self.evidence}

    @cached_property
    def _by_part(self) -> dict[str, dict[str, tuple[Any, ...]]]:
        return {}  # filled by _of_item: the records of a part by item

    def _of_item(self, part: str, evidence_id: str) -> tuple[Any, ...]:
        """Return the records of a part that belong to an item, in the part's order."""
        if part not in self._by_part:
            self._by_part[part] = _by_item(getattr(self, part), PARTS[part].owner or "id")
        return self._by_part[part].get(evidence_id, ())

    def of_items(self, part: str, evidence_ids: Iterable[str]) -> list[Any]:
        """Return the records of a part that belong to some items; if the part is the items, those items."""
        return [record for evidence_id in evidence_ids for record in self._of_item(part, evidence_id)]

    @cached_property
    def _shown_customers(self) -> dict[str, tuple[Customer, ...]]:
        described = {(note.evidence, note.customer) for note in self.notes if note.text.strip()}
        return _by_item((c for c in self.customers if (c.evidence, c.id) in described), "evidence")

    @cached_property
    def _unit_references(self) -> dict[str, dict[str, tuple[Reference, ...]]]:
        units: dict[str, list[Reference]] = {}
        for reference in self.references:
            units.setdefault(reference.unit, []).append(reference)
        return {unit: _by_item(references, "evidence") for unit, references in units.items()}

    @cached_property
    def _unit_items(self) -> dict[str, tuple[EvidenceItem, ...]]:
        not_withdrawn = tuple(self.items_not_withdrawn())
        return {
            unit: tuple(i for i in not_withdrawn if i.id in items)
            for unit, items in self._unit_references.items()
        }

    @property
    def latest_registration(self) -> Registration | None:
        """The registration with the latest date, or None if there is none.

        On the same date, one for a qualification that was brought in takes precedence over one by title.
        """
        return max(self.registrations, key=lambda r: (r.on or date.min, bool(r.digest)), default=None)

    @property
    def plan(self) -> Plan | None:
        """The plan for the latest visit, or None if there is none."""
        return max(self.plans, key=lambda plan: plan.on, default=None)

    def with_parts(self, **parts: Any) -> "Portfolio":
        """Return this record with some parts replaced.

        Indexes of unchanged parts are carried over.
        """
        changed = replace(self, **parts)
        for index, sources in _INDEX_SOURCES.items():
            if index in self.__dict__ and not sources & parts.keys():
                changed.__dict__[index] = self.__dict__[index]
        changed._by_part.update((part, index) for part, index in self._by_part.items() if part not in parts)
        return changed

    @property
    def open_observation(self) -> EvidenceItem | None:
        """The latest observation whose visit has begun and not been finished, or None.

        Withdrawn and accepted items are ignored.
        """
        begun = {visit.id for visit in self.visits if visit.is_open}
        running = [
            item for item in self.items_not_withdrawn() if item.visit in begun and not self.is_accepted(item)
        ]
        return running[-1] if running else None

    def item(self, evidence_id: str) -> EvidenceItem:
        """Return an evidence item.

        Raises KeyError if the portfolio has none with this id.
        """
        return self._items[evidence_id]

    def items_not_withdrawn(self) -> Iterator[EvidenceItem]:
        """Yield the items that are not withdrawn."""
        return (item for item in self.evidence if not item.withdrawn)

    def is_accepted(self, item: EvidenceItem) -> bool:
        """Return whether the assessor accepted the item and it is not withdrawn."""
        return item.id in self._accepted and not item.withdrawn

    def judgement_of(self, evidence_id: str) -> Judgement | None:
        """Return the last judgement of an item, or None if it was never judged."""
        return next(iter(self._of_item("judgements", evidence_id)), None)

    def notes_of(self, evidence_id: str) -> tuple[Note, ...]:
        """Return an item's notes in the order of their times."""
        return self._of_item("notes", evidence_id)

    def answered_questions(self, evidence_id: str) -> frozenset[str]:
        """Return the ids of an item's questions that have an answer."""
        notes = self.notes_of(evidence_id)
        return frozenset(note.id for note in notes if note.kind is NoteKind.QUESTION and note.text.strip())

    def number_of(self, item: EvidenceItem) -> str:
        """Return an item's number as it is shown: with its machine's letter if it is the second such."""
        return self._told_apart(item.number, item.id)

    def letter_of(self, customer: Customer) -> str:
        """Return a customer's letter as it is shown: with its machine's letter if it is the second such."""
        return self._told_apart(customer.letter, customer.id)

    def _told_apart(self, name: str, record_id: str) -> str:
        machine = self.given_twice.get(record_id)
        return f"{name} ({machine})" if machine else name

    def customers_of(self, evidence_id: str) -> tuple[Customer, ...]:
        """Return the customers dealt with in an item, in the order of their letters."""
        return self._of_item("customers", evidence_id)

    def shown_customers(self, evidence_id: str) -> tuple[Customer, ...]:
        """Return the customers of an item about whom something is written.

        A letter alone shows nothing.
        """
        return self._shown_customers.get(evidence_id, ())

    def addenda_of(self, evidence_id: str) -> tuple[Addendum, ...]:
        """Return the addenda of an item, oldest first."""
        return self._of_item("addenda", evidence_id)

    def visit_of(self, item: EvidenceItem) -> Visit | None:
        """Return the visit during which an item arose, or None."""
        return next((visit for visit in self.visits if visit.id == item.visit), None)

    def photographs_of(self, evidence_id: str) -> tuple[Photograph, ...]:
        """Return an item's photographs in the order they were imported."""
        return self._of_item("photographs", evidence_id)

    def attachments_of(self, evidence_id: str) -> tuple[Attachment, ...]:
        """Return an item's attached files in the order they were attached."""
        return self._of_item("attachments", evidence_id)

    def feedback_to_candidate(self, evidence_id: str) -> FeedbackToCandidate | None:
        """Return the feedback to the candidate about an item, or None."""
        return next(iter(self._of_item("to_candidate", evidence_id)), None)

    def signatures_of(self, evidence_id: str) -> tuple[Signature, ...]:
        """Return the signatures of an item's account in the order they were made."""
        return self._of_item("signatures", evidence_id)

    def sheets_of(self, form: str, about: str) -> tuple[SignedSheet, ...]:
        """Return the signed sheets of a form in the order they were attached."""
        return tuple(sheet for sheet in self.signed_sheets if (sheet.form, sheet.about) == (form, about))

    def testimony_of(self, evidence_id: str) -> tuple[Testimony, Witness] | None:
        """Return an item's testimony with its witness, or None if it is not a testimony."""
        testimony = next((entry for entry in self.testimonies if entry.id == evidence_id), None)
        witness = next((w for w in self.witnesses if testimony and w.id == testimony.witness), None)
        return (testimony, witness) if testimony and witness else None

    def feedback_of(self, evidence_id: str) -> tuple[CustomerFeedback, ...]:
        """Return the customer feedback recorded in an item."""
        return self._of_item("feedback", evidence_id)

    def conflicts_of(self, evidence_id: str) -> tuple[Conflict, ...]:
        """Return the fields of an item and of its notes, pictures and feedback that were set differently."""
        own = {
            evidence_id,
            *(note.id for note in self.notes_of(evidence_id)),
            *(photograph.id for photograph in self.photographs_of(evidence_id)),
            *(customer.id for customer in self.customers_of(evidence_id)),
            *(feedback.id for feedback in self.feedback_of(evidence_id)),
        }
        return tuple(conflict for conflict in self.conflicts if conflict.id in own)

    def references_of(self, evidence_id: str, unit_id: str | None = None) -> tuple[Reference, ...]:
        """Return an item's criterion references, to one unit or to all."""
        if unit_id is None:
            return self._of_item("references", evidence_id)
        return self._unit_references.get(unit_id, {}).get(evidence_id, ())

    def references_alike(self, other: "Portfolio", unit_id: str) -> bool:
        """Return whether two states of the record reference a unit's criteria alike."""
        return self._unit_references.get(unit_id) == other._unit_references.get(unit_id)

    def items_for(self, unit_id: str) -> tuple[EvidenceItem, ...]:
        """Return the items, not withdrawn, that reference at least one criterion of the unit."""
        return self._unit_items.get(unit_id, ())


PARTS: dict[str, RecordKind] = {
    part: kind_of(get_args(hint)[0])
    for part, hint in get_type_hints(Portfolio).items()
    if get_origin(hint) is tuple and is_kind(get_args(hint)[0])
}
"""The kind of record that each part of a portfolio holds."""

# What each index is worked out from; it stays valid while these parts do not change.
_INDEX_SOURCES = {
    "_accepted": {"judgements"},
    "_items": {"evidence"},
    "_shown_customers": {"notes", "customers"},
    "_unit_references": {"references"},
    "_unit_items": {"evidence", "references"},
}

_EXTENSIONS = {"application/pdf": "pdf", "text/plain": "txt", "image/jpeg": "jpg"}


def stored_files(portfolio: Portfolio) -> list[tuple[str, str]]:
    """Return the pictures and files of a portfolio.

    Each is given by its SHA-256 and its path in a portfolio file.
    """
    return [
        (sha256, f"{stored.folder}/{sha256}.{stored.extension or _EXTENSIONS.get(record.media_type, 'bin')}")
        for part, kind in PARTS.items()
        for record in getattr(portfolio, part)
        for field, stored in kind.files
        if (sha256 := getattr(record, field))
    ]


Record = TypeVar("Record")


def _by_item(records: Iterable[Record], owner: str) -> dict[str, tuple[Record, ...]]:
    """Group records by the item that their field `owner` names, in the given order."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(getattr(record, owner), []).append(record)
    return {item: tuple(group) for item, group in groups.items()}
