"""Samples as a plan: which to plan by the centre's strategy, and how far each planned one is."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from csassess.catalogue import text
from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import PortfolioStatus, UnitStatus
from csassess.domain.dates import long_date
from csassess.domain.labels import stage_label
from csassess.domain.names import NameKey, name_key
from csassess.domain.records.quality.sampling_plan import Cover, PlannedSample, Risk, Strategy
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.verification.sampling_plan import PlanRow

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)
_Pair = tuple[PortfolioStatus, UnitStatus]
_Aspect = tuple[Cover, str]


class PlannedState(StrEnum):
    """How far a planned sample is."""

    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    LATE = "late"
    NOT_SAMPLED = "not-sampled"

    @property
    def words(self) -> str:
        """The state in words."""
        return {
            PlannedState.PLANNED: text("planned"),
            PlannedState.DUE: text("due this month"),
            PlannedState.OVERDUE: text("overdue"),
            PlannedState.DONE: text("done"),
            PlannedState.LATE: text("done late"),
            PlannedState.NOT_SAMPLED: text("not sampled"),
        }[self]

    @property
    def is_open(self) -> bool:
        """Whether the sample is still to be done."""
        return self in (PlannedState.PLANNED, PlannedState.DUE, PlannedState.OVERDUE)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A planned sample with the candidate and unit it is about, and how far it is.

    `done` is the day on which it was done.
    """

    planned: PlannedSample
    row: PlanRow
    unit: UnitStatus
    state: PlannedState
    done: date | None = None

    @property
    def not_seen(self) -> tuple[str, ...]:
        """The planned methods that no sample looked at, once it is done."""
        if self.done is None:
            return ()
        return tuple(method for method in self.planned.methods if method not in self.unit.looked.methods)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sample that the strategy asks for, not planned yet, with the reason in words."""

    candidate: str
    name: str
    unit: str
    unit_name: str
    stage: Stage
    due: date
    methods: tuple[str, ...]
    risk: Risk
    share: int
    covers: tuple[Cover, ...]
    because: str


def end_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def risk_of(rows: Iterable[PlanRow], strategy: Strategy, since: date | None, today: date) -> Risk:
    """Return the risk of an assessor.

    Actions come first: one that is open, or a unit whose last sample asked for some. A new assessor is
    working towards the award, began within the strategy's months, or was never sampled.
    """
    rows = tuple(rows)
    units = [unit for row in rows for unit in row.summary.units]
    if any(unit.open_actions or unit.looked.verdict is Verdict.ACTION_NEEDED for unit in units):
        return Risk.ACTIONS
    began_lately = since is not None and _months_after(since, strategy.new_months) > today
    is_unseen = not any(unit.looked.samples for unit in units)
    if began_lately or is_unseen or any(row.summary.working_towards for row in rows):
        return Risk.NEW
    return Risk.EXPERIENCED


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def line_of(planned: PlannedSample, row: PlanRow, unit: UnitStatus, today: date) -> PlannedLine:
    """Return how far a planned sample is.

    The first signed sample of the unit at that stage on or after the day it was planned counts.
    """
    done = next(
        (
            sample.on
            for sample in unit.history
            if sample.stands and sample.stage is planned.stage and sample.on >= planned.on
        ),
        None,
    )
    if done:
        state = PlannedState.LATE if done > planned.due else PlannedState.DONE
    elif unit.not_sampled:
        state = PlannedState.NOT_SAMPLED
    elif planned.due < today:
        state = PlannedState.OVERDUE
    else:
        state = PlannedState.DUE if planned.due <= end_of_month(today) else PlannedState.PLANNED
    return PlannedLine(planned, row, unit, state, done)


def lines_of(
    planned: Iterable[PlannedSample], rows: Iterable[PlanRow], today: date
) -> tuple[PlannedLine, ...]:
    """Return the planned samples of candidates and units that the plan has, by due date, then by name."""
    by_unit = {(row.summary.candidate, unit.unit): (row, unit) for row in rows for unit in row.summary.units}
    found = [(entry, by_unit.get((entry.candidate, entry.unit))) for entry in planned]
    lines = [line_of(entry, *pair, today) for entry, pair in found if pair]
    return tuple(sorted(lines, key=_order))


def _order(line: PlannedLine) -> tuple[date, NameKey, NameKey, str]:
    return line.planned.due, name_key(line.row.summary.name), name_key(line.unit.name), line.planned.id


def is_nearly_finished(unit: UnitStatus, strategy: Strategy) -> bool:
    """Return whether a unit is decided, or has as much shown as the strategy calls nearly finished."""
    if unit.state in _DECIDED:
        return True
    return bool(strategy.nearly and unit.total and unit.done * 100 >= strategy.nearly * unit.total)


def propose(
    rows: Sequence[PlanRow],
    planned: Iterable[PlannedSample],
    strategy: Strategy,
    risk: Risk,
    today: date,
) -> tuple[Proposal, ...]:
    """Propose samples of one assessor's candidates: the same rows give the same proposals.

    First come units that show most of what must be covered and was not looked at; then, up to the share
    that the risk asks for, the units decided first. What is planned already counts as looked at.
    """
    open_units = {
        (line.planned.candidate, line.planned.unit)
        for line in lines_of(planned, rows, today)
        if line.state.is_open
    }
    pool = [
        (row.summary, unit)
        for row in rows
        if not row.own and not row.summary.ended
        for unit in row.summary.units
        if is_nearly_finished(unit, strategy)
    ]
    pool.sort(key=_decided_first)
    seen = [pair for pair in pool if pair[1].history or (pair[0].candidate, pair[1].unit) in open_units]
    waiting = [
        pair
        for pair in pool
        if (pair[0].candidate, pair[1].unit) not in open_units
        and not pair[1].not_sampled
        and not pair[1].begun
        and stage_now(pair[1]) not in {sample.stage for sample in pair[1].history}
    ]
    share = strategy.share_of(risk)
    missing = ceil(len(pool) * share / 100) - len(seen)
    uncovered = _uncovered(pool, open_units, strategy)
    chosen: list[tuple[_Pair, set[_Aspect]]] = []
    while uncovered and waiting:
        best = max(waiting, key=lambda pair: len(_shows(pair[1]) & uncovered))
        shown = _shows(best[1]) & uncovered
        if not shown:
            break
        waiting.remove(best)
        uncovered -= shown
        chosen.append((best, shown))
    missing -= sum(not pair[1].history for pair, _ in chosen)
    unseen = [pair for pair in waiting if not pair[1].history]
    chosen += [(pair, set()) for pair in unseen[: max(0, missing)]]
    due = end_of_month(today + timedelta(weeks=strategy.weeks))
    counts = text("{done} of {count} so far", done=len(seen), count=len(pool))
    return tuple(
        _proposal(pair, shown, strategy, risk, due, counts if share else "") for pair, shown in chosen
    )


def _decided_first(pair: _Pair) -> tuple[bool, date, NameKey, str]:
    summary, unit = pair
    return unit.state not in _DECIDED, unit.decided or date.max, name_key(summary.name), unit.unit


def stage_now(unit: UnitStatus) -> Stage:
    """Return the stage at which a unit would be sampled now: final once it is decided."""
    return Stage.FINAL if unit.state in _DECIDED else Stage.INTERIM


def _shows(unit: UnitStatus) -> set[_Aspect]:
    """Return what a sample of a unit would look at."""
    return {
        (Cover.UNIT, unit.unit),
        (Cover.STAGE, stage_now(unit)),
        *((Cover.METHOD, method) for method in unit.methods),
        *((Cover.SITE, place) for place in unit.places),
    }


def _uncovered(pool: Sequence[_Pair], open_units: set[tuple[str, str]], strategy: Strategy) -> set[_Aspect]:
    """Return what must be covered and is neither looked at nor planned."""
    shown: set[_Aspect] = set()
    for summary, unit in pool:
        if unit.looked.samples:
            shown.add((Cover.UNIT, unit.unit))
            shown |= {(Cover.STAGE, sample.stage) for sample in unit.history}
            shown |= {(Cover.METHOD, method) for method in unit.looked.methods}
            shown |= {(Cover.SITE, place) for place in unit.looked.places}
        if (summary.candidate, unit.unit) in open_units:
            shown |= _shows(unit)
    available = {aspect for _, unit in pool for aspect in _shows(unit)}
    return {aspect for aspect in available - shown if aspect[0] in strategy.covers}


def _proposal(
    pair: _Pair, shown: set[_Aspect], strategy: Strategy, risk: Risk, due: date, counts: str
) -> Proposal:
    summary, unit = pair
    share = strategy.share_of(risk)
    covers = tuple(cover for cover in Cover if any(aspect[0] is cover for aspect in shown))
    methods = tuple(sorted(value for cover, value in shown if cover is Cover.METHOD)) or unit.methods
    because = [share_words(summary.assessor_name, risk, share, counts)] if share else []
    if shown:
        what = "; ".join(
            _aspect_words(aspect, unit, strategy) for aspect in sorted(shown, key=lambda a: (a[0], a[1]))
        )
        because.append(text("Not yet looked at: {what}.", what=what))
    return Proposal(
        summary.candidate,
        summary.name,
        unit.unit,
        unit.name,
        stage_now(unit),
        due,
        methods,
        risk,
        share,
        covers,
        " ".join(because),
    )


def share_words(assessor: str, risk: Risk, share: int, counts: str = "") -> str:
    """Return in a sentence which share of an assessor's units is sampled, and why."""
    words = {
        Risk.ACTIONS: text("{name} had actions: the centre samples {share} %", name=assessor, share=share),
        Risk.NEW: text(
            "{name} is new or works towards the award: the centre samples {share} %",
            name=assessor,
            share=share,
        ),
        Risk.EXPERIENCED: text(
            "{name} is an experienced assessor: the centre samples {share} %", name=assessor, share=share
        ),
    }[risk]
    return f"{words} ({counts})." if counts else f"{words}."


