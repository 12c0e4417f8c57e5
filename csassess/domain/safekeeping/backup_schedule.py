"""Which backups are kept: all of the last two days, one a day for two weeks, one a week for two months, one a month after."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Kept = TypeVar("Kept")
_ALL, _DAILY, _WEEKLY = timedelta(days=2), timedelta(days=14), timedelta(days=60)


def backups_to_delete(backups: Sequence[tuple[datetime, Kept]], now: datetime) -> list[Kept]:
    """Return the backups that are no longer kept: of each day, week or month the last one stays; the newest always does."""
    last: dict[tuple[object, ...], datetime] = {}
    for at, _ in backups:
        period = _period(at, now)
        last[period] = max(at, last.get(period, at))
    return [kept for at, kept in backups if last[_period(at, now)] != at]


def _period(at: datetime, now: datetime) -> tuple[object, ...]:
    age = now - at
    if age <= _ALL:
        return ("each", at)
    if age <= _DAILY:
        return ("day", at.date())
    if age <= _WEEKLY:
        return ("week", *at.isocalendar()[:2])
    return ("month", at.year, at.month)
