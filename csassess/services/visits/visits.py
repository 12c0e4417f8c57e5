"""Carry out a visit to one or several candidates.

Start it, move notes between candidates, record times not observed, and finish it.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Customer, EvidenceItem, Note, NoteKind
from csassess.domain.records.people import Candidate
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import SiteRules, Visit
from csassess.services.evidence.evidence import changeable_item, next_customer, remove_note, start_observation
from csassess.services.signing.signing import signed_account_kept


def start_visit(
    caseload: Caseload,
    candidate_ids: Sequence[str],
    place: str,
    rules: SiteRules | None = None,
    informed: str = "",
) -> dict[str, EvidenceItem]:
    """Start observing one or several candidates at one place now; return each one's item.

    Each portfolio has its own record of the visit, which names no other candidate.
    Raises UserError without a candidate.
    """
    if not candidate_ids:
        raise UserError(text("Please tick at least one candidate."))
    now, rules = caseload.clock(), rules or SiteRules()
    visit = Visit(
        caseload.new_id(),
        now.date(),
        place.strip(),
        now,
        camera_allowed=rules.camera,
        recording_allowed=rules.recording,
        devices_allowed=rules.devices,
        informed=informed.strip(),
    )
    with caseload.together():
        return {
            candidate_id: start_observation(caseload, candidate_id, place, visit=visit)
            for candidate_id in candidate_ids
        }


def observed_together(
    caseload: Caseload, candidate_id: str, item: EvidenceItem
) -> list[tuple[Candidate, EvidenceItem]]:
    """Return everyone observed in the same visit, with their items, by name.

    If the item belongs to no visit, only its own candidate is returned.
    """
    items = caseload.where(EvidenceItem, "visit", item.visit) if item.visit else [(candidate_id, item)]
    pairs = []
    for stream, visit_item in items:
        candidate = caseload.one(Candidate, stream, stream)
        if candidate and not visit_item.withdrawn:
            pairs.append((candidate, visit_item))
    return sorted(pairs, key=lambda pair: pair[0].name.casefold())


def move_or_copy_note(
    caseload: Caseload, note: Note, giver: str, receiver: str, receiving_item: str, *, copy: bool = False
) -> Note:
    """Move or copy a note to another candidate's item, with both its times and its customer.

    Neither record names the other candidate. Criterion references are dropped: only the assessor
    sets them.
    Raises UserError if either item is already accepted.
    """
    changeable_item(caseload, giver, note.evidence)
    changeable_item(caseload, receiver, receiving_item)
    with caseload.together():
        customer = caseload.one(Customer, giver, note.customer) if note.customer else None
        if customer:
            new_customer, new_note = next_customer(caseload, receiver, receiving_item, note.at)
            described_customer = replace(
                new_customer,
                demeanour=customer.demeanour,
                relationship=customer.relationship,
                channel=customer.channel,
            )
            received_note = replace(
                note, id=new_note.id, evidence=receiving_item, customer=new_customer.id, shows=()
            )
            caseload.save(receiver, UserAction.NOTE_RECEIVE, described_customer, received_note)
        else:
            received_note = replace(
                note, id=caseload.new_id(), evidence=receiving_item, customer=None, shows=()
            )
            caseload.save(receiver, UserAction.NOTE_RECEIVE, received_note)
        if not copy:
            remove_note(caseload, giver, note)
    return received_note


def toggle_observing(caseload: Caseload, candidate_id: str, evidence_id: str) -> Note:
    """Toggle observing: stop now, or resume if it had stopped.

    Return the note of the time not observed.
    """
    changeable_item(caseload, candidate_id, evidence_id)
    now = caseload.clock()
    present = running_gap(load_portfolio(caseload, candidate_id).notes_of(evidence_id))
    if present:
        gap = replace(present, until=now, written=now)
        caseload.save(candidate_id, UserAction.OBSERVATION_GO_ON, gap)
    else:
        gap = Note(caseload.new_id(), evidence_id, now, now, NoteKind.NOT_OBSERVED)
        caseload.save(candidate_id, UserAction.OBSERVATION_STOP, gap)
    return gap


def running_gap(notes: Sequence[Note]) -> Note | None:
    """Return the note of the time not observed that is still running, or None."""
    return next((note for note in notes if note.kind is NoteKind.NOT_OBSERVED and note.until is None), None)


def change_visit(caseload: Caseload, candidate_id: str, visit: Visit) -> None:
    """Change a visit's place, site rules or how people were informed, in every portfolio."""
    with caseload.together():
        items = list(caseload.where(EvidenceItem, "visit", visit.id))
        for stream in {candidate_id, *(stream for stream, _ in items)}:
            own = caseload.one(Visit, stream, visit.id) or visit
            # Each candidate is observed at their own times.
            changed = replace(visit, started=own.started, ended=own.ended)
            with ExitStack() as unchanged_accounts:
                for item_stream, item in items:
                    if item_stream == stream:
                        unchanged_accounts.enter_context(signed_account_kept(caseload, stream, item.id))
                caseload.save(stream, UserAction.VISIT_CHANGE, changed)


def finish(caseload: Caseload, candidate_id: str, evidence_id: str, feedback: FeedbackToCandidate) -> None:
    """Finish an observation: save the feedback, and end the visit and any time not observed."""
    item = changeable_item(caseload, candidate_id, evidence_id)
    portfolio = load_portfolio(caseload, candidate_id)
    now, visit = caseload.clock(), portfolio.visit_of(item)
    gap = running_gap(portfolio.notes_of(evidence_id))
    changed: list[Any] = [replace(gap, until=now, written=now)] if gap else []
    if feedback != FeedbackToCandidate(evidence_id, evidence_id) or portfolio.feedback_to_candidate(
        evidence_id
    ):
        changed.append(feedback)
    if visit and visit.ended is None:
        changed.append(replace(visit, ended=now))
    with signed_account_kept(caseload, candidate_id, evidence_id):
        caseload.save(candidate_id, UserAction.OBSERVATION_FINISH, *changed)


def say_to_candidate(
    caseload: Caseload, candidate_id: str, feedback: FeedbackToCandidate
) -> FeedbackToCandidate:
    """Save the feedback to the candidate, their comments, and what was agreed for next time."""
    changeable_item(caseload, candidate_id, feedback.evidence)
    with signed_account_kept(caseload, candidate_id, feedback.evidence):
        caseload.save(candidate_id, UserAction.FEEDBACK_TO_CANDIDATE, feedback)
    return feedback
