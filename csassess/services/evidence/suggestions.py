"""Criteria of other units to offer where one was just ticked: suggestions, never ticked by themselves."""

from collections import Counter
from dataclasses import dataclass

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload, Linked
from csassess.data.record.co_references import count_all, is_counted, linked_elsewhere
from csassess.domain.units.correspondences import alike
from csassess.services.progress.portfolio_view import Overview

__all__ = [
    "Linked",
    "Offer",
    "also_in",
    "are_counted",
    "count",
]  # the window names the first, and may not reach below the services

_LEAST_TIMES = 2  # once may be chance
_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A criterion of another unit, and why it is offered."""

    unit: str
    criterion: str
    why: str


def also_in(caseload: Caseload, view: Overview, unit_id: str, criterion: str) -> tuple[Offer, ...]:
    """Return the criteria of the candidate's other units to offer beside one: those the unit files pair with it, then
    those that the centre's notes have referenced together with it before."""
    enrolled = {stand.unit.id for stand in view.standings}
    same = alike(stand.unit for stand in view.standings).get((unit_id, criterion), [])
    offers = [Offer(*twin, text("the same standard")) for twin in same if twin[0] in enrolled]
    times_linked = linked_elsewhere(caseload, view.portfolio.candidate.id, (unit_id, criterion)) + _linked(
        view, unit_id, criterion
    )
    for (unit, label), times in sorted(times_linked.items(), key=lambda each: (-each[1], each[0])):
        if unit in enrolled and (unit, label) not in same and times >= _LEAST_TIMES:
            offers.append(
                Offer(unit, label, plural("linked by you {count} time", "linked by you {count} times", times))
            )
    return tuple(offers[:_MOST_OFFERS])


def are_counted(caseload: Caseload, view: Overview) -> bool:
    """Whether what to offer for a candidate is at hand."""
    return is_counted(caseload, view.portfolio.candidate.id)


def count(caseload: Caseload, view: Overview) -> Linked:
    """Return what the centre referenced together with the criteria of a candidate's units: for another thread, before the first tick."""
    return count_all(caseload, view.portfolio.candidate.id, [stand.unit.id for stand in view.standings])


def _linked(view: Overview, unit_id: str, criterion: str) -> Counter[tuple[str, str]]:
    """Return what the portfolio's own notes referenced together with a criterion, and how often."""
    references = view.portfolio.references
    notes = Counter(r.note for r in references if r.note and (r.unit, r.criterion) == (unit_id, criterion))
    found = Counter[tuple[str, str]]()
    for reference in references:
        if reference.unit != unit_id and reference.note:
            found[reference.unit, reference.criterion] += notes[reference.note]
    return found
