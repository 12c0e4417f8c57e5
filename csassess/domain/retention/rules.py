"""Retention periods, holds and the review list; nothing is deleted automatically."""

from dataclasses import dataclass
from datetime import date

from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.people import Centre
from csassess.domain.records.retention import Hold
from csassess.domain.retention.milestone_rules import milestone


@dataclass(frozen=True, slots=True)
class RetentionDates:
    """Dates until which a portfolio's records and its evidence files are kept.

    They are None if there is no achievement to count from.
    """

    from_day: date | None
    records_until: date | None
    files_until: date | None
    held: Hold | None

    def records_due(self, today: date) -> bool:
        """Return whether the records are due for review: their period is over, with no hold."""
        return self.held is None and self.records_until is not None and self.records_until <= today

    def files_due(self, today: date) -> bool:
        """Return whether the files are due for review: their period is over, with no hold."""
        return self.held is None and self.files_until is not None and self.files_until <= today


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes 1 March if necessary."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def month_later(day: date) -> date:
    """Return the same day of the next month, or its last day if it has no such day.

    Source: UK GDPR, article 12(3), "within one month".
    """
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError(day)


def hold_in_force(portfolio: Portfolio) -> Hold | None:
    """Return the hold in force on a portfolio, or None."""
    return next((hold for hold in portfolio.holds if hold.lifted is None), None)


def retention_dates(portfolio: Portfolio, centre: Centre) -> RetentionDates:
    """Return until when a portfolio is kept: the centre's periods from achievement."""
    achieved = milestone(MilestoneKind.ACHIEVED, portfolio)
    start = achieved.on if achieved else None
    return RetentionDates(
        start,
        years_later(start, centre.keep_records) if start else None,
        years_later(start, centre.keep_files) if start else None,
        hold_in_force(portfolio),
    )
