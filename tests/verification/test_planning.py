"""Samples as a plan: what the strategy proposes, when it is due, and how far it is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import (
    PortfolioStatus,
    SampledSoFar,
    SampleStatus,
    UnitStatus,
)
from csassess.domain.errors import UserError
from csassess.domain.records.quality.sampling_plan import Cover, PlannedSample, Risk, Strategy
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Stage, Verdict
from csassess.domain.verification.camera import camera
from csassess.domain.verification.planning import (
    PlannedState,
    end_of_month,
    line_of,
    lines_of,
    propose,
    reason_words,
    risk_of,
)
from csassess.domain.verification.sampling_plan import PlanRow
from csassess.services.candidates import staff
from csassess.services.progress import history
from csassess.services.verification import planning, sampling, sampling_plan
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, decided, sampled
from tests.verification.helpers import status

TODAY = date(2026, 3, 2)
STRATEGY = Strategy("strategy", 100, 50, 25, 6, tuple(Cover), 80, 2)


def seen(stage=Stage.FINAL, on=TODAY, verdict=Verdict.AGREE, **more):
    return SampleStatus(on, stage, verdict, "Vera", **more)


def unit(name="61", *, history=(), state=DecisionState.DECIDED, done=10, methods=("WP",), places=(), **more):
    looked = SampledSoFar()
    if history:
        last = history[-1]
        looked = SampledSoFar(len(history), last.on, last.stage, last.verdict, methods, places)
    return UnitStatus(
        f"ocr-{name}",
        name,
        done,
        10,
        state,
        methods,
        places,
        more.pop("looked", looked),
        history=tuple(history),
        **more,
    )


def row(name, *units, own=False, told=None, assessor="Ann", **more):
    summary = PortfolioStatus(
        name,
        name,
        "",
        assessor,
        assessor,
        False,
        (assessor,),
        (assessor,),
        "R",
        TODAY,
        True,
        "",
        tuple(units),
        **more,
    )
    return PlanRow(summary, told, own)


def planned(candidate="A", unit_id="ocr-61", stage=Stage.FINAL, due=TODAY, on=TODAY):
    return PlannedSample("p", candidate, unit_id, stage, due, "vera", on)


def proposed(*rows, entries=(), strategy=STRATEGY, risk=Risk.EXPERIENCED):
    return propose(rows, entries, strategy, risk, TODAY)


def state(planned_sample, status_now, today=TODAY):
    return line_of(planned_sample, row("A", status_now), status_now, today).state


# What is due, done, late


@pytest.mark.parametrize(
    ("due", "history", "expected"),
    [
        (date(2026, 4, 1), (), PlannedState.PLANNED),
        (date(2026, 3, 31), (), PlannedState.DUE),
        (TODAY, (), PlannedState.DUE),
        (date(2026, 3, 1), (), PlannedState.OVERDUE),
        (date(2026, 3, 31), (seen(),), PlannedState.DONE),
        (date(2026, 3, 1), (seen(on=date(2026, 3, 2)),), PlannedState.LATE),
        (date(2026, 3, 31), (seen(Stage.INTERIM),), PlannedState.DUE),
        (date(2026, 3, 31), (seen(stands=False),), PlannedState.DUE),
        (date(2026, 3, 31), (seen(on=date(2026, 2, 1)),), PlannedState.DUE),
    ],
    ids=[
        "next month",
        "this month",
        "today",
        "past",
        "sampled in time",
        "sampled late",
        "only the other stage",
        "changed since",
        "sampled before it was planned",
    ],
)
def test_the_state_of_a_planned_sample_follows_from_its_date_and_the_signed_samples(due, history, expected):
    assert state(planned(due=due), unit(history=history)) is expected


def test_a_unit_that_is_not_sampled_for_a_reason_is_neither_due_nor_overdue():
    assert state(planned(due=date(2026, 1, 1)), unit(not_sampled="left")) is PlannedState.NOT_SAMPLED


def test_planned_samples_come_by_due_date_and_those_of_unknown_candidates_are_left_out():
    late, soon = planned("B", due=date(2026, 4, 1)), planned("A", due=date(2026, 3, 9))
    found = lines_of([late, planned("C"), soon], [row("A", unit()), row("B", unit())], TODAY)
    assert [line.planned for line in found] == [soon, late]


# Risk


def test_actions_weigh_more_than_being_new_and_being_new_more_than_experience():
    old = row("A", unit(history=(seen(),)))
    assert risk_of([old], STRATEGY, None, TODAY) is Risk.EXPERIENCED
    assert risk_of([row("A", unit())], STRATEGY, None, TODAY) is Risk.NEW
    assert risk_of([old], STRATEGY, date(2025, 9, 3), TODAY) is Risk.NEW
    assert risk_of([old], STRATEGY, date(2025, 9, 2), TODAY) is Risk.EXPERIENCED
    trainee = replace(old, summary=replace(old.summary, working_towards=True))
    assert risk_of([trainee], STRATEGY, None, TODAY) is Risk.NEW
    with_action = row("B", unit(history=(seen(verdict=Verdict.ACTION_NEEDED),)))
    assert risk_of([with_action, trainee], STRATEGY, None, TODAY) is Risk.ACTIONS
    assert risk_of([row("B", unit(open_actions=1))], STRATEGY, None, TODAY) is Risk.ACTIONS


# Proposals


def test_a_proposal_says_stage_due_date_what_to_look_at_and_why():
    old = row("Old", unit(history=(seen(Stage.INTERIM), seen())))
    (proposal,) = proposed(old, row("A", unit("B10", methods=("PD", "WP"), places=("Leith",))), risk=Risk.NEW)
    assert (proposal.candidate, proposal.stage, proposal.due) == ("A", Stage.FINAL, date(2026, 3, 31))
    assert proposal.methods == ("PD",)
    assert proposal.because == (
        "Ann is new or works towards the award: the centre samples 50 % (1 of 2 so far). "
        "Not yet looked at: method PD; Leith; unit B10."
    )


@pytest.mark.parametrize(("risk", "count"), [(Risk.EXPERIENCED, 2), (Risk.NEW, 4), (Risk.ACTIONS, 8)])
def test_as_many_units_are_proposed_as_the_share_for_the_risk_asks_for(risk, count):
    shares_only = replace(STRATEGY, covers=())
    rows = [row(f"{number}", unit()) for number in range(8)]
    found = proposed(*rows, strategy=shares_only, risk=risk)
    assert len(found) == count
    assert found == proposed(*rows, strategy=shares_only, risk=risk)
    taken = [planned(p.candidate) for p in found]
    assert proposed(*rows, entries=taken, strategy=shares_only, risk=risk) == ()


def test_the_units_decided_first_are_proposed_first():
    shares_only = replace(STRATEGY, covers=(), experienced_share=10)
    rows = [row("A", unit(decided=date(2026, 2, 9))), row("B", unit(decided=date(2026, 2, 3)))]
    assert [p.candidate for p in proposed(*rows, strategy=shares_only)] == ["B"]


def test_a_nearly_finished_unit_is_proposed_for_an_interim_sample_and_an_early_one_is_not():
    early = unit(state=DecisionState.NOT_READY, done=7)
    nearly = unit("B10", state=DecisionState.NOT_READY, done=8)
    (proposal,) = proposed(row("A", early, nearly))
    assert (proposal.unit, proposal.stage) == ("ocr-B10", Stage.INTERIM)
    assert proposed(row("A", nearly), strategy=replace(STRATEGY, nearly=0)) == ()


@pytest.mark.parametrize(
    "kept_out",
    [
        row("B", unit("B10"), own=True),
        row("B", unit("B10"), ended="withdrawal"),
        row("B", unit("B10", not_sampled="Seen in May")),
        row("B", unit("B10", begun=True)),
        row("B", unit("B10", history=(seen(),))),
    ],
    ids=["own", "ended", "not sampled because", "begun", "sampled"],
)
def test_a_unit_that_may_not_or_need_not_be_sampled_is_never_proposed(kept_out):
    assert [p.candidate for p in proposed(kept_out, risk=Risk.ACTIONS)] == []
    assert proposed(row("B", unit("B10")), risk=Risk.ACTIONS)


def test_a_candidate_known_from_a_status_file_is_proposed_too():
    assert proposed(row("B", unit("B10"), told=TODAY))


def test_only_what_the_strategy_asks_to_cover_is_covered():
    rows = [row("A", unit(history=(seen(),))), row("B", unit(methods=("PD",), places=("Quay",)))]
    none = replace(STRATEGY, experienced_share=0)
    assert [p.covers for p in proposed(*rows, strategy=replace(none, covers=(Cover.SITE,)))] == [
        (Cover.SITE,)
    ]
    assert proposed(*rows, strategy=replace(none, covers=(Cover.UNIT,))) == ()
    assert proposed(*rows, strategy=replace(none, covers=())) == ()


# CAMERA


def test_camera_counts_candidates_assessors_methods_evidence_records_and_sites():
    rows = [
        row("A", unit(history=(seen(),), accepted=3, seen=2, places=("Desk",))),
        row("B", unit("B10", methods=("OB",), places=("Quay",), accepted=4), assessor="Bob"),
        row("C", unit(done=0, state=DecisionState.NOT_READY)),
    ]
    assert [(c.name, c.words) for c in camera(rows)] == [
        ("Candidates", "1 of 2; not yet: B"),
        ("Assessors", "1 of 2; not yet: Bob"),
        ("Methods", "1 of 2; not yet: OB"),
        ("Evidence", "2 of 7"),
        ("Records", "1 of 2"),
        ("Sites", "1 of 2; not yet: Quay"),
    ]


# Over a caseload


@pytest.fixture
def strategic(ann, vera, tmp_path):
    """Return Aisha, decided by Ann, at Vera's, who has a strategy."""
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    planning.set_strategy(vera, STRATEGY)
    return aisha, item


