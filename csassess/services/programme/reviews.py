"""Progress reviews that are due."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.dates import long_date
from csassess.domain.programme.pauses import review_due
from csassess.services.access.caseloads import centre_of
from csassess.services.progress.to_do import ToFinish


def reviews_due(caseload: Caseload, rows: Iterable[CandidateRow]) -> list[ToFinish]:
    """Return the candidates whose progress review is due, longest due first; none without an interval."""
    weeks, today = centre_of(caseload).review_weeks, caseload.clock().date()
    due = [(day, row.portfolio) for row in rows if (day := review_due(row.portfolio, weeks, today))]
    return [
        ToFinish(
            portfolio.candidate.id,
            "",
            portfolio.candidate.name,
            text("Progress review due since {day}", day=long_date(day)),
        )
        for day, portfolio in sorted(due, key=lambda entry: entry[0])
        if day <= today
    ]
