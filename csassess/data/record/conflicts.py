"""What two devices set or gave independently: values in conflict, and numbers and letters given twice."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.events import Event
from csassess.domain.records.conflicts import Conflict, Version
from csassess.domain.records.evidence import Customer, EvidenceItem
from csassess.domain.records.people import Device

# "A" is reserved for the first device, which has no letter; "I" and "O" look like digits.
LETTERS = "BCDEFGHJKLMNPQRSTUVWXYZ"


def conflicts(caseload: Caseload, stream: str) -> tuple[Conflict, ...]:
    """Return the fields of a stream with several differing values, the displayed value first."""
    forked_records = caseload.db.execute(
        "SELECT entity, id FROM heads WHERE stream = ? GROUP BY entity, id HAVING COUNT(*) > 1 ORDER BY"
        " entity, id",
        (stream,),
    ).fetchall()
    conflicting = []
    for entity, record_id in forked_records:
        for name, heads in sorted(fold.heads_of(caseload.db, stream, entity, record_id).items()):
            if name == "deleted" or len(heads) == 1:
                continue
            key = (entity, record_id, name)
            versions = tuple(_version(caseload.history.event(head), key) for head in reversed(heads))
            if any(version.value != versions[0].value for version in versions):
                conflicting.append(Conflict(*key, versions))
    return tuple(conflicting)


def _version(event: Event, key: tuple[str, str, str]) -> Version:
    value: Any = next(c.value for c in event.changes if (c.entity, c.id, c.field) == key)
    return Version(event.id, value, event.author, event.at)


def first_letter(device: str) -> int:
    """Return the place among the letters of the one that a device takes if it is free."""
    return int(device[:8], 16) % len(LETTERS)


def given_second(
    caseload: Caseload, stream: str, items: Iterable[EvidenceItem], customers: Iterable[Customer]
) -> dict[str, str]:
    """Return the letter of the machine that made it for each item and customer named as an earlier one is.

    By record id. Items and customers named alike come in the order in which they were made.
    """
    evidence = list(items)
    visits = {item.id: item.visit or item.id for item in evidence}
    seconds = [("evidence", "number", item.id) for item in _seconds((item.number, item) for item in evidence)]
    seconds += [
        ("customer", "letter", customer.id)
        for customer in _seconds(((visits.get(c.evidence), c.letter), c) for c in customers)
    ]
    if not seconds:
        return {}
    letters = _letters(caseload)
    makers = ((record, _maker(caseload, stream, entity, record, field)) for entity, field, record in seconds)
    return {record: letters.get(device) or LETTERS[first_letter(device)] for record, device in makers}


def numbers_given(caseload: Caseload, stream: str) -> dict[tuple[str, str], str]:
    """Return the item of each evidence number that a device gave, by device and number."""
    rows = caseload.db.execute(
        "SELECT events.device, evidence.number, evidence.id FROM evidence JOIN heads"
        " ON heads.stream = evidence.stream AND heads.entity = 'evidence' AND heads.id = evidence.id"
        " JOIN events ON events.id = heads.event WHERE evidence.stream = ?"
        " AND ' ' || heads.fields || ' ' LIKE '% number %'",
        (stream,),
    ).fetchall()
    return {(device, number): item for device, number, item in rows}


def _seconds(named: Iterable[tuple[Any, Any]]) -> Iterator[Any]:
    names = set()
    for name, record in named:
        if name in names:
            yield record
        names.add(name)


def _maker(caseload: Caseload, stream: str, entity: str, record: str, field: str) -> str:
    """Return the device that set a field of a record."""
    return caseload.history.event(min(caseload.heads(stream, entity, record)[field])).device


def _letters(caseload: Caseload) -> dict[str, str]:
    rows = caseload.db.execute("SELECT device, card FROM peers").fetchall()
    others = {device: str(json.loads(card)["letter"]) for device, card in rows}
    own = {device.id: device.letter for device in caseload.all(Device, CASELOAD_STREAM)}
    return {**others, **own}
