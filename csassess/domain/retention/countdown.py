"""The days of a held copy, counted as they are seen, so that a wrong clock does not end it early."""

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Countdown:
    """How many of the `days` of a held copy have passed, up to the day that was seen last.

    The next day counts when it is seen. A leap of several days is `waiting` until a later day is
    seen; if the clock goes back instead, the leap was wrong and is dropped. Days that were counted
    stay counted.
    """

    days: int
    last: date
    passed: int = 0
    waiting: int = 0

    def seen_on(self, today: date) -> "Countdown":
        """Return the countdown once the program has seen a day."""
        gap = (today - self.last).days
        if gap == 0:
            return self
        if gap < 0:
            return replace(self, last=today, waiting=0)
        passed = self.passed + self.waiting
        if gap == 1:
            return replace(self, last=today, passed=passed + 1, waiting=0)
        return replace(self, last=today, passed=passed, waiting=gap)

    @property
    def is_over(self) -> bool:
        """Whether the period has ended."""
        return self.passed >= self.days

    @property
    def awaits_another_day(self) -> bool:
        """Whether the period is over only if the last leap of the clock was right."""
        return not self.is_over and self.passed + self.waiting >= self.days

    @property
    def days_left(self) -> int:
        """The number of days until the period ends; 1 if only a later day has to be seen."""
        return 0 if self.is_over else max(self.days - self.passed - self.waiting, 1)

    @property
    def ends_on(self) -> date:
        """The day on which the period ends, by the clock as it was last seen."""
        return self.last + timedelta(days=self.days_left)
