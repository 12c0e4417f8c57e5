"""Suggesting criteria of other units after one is ticked; nothing is ticked automatically."""

from collections import Counter
from dataclasses import dataclass

from csassess.catalogue import plural
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.co_references import co_referenced_elsewhere, count_all, is_counted
from csassess.domain.assessment.co_reference_counts import CoReferenceCounts
from csassess.domain.records.questions import CriterionPair
from csassess.domain.units.correspondences import correspondences
from csassess.services.progress.portfolio_view import PortfolioView

# CoReferenceCounts is re-exported for the window, which may not import below the services.
__all__ = [
    "Suggestion",
    "are_counted",
    "count",
    "suggestions",
    "use_counts",
]

_LEAST_TIMES = 2  # once may be chance
_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A criterion of another unit, and why it is suggested."""

    unit: str
    criterion: str
    why: str


def suggestions(
    caseload: Caseload, view: PortfolioView, unit_id: str, criterion: str
) -> tuple[Suggestion, ...]:
    """Return criteria of the candidate's other units to suggest alongside one.

    First those that state the same, then those that notes of this caseload have referenced together with it
    before.
    """
    enrolled = {unit_standing.unit.id for unit_standing in view.standings}
    pairs = [pair.keys for pair in caseload.all(CriterionPair, CASELOAD_STREAM)]
    alike = correspondences((unit_standing.unit for unit_standing in view.standings), pairs)
    paired = alike.get((unit_id, criterion), {})
    offers = [Suggestion(*pair, why.words) for pair, why in paired.items() if pair[0] in enrolled]
    counts = co_referenced_elsewhere(caseload, view.portfolio.candidate.id, (unit_id, criterion)) + _linked(
        view, unit_id, criterion
    )
    for (unit, label), times in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        if unit in enrolled and (unit, label) not in paired and times >= _LEAST_TIMES:
            offers.append(
                Suggestion(
                    unit, label, plural("linked by you {count} time", "linked by you {count} times", times)
                )
            )
    return tuple(offers[:_MOST_OFFERS])


def are_counted(caseload: Caseload, view: PortfolioView) -> bool:
    """Return whether the counts needed for a candidate's suggestions are available."""
    return is_counted(caseload, view.portfolio.candidate.id)


def count(caseload: Caseload, view: PortfolioView) -> CoReferenceCounts:
    """Return how often criteria were referenced together with those of a candidate's units.

    Meant to run in the background, before the first tick.
    """
    return count_all(
        caseload, view.portfolio.candidate.id, [unit_standing.unit.id for unit_standing in view.standings]
    )


def _linked(view: PortfolioView, unit_id: str, criterion: str) -> Counter[tuple[str, str]]:
    """Return how often the portfolio's own notes reference criteria together with one."""
    references = view.portfolio.references
    note_counts = Counter(
        r.note for r in references if r.note and (r.unit, r.criterion) == (unit_id, criterion)
    )
    counts = Counter[tuple[str, str]]()
    for reference in references:
        if reference.unit != unit_id and reference.note:
            counts[reference.unit, reference.criterion] += note_counts[reference.note]
    return counts


def use_counts(caseload: Caseload, counts: CoReferenceCounts) -> None:
    """Use counts that were made in the background."""
    caseload.linked = counts
