"""Evidence: observations, other items, their notes, customers and customer feedback."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.item_actions import reason_against_changing
from csassess.domain.errors import MissingError, UserError, refuse
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import (
    REMOTE_METHODS,
    Customer,
    CustomerFeedback,
    EvidenceItem,
    Judgement,
    Method,
    Note,
    NoteKind,
    Remote,
    methods_instead,
)
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.candidates.candidates import current_job
from csassess.services.candidates.evidence_numbers import next_number
from csassess.services.evidence.event_times import reason_for_later, time_of_event
from csassess.services.signing.signing import signed_account_kept

_JUST_BEGUN = timedelta(minutes=1)


def start_observation(
    caseload: Caseload,
    candidate_id: str,
    place: str,
    *,
    visit: Visit | None = None,
    remote: Remote | None = None,
    identity: str = "",
) -> EvidenceItem:
    """Start an observation; its number, job and setting are filled in.

    Without a visit, a new one starts now at `place`. `remote` and `identity` are the channel and how
    identity was confirmed, if the candidate is elsewhere.
    """
    now = caseload.clock()
    visit = visit or Visit(caseload.new_id(), now.date(), place.strip(), now)
    item = _new_item(caseload, candidate_id, Method.OBSERVATION, visit.place, visit.on)
    item = replace(item, visit=visit.id, **_remotely(remote, identity))
    caseload.save(candidate_id, UserAction.OBSERVATION_START, item, visit)
    return item


def add_item(
    caseload: Caseload,
    candidate_id: str,
    method: str,
    description: str,
    on: date,
    location: str = "",
    seen_by: str = "",
    available_until: date | None = None,
    remote: Remote | None = None,
    identity: str = "",
) -> EvidenceItem:
    """Add a numbered item other than an observation.

    For evidence held elsewhere: `location` is where, `seen_by` who saw it there, and
    `available_until` how long it can be seen. For a discussion at a distance: `remote` is the channel
    and `identity` how the candidate's identity was confirmed.
    Raises UserError if the description is blank.
    """
    if not description.strip():
        raise MissingError(text("a description of the evidence"), "description")
    item = replace(
        _new_item(caseload, candidate_id, method, description, on),
        location=location.strip(),
        seen_by=seen_by.strip(),
        available_until=available_until,
        **_remotely(remote if method in REMOTE_METHODS else None, identity),
    )
    caseload.save(candidate_id, UserAction.EVIDENCE_ADD, item)
    return item


def _remotely(remote: Remote | None, identity: str) -> dict[str, Any]:
    """Return the channel and how identity was confirmed, which is asked only at a distance."""
    return {"remote": remote, "identity": identity.strip() if remote else ""}


def _new_item(caseload: Caseload, candidate_id: str, method: str, description: str, on: date) -> EvidenceItem:
    job = current_job(load_portfolio(caseload, candidate_id), on)
    return EvidenceItem(
        caseload.new_id(),
        next_number(caseload, candidate_id),
        str(method),
        description.strip(),
        on,
        setting=job.setting if job else None,
        employment=job.id if job else None,
        written=caseload.clock(),
    )


def change_item(caseload: Caseload, candidate_id: str, item: EvidenceItem) -> None:
    """Change an item's method, description, date, setting or location; never its number.

    A new date brings the job and setting of that date, unless the setting is changed as well.
    Raises UserError if the description is blank, if the method is not one of `methods_instead`, if
    the date is not that of the item's visit, if the item is accepted or withdrawn, or if the change
    would void a signature.
    """
    present = changeable_item(caseload, candidate_id, item.id)
    if item.method not in methods_instead(present.method):
        raise UserError(
            text(
                "The method of this item cannot be changed to the one you chose. Add it as a new item, "
                "then withdraw this one."
            )
        )
    if item.on != present.on and present.visit:
        raise UserError(text("An observation has the date of its visit. Change the date of the visit."))
    if item.method != Method.OBSERVATION and not item.description.strip():
        raise MissingError(text("a description of the evidence"), "description")
    if item.on != present.on and item.setting == present.setting and present.employment:
        item = dated(item, item.on, load_portfolio(caseload, candidate_id))
    remote = item.remote if item.method in REMOTE_METHODS else None
    item = replace(item, number=present.number, **_remotely(remote, item.identity))
    with signed_account_kept(caseload, candidate_id, item.id):
        caseload.save(candidate_id, UserAction.EVIDENCE_CHANGE, item)


def dated(item: EvidenceItem, on: date, portfolio: Portfolio) -> EvidenceItem:
    """Return an item with a date, and the job and setting of that date."""
    job = current_job(portfolio, on)
    setting = job.setting if job else item.setting
    return replace(item, on=on, employment=job.id if job else None, setting=setting)


def add_note(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    written: str = "",
    *,
    kind: NoteKind = NoteKind.OBSERVED,
    question: str = "",
    customer: str | None = None,
    at: datetime | None = None,
    until: datetime | None = None,
    later_because: str = "",
) -> Note:
    """Add a note to an item, at `at` or `time_of_event`; the time of writing is recorded too.

    Raises UserError if the item is accepted or withdrawn, if the time is in the future without a reason,
    or if a time not observed ends before it starts.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    at, now = at or time_of_event(caseload, candidate_id, item), caseload.clock()
    note = Note(caseload.new_id(), evidence_id, at, now, kind, written, question, customer, until=until)
    note = _timed(replace(note, later_because=later_because), now)
    caseload.save(candidate_id, UserAction.NOTE_ADD, note)
    return note


