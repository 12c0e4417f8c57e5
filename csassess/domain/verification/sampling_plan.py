"""The verifier's plan: what has not been looked at of an assessor, and which units of which candidates would show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from csassess.catalogue import text
from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import PortfolioStatus, UnitStatus

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)
Aspect = tuple[str, str]  # what it is ("unit", "method", "place") and its value


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One registered candidate in the plan: `told` is the day of the status file where the portfolio has not come,
    `own` says that the verifier assessed the candidate and so never verifies it."""

    summary: PortfolioStatus
    told: date | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit of a candidate to be sampled, with the reasons."""

    candidate: str
    name: str
    unit: str
    unit_name: str
    reasons: tuple[str, ...]


def _aspects(unit: UnitStatus) -> set[Aspect]:
    """What there is to be looked at in a unit: nothing where nothing is accepted yet."""
    if not unit.done and unit.state not in _DECIDED:
        return set()
    return (
        {("unit", unit.name)}
        | {("method", method) for method in unit.methods}
        | {("place", place) for place in unit.places}
    )


def _seen(unit: UnitStatus) -> set[Aspect]:
    """What was looked at in a unit."""
    if not unit.looked.samples:
        return set()
    return (
        {("unit", unit.name)}
        | {("method", method) for method in unit.looked.methods}
        | {("place", place) for place in unit.looked.places}
    )


def not_looked_at(rows: Iterable[PlanRow]) -> tuple[Aspect, ...]:
    """Return which units, methods and places of an assessor's accepted evidence no signed sample has looked at."""
    there, seen = set[Aspect](), set[Aspect]()
    for row in rows:
        for unit in row.summary.units:
            there |= _aspects(unit)
            seen |= _seen(unit)
    order = {"unit": 0, "method": 1, "place": 2}
    return tuple(sorted(there - seen, key=lambda aspect: (order[aspect[0]], aspect[1])))


def aspect_words(aspect: Aspect) -> str:
    """Return what was not looked at yet, in words."""
    kind, value = aspect
    return {"unit": text("unit {value}", value=value), "method": text("method {value}", value=value)}.get(
        kind, value
    )


def suggest(rows: Sequence[PlanRow], percentage: int = 0) -> tuple[Suggestion, ...]:
    """Return which units to sample of one assessor's candidates, those that show most first, and why.

    Reasons are risks: a new assessor, a unit, method or place not yet looked at; then the centre's percentage of decided
    units, where it sets one. What the verifier may not verify, and what is not here, is never suggested.
    """
    left = _open_to_sampling(rows)
    wanted = set(not_looked_at(rows))
    found, decided_found = [], 0
    while left:
        best = max(left, key=lambda each: len(_aspects(each[1]) & wanted))
        shown = sorted(_aspects(best[1]) & wanted)
        if not shown:
            break
        wanted -= set(shown)
        left.remove(best)
        decided_found += best[1].state in _DECIDED
        words = text("not yet looked at: {what}", what="; ".join(aspect_words(each) for each in shown))
        found.append(_suggestion(*best, (*_about_the_assessor(rows), words)))
    asked = _asked_for(rows, percentage)
    words = text("the centre samples at least {percentage} % of decided units", percentage=percentage)
    decided = [each for each in left if each[1].state in _DECIDED]
    found += [_suggestion(*each, (words,)) for each in decided[: max(0, asked - decided_found)]]
    return tuple(found)


def _open_to_sampling(rows: Iterable[PlanRow]) -> list[tuple[PortfolioStatus, UnitStatus]]:
    """Return the units that could be sampled and were not, by the candidates' names."""
    found = [
        (row.summary, unit)
        for row in rows
        if row.told is None and not row.own and not row.summary.ended
        for unit in row.summary.units
        if _aspects(unit) and not unit.looked.samples and not unit.begun and not unit.not_sampled
    ]
    return sorted(found, key=lambda each: (each[0].name.casefold(), each[1].name))


def _about_the_assessor(rows: Iterable[PlanRow]) -> tuple[str, ...]:
    rows = list(rows)
    if any(row.summary.working_towards for row in rows):
        return (text("the assessor is working towards the award"),)
    if not any(unit.looked.samples for row in rows for unit in row.summary.units):
        return (text("nothing of this assessor was sampled before"),)
    return ()


def _asked_for(rows: Iterable[PlanRow], percentage: int) -> int:
    """Return how many more decided units the centre's percentage asks for."""
    decided = [unit for row in rows for unit in row.summary.units if unit.state in _DECIDED]
    sampled = sum(bool(unit.looked.samples) for unit in decided)
    return max(0, ceil(len(decided) * percentage / 100) - sampled)


def _suggestion(summary: PortfolioStatus, unit: UnitStatus, reasons: tuple[str, ...]) -> Suggestion:
    return Suggestion(summary.candidate, summary.name, unit.unit, unit.name, reasons)
