"""Whether a person was working towards the award when they judged something."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from csassess.data.exchange.devices import TRAINEE_UNTIL, people
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.centre import CENTRE_KINDS
from csassess.data.record.events import Event
from csassess.domain.records.people import Assessor, AssessorStatus
from csassess.domain.verification.sampling import plain_name

_TRAINEE = AssessorStatus.WORKING_TOWARDS
_Values = dict[str, dict[str, Any]]


def was_judged_while_working_towards(
    caseload: Caseload, stream: str, unit_id: str, items: Collection[str]
) -> bool:
    """Return whether anyone judged some items, confirmed or decided a unit while working towards the award.

    What was judged again since counts too.
    """
    events = caseload.history.changing(stream, "judgement", "confirmation", "decision")
    of_unit = {
        change.id
        for _, event in events
        for change in event.changes
        if change.entity in ("confirmation", "decision") and (change.field, change.value) == ("unit", unit_id)
    }
    return any(
        _was_trainee(caseload, _person(event, record_id), event.at, row)
        for row, event in events
        for record_id in {change.id for change in event.changes if _is_about(change, of_unit, items)}
    )


def _is_about(change: Any, of_unit: set[str], items: Collection[str]) -> bool:
    if change.entity == "judgement":
        return change.id in items
    return change.entity in ("confirmation", "decision") and change.id in of_unit


def _person(event: Event, record_id: str) -> str:
    """Return who judged: the one named, as the author may only have joined two records."""
    named = (str(c.value) for c in event.changes if (c.id, c.field) == (record_id, "by") and c.value)
    return next(named, event.author)


def _was_trainee(caseload: Caseload, person_id: str, at: datetime, row: int) -> bool:
    """Return whether a person was working towards the award at a time.

    `row` is when their entry came. What the centre has on record of that day decides, then their own
    record as it stood. An entry that came later, for an earlier day, makes nobody qualified.
    """
    name = plain_name(people(caseload)[person_id].name) if person_id in people(caseload) else ""
    known_then = _staff_status(_staff(caseload, row), name, at.date())
    known_now = _staff_status(_staff(caseload), name, at.date())
    if _TRAINEE in (known_then, known_now):
        return True
    return known_then is None and _own_status(caseload, person_id, at, row) is _TRAINEE


def _staff(caseload: Caseload, before: int | None = None) -> list[dict[str, Any]]:
    """Return the values of the centre's staff entries, as they were before a row.

    Before an earlier version's were moved, or others' arrived, they were in the caseload's own stream.
    """
    entries: _Values = {}
    shared = caseload.history.changing(CENTRE_STREAM, *CENTRE_KINDS)
    is_shared = any(before is None or row < before for row, _ in shared)
    typed = shared if is_shared else caseload.history.changing(CASELOAD_STREAM, "staff-member")
    for row, event in typed:
        if before is None or row < before:
            for change in event.changes:
                if change.entity == "staff-member":
                    entries.setdefault(change.id, {})[change.field] = change.value
    return [entry for entry in entries.values() if not entry.get("deleted")]


def _staff_status(staff: list[dict[str, Any]], name: str, day: date) -> AssessorStatus | None:
    """Return the status that the staff list gives a person on a day, or None if it gives none."""
    found = [
        AssessorStatus(entry["status"])
        for entry in staff
        if entry.get("status")
        and plain_name(str(entry.get("name", ""))) == name
        and str(entry.get("since") or "") <= day.isoformat() <= str(entry.get("until") or "9999")
    ]
    return min(found, key=_rank, default=None)


def _rank(status: AssessorStatus) -> int:
    return int(status is not _TRAINEE)  # two entries for one day: the lower status counts


def _own_status(caseload: Caseload, person_id: str, at: datetime, row: int) -> AssessorStatus | None:
    """Return the status that a person stated of themselves when something of theirs came here."""
    status = None
    for changed, event in caseload.history.changing(CASELOAD_STREAM, "assessor"):
        own = [c for c in event.changes if (c.entity, c.id) == ("assessor", person_id)]
        if own and changed < row:
            stated = next((c.value for c in own if c.field == "status"), None)
            status = AssessorStatus(stated) if stated else status or AssessorStatus.QUALIFIED
    works_here = caseload.one(Assessor, CASELOAD_STREAM, person_id)
    if status is not None or works_here:
        return status
    until = caseload.local.get(f"{TRAINEE_UNTIL}{person_id}")
    if until and at <= datetime.fromisoformat(until):
        return _TRAINEE
    known = people(caseload).get(person_id)
    return known.status if known else None
