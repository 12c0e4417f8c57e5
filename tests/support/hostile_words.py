"""A caseload with one record of every kind whose words look like markup."""

from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.declaration import Code, RecordKind, RestsOn, StoredFile, Words
from csassess.domain.records.evidence import Method
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.retention import Erasure
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.visits import visits
from tests.support.pictures import encoded, scene
from tests.support.verifying import UNIT, decided, registered, without_role_checks

MARKUP = '<b>BOLD & U</b><img src="http://example.invalid/x.png"><a href="http://x">link</a>'
_LEFT_ALONE = {"device", "erasure", "joined", "lost-device", "taken-out"}


def hostile(caseload: Any) -> tuple[Any, Any, Any]:
    """Fill a caseload; return the candidate, an item and a note."""
    candidate, _ = decided(caseload)
    other = registered(caseload, "Handed Over", "7")
    item = visits.start_visit(caseload, [candidate.id], "Counter", None, "a notice")[candidate.id]
    evidence.next_customer(caseload, candidate.id, item.id)
    note = evidence.add_note(caseload, candidate.id, item.id, "Greets the customer")
    photographs.add(caseload, candidate.id, item.id, photographs.prepare(encoded(scene((64, 48)))), "Till")
    evidence.add_item(caseload, candidate.id, Method.WORK_PRODUCT, "Letter", caseload.clock().date())
    with without_role_checks(caseload):
        for kind in KINDS.values():
            if kind.name in _LEFT_ALONE:
                continue
            stream = candidate.id if kind.stream is Stream.PORTFOLIO else CASELOAD_STREAM
            if kind.name == "hand-over":
                stream = other.id
            present = caseload.all(kind.record_type, stream)
            records = [_with_markup(kind, record) for record in present]
            if not present:
                records = [_new(caseload, kind, candidate.id, item.id)]
            caseload.save(stream, "note.add", *records)
        caseload.save(CASELOAD_STREAM, "note.add", _with_markup(KINDS["erasure"], _erasure(caseload)))
    return candidate, item, note


def kinds_filled(caseload: Any) -> set[str]:
    """Return the kinds of which a record with words holds markup in each of them."""
    return {
        kind.name
        for kind in KINDS.values()
        if kind.words
        and any(
            all(MARKUP in (getattr(record, name) or "") for name in kind.words)
            for record in caseload.all(kind.record_type)
        )
    }


def _erasure(caseload: Any) -> Erasure:
    return Erasure("e" * 32, caseload.clock().date(), "Ann", "Over", "E1", 1, 0)


def _with_markup(kind: RecordKind, record: Any) -> Any:
    return replace(record, **dict.fromkeys(kind.words, MARKUP))


def _new(caseload: Any, kind: RecordKind, candidate: str, item: str) -> Any:
    values: dict[str, Any] = {"id": item if kind.owner == "id" else caseload.new_id()}
    for field in fields(kind.record_type):
        if field.name != "id":
            values[field.name] = _value(caseload, kind, field, candidate, item)
    for name, target in kind.rests_on:
        if name == "id":
            values["id"] = caseload.all(KINDS[target].record_type, candidate)[-1].id
    return kind.record_type(**values)


def _value(caseload: Any, kind: RecordKind, field: Any, candidate: str, item: str) -> Any:
    declared, hint = kind.fields[field.name].declared, kind.fields[field.name].type
    for each in declared:
        if isinstance(each, RestsOn):
            known = [r.id for name in each.kinds for r in caseload.all(KINDS[name].record_type, candidate)]
            return item if "evidence" in each.kinds else known[-1]
        if isinstance(each, StoredFile):
            return caseload.all(Photograph, candidate)[0].sha256
        if isinstance(each, Code) and each.shape:
            made = "a" * 64 if field.name in ("public_key", "digest") else item
            return made if field.default is MISSING else field.default
        if isinstance(each, Words):
            return MARKUP
    if field.name in ("unit", "criterion"):
        return {"unit": UNIT, "criterion": "1.1"}[field.name]
    return _plain(caseload, hint)


def _plain(caseload: Any, hint: Any) -> Any:
    simple = {
        str: MARKUP,
        bool: False,
        int: 3,
        date: caseload.clock().date(),
        datetime: caseload.clock(),
    }
    if hint in simple:
        return simple[hint]
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return (_plain(caseload, inner),) if is_dataclass(inner) else ()
    if not isinstance(hint, type):
        return _plain(caseload, get_args(hint)[0])
    if issubclass(hint, StrEnum):
        return next(iter(hint))
    hints = get_type_hints(hint)
    return hint(**{field.name: _plain(caseload, hints[field.name]) for field in fields(hint)})
