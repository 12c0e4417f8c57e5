"""Strategy and plan of sampling arrive everywhere, written by the office or the lead verifier only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM
from csassess.domain.errors import UserError
from csassess.domain.records.quality.sampling_plan import Cover, PlannedSample, Strategy
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Stage
from csassess.services.access.caseloads import move_centre_records
from csassess.services.candidates import centre_list
from csassess.services.disclosure.external_pack import gather_pack
from csassess.services.progress import history
from csassess.services.verification import planning, sampling_plan
from csassess.services.verification.plan_papers import whole_plan
from tests.exchange.centre.test_centre_travels import forged, member, send_centre
from tests.support.exchanging import transfer
from tests.support.forging import Forger
from tests.support.verifying import UNIT, decided, office

STRATEGY = Strategy("strategy", 100, 50, 25, 6, (Cover.UNIT, Cover.METHOD), 80, 2, formative=True)


@pytest.fixture
def team(tmp_path, clock):
    """Open the machines of an assessor, the lead verifier and the office; all hold Aisha's portfolio."""
    with office(tmp_path, clock, "ann", "vera", "cleo") as (ann, vera, cleo):
        aisha, _ = decided(ann)
        for other in (vera, cleo):
            transfer(ann, other, aisha.id, tmp_path / f"aisha-to-{other.device}")
        yield ann, vera, cleo, aisha.id


@pytest.fixture
def led(team, tmp_path):
    """Have the office name Vera as lead verifier, on every machine."""
    ann, vera, cleo, _ = team
    member(cleo, "Vera Verifier", "lead internal verifier")
    for other in (ann, vera):
        send_centre(cleo, other, tmp_path / f"lead-to-{other.device}")
    return team


def everywhere(giver, *receivers, path, name):
    for receiver in receivers:
        send_centre(giver, receiver, path / f"{name}-{receiver.device}")


def planned(caseload):
    return planning.planned_for(caseload, sampling_plan.plan(caseload))


def plan_blocks(caseload):
    return whole_plan(caseload).blocks


def test_the_lead_s_strategy_and_plan_arrive_on_every_machine_and_print_the_same(led, tmp_path, clock):
    ann, vera, cleo, aisha = led
    planning.set_strategy(vera, STRATEGY)
    planning.take_up(vera, planning.proposals(vera, sampling_plan.plan(vera)))
    assert len(planned(vera)) == 1
    everywhere(vera, ann, cleo, path=tmp_path, name="plan")
    for other in (ann, cleo):
        assert planning.strategy_of(other) == planning.strategy_of(vera) == STRATEGY
        assert planned(other) == planned(vera)
        assert plan_blocks(other) == plan_blocks(vera)
    (file, *_) = gather_pack(vera, [aisha]).files
    assert plan_blocks(ann) in [paper.blocks for paper in file[2] if hasattr(paper, "blocks")]


def test_they_go_along_with_a_portfolio_file_and_a_status_file(led, tmp_path):
    ann, vera, cleo, aisha = led
    planning.set_strategy(vera, STRATEGY)
    transfer(vera, ann, aisha, tmp_path / "portfolio")
    assert planning.strategy_of(ann) == STRATEGY
    planning.plan_by_hand(vera, aisha, UNIT, Stage.FINAL, vera.clock().date())
    send_centre(vera, ann, tmp_path / "plan")
    card = next(c for c in vera_known_to(ann) if c.device == cleo.device)
    sampling_plan.write_status(ann, tmp_path / "status", [card])
    sampling_plan.receive_status(cleo, tmp_path / "status")
    assert planned(cleo) == planned(vera) != []


def vera_known_to(caseload):
    from csassess.services.exchange import key_files

    return key_files.recipients_known(caseload)


def test_what_is_changed_removed_or_undone_in_the_plan_arrives_too(led, tmp_path, clock):
    ann, vera, cleo, aisha = led
    today = clock().date()
    first = planning.plan_by_hand(vera, aisha, UNIT, Stage.INTERIM, today)
    second = planning.plan_by_hand(vera, aisha, UNIT, Stage.FINAL, today)
    everywhere(vera, ann, cleo, path=tmp_path, name="one")
    later = planning.change_planned(vera, replace(first, due=today + timedelta(days=40), interview=True))
    planning.remove_planned(vera, second)
    everywhere(vera, ann, cleo, path=tmp_path, name="two")
    assert planned(ann) == planned(cleo) == [later]
    history.undo(vera, CENTRE_STREAM)
    everywhere(vera, ann, path=tmp_path, name="three")
    assert {entry.id for entry in planned(ann)} == {first.id, second.id}


def test_the_office_sets_the_strategy_and_the_lead_plans_by_it(led, tmp_path):
    ann, vera, cleo, _ = led
    planning.set_strategy(cleo, STRATEGY)
    everywhere(cleo, vera, path=tmp_path, name="strategy")
    planning.take_up(vera, planning.proposals(vera, sampling_plan.plan(vera)))
    everywhere(vera, ann, cleo, path=tmp_path, name="plan")
    assert planned(ann) == planned(cleo) == planned(vera) != []


