"""Which visits are under way and which come next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.records.milestones import ENDS
from csassess.domain.records.people import Candidate
from csassess.domain.records.visits import Plan, Visit

Entry = tuple[Candidate, CandidateRow]


@dataclass(frozen=True, slots=True)
class RunningVisit:
    """A visit that has begun and not been finished, with the candidates observed, by name."""

    visit: Visit
    observed: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NextVisit:
    """A candidate to visit: on the day planned or agreed, or as the one not visited for longest.

    `on` is None if no day is known; `plan` is None if nothing is planned for it; `last` is the day of the
    last visit.
    """

    candidate: Candidate
    row: CandidateRow
    on: date | None
    plan: Plan | None
    last: date | None


def running_visits(everyone: Iterable[Entry]) -> list[RunningVisit]:
    """Return the visits that have begun and not been finished, each with everyone observed in it."""
    visits = dict[str, Visit]()
    observed = dict[str, list[Entry]]()
    for candidate, row in everyone:
        for visit in row.portfolio.visits if row.running else ():
            if visit.is_open:
                visits[visit.id] = visit
                observed.setdefault(visit.id, []).append((candidate, row))
    return [RunningVisit(visit, tuple(observed[visit.id])) for visit in visits.values()]


def next_visits(everyone: Sequence[Entry], today: date) -> list[NextVisit]:
    """Return whom to visit next: planned and agreed visits by day, then those not visited for longest.

    Candidates who are being observed, have finished or are enrolled on nothing are left out, but for a
    planned visit.
    """
    found = [_next_visit(candidate, row, today) for candidate, row in everyone if not row.running]
    worth = [visit for visit in found if visit.on or _has_work(visit.row)]
    return sorted(worth, key=lambda visit: (visit.on or date.max, visit.last or date.min))


def _next_visit(candidate: Candidate, row: CandidateRow, today: date) -> NextVisit:
    plan, last = row.portfolio.plan, max((visit.on for visit in row.portfolio.visits), default=None)
    is_ahead = plan is not None and plan.on >= today and plan.on != last  # one that took place is over
    ahead = plan if is_ahead else None
    days = [day for day in (ahead.on if ahead else None, row.next_on) if day and day >= today and day != last]
    on = min(days, default=None)
    return NextVisit(candidate, row, on, ahead if ahead and ahead.on == on else None, last)


def _has_work(row: CandidateRow) -> bool:
    """Return whether criteria are open, and the candidate has not left or been certificated."""
    has_ended = any(point.kind in ENDS for point in row.portfolio.milestones)
    return not has_ended and any(unit.done < unit.total for unit in row.units)
