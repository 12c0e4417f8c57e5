"""Reviews that are due: of progress, and of assessment plans."""

from collections.abc import Iterable, Iterator
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.programme.pauses import break_on, review_due
from csassess.services.access.caseloads import centre_of
from csassess.services.progress.to_do import ToFinish


def reviews_due(caseload: Caseload, rows: Iterable[CandidateRow]) -> list[ToFinish]:
    """Return the progress reviews and reviews of assessment plans that are due, longest due first.

    Progress reviews are due if the centre sets an interval; nothing is due during a break in learning.
    """
    weeks, today = centre_of(caseload).review_weeks, caseload.clock().date()
    due = [entry for row in rows for entry in _due_of(row.portfolio, weeks, today)]
    return [
        ToFinish(portfolio.candidate.id, "", portfolio.candidate.name, words.format(day=long_date(day)))
        for day, portfolio, words in sorted(due, key=lambda entry: entry[0])
        if day <= today
    ]


def _due_of(portfolio: Portfolio, weeks: int, today: date) -> Iterator[tuple[date, Portfolio, str]]:
    day = review_due(portfolio, weeks, today)
    if day:
        yield day, portfolio, text("Progress review due since {day}")
    for plan in portfolio.unit_plans if not break_on(portfolio, today) else ():
        if plan.review_on and not plan.reviewed:
            yield plan.review_on, portfolio, text("Assessment plan to be reviewed since {day}")
