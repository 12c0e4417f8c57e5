"""Breaks in learning, and when the next progress review is due."""

from datetime import date, timedelta

from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import ENDS
from csassess.domain.records.programme.steps import LearningBreak


def break_on(portfolio: Portfolio, day: date) -> LearningBreak | None:
    """Return the break in learning on a day, or None."""
    return next(
        (
            pause
            for pause in portfolio.breaks
            if pause.since <= day and (not pause.until or day <= pause.until)
        ),
        None,
    )


def days_paused(portfolio: Portfolio, since: date, until: date) -> int:
    """Return how many days between two days, the first left out, fall into breaks."""
    paused: set[int] = set()
    for pause in portfolio.breaks:
        first = max(pause.since, since + timedelta(1)).toordinal()
        last = min(pause.until or until, until).toordinal()
        paused.update(range(first, last + 1))
    return len(paused)


def due_after(portfolio: Portfolio, since: date, weeks: int, today: date) -> date:
    """Return the day a number of weeks after another, breaks until today left out."""
    return since + timedelta(weeks=weeks, days=days_paused(portfolio, since, today))


def review_due(portfolio: Portfolio, weeks: int, today: date) -> date | None:
    """Return the day on which the next progress review is due.

    It is the day that was agreed at the last review; otherwise `weeks` after that review or, before the
    first, after the candidate began. None if the centre sets no interval, if the candidate has left or was
    claimed, during a break, or before they began.
    """
    if not weeks or break_on(portfolio, today) or any(m.kind in ENDS for m in portfolio.milestones):
        return None
    if portfolio.reviews:
        last = portfolio.reviews[-1]
        return last.next_on or due_after(portfolio, last.on, weeks, today)
    began = [registration.on for registration in portfolio.registrations if registration.on]
    began += [enrolment.on for enrolment in portfolio.enrolments]
    return due_after(portfolio, min(began), weeks, today) if began else None
