"""Retention periods, holds and the review list; nothing is deleted automatically."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Centre
from csassess.domain.records.retention import BodyPeriod, Hold
from csassess.domain.retention.milestone_rules import milestone
from csassess.domain.verification.sampling import plain_name

ENDS = (MilestoneKind.ACHIEVED, MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many years from achievement records and evidence files are kept.

    `bodies` are the awarding bodies whose periods these are; without any they are the centre's own.
    """

    keep_records: int
    keep_files: int
    bodies: tuple[str, ...] = ()


def periods_of(centre: Centre, bodies: Iterable[str], stated: Iterable[BodyPeriod]) -> Periods:
    """Return the periods of a candidate who is registered with some awarding bodies, the longest of each.

    A body for which none is stated, or that is not known, has the centre's own.
    """
    stated, keys = tuple(stated), {plain_name(body) for body in bodies}
    own = [period for period in stated if plain_name(period.body) in keys]
    if not own:
        return Periods(centre.keep_records, centre.keep_files)
    everyone: list[BodyPeriod | Centre] = [*own]
    if keys - {plain_name(period.body) for period in own}:
        everyone.append(centre)
    return Periods(
        max(each.keep_records for each in everyone),
        max(each.keep_files for each in everyone),
        tuple(sorted({period.body for period in own})),
    )


@dataclass(frozen=True, slots=True)
class RetentionDates:
    """Dates until which a portfolio's records and its evidence files are kept.

    They are None if there is nothing to count from: no achievement, withdrawal or transfer, which
    `counted_from` names. Work that is dated later than that is counted from instead, as `is_later_work`
    says.
    """

    from_day: date | None
    records_until: date | None
    files_until: date | None
    held: Hold | None
    counted_from: MilestoneKind | None = None
    is_later_work: bool = False

    @property
    def counted_words(self) -> str:
        """What the periods count from, with its day; empty if nothing does."""
        if self.counted_from is None or self.from_day is None:
            return ""
        if self.is_later_work:
            return text("last evidence or judgement on {day}", day=long_date(self.from_day))
        return text("{what} on {day}", what=self.counted_from.words, day=long_date(self.from_day))

    @property
    def all_until(self) -> date | None:
        """The day on which both periods are over, holds aside."""
        return max(self.records_until, self.files_until) if self.records_until and self.files_until else None

    def are_over(self, today: date) -> bool:
        """Return whether both periods are over, holds aside."""
        return self.all_until is not None and self.all_until <= today

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


def retention_dates(portfolio: Portfolio, periods: Periods | Centre) -> RetentionDates:
    """Return until when a portfolio is kept: the periods count from achievement or departure.

    They never start before the last evidence, judgement or decision, as a file may state any date.
    """
    ended = _end_of_work(portfolio)
    start = max(ended.on, _last_work(portfolio)) if ended else None
    return RetentionDates(
        start,
        years_later(start, periods.keep_records) if start else None,
        years_later(start, periods.keep_files) if start else None,
        hold_in_force(portfolio),
        ended.kind if ended else None,
        bool(ended and ended.on != start),
    )


def _last_work(portfolio: Portfolio) -> date:
    days = [item.on for item in portfolio.evidence]
    days += [judgement.on for judgement in portfolio.judgements]
    days += [decision.on for decision in portfolio.decisions]
    return max(days, default=date.min)


def _end_of_work(portfolio: Portfolio) -> Milestone | None:
    """Return the milestone from which the periods count: the latest achievement or departure.

    A candidate who was registered again after leaving has not left.
    """
    registered = max((r.on for r in portfolio.registrations if r.on), default=date.min)
    ends = [
        ended
        for kind in ENDS
        if (ended := milestone(kind, portfolio))
        and (kind is MilestoneKind.ACHIEVED or ended.on >= registered)
    ]
    return max(ends, key=lambda ended: ended.on, default=None)
