"""The plan of samples: the centre's strategy, what it proposes, and what is planned."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CENTRE_STREAM, Caseload
from csassess.data.record.centre import reason_against_changing
from csassess.domain.errors import UserError
from csassess.domain.names import name_key
from csassess.domain.records.quality.sampling_plan import PlannedSample, Risk, Strategy
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import Stage
from csassess.domain.verification.camera import Camera, Coverage
from csassess.domain.verification.planning import (
    PlannedLine,
    PlannedState,
    Proposal,
    lines_of,
    propose,
    risk_of,
)
from csassess.domain.verification.sampling import plain_name
from csassess.domain.verification.sampling_plan import PlanRow
from csassess.services.access.caseloads import assessor_of
from csassess.services.candidates.staff import staff_list
from csassess.services.progress.portfolio_status import assessors
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing.eligibility import reason_against_final
from csassess.services.verification.sampling_plan import plan, plan_of

_ID = "strategy"
MOST_LINES = 50  # planned samples and proposals over all assessors that are shown at once


def strategy_of(caseload: Caseload) -> Strategy:
    """Return the centre's strategy of sampling; an empty one if none is set."""
    return caseload.one(Strategy, CENTRE_STREAM, _ID) or Strategy(_ID)


def set_strategy(caseload: Caseload, strategy: Strategy) -> Strategy:
    """Set the centre's strategy of sampling."""
    caseload.save(CENTRE_STREAM, UserAction.STRATEGY_SET, replace(strategy, id=_ID))
    return strategy


def reason_against_planning(caseload: Caseload) -> str:
    """Return why the person here may not set the strategy or plan samples; empty if they may."""
    return reason_against_changing(caseload, assessor_of(caseload))


def is_used(caseload: Caseload) -> bool:
    """Return whether the centre plans its samples: it has a strategy, or something is planned."""
    return strategy_of(caseload).is_set or caseload.has_any(PlannedSample, CENTRE_STREAM)


def planned_for(caseload: Caseload, rows: Iterable[PlanRow]) -> list[PlannedSample]:
    """Return the planned samples of the candidates of some rows of the plan."""
    candidate_ids = (row.summary.candidate for row in rows)
    return caseload.where_any(PlannedSample, "candidate", candidate_ids, CENTRE_STREAM)


def lines(caseload: Caseload, rows: Sequence[PlanRow]) -> tuple[PlannedLine, ...]:
    """Return the planned samples of the plan's rows, by due date."""
    planned = planned_for(caseload, rows)
    return lines_of(planned, rows, caseload.clock().date())


def _since(staff: Iterable[StaffMember], name: str) -> date | None:
    """Return the first day of a person in the staff list, or None if it is not stated."""
    wanted = plain_name(name)
    days = [
        member.since
        for member in staff
        if member.since
        and wanted in {plain_name(known) for known in (member.name, *member.known_as.split(","))}
    ]
    return min(days, default=None)


def risk(caseload: Caseload, rows: Sequence[PlanRow]) -> Risk:
    """Return the risk of the one assessor of the plan's rows."""
    name = rows[0].summary.assessor_name if rows else ""
    return risk_of(rows, strategy_of(caseload), _since(staff_list(caseload), name), caseload.clock().date())


def proposals(caseload: Caseload, rows: Sequence[PlanRow]) -> tuple[Proposal, ...]:
    """Return the samples of one assessor's candidates that the strategy asks for and no one planned."""
    strategy = strategy_of(caseload)
    if not strategy.is_set or not rows:
        return ()
    planned = planned_for(caseload, rows)
    return propose(rows, planned, strategy, risk(caseload, rows), caseload.clock().date())


def take_up(caseload: Caseload, chosen: Sequence[Proposal]) -> list[PlannedSample]:
    """Plan the samples that were proposed, as one action."""
    today, person = caseload.clock().date(), assessor_of(caseload)
    planned = [
        PlannedSample(
            caseload.new_id(),
            proposal.candidate,
            proposal.unit,
            proposal.stage,
            proposal.due,
            person.id,
            today,
            proposal.methods,
            risk=proposal.risk,
            share=proposal.share,
            covers=proposal.covers,
        )
        for proposal in chosen
    ]
    if planned:
        caseload.save(CENTRE_STREAM, UserAction.PLAN_TAKE_UP, *planned)
    return planned


def plan_by_hand(
    caseload: Caseload,
    candidate_id: str,
    unit_id: str,
    stage: Stage,
    due: date,
    methods: Sequence[str] = (),
    *,
    observe: bool = False,
    interview: bool = False,
) -> PlannedSample:
    """Plan a sample that a person chose.

    Raises UserError if it is due before today.
    """
    today = caseload.clock().date()
    _check_due(due, today)
    planned = PlannedSample(
        caseload.new_id(),
        candidate_id,
        unit_id,
        stage,
        due,
        assessor_of(caseload).id,
        today,
        tuple(methods),
        observe,
        interview,
    )
    caseload.save(CENTRE_STREAM, UserAction.PLAN_TAKE_UP, planned)
    return planned


