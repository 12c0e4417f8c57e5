"""Whether a person was working towards the award when they judged something."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from csassess.data.exchange.accepted import own_machines
from csassess.data.exchange.assessors import assessors_of
from csassess.data.exchange.devices import TRAINEE_UNTIL, people
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.events import Event
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Decision
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
    own, today = own_machines(caseload), caseload.clock().date()
    return any(
        _was_trainee(
            caseload,
            _person(event, record_id),
            event.at,
            row,
            event.at.date() if event.device in own else max(today, event.at.date()),
        )
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


def _was_trainee(caseload: Caseload, person_id: str, at: datetime, row: int, came: date) -> bool:
    """Return whether a person was working towards the award at a time, or on a day from then until it came.

    `row` is where their entry came, `came` the last day on which it may have been written: a machine can
    state any day before. What the centre has on record of that day decides, then their own record as it
    stood. An entry that came later, for an earlier day, does not make anyone qualified.
    """
    name = plain_name(people(caseload)[person_id].name) if person_id in people(caseload) else ""
    known_then = _staff_status(_staff(caseload, row), name, at.date(), came)
    known_now = _staff_status(_staff(caseload), name, at.date(), came)
    if _TRAINEE in (known_then, known_now):
        return True
    return known_then is None and _own_status(caseload, person_id, at, row) is _TRAINEE


def _staff(caseload: Caseload, before: int | None = None) -> list[dict[str, Any]]:
    """Return the values of the centre's staff entries, as they were before a row.

    Before an earlier version's were moved, or others' arrived, they were in the caseload's own stream.
    """
    entries: _Values = {}
    shared = caseload.history.changing(CENTRE_STREAM, "centre", "staff-member")  # it begins with the centre
    is_shared = any(before is None or row < before for row, _ in shared)
    typed = shared if is_shared else caseload.history.changing(CASELOAD_STREAM, "staff-member")
    for row, event in typed:
        if before is None or row < before:
            for change in event.changes:
                if change.entity == "staff-member":
                    entries.setdefault(change.id, {})[change.field] = change.value
    return [entry for entry in entries.values() if not entry.get("deleted")]


def _staff_status(staff: list[dict[str, Any]], name: str, day: date, until: date) -> AssessorStatus | None:
    """Return the status that the staff list gives a person on a day, or None if it gives none.

    Somebody who works towards the award on a later day, up to `until`, did so before too.
    """
    found = [
        AssessorStatus(entry["status"])
        for entry in staff
        if entry.get("status")
        and plain_name(str(entry.get("name", ""))) == name
        and str(entry.get("since") or "") <= (until if entry["status"] == _TRAINEE else day).isoformat()
        and day.isoformat() <= str(entry.get("until") or "9999")
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


def with_countersigners(caseload: Caseload, portfolio: Portfolio) -> Portfolio:
    """Return a portfolio in which no decision of another machine does without a countersigner it needs."""
    due = [decision for decision in portfolio.decisions if not decision.awaits_countersigner]
    own = own_machines(caseload) if due else set()
    due = [decision for decision in due if not _is_made_on(own, caseload, portfolio, decision)]
    stream = portfolio.candidate.id
    if not due or not assessors_of(caseload, stream) & _trainees(caseload):
        return portfolio
    missing = {
        decision.id: replace(decision, awaits_countersigner=True)
        for decision in due
        if was_judged_while_working_towards(caseload, stream, decision.unit, decision.basis)
    }
    decisions = tuple(missing.get(decision.id, decision) for decision in portfolio.decisions)
    return portfolio.with_parts(decisions=decisions) if missing else portfolio


def _is_made_on(machines: set[str], caseload: Caseload, portfolio: Portfolio, decision: Decision) -> bool:
    heads = caseload.heads(portfolio.candidate.id, "decision", decision.id).get("code", ())
    return all(caseload.history.event(head).device in machines for head in heads)


def _trainees(caseload: Caseload) -> set[str]:
    """Return the ids of those who are known to work, or to have worked, towards the award."""
    entries: _Values = {}
    names = set()
    has_staff = caseload.db.execute('SELECT 1 FROM "staff-member" LIMIT 1').fetchone()
    streams = (CASELOAD_STREAM, CENTRE_STREAM) if has_staff else ()
    listed = [
        change
        for stream in streams
        for _, event in caseload.history.changing(stream, "staff-member")
        for change in event.changes
        if change.entity == "staff-member"
    ]
    for change in listed:
        entry = entries.setdefault(change.id, {})
        entry[change.field] = change.value
        if entry.get("status") == _TRAINEE:
            names.add(plain_name(str(entry.get("name", ""))))
    return {
        person.id
        for person in people(caseload).values()
        if person.status is _TRAINEE
        or plain_name(person.name) in names
        or caseload.local.get(f"{TRAINEE_UNTIL}{person.id}")
    }
