"""Criteria of other units to offer where one was just ticked: suggestions, never ticked by themselves."""

from collections import Counter
from dataclasses import dataclass

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.data.record.co_reference_counts import CoReferenceCounts
from csassess.data.record.co_references import co_referenced_elsewhere, count_all, is_counted
from csassess.domain.units.correspondences import correspondences
from csassess.services.progress.portfolio_view import PortfolioView

__all__ = [
    "CoReferenceCounts",
    "Suggestion",
    "are_counted",
    "count",
    "suggestions",
]  # the window names the first, and may not reach below the services

_LEAST_TIMES = 2  # once may be chance
_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A criterion of another unit, and why it is offered."""

    unit: str
    criterion: str
    why: str


def suggestions(
    caseload: Caseload, view: PortfolioView, unit_id: str, criterion: str
) -> tuple[Suggestion, ...]:
    """Return the criteria of the candidate's other units to offer beside one: those the unit files pair with it, then
    those that the centre's notes have referenced together with it before."""
    enrolled = {stand.unit.id for stand in view.standings}
    same = correspondences(stand.unit for stand in view.standings).get((unit_id, criterion), [])
    offers = [Suggestion(*twin, text("the same standard")) for twin in same if twin[0] in enrolled]
    times_linked = co_referenced_elsewhere(
        caseload, view.portfolio.candidate.id, (unit_id, criterion)
    ) + _linked(view, unit_id, criterion)
    for (unit, label), times in sorted(times_linked.items(), key=lambda each: (-each[1], each[0])):
        if unit in enrolled and (unit, label) not in same and times >= _LEAST_TIMES:
            offers.append(
                Suggestion(
                    unit, label, plural("linked by you {count} time", "linked by you {count} times", times)
                )
            )
    return tuple(offers[:_MOST_OFFERS])


def are_counted(caseload: Caseload, view: PortfolioView) -> bool:
    """Whether what to offer for a candidate is at hand."""
    return is_counted(caseload, view.portfolio.candidate.id)


def count(caseload: Caseload, view: PortfolioView) -> CoReferenceCounts:
    """Return what the centre referenced together with the criteria of a candidate's units: for another thread, before the first tick."""
    return count_all(caseload, view.portfolio.candidate.id, [stand.unit.id for stand in view.standings])


def _linked(view: PortfolioView, unit_id: str, criterion: str) -> Counter[tuple[str, str]]:
    """Return what the portfolio's own notes referenced together with a criterion, and how often."""
    references = view.portfolio.references
    notes = Counter(r.note for r in references if r.note and (r.unit, r.criterion) == (unit_id, criterion))
    found = Counter[tuple[str, str]]()
    for reference in references:
        if reference.unit != unit_id and reference.note:
            found[reference.unit, reference.criterion] += notes[reference.note]
    return found