def test_a_strategy_set_by_office_and_lead_at_once_is_a_conflict_on_every_machine(led, tmp_path):
    ann, vera, cleo, _ = led
    planning.set_strategy(cleo, STRATEGY)
    everywhere(cleo, vera, ann, path=tmp_path, name="strategy")
    planning.set_strategy(cleo, replace(STRATEGY, new_share=75))
    planning.set_strategy(vera, replace(STRATEGY, new_share=100))
    everywhere(cleo, vera, ann, path=tmp_path, name="office")
    everywhere(vera, ann, path=tmp_path, name="lead")
    for caseload in (vera, ann):
        (conflict,) = centre_list.centre_conflicts(caseload)
        assert {version.value for version in conflict.versions} == {75, 100}


def test_who_does_not_lead_plans_nothing_once_the_office_keeps_the_centre_s_list(team, tmp_path):
    _, vera, cleo, aisha = team
    member(cleo, "Ann Assessor")
    everywhere(cleo, vera, path=tmp_path, name="list")
    with pytest.raises(UserError, match="office or lead verifier keeps this"):
        planning.set_strategy(vera, STRATEGY)
    with pytest.raises(UserError, match="office or lead verifier keeps this"):
        planning.plan_by_hand(vera, aisha, UNIT, Stage.FINAL, vera.clock().date())


def test_a_plan_typed_before_the_office_s_list_came_is_taken_over_at_the_office_by_one_press(team, tmp_path):
    ann, vera, cleo, aisha = team
    planning.set_strategy(vera, STRATEGY)
    for stage in Stage:
        planning.plan_by_hand(vera, aisha, UNIT, stage, vera.clock().date())
    mine = planned(vera)
    member(cleo, "Ann Assessor")
    everywhere(cleo, vera, path=tmp_path, name="list")
    assert (planned(vera), planning.strategy_of(vera)) == ([], Strategy("strategy"))
    everywhere(vera, cleo, path=tmp_path, name="typed")
    for caseload in (vera, cleo):
        whats = {typed.what for typed in centre_list.typed_apart(caseload)}
        assert whats == {"Strategy of sampling", "Plan: 2 samples"}
    for typed in centre_list.typed_apart(cleo):
        centre_list.take_over(cleo, typed)
    assert centre_list.typed_apart(cleo) == []
    everywhere(cleo, ann, vera, path=tmp_path, name="taken")
    assert planned(ann) == planned(vera) == planned(cleo)
    assert {entry.id for entry in planned(ann)} == {entry.id for entry in mine}
    assert plan_blocks(ann) == plan_blocks(vera) == plan_blocks(cleo)


def test_a_verifier_alone_plans_as_before_and_nobody_s_machine_follows_unasked(team, tmp_path):
    ann, vera, _, aisha = team
    planning.set_strategy(vera, STRATEGY)
    planning.plan_by_hand(vera, aisha, UNIT, Stage.FINAL, vera.clock().date())
    transfer(vera, ann, aisha, tmp_path / "portfolio")
    assert len(planned(vera)) == 1
    assert not planning.is_used(ann)


@pytest.mark.parametrize("role", [Role.CENTRE, Role.VERIFIER])
def test_a_stranger_s_strategy_and_plan_change_nothing(led, tmp_path, role):
    ann, vera, _, aisha = led
    planning.set_strategy(vera, STRATEGY)
    everywhere(vera, ann, path=tmp_path, name="strategy")
    forger = Forger(tmp_path / "mallory", role=role)
    day = ann.clock().date()
    false = (Strategy("strategy"), PlannedSample("false", aisha, UNIT, Stage.FINAL, day, "vera", day))
    forged(forger, ann, tmp_path / "forged", *false)
    assert (planning.strategy_of(ann), planned(ann)) == (STRATEGY, [])


@pytest.mark.parametrize("is_lead", [True, False])
def test_strategy_and_plan_of_an_earlier_version_are_moved_and_travel(team, tmp_path, is_lead):
    ann, vera, cleo, aisha = team
    day = vera.clock().date()
    entry = PlannedSample("p", aisha, UNIT, Stage.FINAL, day, vera.author, day)
    vera.save(CASELOAD_STREAM, "strategy.set", STRATEGY, entry)
    member(cleo, "Vera Verifier", "lead verifier" if is_lead else "verifier")
    everywhere(cleo, vera, ann, path=tmp_path, name="list")
    move_centre_records(vera)
    move_centre_records(vera)
    everywhere(vera, ann, cleo, path=tmp_path, name="moved")
    if not is_lead:
        assert planned(vera) == planned(cleo) == []
        for typed in centre_list.typed_apart(cleo):
            centre_list.take_over(cleo, typed)
        everywhere(cleo, vera, ann, path=tmp_path, name="taken")
    for caseload in (ann, vera, cleo):
        assert (planning.strategy_of(caseload), planned(caseload)) == (STRATEGY, [entry])