def _aspect_words(aspect: _Aspect, unit: UnitStatus, strategy: Strategy) -> str:
    cover, value = aspect
    match cover:
        case Cover.METHOD:
            return text("method {value}", value=value)
        case Cover.UNIT:
            return text("unit {value}", value=unit.name)
        case Cover.STAGE:
            stage = stage_label(Stage(value), formative=strategy.formative)
            return text("{stage} stage", stage=stage)
    return value


def reason_words(line: PlannedLine) -> str:
    """Return in words why a sample is planned."""
    planned = line.planned
    parts = []
    if planned.risk and planned.share:
        parts.append(share_words(line.row.summary.assessor_name, planned.risk, planned.share))
    if planned.covers:
        what = ", ".join(cover.words for cover in planned.covers)
        parts.append(text("To cover {what}.", what=what))
    return " ".join(parts) or text("Chosen by the verifier.")


def look_at_words(planned: PlannedSample) -> str:
    """Return in words what a planned sample looks at."""
    parts = [*planned.methods]
    parts += [text("assessor observed")] if planned.observe else []
    parts += [text("candidate interviewed")] if planned.interview else []
    return ", ".join(parts) or text("the unit as a whole")


def planned_words(lines: Iterable[PlannedLine], *, formative: bool) -> dict[tuple[str, str], list[str]]:
    """Return what is planned of each unit in words, by candidate and unit, by due date."""
    words: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        sentence = text(
            "{stage} by {day}: {state}",
            stage=stage_label(line.planned.stage, formative=formative).capitalize(),
            day=long_date(line.planned.due),
            state=line.state.words,
        )
        if line.not_seen:
            sentence += text(", not looked at: {methods}", methods=", ".join(line.not_seen))
        words.setdefault((line.planned.candidate, line.planned.unit), []).append(sentence)
    return words
