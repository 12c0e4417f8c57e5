"""A visit is planned from what is needed, agreed before it happens, and ticks off as evidence is accepted."""

from datetime import timedelta

import pytest

from csassess.data.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.services import candidates, plans


def test_a_plan_keeps_what_was_needed_when_it_was_made(caseload, mo):
    day = caseload.clock().date() + timedelta(days=7)
    plan = plans.plan_visit(caseload, mo.id, day, "Ticket office", "Call log")
    first = plan.lines[0]
    assert (first.words, first.serves) == (
        "a new customer who is difficult to deal with",
        "B10 4 b, 4 d; B10 4 b, 4 d",
    )
    assert "1.1" in plan.criteria_of("ocr-b10")
    assert "B10.1.1" in plan.criteria_of("nos-b10")
    assert load_portfolio(caseload, mo.id).plan == plan


def test_a_plan_is_agreed_before_the_visit_and_not_after(caseload, clock, mo):
    plan = plans.plan_visit(caseload, mo.id, clock().date() + timedelta(days=1), "")
    assert plans.agree(caseload, mo.id, plan).agreed == clock().date()
    clock.move_on(days=2)
    with pytest.raises(UserError, match="agreed before the visit"):
        plans.agree(caseload, mo.id, plan)


def test_a_day_that_is_past_is_refused(caseload, mo):
    with pytest.raises(UserError, match="before it happens"):
        plans.plan_visit(caseload, mo.id, caseload.clock().date() - timedelta(days=1), "")


def test_with_nothing_to_look_for_there_is_no_plan(caseload):
    lone = candidates.add_candidate(caseload, "Siân Ŵyn")
    with pytest.raises(UserError, match="nothing to look for"):
        plans.plan_visit(caseload, lone.id, caseload.clock().date(), "")


def test_the_next_plan_takes_the_place_of_the_one_before(caseload, mo):
    today = caseload.clock().date()
    plans.plan_visit(caseload, mo.id, today, "First")
    second = plans.plan_visit(caseload, mo.id, today + timedelta(days=30), "Second")
    assert load_portfolio(caseload, mo.id).plan == second
