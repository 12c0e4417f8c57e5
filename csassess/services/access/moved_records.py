"""Moving what an earlier version kept in the caseload's own stream to what the centre shares."""

from typing import Any

from csassess.data.exchange.merge import set_aside_event
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import CENTRE_KINDS, reason_against_changing
from csassess.data.record.fold import has_records
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import Assessor
from csassess.domain.records.quality.sampling_plan import PlannedSample, Strategy
from csassess.domain.records.user_actions import UserAction

_PLAN: tuple[type[Any], ...] = (Strategy, PlannedSample)  # moved by a later version than the rest


def move_centre_records(caseload: Caseload) -> None:
    """Move the centre's settings, staff list and approvals, then the sampling strategy and plan."""
    if not has_records(caseload.db, CENTRE_STREAM):
        records: list[Any] = []
        for name in CENTRE_KINDS:
            if KINDS[name].record_type not in _PLAN:
                records += caseload.all(KINDS[name].record_type, CASELOAD_STREAM)
        caseload.save(CENTRE_STREAM, UserAction.CENTRE_MOVE, *records, are_copies=True)
    _move_plan(caseload)


def _move_plan(caseload: Caseload) -> None:
    """Move the strategy and planned samples.

    If somebody else keeps what the centre shares, they are set aside: shown here and there, to be taken over.
    """
    records: list[Any] = [
        record
        for record_type in _PLAN
        for record in caseload.all(record_type, CASELOAD_STREAM)
        if caseload.one(record_type, CENTRE_STREAM, record.id) is None
    ]
    person = caseload.one(Assessor, CASELOAD_STREAM, caseload.author)
    if not records or person is None:
        return
    reason = reason_against_changing(caseload, person)
    with caseload.together():
        moved = caseload.save(CENTRE_STREAM, UserAction.CENTRE_MOVE, *records, are_copies=True)
        caseload.save(CASELOAD_STREAM, UserAction.CENTRE_MOVE, remove=tuple(records))
        if moved and reason:
            set_aside_event(caseload, moved, reason)
