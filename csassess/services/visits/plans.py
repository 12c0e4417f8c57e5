"""Plan a visit and agree it with the candidate before the day."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.planning import plan_lines
from csassess.domain.errors import UserError, refuse
from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.visits import Plan, PlanLine
from csassess.services.progress.portfolio_view import portfolio_view


def plan_visit(
    caseload: Caseload,
    candidate_id: str,
    on: date,
    place: str,
    brings: str = "",
    lines: tuple[PlanLine, ...] | None = None,
) -> Plan:
    """Plan a visit that looks for the given lines, or for everything needed now.

    Raises UserError for a day in the past, or if there is nothing to look for.
    """
    _check_date(caseload, on)
    needed = plan_lines(portfolio_view(caseload, candidate_id).standings_to_plan())
    if not needed:
        raise UserError(
            text("There is nothing to plan. Every unit is covered, or the candidate is not enrolled on any.")
        )
    lines = needed if lines is None else lines
    if not lines:
        raise UserError(text("Nothing is ticked. Tick at least one thing to look for."))
    plan = Plan(caseload.new_id(), on, place.strip(), lines, brings.strip())
    caseload.save(candidate_id, UserAction.VISIT_PLAN, plan)
    return plan


def _check_date(caseload: Caseload, on: date) -> None:
    if on < caseload.clock().date():
        raise UserError(text("A visit cannot be planned for a past date. Choose today or a later date."))


def change_plan(caseload: Caseload, candidate_id: str, plan: Plan) -> None:
    """Change a plan's date, place, lines or what the candidate will bring.

    A plan that was agreed has to be agreed again.
    Raises UserError for a day in the past, or without lines.
    """
    _check_date(caseload, plan.on)
    if not plan.lines:
        raise UserError(text("Nothing is ticked. Tick at least one thing to look for."))
    changed = replace(plan, place=plan.place.strip(), brings=plan.brings.strip())
    if changed != caseload.one(Plan, candidate_id, plan.id):
        caseload.save(candidate_id, UserAction.VISIT_PLAN_CHANGE, replace(changed, agreed=None))


def remove_plan(caseload: Caseload, candidate_id: str, plan: Plan) -> None:
    """Remove a plan, of a visit that will not take place; can be undone."""
    caseload.save(candidate_id, UserAction.VISIT_PLAN_REMOVE, remove=(plan,))


def reason_against_agreeing(plan: Plan, today: date) -> str:
    """Return why a plan cannot be agreed today; empty if it can."""
    if plan.agreed is not None:
        return text("This plan is agreed already.")
    if today > plan.on:
        return text("The visit has already happened, so its plan cannot be agreed now. Plan the next one.")
    return ""


def agree(caseload: Caseload, candidate_id: str, plan: Plan) -> Plan:
    """Record that the plan was agreed with the candidate today.

    Raises UserError after the day of the visit, or if the plan is agreed already.
    """
    today = caseload.clock().date()
    refuse(reason_against_agreeing(plan, today))
    agreed = replace(plan, agreed=today)
    caseload.save(candidate_id, UserAction.VISIT_AGREE, agreed)
    return agreed
