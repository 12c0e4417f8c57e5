"""Dates between registration and certificate, and the centre's reminders."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.asking.candidate import CLAIMS
from csassess.domain.asking.lines import Line
from csassess.domain.asking.would_ask import to_answer
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.evidence import derived_id
from csassess.domain.records.milestones import Milestone, MilestoneKind, Point, Reminder
from csassess.domain.records.user_actions import UserAction
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import portfolio_view


def record(
    caseload: Caseload,
    candidate_id: str,
    kind: MilestoneKind,
    on: date,
    number: str = "",
    note: str = "",
    reason: str = "",
) -> Milestone:
    """Record a date of a registration, with its number.

    A date out of order is stored; it is pointed out elsewhere. `reason` answers what an external
    verifier would ask before the claim; it is kept as the answer to all of it.
    Raises UserError if the date is in the future, or if something is asked and no reason is given.
    """
    _check_date(caseload, on)
    milestone = Milestone(caseload.new_id(), kind, on, number.strip(), note.strip())
    asked = _asked_before(caseload, candidate_id, milestone)
    if asked and not reason.strip():
        raise MissingError(text("the reason why it is recorded all the same"), "reason")
    with caseload.together():
        caseload.save(candidate_id, UserAction.MILESTONE_RECORD, milestone)
        if asked:
            would_ask.answer(caseload, candidate_id, [line.code for line in asked], reason)
    return milestone


def asked_before(caseload: Caseload, candidate_id: str, kind: MilestoneKind) -> tuple[Line, ...]:
    """Return what must be answered before a date is recorded that rests on what was decided."""
    return _asked_before(caseload, candidate_id, Milestone("", kind, caseload.clock().date()))


def _asked_before(caseload: Caseload, candidate_id: str, milestone: Milestone) -> tuple[Line, ...]:
    if milestone.kind not in CLAIMS:
        return ()
    view = portfolio_view(caseload, candidate_id)
    return to_answer(would_ask.lines_of(caseload, view, claiming=milestone))


def _check_date(caseload: Caseload, on: date) -> None:
    if on > caseload.clock().date():
        raise UserError(text("This date is in the future. Record it once it has happened."))


def change(caseload: Caseload, candidate_id: str, milestone: Milestone) -> None:
    """Correct a recorded date: what happened, when, its number and the note.

    Raises UserError if the date is in the future.
    """
    _check_date(caseload, milestone.on)
    changed = replace(milestone, number=milestone.number.strip(), note=milestone.note.strip())
    caseload.save(candidate_id, UserAction.MILESTONE_CHANGE, changed)


def take_back(caseload: Caseload, candidate_id: str, milestone: Milestone) -> None:
    """Remove a recorded date; can be undone."""
    caseload.save(candidate_id, UserAction.MILESTONE_TAKE_BACK, remove=(milestone,))


def reminders(caseload: Caseload) -> list[Reminder]:
    """Return the centre's reminders, shortest first."""
    return sorted(caseload.all(Reminder, CASELOAD_STREAM), key=lambda reminder: reminder.weeks)


def set_reminder(caseload: Caseload, weeks: int, since: Point, until: Point) -> Reminder:
    """Set a reminder.

    Raises UserError if `weeks` is less than one or both points are the same.
    """
    if weeks < 1 or since is until:
        raise UserError(text("Choose at least one week, and two different points."))
    reminder = Reminder(derived_id("reminder", str(weeks), since, until), weeks, since, until)
    caseload.save(CASELOAD_STREAM, UserAction.REMINDER_SET, reminder)
    return reminder


def drop_reminder(caseload: Caseload, reminder: Reminder) -> None:
    """Remove a reminder."""
    caseload.save(CASELOAD_STREAM, UserAction.REMINDER_DROP, remove=(reminder,))
