"""Visits of the external verifier: report, actions, and what the centre did about them."""

from dataclasses import replace
from datetime import date

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.user_actions import UserAction
from csassess.services.signing.signed_sheet_scans import Scan


def visits(caseload: Caseload) -> list[tuple[ExternalVisit, list[ExternalAction]]]:
    """Return the visits with their actions, the last visit first; actions by due date."""
    actions = sorted(caseload.all(ExternalAction, CASELOAD_STREAM), key=lambda action: action.due or date.max)
    found = sorted(caseload.all(ExternalVisit, CASELOAD_STREAM), key=lambda visit: visit.on, reverse=True)
    return [(visit, [action for action in actions if action.visit == visit.id]) for visit in found]


def keep_visit(caseload: Caseload, visit: ExternalVisit, scan: Scan | None = None) -> ExternalVisit:
    """Record a visit, or change it; `scan` is the file of the report.

    Raises UserError without the external verifier's name, or if the day is in the future.
    """
    if not visit.name.strip():
        raise MissingError(text("the external verifier’s name"), "name")
    if visit.on > caseload.clock().date():
        raise UserError(text("Choose the day on which it took place."))
    kept = replace(visit, id=visit.id or caseload.new_id())
    if scan:
        kept = replace(kept, sha256=caseload.attached.put(scan.content), media_type=scan.media_type)
    caseload.save(CASELOAD_STREAM, UserAction.EXTERNAL_VISIT_KEEP, kept)
    return kept


def remove_visit(caseload: Caseload, visit: ExternalVisit) -> None:
    """Remove a visit that was recorded by mistake, with its actions."""
    actions = [a for a in caseload.all(ExternalAction, CASELOAD_STREAM) if a.visit == visit.id]
    caseload.save(CASELOAD_STREAM, UserAction.EXTERNAL_VISIT_REMOVE, remove=(*actions, visit))


def keep_action(caseload: Caseload, action: ExternalAction) -> ExternalAction:
    """Record an action of a visit, or what was done about it.

    Raises UserError without words, or if it was done in the future.
    """
    if not action.what.strip():
        raise MissingError(text("what is asked"), "what")
    if action.done and action.done > caseload.clock().date():
        raise UserError(text("Choose the day on which it was done."))
    kept = replace(action, id=action.id or caseload.new_id())
    caseload.save(CASELOAD_STREAM, UserAction.EXTERNAL_ACTION_KEEP, kept)
    return kept


def remove_action(caseload: Caseload, action: ExternalAction) -> None:
    """Remove an action that was recorded by mistake."""
    caseload.save(CASELOAD_STREAM, UserAction.EXTERNAL_ACTION_REMOVE, remove=(action,))