def states(caseload):
    return [line.state for line in planning.lines(caseload, sampling_plan.plan(caseload))]


def test_proposals_are_planned_in_one_action_that_is_undone_at_once(vera, strategic):
    found = planning.proposals(vera, sampling_plan.plan(vera))
    assert [(p.name, p.unit, p.stage) for p in found] == [("Aisha Karim", UNIT, Stage.FINAL)]
    planning.take_up(vera, found)
    assert states(vera) == [PlannedState.DUE]
    assert planning.proposals(vera, sampling_plan.plan(vera)) == ()
    history.undo(vera, "centre")
    assert states(vera) == []


def test_a_planned_sample_is_done_once_it_is_signed(vera, strategic, clock):
    aisha, item = strategic
    (taken,) = planning.take_up(vera, planning.proposals(vera, sampling_plan.plan(vera)))
    assert taken.due == end_of_month(clock().date() + timedelta(weeks=2))
    sample = sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    assert states(vera) == [PlannedState.DUE]
    sampling.sign_sample(vera, aisha.id, sample.id, ((1, 2),))
    assert states(vera) == [PlannedState.DONE]
    (line,) = planning.lines(vera, sampling_plan.plan(vera))
    assert reason_words(line) == (
        "Ann Assessor is new or works towards the award: the centre samples 50 %. "
        "To cover every method, every unit, both stages."
    )


