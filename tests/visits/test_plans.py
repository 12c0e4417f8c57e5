"""A visit plan: made from what is needed, agreed beforehand, ticked off by accepted evidence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.planning import plan_lines, progress
from csassess.domain.errors import UserError
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers import files
from csassess.services.progress import history, portfolio_view
from csassess.services.visits import plans
from tests.support.builders import accepted_product, pdf_text


def test_a_plan_keeps_what_was_needed_when_it_was_made(caseload, mo):
    day = caseload.clock().date() + timedelta(days=7)
    plan = plans.plan_visit(caseload, mo.id, day, "Ticket office", "Call log")
    first = plan.lines[0]
    assert (first.words, first.serves) == (
        "a new customer who is difficult to deal with",
        "B10 (nos-b10) 4 b, 4 d; B10 (ocr-b10) 4 b, 4 d",
    )
    assert "1.1" in plan.criteria_of("ocr-b10")
    assert "B10.1.1" in plan.criteria_of("nos-b10")
    assert load_portfolio(caseload, mo.id).plan == plan


def test_a_plan_can_be_agreed_before_the_visit_only(caseload, clock, mo):
    plan = plans.plan_visit(caseload, mo.id, clock().date() + timedelta(days=1), "")
    assert plans.agree(caseload, mo.id, plan).agreed == clock().date()
    clock.move_on(days=2)
    with pytest.raises(UserError, match="The visit has already happened, so its plan cannot be agreed now"):
        plans.agree(caseload, mo.id, plan)


def test_a_plan_for_a_past_day_is_refused(caseload, mo):
    with pytest.raises(UserError, match="A visit cannot be planned for a past date"):
        plans.plan_visit(caseload, mo.id, caseload.clock().date() - timedelta(days=1), "")


def test_a_plan_without_anything_to_look_for_is_refused(caseload):
    lone = candidates.add_candidate(caseload, "Siân Ŵyn")
    with pytest.raises(UserError, match="There is nothing to plan"):
        plans.plan_visit(caseload, lone.id, caseload.clock().date(), "")


def test_a_line_is_ticked_off_when_evidence_is_accepted(caseload, mo):
    today = caseload.clock().date()
    plan = plans.plan_visit(caseload, mo.id, today, "Desk")

    def records_line():
        lines = progress(plan, portfolio_view.portfolio_view(caseload, mo.id).standings)
        return next((p.seen, p.of, p.done) for p in lines if "recording systems" in p.line.words)

    assert records_line() == (0, 8, False)
    item = evidence.add_item(caseload, mo.id, "WP", "Log", today)
    for number in range(1, 5):
        references.tick(caseload, mo.id, item.id, "ocr-b10", f"3.{number}")
        references.tick(caseload, mo.id, item.id, "nos-b10", f"B10.3.{number}")
    assert records_line() == (0, 8, False)
    judgement.accept(caseload, mo.id, item.id)
    assert records_line() == (8, 8, True)


def test_the_printed_plan_lists_its_lines_and_facts(caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "3.1")
    plan = plans.plan_visit(caseload, mo.id, caseload.clock().date(), "Ticket office", "The call log")
    for criterion in ("B10.3.1",):
        accepted_product(caseload, mo.id, "nos-b10", criterion)
    (paper,) = [
        c
        for c in files.paper_choices(caseload, portfolio_view.portfolio_view(caseload, mo.id))
        if c.form == "visit-plan"
    ]
    text = pdf_text(files.draw(paper.content()))
    for line in plan.lines:
        assert line.serves in text
    for words in (
        "Ticket office",
        "The call log",
        "not agreed yet",
        "Candidate’s signature",
        "Form VPL version 1",
    ):
        assert words in text


def test_a_new_plan_replaces_the_previous_one(caseload, mo):
    today = caseload.clock().date()
    plans.plan_visit(caseload, mo.id, today, "First")
    second = plans.plan_visit(caseload, mo.id, today + timedelta(days=30), "Second")
    assert load_portfolio(caseload, mo.id).plan == second


def test_a_plan_may_omit_some_lines_but_not_all(caseload, mo):
    today = caseload.clock().date()
    needed = plan_lines(portfolio_view.portfolio_view(caseload, mo.id).standings)
    plan = plans.plan_visit(caseload, mo.id, today, "Desk", lines=needed[:2])
    assert plan.lines == needed[:2]
    with pytest.raises(UserError, match="at least one"):
        plans.plan_visit(caseload, mo.id, today, "Desk", lines=())
    assert load_portfolio(caseload, mo.id).plan == plan


def test_a_plan_for_the_wrong_day_is_changed_and_has_to_be_agreed_again(caseload, mo):
    today = caseload.clock().date()
    plan = plans.agree(caseload, mo.id, plans.plan_visit(caseload, mo.id, today + timedelta(30), "Deks"))
    changed = replace(plan, on=today, place=" Desk ", brings=" Log ")
    plans.change_plan(caseload, mo.id, changed)
    assert load_portfolio(caseload, mo.id).plans == (
        replace(changed, place="Desk", brings="Log", agreed=None),
    )


def test_a_plan_that_does_not_change_stays_agreed(caseload, mo):
    today = caseload.clock().date()
    plan = plans.agree(caseload, mo.id, plans.plan_visit(caseload, mo.id, today, "Desk"))
    plans.change_plan(caseload, mo.id, plan)
    assert load_portfolio(caseload, mo.id).plan == plan


def test_a_changed_plan_is_for_a_day_to_come_and_has_lines(caseload, mo):
    today = caseload.clock().date()
    plan = plans.plan_visit(caseload, mo.id, today, "Desk")
    for changed, words in (
        (replace(plan, on=today - timedelta(1)), "past date"),
        (replace(plan, lines=()), "at least one"),
    ):
        with pytest.raises(UserError, match=words):
            plans.change_plan(caseload, mo.id, changed)
    assert load_portfolio(caseload, mo.id).plan == plan


def test_a_removed_plan_gives_way_to_the_one_before_and_comes_back_by_undo(caseload, mo):
    today = caseload.clock().date()
    first = plans.plan_visit(caseload, mo.id, today, "First")
    second = plans.plan_visit(caseload, mo.id, today + timedelta(days=30), "Second")
    plans.remove_plan(caseload, mo.id, second)
    assert load_portfolio(caseload, mo.id).plan == first
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).plan == second
