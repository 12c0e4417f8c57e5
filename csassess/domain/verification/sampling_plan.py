"""The verifier's sampling plan: what no sample has looked at, and what to sample next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from csassess.catalogue import plural, text
from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import PortfolioStatus, SampleStatus, UnitStatus
from csassess.domain.dates import long_date
from csassess.domain.labels import label, stage_label
from csassess.domain.names import name_key
from csassess.domain.units.distinct_names import distinct_names

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)
Aspect = tuple[str, str]  # kind ("unit", "method" or "place") and value; a unit by its distinct name
Names = dict[str, str]  # of units, by id


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One registered candidate in the plan.

    `reported_on` is the day of the status file, if the portfolio itself was not received. `own` says that
    the verifier assessed the candidate and so never verifies them.
    """

    summary: PortfolioStatus
    reported_on: date | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit of a candidate suggested for sampling, with the reasons."""

    candidate: str
    name: str
    unit: str
    unit_name: str
    reasons: tuple[str, ...]


def unit_names(rows: Iterable[PlanRow]) -> Names:
    """Return the names that distinguish the plan's units, by their ids, in order of the names."""
    pairs = {(unit.name, unit.unit) for row in rows for unit in row.summary.units}
    return distinct_names((unit_id, name) for name, unit_id in sorted(pairs))


def history_words(unit: UnitStatus, *, formative: bool) -> list[str]:
    """Return every signed sample of a unit in words, oldest first.

    Status files of earlier versions name the last one only.
    """
    looked = unit.looked
    if not unit.history and looked.samples and looked.on and looked.stage:
        last = SampleStatus(looked.on, looked.stage, looked.verdict, "")
        return [_sample_words(last, formative=formative)]
    return [_sample_words(sample, formative=formative) for sample in unit.history]


def _sample_words(sample: SampleStatus, *, formative: bool) -> str:
    words = text(
        "{stage} {day}: {found}",
        stage=stage_label(sample.stage, formative=formative).capitalize(),
        day=long_date(sample.on),
        found=label(sample.verdict) if sample.verdict else text("not said yet"),
    )
    if sample.open_actions:
        words += ", " + plural("{count} action not closed", "{count} actions not closed", sample.open_actions)
    elif sample.actions:
        words += ", " + plural("{count} action closed", "{count} actions closed", sample.actions)
    return words if sample.stands else words + text(" (changed since it was signed)")


def _aspects(unit: UnitStatus, names: Names) -> set[Aspect]:
    """Return what can be looked at in a unit; empty if nothing is accepted yet."""
    if not _has_evidence(unit):
        return set()
    return (
        {("unit", names[unit.unit])}
        | {("method", method) for method in unit.methods}
        | {("place", place) for place in unit.places}
    )


def _seen(unit: UnitStatus, names: Names) -> set[Aspect]:
    """Return what signed samples have looked at in a unit."""
    if not unit.looked.samples:
        return set()
    return (
        {("unit", names[unit.unit])}
        | {("method", method) for method in unit.looked.methods}
        | {("place", place) for place in unit.looked.places}
    )


def not_looked_at(rows: Iterable[PlanRow]) -> tuple[Aspect, ...]:
    """Return the aspects of an assessor's accepted evidence that no signed sample looked at.

    Aspects are units, methods and places.
    """
    rows = tuple(rows)
    names = unit_names(rows)
    available, seen = set[Aspect](), set[Aspect]()
    for row in rows:
        for unit in row.summary.units:
            available |= _aspects(unit, names)
            seen |= _seen(unit, names)
    order = {"unit": 0, "method": 1, "place": 2}
    return tuple(sorted(available - seen, key=lambda aspect: (order[aspect[0]], aspect[1])))


def aspect_words(aspect: Aspect) -> str:
    """Return an aspect in words."""
    kind, value = aspect
    return {"unit": text("unit {value}", value=value), "method": text("method {value}", value=value)}.get(
        kind, value
    )


def suggest(rows: Sequence[PlanRow], percentage: int = 0) -> tuple[Suggestion, ...]:
    """Suggest which units of one assessor's candidates to sample, and why.

    Units that show most of what was not looked at come first. Reasons are risks: a new assessor, or
    a unit, method or place not yet looked at. Then follow decided units, up to the centre's
    percentage if it sets one. Units that the verifier may not verify, or whose portfolio is not
    here, are never suggested.
    """
    remaining, names = _open_to_sampling(rows), unit_names(rows)
    not_seen = set(not_looked_at(rows))
    suggestions, decided_count = [], 0
    while remaining:
        best = max(remaining, key=lambda pair: len(_aspects(pair[1], names) & not_seen))
        aspects = sorted(_aspects(best[1], names) & not_seen)
        if not aspects:
            break
        not_seen -= set(aspects)
        remaining.remove(best)
        decided_count += best[1].state in _DECIDED
        words = text("not yet looked at: {what}", what="; ".join(aspect_words(aspect) for aspect in aspects))
        suggestions.append(_suggestion(*best, names, (*_assessor_risks(rows), words)))
    needed = _missing_to_percentage(rows, percentage)
    words = text("the centre samples at least {percentage} % of decided units", percentage=percentage)
    decided = [pair for pair in remaining if pair[1].state in _DECIDED]
    suggestions += [_suggestion(*pair, names, (words,)) for pair in decided[: max(0, needed - decided_count)]]
    return tuple(suggestions)


def _open_to_sampling(rows: Iterable[PlanRow]) -> list[tuple[PortfolioStatus, UnitStatus]]:
    """Return the units that can be sampled and were not, ordered by candidate name."""
    pairs = [
        (row.summary, unit)
        for row in rows
        if row.reported_on is None and not row.own and not row.summary.ended
        for unit in row.summary.units
        if _has_evidence(unit) and not unit.looked.samples and not unit.begun and not unit.not_sampled
    ]
    return sorted(pairs, key=lambda pair: (name_key(pair[0].name), name_key(pair[1].name), pair[1].unit))


def _assessor_risks(rows: Iterable[PlanRow]) -> tuple[str, ...]:
    rows = list(rows)
    if any(row.summary.working_towards for row in rows):
        return (text("the assessor is working towards the award"),)
    if not any(unit.looked.samples for row in rows for unit in row.summary.units):
        return (text("nothing of this assessor was sampled before"),)
    return ()


def _missing_to_percentage(rows: Iterable[PlanRow], percentage: int) -> int:
    """Return how many more decided units the centre's percentage asks for."""
    decided = [unit for row in rows for unit in row.summary.units if unit.state in _DECIDED]
    sampled = sum(bool(unit.looked.samples) for unit in decided)
    return max(0, ceil(len(decided) * percentage / 100) - sampled)


def _has_evidence(unit: UnitStatus) -> bool:
    return bool(unit.done) or unit.state in _DECIDED


def _suggestion(
    summary: PortfolioStatus, unit: UnitStatus, names: Names, reasons: tuple[str, ...]
) -> Suggestion:
    return Suggestion(summary.candidate, summary.name, unit.unit, names[unit.unit], reasons)