def change_note(caseload: Caseload, candidate_id: str, note: Note) -> Note:
    """Change a note's time, text, question, customer or what it shows.

    A moment that is written up becomes a note.
    Raises UserError if the item is accepted or withdrawn, if the time is in the future without a reason,
    if a time not observed ends before it starts, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, note.evidence)
    before = caseload.one(Note, candidate_id, note.id)
    if before and (note.at, note.until) != (before.at, before.until):
        note = _timed(note, caseload.clock())
    if before and not before.text.strip() and note.text.strip():
        note = replace(note, written=caseload.clock())
    if note.kind is NoteKind.MOMENT and note.text.strip():
        note = replace(note, kind=NoteKind.OBSERVED)
    with signed_account_kept(caseload, candidate_id, note.evidence):
        caseload.save(candidate_id, UserAction.NOTE_CHANGE, note)
    return note


def _timed(note: Note, now: datetime) -> Note:
    """Return a note with the reason why its time is later than now, if it is.

    Raises UserError if there is none, or if the note ends before it starts.
    """
    because = reason_for_later(note.later_because, now, note.at, note.until)
    if note.until and note.until < note.at:
        raise UserError(text("The end is before the start. Check the times."))
    return replace(note, later_because=because)


def blank_note(portfolio: Portfolio, item_id: str, kind: NoteKind, now: datetime) -> Note | None:
    """Return the item's last note if it is of a kind, was just begun, and holds nothing yet.

    A second press on the same button goes on with it. Moments are always new: each marks a time.
    """
    if kind is NoteKind.MOMENT:
        return None
    last = _just_begun(portfolio, item_id, now)
    return last if last and last.kind is kind and not last.customer else None


def blank_customer_note(portfolio: Portfolio, item_id: str, now: datetime) -> Note | None:
    """Return the item's last note if it and its customer were just begun and hold nothing yet."""
    last = _just_begun(portfolio, item_id, now)
    if last is None or sum(note.customer == last.customer for note in portfolio.notes_of(item_id)) > 1:
        return None
    customers = portfolio.customers_of(item_id)
    customer = next((customer for customer in customers if customer.id == last.customer), None)
    if customer is None:
        return None
    is_blank = customer == Customer(customer.id, customer.evidence, customer.letter)
    return last if is_blank else None


def _just_begun(portfolio: Portfolio, item_id: str, now: datetime) -> Note | None:
    """Return the item's last note if it was written down just now and holds no words, ticks or marks."""
    notes = portfolio.notes_of(item_id)
    if not notes:
        return None
    last = notes[-1]
    is_used = (
        last.text
        or last.question
        or last.shows
        or any(reference.note == last.id for reference in portfolio.references_of(item_id))
        or any(feedback.note == last.id for feedback in portfolio.feedback)
    )
    return None if is_used or now - last.written >= _JUST_BEGUN else last


