"""A portfolio read whole from the tables."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from csassess.data.exchange import merge
from csassess.data.record import fold
from csassess.data.record.caseload import Caseload
from csassess.data.record.events import Event
from csassess.data.record.records import entity_name, required_fields
from csassess.data.units.units import unit_from
from csassess.domain.assessment.integrity import doubted
from csassess.domain.portfolio import Portfolio
from csassess.domain.records import (
    attachments,
    evidence,
    milestones,
    people,
    retention,
    signatures,
    signed_sheets,
    verification,
    visits,
    witnesses,
)
from csassess.domain.units.units import Unit


def _in_record_order(_: Any) -> int:
    return 0


# Each part of a portfolio, the type of its records, and the order they stand in; records alike in it keep the order they were made in.
_PARTS: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "registrations": (people.Registration, _in_record_order),
    "employments": (people.Employment, _in_record_order),
    "enrolments": (people.Enrolment, lambda enrolment: (enrolment.on, enrolment.id)),
    "hand_overs": (people.HandOver, _in_record_order),
    "joined": (people.Joined, _in_record_order),
    "visits": (visits.Visit, _in_record_order),
    "evidence": (evidence.EvidenceItem, lambda item: item.sort_key),
    "notes": (evidence.Note, lambda note: (note.at, note.written)),
    "customers": (evidence.Customer, lambda customer: (len(customer.letter), customer.letter)),
    "feedback": (evidence.CustomerFeedback, _in_record_order),
    "references": (evidence.Reference, _in_record_order),
    "judgements": (evidence.Judgement, _in_record_order),
    "confirmations": (evidence.Confirmation, _in_record_order),
    "decisions": (evidence.Decision, _in_record_order),
    "plans": (visits.Plan, _in_record_order),
    "addenda": (evidence.Addendum, lambda addendum: addendum.at),
    "photographs": (attachments.Photograph, lambda photograph: photograph.at),
    "attachments": (attachments.Attachment, lambda attachment: attachment.at),
    "to_candidate": (signatures.FeedbackToCandidate, _in_record_order),
    "signatures": (signatures.Signature, lambda signature: signature.at),
    "unit_signatures": (signatures.UnitSignature, lambda signature: signature.at),
    "signed_sheets": (signed_sheets.SignedSheet, lambda sheet: sheet.at),
    "witnesses": (witnesses.Witness, lambda witness: witness.name),
    "testimonies": (witnesses.Testimony, _in_record_order),
    "samples": (verification.Sample, lambda sample: sample.on),
    "looked_at": (verification.LookedAt, _in_record_order),
    "sample_signatures": (verification.SampleSignature, lambda signature: signature.at),
    "actions": (verification.Action, lambda action: action.at),
    "action_answers": (verification.ActionAnswer, lambda answer: answer.at),
    "action_closings": (verification.ActionClosing, lambda closing: closing.at),
    "not_sampled": (verification.NotSampled, _in_record_order),
    "needed": (verification.Needed, lambda needed: needed.at),
    "milestones": (milestones.Milestone, lambda milestone: milestone.on),
    "holds": (retention.Hold, lambda hold: hold.since),
    "data_requests": (retention.DataRequest, lambda request: request.received),
}
_PART_OF = {entity_name(record_type): part for part, (record_type, _) in _PARTS.items()}


def load_portfolio(caseload: Caseload, candidate_id: str) -> Portfolio:
    """Return one candidate's portfolio; raises KeyError where the caseload has no such candidate."""
    candidate = caseload.one(people.Candidate, candidate_id, candidate_id)
    if candidate is None:
        raise KeyError(candidate_id)
    parts = {
        part: tuple(sorted(caseload.all(record_type, candidate_id), key=order))
        for part, (record_type, order) in _PARTS.items()
    }
    portfolio = Portfolio(candidate, **parts)  # type: ignore[arg-type]  # each part has the type its field asks for
    if not fold.is_shared(caseload.db, candidate_id):
        return portfolio
    portfolio = replace(portfolio, conflicts=merge.conflicts(caseload, candidate_id))
    return replace(portfolio, doubted=doubted(portfolio))


def portfolio_after(caseload: Caseload, before: Portfolio, events: Sequence[Event]) -> Portfolio | None:
    """Return a portfolio brought up to date with events that came after it was read; None where it must be read anew."""
    weighed = before.conflicts or before.doubted or any(event.device != caseload.device for event in events)
    if weighed or fold.has_kept_despite_removal(caseload.db, before.candidate.id):
        return None  # what several machines wrote is weighed as a whole
    changed: dict[str, dict[str, bool]] = {}  # by part: the ids of changed records, and whether each is new
    for event in events:
        for change in event.changes:
            brought_back = change.field == "deleted" and not change.value
            if change.entity not in _PART_OF or brought_back:
                return None
            required = change.field in required_fields(change.entity) and not change.parents
            ids = changed.setdefault(_PART_OF[change.entity], {})
            ids[change.id] = ids.get(change.id, False) or required
    parts = {}
    for part, ids in changed.items():
        record_type, order = _PARTS[part]
        now = {record_id: caseload.one(record_type, before.candidate.id, record_id) for record_id in ids}
        kept = [now.get(record.id, record) for record in getattr(before, part)]
        kept += [now[record_id] for record_id, new in ids.items() if new]
        parts[part] = tuple(sorted((record for record in kept if record is not None), key=order))
    return before.with_parts(**parts)


def enrolled_units(caseload: Caseload, portfolio: Portfolio) -> tuple[Unit, ...]:
    """Return the units a candidate is enrolled on, each in the exact wording of the enrolment."""
    return tuple(kept_unit(caseload, enrolment.digest) for enrolment in portfolio.enrolments)


_kept: dict[str, Unit] = {}  # by digest: what a digest names never changes


def kept_unit(caseload: Caseload, digest: str) -> Unit:
    """Return the unit in the wording kept under a digest; raises KeyError where none is kept."""
    if digest not in _kept:
        _kept[digest] = unit_from(caseload.wording(digest))
    return _kept[digest]
