"""Carry out a visit to one or several candidates.

Start it, move notes between candidates, record times not observed, and finish it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import written_later
from csassess.domain.errors import MissingError, UserError
from csassess.domain.names import name_key
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Customer, EvidenceItem, Note, NoteKind, Remote
from csassess.domain.records.people import Candidate
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import SiteRules, Visit
from csassess.services.evidence.event_times import time_of_event
from csassess.services.evidence.evidence import changeable_item, next_customer, remove_note, start_observation
from csassess.services.signing.signing import signed_account_kept
from csassess.services.visits.visit_changes import check_times


def start_visit(
    caseload: Caseload,
    candidate_ids: Sequence[str],
    place: str,
    rules: SiteRules | None = None,
    informed: str = "",
    *,
    started: datetime | None = None,
    ended: datetime | None = None,
    later_because: str = "",
    remote: Remote | None = None,
    identity: str = "",
) -> dict[str, EvidenceItem]:
    """Start observing one or several candidates at one place; return each one's item.

    The visit starts now, or is typed up later with the time at which it `started` and, if it is
    over, `ended`; that visit is being typed up until it is finished. Each portfolio has its own record
    of the visit, which names no other candidate. `remote` and `identity` are the channel and how
    identity was confirmed, if the candidates are elsewhere.
    Raises UserError without a candidate, for times that `check_times` refuses, or if a visit on an
    earlier day has no end.
    """
    if not candidate_ids:
        raise UserError(text("Please tick at least one candidate."))
    now, rules = caseload.clock(), rules or SiteRules()
    started = started or now
    if ended is None and started.date() < now.date():
        raise MissingError(text("when the visit ended"), "ended")
    because = check_times(started, ended, now, later_because)
    visit = Visit(
        caseload.new_id(),
        started.date(),
        place.strip(),
        started,
        ended,
        camera_allowed=rules.camera,
        recording_allowed=rules.recording,
        devices_allowed=rules.devices,
        informed=informed.strip(),
        written=now if ended or written_later(started, now) else None,
        typing_up=ended is not None,
        later_because=because,
    )
    with caseload.together():
        return {
            candidate_id: start_observation(
                caseload, candidate_id, place, visit=visit, remote=remote, identity=identity
            )
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
    return sorted(pairs, key=lambda pair: name_key(pair[0].name))


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
        note = caseload.one(Note, giver, note.id) or note  # as it is now, not when it was chosen
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

    Return the note of the time not observed. In a visit that is over, the note begins and ends at
    one time, to be changed afterwards.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    at, now = time_of_event(caseload, candidate_id, item), caseload.clock()
    present = running_gap(load_portfolio(caseload, candidate_id).notes_of(evidence_id))
    if present:
        gap = replace(present, until=at, written=now)
        caseload.save(candidate_id, UserAction.OBSERVATION_GO_ON, gap)
    else:
        until = None if at == now else at  # of a visit that is over: its times are set afterwards
        gap = Note(caseload.new_id(), evidence_id, at, now, NoteKind.NOT_OBSERVED, until=until)
        caseload.save(candidate_id, UserAction.OBSERVATION_STOP, gap)
    return gap


def running_gap(notes: Sequence[Note]) -> Note | None:
    """Return the note of the time not observed that is still running, or None."""
    return next((note for note in notes if note.kind is NoteKind.NOT_OBSERVED and note.until is None), None)


def finish(caseload: Caseload, candidate_id: str, evidence_id: str, feedback: FeedbackToCandidate) -> None:
    """Finish an observation: save the feedback, and end the visit and any time not observed.

    A visit that was typed up keeps its end.
    Raises UserError if the visit would end before it starts.
    """
    item = changeable_item(caseload, candidate_id, evidence_id)
    portfolio = load_portfolio(caseload, candidate_id)
    now, visit = caseload.clock(), portfolio.visit_of(item)
    gap = running_gap(portfolio.notes_of(evidence_id))
    changed: list[Any] = [replace(gap, until=now, written=now)] if gap else []
    if not feedback.is_empty or portfolio.feedback_to_candidate(evidence_id):
        changed.append(_dated(feedback, portfolio, now))
    if visit and visit.is_open and visit.started and visit.started > now:
        raise UserError(
            text("This visit starts in the future. Correct its date and times before you finish it.")
        )
    if visit and (visit.ended is None or visit.typing_up):
        changed.append(replace(visit, ended=visit.ended or now, typing_up=False))
    with signed_account_kept(caseload, candidate_id, evidence_id):
        caseload.save(candidate_id, UserAction.OBSERVATION_FINISH, *changed)


def say_to_candidate(
    caseload: Caseload, candidate_id: str, feedback: FeedbackToCandidate
) -> FeedbackToCandidate:
    """Save the feedback to the candidate, their comments, and what was agreed for next time.

    It may follow the signatures, which then do not cover it. Raises UserError if a signature does.
    """
    changeable_item(caseload, candidate_id, feedback.evidence)
    feedback = _dated(feedback, load_portfolio(caseload, candidate_id), caseload.clock())
    with signed_account_kept(caseload, candidate_id, feedback.evidence):
        caseload.save(candidate_id, UserAction.FEEDBACK_TO_CANDIDATE, feedback)
    return feedback


def _dated(feedback: FeedbackToCandidate, portfolio: Portfolio, now: datetime) -> FeedbackToCandidate:
    """Return feedback with the time at which the first of it was written."""
    present = portfolio.feedback_to_candidate(feedback.evidence)
    if feedback.is_empty:
        return replace(feedback, written=None)
    if present is None or present.is_empty:
        return replace(feedback, written=now)
    return replace(feedback, written=present.written)
