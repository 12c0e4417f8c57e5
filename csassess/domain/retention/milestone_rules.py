"""Milestones from registration to certificate, and due reminders."""

from collections.abc import Iterable
from datetime import date

from csassess.domain.portfolio import Portfolio
from csassess.domain.programme.pauses import break_on, due_after
from csassess.domain.records.milestones import Milestone, MilestoneKind, Point, Reminder


def milestone(kind: MilestoneKind, portfolio: Portfolio) -> Milestone | None:
    """Return the latest milestone of a kind, or None if there is none."""
    return max((m for m in portfolio.milestones if m.kind is kind), key=lambda m: m.on, default=None)


def dates_of(point: Point, portfolio: Portfolio) -> list[date]:
    """Return the dates on which a point was reached, in order."""
    match point:
        case Point.REGISTERED:
            days = [registration.on for registration in portfolio.registrations if registration.on]
        case Point.VISITED:
            days = [visit.on for visit in portfolio.visits]
        case Point.DECIDED:
            days = [decision.on for decision in portfolio.decisions]
        case Point.SAMPLED:
            signed = {signature.id for signature in portfolio.sample_signatures}
            days = [sample.on for sample in portfolio.samples if sample.id in signed]
        case _:
            days = [reached.on for reached in portfolio.milestones if reached.kind == point.value]
    return sorted(days)


def due_reminders(portfolio: Portfolio, reminders: Iterable[Reminder], today: date) -> tuple[Reminder, ...]:
    """Return the reminders that are due.

    A reminder is due if its weeks have passed since one point and the other was not reached after
    it. None is due once the candidate was withdrawn, transferred or certificated, or
    during a break in learning; the days of breaks do not count.
    """
    ended = (MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED, MilestoneKind.CERTIFICATED)
    if any(milestone(kind, portfolio) for kind in ended) or break_on(portfolio, today):
        return ()
    due = []
    for reminder in reminders:
        since = dates_of(reminder.since, portfolio)
        if not since or due_after(portfolio, since[-1], reminder.weeks, today) > today:
            continue
        if not any(on >= since[-1] for on in dates_of(reminder.until, portfolio)):
            due.append(reminder)
    return tuple(due)
