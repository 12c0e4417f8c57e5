"""The verifier’s plan: every registered candidate, what was not looked at, and suggestions."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.assessment.portfolio_status import PortfolioStatus, SampledSoFar, UnitStatus
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.verification.sampling_plan import PlanRow, not_looked_at, suggest, unit_names
from csassess.forms.content import Grid
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.papers.centre import plan_paper
from csassess.services.verification import sampling, sampling_plan
from tests.support.builders import accepted_product
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, become, decided, registered, sampled
from tests.verification.helpers import status

# The plan, computed from the status of each unit


def unit(
    name="61", *, unit_id="", state=DecisionState.DECIDED, methods=("WP",), places=(), seen=None, **stated
):
    looked = SampledSoFar(1, date(2026, 3, 2), methods=seen[0], places=seen[1]) if seen else SampledSoFar()
    return UnitStatus(
        unit_id or f"ocr-{name}", name, stated.pop("done", 10), 10, state, methods, places, looked, **stated
    )


def row(name, *units, own=False, told=None, **stated):
    summary = PortfolioStatus(
        name,
        name,
        "",
        "ann",
        "Ann",
        False,
        ("ann",),
        ("Ann",),
        "R",
        date(2026, 1, 5),
        True,
        "",
        tuple(units),
        **stated,
    )
    return PlanRow(summary, told, own)


SEEN = (("WP",), ())


OLD = row("Old", unit("61", seen=SEEN))  # so that the assessor is not new


def suggested(*rows, percentage=0):
    return [(suggestion.candidate, suggestion.unit_name) for suggestion in suggest(rows, percentage)]


def test_what_was_not_looked_at_is_listed_by_unit_method_and_place():
    rows = [
        row("A", unit("61", methods=("OB", "WP"), places=("Desk",), seen=(("WP",), ()))),
        row("B", unit("B10", methods=("PD",), places=("Desk", "Quay"))),
    ]
    assert not_looked_at(rows) == (
        ("unit", "B10"),
        ("method", "OB"),
        ("method", "PD"),
        ("place", "Desk"),
        ("place", "Quay"),
    )


def test_two_units_of_the_same_number_are_two_in_the_plan():
    rows = [row("A", unit("B10", seen=SEEN)), row("B", unit("B10", unit_id="nos-b10"))]
    assert unit_names(rows) == {"nos-b10": "B10 (nos-b10)", "ocr-B10": "B10 (ocr-B10)"}
    assert not_looked_at(rows) == (("unit", "B10 (nos-b10)"),)
    assert suggested(*rows) == [("B", "B10 (nos-b10)")]


def test_a_unit_without_accepted_evidence_has_nothing_to_look_at():
    assert not_looked_at([row("A", unit(done=0, state=DecisionState.NOT_READY))]) == ()


def test_the_unit_that_covers_most_comes_first_and_what_it_covers_is_not_suggested_again():
    rows = [
        OLD,
        row("A", unit("B10", methods=("WP",))),
        row("B", unit("B10", methods=("OB", "PD"), places=("Quay",))),
    ]
    (suggestion,) = suggest(rows)
    assert (suggestion.candidate, suggestion.reasons) == (
        "B",
        ("not yet looked at: method OB; method PD; Quay; unit B10",),
    )


@pytest.mark.parametrize(
    "kept_out",
    [
        row("B", unit("B10"), own=True),
        row("B", unit("B10"), told=date(2026, 3, 2)),
        row("B", unit("B10"), ended="withdrawal"),
        row("B", unit("B10", not_sampled="Seen in May")),
        row("B", unit("B10", begun=True)),
        row("B", unit("B10", done=0, state=DecisionState.NOT_READY)),
    ],
    ids=["own", "not here", "ended", "not sampled because", "begun", "nothing accepted"],
)
def test_a_unit_that_may_not_or_need_not_be_sampled_is_never_suggested(kept_out):
    assert suggested(OLD, kept_out, percentage=100) == []
    assert suggested(OLD, row("B", unit("B10"))) == [("B", "B10")]


@pytest.mark.parametrize(("percentage", "count"), [(0, 0), (10, 0), (11, 1), (25, 2), (50, 4), (100, 9)])
def test_suggestions_reach_the_percentage_of_decided_units_set_by_the_centre(percentage, count):
    rows = [OLD, *(row(f"{number}", unit("61")) for number in range(9))]
    suggestions = suggest(rows, percentage)
    assert len(suggestions) == count
    assert all(
        suggestion.reasons == (f"the centre samples at least {percentage} % of decided units",)
        for suggestion in suggestions
    )


def test_an_undecided_unit_does_not_count_towards_the_percentage():
    rows = [OLD, row("A", unit("B10", state=DecisionState.NOT_READY)), row("B", unit("61"))]
    assert suggested(*rows, percentage=100) == [("A", "B10"), ("B", "61")]


def test_a_new_assessor_is_a_reason_to_sample():
    assert suggest([row("A", unit())])[0].reasons[0] == "nothing of this assessor was sampled before"
    trainee = row("B", unit("B10"))
    trainee = replace(trainee, summary=replace(trainee.summary, working_towards=True))
    assert suggest([OLD, trainee])[0].reasons[0] == "the assessor is working towards the award"
    assert len(suggest([OLD, row("B", unit("B10"))])[0].reasons) == 1


# The plan over a caseload


def planned(caseload):
    return [(row.summary.name, row.reported_on) for row in sampling_plan.plan(caseload)]


def test_the_plan_has_every_registered_candidate_and_no_other(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    registered(ann, "Tom Reid", "2")
    candidates.add_candidate(ann, "Una Unregistered", "3")
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    assert planned(vera) == [("Aisha Karim", None)]
    _, count = status(ann, vera, tmp_path / "status")
    assert count == 3
    assert planned(vera) == [("Aisha Karim", None), ("Tom Reid", vera.clock().date())]
    assert [row.summary.name for row in sampling_plan.not_registered(ann)] == ["Una Unregistered"]


def test_a_received_portfolio_replaces_its_status_row(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    status(ann, vera, tmp_path / "status")
    (from_status,) = sampling_plan.plan(vera)
    assert from_status.reported_on == vera.clock().date()
    assert sampling_plan.suggested(vera, [from_status]) == ()
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    (from_portfolio,) = sampling_plan.plan(vera)
    assert (from_portfolio.summary, from_portfolio.reported_on) == (from_status.summary, None)
    assert [suggestion.unit for suggestion in sampling_plan.suggested(vera, [from_portfolio])] == [UNIT]


def test_only_a_later_status_replaces_an_earlier_one(ann, vera, tmp_path, clock):
    registered(ann)
    status(ann, vera, tmp_path / "first")
    clock.move_on(days=30)
    registered(ann, "Tom Reid", "2")
    status(ann, vera, tmp_path / "second")
    today = clock().date()
    assert planned(vera) == [("Aisha Karim", today), ("Tom Reid", today)]
    with pytest.raises(UserError, match="told of a later day already"):
        sampling_plan.receive_status(vera, tmp_path / "first")
    assert planned(vera) == [("Aisha Karim", today), ("Tom Reid", today)]


def test_own_assessments_are_marked_and_never_suggested_by_id_or_name(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    become(vera, "ANN  assessor", Role.VERIFIER)
    become(ann, "Anna Newname", Role.VERIFIER)
    for caseload in (ann, vera):
        (plan_row,) = sampling_plan.plan(caseload)
        assert plan_row.own
        assert sampling_plan.suggested(caseload, [plan_row]) == ()


def test_a_signed_or_started_sample_removes_a_unit_from_the_suggestions(ann, vera, tmp_path):
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    sample = sampled(vera, aisha, item, sign=False)
    assert sampling_plan.suggested(vera, sampling_plan.plan(vera)) == ()
    sampling.sign_sample(vera, aisha.id, sample.id, ((1, 2),))
    rows = sampling_plan.plan(vera)
    assert rows[0].summary.units[0].looked.methods == ("WP",)
    assert not_looked_at(rows) == ()
    accepted_product(ann, aisha.id, UNIT, "2.1")
    evidence.add_item(ann, aisha.id, "PD", "Discussion", ann.clock().date())
    caseloads.change_centre(vera, replace(centre_of(vera), sample_percentage=100))
    assert sampling_plan.suggested(vera, rows) == ()


def test_the_plan_covers_one_assessor_or_all(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "aisha.csbundle")
    assert len(sampling_plan.plan(vera, ann.author)) == len(sampling_plan.plan(vera)) == 1
    assert sampling_plan.plan(vera, "somebody else") == []


def test_the_printed_plan_tells_units_and_assessors_of_the_same_name_apart(caseload):
    first = row("A", unit("B10"), unit("B10", unit_id="nos-b10"))
    second = row("B", unit("B10"))
    second = replace(second, summary=replace(second.summary, assessor="another Ann"))
    grids = [block for block in plan_paper(caseload, [first, second]).blocks if isinstance(block, Grid)]
    assert [[line[:2] for line in grid.rows] for grid in grids] == [
        [("A", "B10 (ocr-B10)"), ("", "B10 (nos-b10)")],
        [("B", "B10 (ocr-B10)")],
    ]
