"""Which backups are kept as they age.

All of the last two days, then one a day for two weeks, one a week for two months, and one a month
after that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Backup = TypeVar("Backup")
_ALL, _DAILY, _WEEKLY = timedelta(days=2), timedelta(days=14), timedelta(days=60)


def backups_to_delete(backups: Sequence[tuple[datetime, Backup]], now: datetime) -> list[Backup]:
    """Return the backups that are no longer kept, of those given in the order in which they were made.

    The last one of each day, week or month by the clock is kept, and always the one that was made last.
    """
    last: dict[tuple[object, ...], datetime] = {}
    for at, _ in backups:
        period = _period(at, now)
        last[period] = max(at, last.get(period, at))
    return [backup for at, backup in backups[:-1] if last[_period(at, now)] != at]


def _period(at: datetime, now: datetime) -> tuple[object, ...]:
    age = now - at
    if age <= _ALL:
        return ("each", at)
    if age <= _DAILY:
        return ("day", at.date())
    if age <= _WEEKLY:
        return ("week", *at.isocalendar()[:2])
    return ("month", at.year, at.month)