def test_a_planned_sample_is_changed_by_hand_and_removed(vera, strategic, clock):
    aisha, _ = strategic
    today = clock().date()
    entry = planning.plan_by_hand(vera, aisha.id, UNIT, Stage.INTERIM, today)
    changed = replace(entry, due=today + timedelta(days=60), methods=("PD",), interview=True)
    planning.change_planned(vera, changed)
    (line,) = planning.lines(vera, sampling_plan.plan(vera))
    assert (line.planned, line.state) == (changed, PlannedState.PLANNED)
    with pytest.raises(UserError, match="still to come"):
        planning.change_planned(vera, replace(changed, due=today - timedelta(days=1)))
    planning.remove_planned(vera, changed)
    assert states(vera) == []
    with pytest.raises(UserError, match="removed meanwhile"):
        planning.change_planned(vera, changed)


def test_an_overdue_sample_is_changed_without_a_new_date(vera, strategic, clock):
    aisha, _ = strategic
    entry = planning.plan_by_hand(vera, aisha.id, UNIT, Stage.INTERIM, clock().date())
    clock.move_on(days=40)
    planning.change_planned(vera, replace(entry, observe=True))
    assert states(vera) == [PlannedState.OVERDUE]


def test_an_assessor_is_new_by_the_staff_list(vera, strategic, clock):
    aisha, item = strategic
    sampled(vera, aisha, item)
    rows = sampling_plan.plan(vera)
    assert planning.risk(vera, rows) is Risk.EXPERIENCED
    staff.keep_member(vera, StaffMember("", "ann  ASSESSOR", "assessor", since=clock().date()))
    assert planning.risk(vera, rows) is Risk.NEW


def test_the_overview_counts_planned_due_and_overdue_by_assessor_also_from_status_files(
    ann, vera, strategic, tmp_path, clock
):
    decided(ann, "Tom Reid", "2")
    status(ann, vera, tmp_path / "status")
    planning.take_up(vera, planning.proposals(vera, sampling_plan.plan(vera)))
    by_hand = next(r.summary.candidate for r in sampling_plan.plan(vera) if r.reported_on)
    planning.plan_by_hand(vera, by_hand, UNIT, Stage.FINAL, clock().date())
    found = planning.overview(vera)
    (mine,) = [entry for entry in found.assessors if entry.name == "Ann Assessor"]
    assert (mine.candidates, mine.due, mine.overdue) == (2, 2, 0)
    clock.move_on(days=90)
    assert planning.overview(vera).assessors[0].overdue == 2
    following = planning.next_line(vera)
    assert following.row.summary.name == "Aisha Karim"


def test_without_a_strategy_nothing_is_proposed(vera, strategic):
    planning.set_strategy(vera, Strategy("strategy"))
    assert planning.proposals(vera, sampling_plan.plan(vera)) == ()


def test_a_planned_unit_is_left_out_with_a_reason_only(vera, strategic):
    aisha, _ = strategic
    assert sampling.needs_reason_not_to_sample(vera, aisha.id, UNIT)
    planning.take_up(vera, planning.proposals(vera, sampling_plan.plan(vera)))
    with pytest.raises(UserError):
        sampling.not_sampled(vera, aisha.id, UNIT)
    sampling.not_sampled(vera, aisha.id, UNIT, "Sampled at the other site")
    assert states(vera) == [PlannedState.NOT_SAMPLED]
    sampling.sample_after_all(vera, aisha.id, UNIT)
    assert states(vera) == [PlannedState.DUE]


def test_a_unit_that_the_strategy_leaves_out_needs_no_reason(vera, strategic):
    aisha, _ = strategic
    planning.set_strategy(vera, Strategy("strategy", covers=(Cover.SITE,)))
    assert not sampling.needs_reason_not_to_sample(vera, aisha.id, UNIT)
    sampling.not_sampled(vera, aisha.id, UNIT)