def remove_note(caseload: Caseload, candidate_id: str, note: Note) -> None:
    """Remove a note with the references linked to it; can be undone.

    Its customer is removed too if no other note names them.
    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, note.evidence)
    portfolio = load_portfolio(caseload, candidate_id)
    linked = tuple(reference for reference in portfolio.references if reference.note == note.id)
    unlinked_feedback = [
        replace(feedback, note=None) for feedback in portfolio.feedback if feedback.note == note.id
    ]
    other_customers = {other.customer for other in portfolio.notes if other.id != note.id}
    unused_customers = tuple(
        c for c in portfolio.customers if c.id == note.customer and c.id not in other_customers
    )
    with signed_account_kept(caseload, candidate_id, note.evidence):
        caseload.save(
            candidate_id,
            UserAction.NOTE_REMOVE,
            *unlinked_feedback,
            remove=(note, *linked, *unused_customers),
        )


def next_customer(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    at: datetime | None = None,
    later_because: str = "",
) -> tuple[Customer, Note]:
    """Add the next customer of a visit, with the next letter and an empty note.

    Raises UserError if the item is accepted or withdrawn, or if the time is in the future without a
    reason.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    portfolio, visit = load_portfolio(caseload, candidate_id), item.visit
    visit_item_ids = {
        item.id for item in portfolio.evidence if item.id == evidence_id or (visit and item.visit == visit)
    }
    customer_count = sum(customer.evidence in visit_item_ids for customer in portfolio.customers)
    customer = Customer(caseload.new_id(), evidence_id, _letter(customer_count))
    at, now = at or time_of_event(caseload, candidate_id, item), caseload.clock()
    note = Note(caseload.new_id(), evidence_id, at, now, customer=customer.id, later_because=later_because)
    note = _timed(note, now)
    caseload.save(candidate_id, UserAction.CUSTOMER_NEXT, customer, note)
    return customer, note


def _letter(index: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    letter = chr(ord("A") + index % 26)
    return letter if index < 26 else _letter(index // 26 - 1) + letter


def change_customer(caseload: Caseload, candidate_id: str, customer: Customer) -> None:
    """Change a customer's kind or channel, or link them to a customer of another day.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, customer.evidence)
    with signed_account_kept(caseload, candidate_id, customer.evidence):
        caseload.save(candidate_id, UserAction.CUSTOMER_CHANGE, customer)


def record_feedback(
    caseload: Caseload,
    candidate_id: str,
    evidence_id: str,
    origin: FeedbackOrigin,
    received: str,
    improvement: str = "",
    note: str | None = None,
) -> CustomerFeedback:
    """Record customer feedback and what was improved by it.

    Raises UserError if `received` is blank, if the item is accepted or withdrawn, or if the change
    would void a signature.
    """
    changeable_item(caseload, candidate_id, evidence_id)
    if not received.strip():
        raise MissingError(text("what the customer said"), "received")
    feedback = CustomerFeedback(
        caseload.new_id(), evidence_id, origin, received.strip(), improvement.strip(), note
    )
    with signed_account_kept(caseload, candidate_id, evidence_id):
        caseload.save(candidate_id, UserAction.FEEDBACK_ADD, feedback)
    return feedback


def change_feedback(caseload: Caseload, candidate_id: str, feedback: CustomerFeedback) -> None:
    """Change customer feedback, or add what was improved by it.

    Raises UserError if what was received is blank, if the item is accepted or withdrawn, or if the
    change would void a signature.
    """
    changeable_item(caseload, candidate_id, feedback.evidence)
    if not feedback.received.strip():
        raise MissingError(text("what the customer said"), "received")
    with signed_account_kept(caseload, candidate_id, feedback.evidence):
        caseload.save(candidate_id, UserAction.FEEDBACK_CHANGE, feedback)


def remove_feedback(caseload: Caseload, candidate_id: str, feedback: CustomerFeedback) -> None:
    """Remove customer feedback; can be undone.

    Raises UserError if the item is accepted or withdrawn, or if the change would void a signature.
    """
    changeable_item(caseload, candidate_id, feedback.evidence)
    with signed_account_kept(caseload, candidate_id, feedback.evidence):
        caseload.save(candidate_id, UserAction.FEEDBACK_REMOVE, remove=(feedback,))


def changeable_item(caseload: Caseload, candidate_id: str, evidence_id: str) -> EvidenceItem:
    """Return an item that may be changed.

    Raises UserError if it is accepted or withdrawn, KeyError if there is no such item.
    """
    item = caseload.one(EvidenceItem, candidate_id, evidence_id)
    if item is None:
        raise KeyError(evidence_id)
    judgement = caseload.one(Judgement, candidate_id, evidence_id)
    refuse(reason_against_changing(item, judgement))
    return item