def change_planned(caseload: Caseload, planned: PlannedSample) -> PlannedSample:
    """Change the stage, the due day, or what to look at.

    Raises UserError if it no longer exists, or if the new due day is past.
    """
    before = caseload.one(PlannedSample, CENTRE_STREAM, planned.id)
    if before is None:
        raise UserError(text("This planned sample was removed meanwhile."))
    if planned.due != before.due:
        _check_due(planned.due, caseload.clock().date())
    caseload.save(CENTRE_STREAM, UserAction.PLAN_CHANGE, planned)
    return planned


def _check_due(due: date, today: date) -> None:
    if due < today:
        raise UserError(text("Choose a due date that is still to come."))


def remove_planned(caseload: Caseload, planned: PlannedSample) -> PlannedSample:
    """Remove a sample from the plan."""
    caseload.save(CENTRE_STREAM, UserAction.PLAN_REMOVE, remove=(planned,))
    return planned


@dataclass(frozen=True, slots=True)
class AssessorPlan:
    """One assessor in the overview: how many candidates, and how many samples are due or overdue."""

    id: str
    name: str
    candidates: int
    planned: int
    due: int
    overdue: int
    done: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The plan over all assessors: a line for each, the first samples to be done, and what was covered.

    `lines` holds the samples that are due first, and of each state at most `MOST_LINES`; `counts` counts
    all of them. `proposals` are the first of `proposed`.
    """

    assessors: tuple[AssessorPlan, ...] = ()
    lines: tuple[PlannedLine, ...] = ()
    counts: Mapping[PlannedState, int] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    proposed: int = 0


def overview(caseload: Caseload) -> Overview:
    """Return the plan over all assessors. Reads every candidate: run it in the background.

    It goes from assessor to assessor and keeps little of each, for archives of thousands of candidates.
    """
    strategy, today, covered = strategy_of(caseload), caseload.clock().date(), Camera()
    staff, counts = staff_list(caseload), Counter[PlannedState]()
    entries: list[AssessorPlan] = []
    first: list[PlannedLine] = []
    proposals: list[Proposal] = []
    for assessor, name, count in assessors(caseload):
        rows = plan(caseload, assessor)
        for row in rows:
            covered.add(row)
        planned = planned_for(caseload, rows)
        found = lines_of(planned, rows, today)
        of_assessor = Counter(line.state for line in found)
        counts += of_assessor
        risk = risk_of(rows, strategy, _since(staff, name), today)
        proposed = propose(rows, planned, strategy, risk, today) if strategy.is_set else ()
        entries.append(
            AssessorPlan(
                assessor,
                name,
                count,
                of_assessor[PlannedState.PLANNED],
                of_assessor[PlannedState.DUE],
                of_assessor[PlannedState.OVERDUE],
                of_assessor[PlannedState.DONE] + of_assessor[PlannedState.LATE],
                len(proposed),
            )
        )
        first = _due_first([*first, *(line for line in found if line.state.is_open)])
        proposals += proposed[: MOST_LINES - len(proposals)]
    total = sum(entry.proposed for entry in entries)
    return Overview(tuple(entries), tuple(first), counts, covered.coverage(), tuple(proposals), total)


def _due_first(found: list[PlannedLine]) -> list[PlannedLine]:
    """Return the lines that are due first, of each state at most `MOST_LINES`."""
    left = Counter(dict.fromkeys(PlannedState, MOST_LINES))
    chosen = []
    for line in sorted(found, key=lambda line: (line.planned.due, name_key(line.row.summary.name))):
        if left[line.state]:
            left[line.state] -= 1
            chosen.append(line)
    return chosen


def next_line(caseload: Caseload) -> PlannedLine | None:
    """Return the planned sample to do next: the one due first whose portfolio is here; None if none is due.

    A final one comes once the assessor has signed the unit. Reads every planned candidate: run it in the
    background.
    """
    planned = caseload.all(PlannedSample, CENTRE_STREAM)
    rows = plan_of(caseload, {entry.candidate for entry in planned})
    return first_possible(caseload, lines_of(planned, rows, caseload.clock().date()))


def first_possible(caseload: Caseload, lines: Iterable[PlannedLine]) -> PlannedLine | None:
    """Return the first planned sample that the person here can do now; None if there is none.

    Reads a portfolio for each final sample that waits for a signature: run it in the background.
    """
    due = filter(may_be_sampled, lines)
    return next((line for line in due if not _reason_against_stage(caseload, line)), None)


def _reason_against_stage(caseload: Caseload, line: PlannedLine) -> str:
    """Return why a planned sample cannot be of its stage yet; empty if it can."""
    if line.planned.stage is not Stage.FINAL:
        return ""
    return reason_against_final(portfolio_view(caseload, line.planned.candidate), line.planned.unit)


def may_be_sampled(line: PlannedLine) -> bool:
    """Return whether a planned sample is due and the person here may do it: its portfolio is here."""
    is_due = line.state in (PlannedState.DUE, PlannedState.OVERDUE)
    row = line.row
    return is_due and row.reported_on is None and not row.own and not row.summary.ended
