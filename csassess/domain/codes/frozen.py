"""Record codes of scheme 1, as they were made before schemes had numbers.

Nothing here changes any more: whatever was decided, signed or printed then is checked by it. The
fields are listed, because a record may have gained others since.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from csassess.domain.codes.account_entries import in_account
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.records.verification import Sample

_FIELDS = {
    name: tuple(fields.split())
    for name, fields in {
        "evidence": "id number method description on setting visit employment location withdrawn seen_by "
        "available_until",
        "note": "id evidence at written kind text question customer shows until",
        "customer": "id evidence letter demeanour relationship channel same_as",
        "feedback": "id evidence origin received improvement note",
        "reference": "id evidence unit criterion note location",
        "photograph": "id evidence sha256 original width height at taken caption informed covered",
        "attachment": "id evidence sha256 name media_type size kind at",
        "to-candidate": "id evidence done_well to_develop comments next_on brings",
        "confirmation": "id unit requirement reason on by basis",
        "sample": "id unit stage on by name evidence verdict exceptions comment feedback "
        "assessor_observed candidate_interviewed seen sheet",
        "action": "id sample unit evidence what due by name at note sheet",
    }.items()
}


def decision_code(unit_id: str, portfolio: Portfolio, basis: tuple[str, ...]) -> str:
    """Return the code of what a decision on a unit rests on, by scheme 1."""
    parts: list[Any] = []
    for item in portfolio.evidence:
        if item.id not in basis:
            continue
        parts += [
            _plain("evidence", item),
            portfolio.is_accepted(item),
            _all("note", portfolio.notes_of(item.id)),
            _all("photograph", portfolio.photographs_of(item.id)),
            _all("attachment", portfolio.attachments_of(item.id)),
            _all("customer", portfolio.customers_of(item.id)),
            _by_id(_all("feedback", portfolio.feedback_of(item.id))),
            _by_id(_all("reference", portfolio.references_of(item.id, unit_id))),
        ]
    parts += _by_id(_all("confirmation", (c for c in portfolio.confirmations if c.unit == unit_id)))
    return _digest(parts)


def account_code(item: EvidenceItem, portfolio: Portfolio, as_of: datetime) -> str:
    """Return the code of an item's account as of a given time, by scheme 1."""
    feedback = portfolio.feedback_to_candidate(item.id)
    notes = [note for note in portfolio.notes_of(item.id) if note.written <= as_of and in_account(note)]
    mentioned = {note.customer for note in notes}
    visit, testimony = portfolio.visit_of(item), portfolio.testimony_of(item.id)
    has_feedback = feedback and feedback != FeedbackToCandidate(item.id, item.id)
    return _digest(
        [
            [visit.on, visit.place, visit.started, visit.informed] if visit else None,
            (
                [testimony[1].name, testimony[1].role, testimony[1].relation, testimony[0].typed_by]
                if testimony
                else None
            ),
            [item.number, item.method, item.description, item.on, item.location],
            [{**_plain("note", note), "shows": ()} for note in notes],
            _all("customer", (c for c in portfolio.customers_of(item.id) if c.id in mentioned)),
            _by_id(_all("feedback", portfolio.feedback_of(item.id))),
            [[p.sha256, p.caption, p.informed] for p in portfolio.photographs_of(item.id) if p.at <= as_of],
            [a.sha256 for a in portfolio.attachments_of(item.id) if a.at <= as_of],
            _plain("to-candidate", feedback) if has_feedback else None,
        ]
    )


def sample_code(sample: Sample, portfolio: Portfolio) -> str:
    """Return the code of a sample as it is signed, by scheme 1."""
    looked_at = sorted(
        [looked.evidence, looked.criterion] for looked in portfolio.looked_at if looked.sample == sample.id
    )
    actions = (action for action in portfolio.actions if action.sample == sample.id)
    return _digest([_plain("sample", sample), looked_at, _by_id(_all("action", actions))])


def judgement_code(evidence_id: str, portfolio: Portfolio) -> str:
    """Return the code of what a judgement of an item rests on, by scheme 1; its number is not part of it."""
    references = _by_id(_all("reference", portfolio.references_of(evidence_id)))
    return _digest(
        [
            {**_plain("evidence", portfolio.item(evidence_id)), "number": ""},
            _all("note", portfolio.notes_of(evidence_id)),
            _all("customer", portfolio.customers_of(evidence_id)),
            _all("feedback", portfolio.feedback_of(evidence_id)),
            references,
            _all("photograph", portfolio.photographs_of(evidence_id)),
            _all("attachment", portfolio.attachments_of(evidence_id)),
        ]
    )


def _plain(kind: str, record: object) -> dict[str, Any]:
    return {field: getattr(record, field) for field in _FIELDS[kind]}


def _all(kind: str, records: Iterable[object]) -> list[dict[str, Any]]:
    return [_plain(kind, record) for record in records]


def _by_id(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: str(record["id"]))


def _digest(parts: list[Any]) -> str:
    serialized = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(serialized.encode()).hexdigest()
