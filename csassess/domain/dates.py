"""Dates and times as people read them."""

from datetime import date, datetime, time, timedelta

from csassess.catalogue import text

_LATER = 600  # seconds; a note written later than this also shows the time of writing


def long_date(day: date) -> str:
    """Return a date as "22 November 2026"."""
    months = (
        text("January"),
        text("February"),
        text("March"),
        text("April"),
        text("May"),
        text("June"),
        text("July"),
        text("August"),
        text("September"),
        text("October"),
        text("November"),
        text("December"),
    )
    return f"{day.day} {months[day.month - 1]} {day.year}"


def clock_time(moment: datetime) -> str:
    """Return the local time of day as "10:42"."""
    return f"{moment:%H:%M}"


def date_and_time(moment: datetime) -> str:
    """Return a moment as "22 November 2026, 10:42"."""
    return f"{long_date(moment.date())}, {clock_time(moment)}"


def written_later(at: datetime, written: datetime, visit_ended: datetime | None = None) -> str:
    """Return when something was written, if over ten minutes after it happened; else empty.

    What was written after its visit had ended was written later, however soon. The day is included
    only if it differs.
    """
    is_after_visit = visit_ended is not None and written > visit_ended
    if not is_after_visit and (written - at).total_seconds() <= _LATER:
        return ""
    return clock_time(written) if written.date() == at.date() else date_and_time(written)


def next_at(start: datetime, end: time) -> datetime:
    """Return the first moment at a time of day that is not before `start`: on its day or the next."""
    moment = datetime.combine(start.date(), end, start.tzinfo)
    return moment if moment >= start else moment + timedelta(days=1)
