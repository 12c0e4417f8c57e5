"""Dates and times as people read them."""

import re
from datetime import date, datetime, time, timedelta

from csassess.catalogue import text
from csassess.domain.errors import UserError

_LATER = 600  # seconds; a note written later than this also shows the time of writing

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:\s+([^\W\d_]+)\s+|-([^\W\d_]+)-)([0-9]{4})")
_MONTH_NAMED_FIRST = re.compile(r"([^\W\d_]+)\s+([0-9]{1,2}),\s*([0-9]{4})")
_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT = 3  # letters of a month's name in a short date
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")


def date_typed(words: str, *, is_month_first: bool = False) -> date | None:
    """Return a date from one of the usual written forms, day first; None if it is not a date.

    The year has four digits. A time of midnight, as spreadsheets add it, is left out.
    """
    plain = _MIDNIGHT.sub("", words.strip())
    try:
        if found := _YEAR_FIRST.fullmatch(plain):
            return date(*map(int, found.groups()))
        if found := _YEAR_LAST.fullmatch(plain):
            first, second, year = map(int, found.groups())
            return date(year, first, second) if is_month_first else date(year, second, first)
        if found := _DAY_FIRST.fullmatch(plain):
            return date(int(found[4]), _month(found[2] or found[3]), int(found[1]))
        if found := _MONTH_NAMED_FIRST.fullmatch(plain):
            return date(int(found[3]), _month(found[1]), int(found[2]))
    except ValueError:
        return None
    return None


def _month(name: str) -> int:
    """Return the number of a month named in English or in the language of the screen, 0 if unknown.

    The language of the system does not matter: lists come from elsewhere.
    """
    wanted = name.casefold()
    for names in (_ENGLISH, tuple(month.casefold() for month in _months())):
        for number, month in enumerate(names, start=1):
            if wanted in (month, month[:_SHORT]):
                return number
    return 0


def _months() -> tuple[str, ...]:
    return (
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


def long_date(day: date) -> str:
    """Return a date as "22 November 2026"."""
    return f"{day.day} {_months()[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return a date as "22 Nov 2026"."""
    return f"{day.day} {_months()[day.month - 1][:_SHORT]} {day.year}"


def clock_time(moment: datetime, beside: datetime | None = None) -> str:
    """Return the time of day as "10:42", in the local time of the place of recording.

    Its offset from UTC is added if that of `beside` differs: "01:10 (UTC+00:00)".
    """
    if beside is None or beside.utcoffset() == moment.utcoffset():
        return f"{moment:%H:%M}"
    return f"{moment:%H:%M} (UTC{moment.isoformat(timespec='minutes')[-6:]})"


def date_and_time(moment: datetime) -> str:
    """Return a moment as "22 November 2026, 10:42"."""
    return f"{long_date(moment.date())}, {clock_time(moment)}"


def written_later(at: datetime, written: datetime, ended: datetime | None = None) -> str:
    """Return when something was written, if over ten minutes after it happened; else empty.

    What was written after `ended`, the end of its visit, was written later, however soon. The day is
    included only if it differs.
    """
    is_after_visit = ended is not None and written >= ended and f"{at:%H:%M}" != f"{written:%H:%M}"
    if (written - at).total_seconds() <= _LATER and not is_after_visit:
        return ""
    return clock_time(written, at) if written.date() == at.date() else date_and_time(written)


def local_moment(on: date, at: time, like: datetime, *, second: bool = False) -> datetime:
    """Return a day and time of day as a moment, where `like` was recorded.

    This machine's zone applies, with its daylight saving, if it has the offset of `like` at that moment;
    otherwise the offset of `like`. An hour that the clocks show twice is the first, or the `second`.
    Raises UserError for a time that the clocks left out.
    """
    shown = datetime.combine(on, at)
    if like.astimezone().utcoffset() != like.utcoffset():
        return shown.replace(tzinfo=like.tzinfo)
    moment = shown.replace(fold=int(second)).astimezone()
    if moment.replace(tzinfo=None, fold=0) != shown:
        raise UserError(
            text(
                "The clocks went forward on {day}, so there was no {time}. Check the time.",
                day=long_date(on),
                time=at.strftime("%H:%M"),
            )
        )
    return moment


def next_at(start: datetime, end: time) -> datetime:
    """Return the first moment at a time of day that is not before `start`: on its day or the next."""
    day = start.date()
    offered = (
        local_moment(day, end, start),
        local_moment(day, end, start, second=True),
        local_moment(day + timedelta(days=1), end, start),
    )
    return next((moment for moment in offered if moment >= start), offered[-1])


def moved_days(moment: datetime, days: int) -> datetime:
    """Return the same local time of day, a number of days later (or earlier)."""
    return local_moment(moment.date() + timedelta(days), moment.time(), moment) if days else moment
