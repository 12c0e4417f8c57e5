"""Whether a record hangs together: nothing rests on what is not there."""

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from csassess.domain.portfolio import PARTS, Portfolio
from csassess.domain.records.evidence import Outcome
from csassess.domain.records.kinds import RecordKind


def dangling_references(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the ids of records that rest on a record which the portfolio does not have."""
    ids: dict[str, set[str]] = {}
    for part, kind in PARTS.items():
        ids.setdefault(kind.name, set()).update(record.id for record in getattr(portfolio, part))
    return tuple(
        record.id
        for part, kind in PARTS.items()
        for field, targets in _targets(kind).items()
        for record in getattr(portfolio, part)
        if (target := getattr(record, field)) and not any(target in ids[name] for name in targets)
    )


def _targets(kind: RecordKind) -> dict[str, list[str]]:
    """Return the kinds of record that each field may name."""
    targets: dict[str, list[str]] = {}
    for field, target in kind.rests_on:
        targets.setdefault(field, []).append(target)
    return targets


def content_of(evidence_id: str, portfolio: Portfolio) -> tuple[Any, ...]:
    """Return all that a judgement of an item rests on, to be compared."""
    return (
        portfolio.item(evidence_id),
        portfolio.notes_of(evidence_id),
        portfolio.customers_of(evidence_id),
        portfolio.feedback_of(evidence_id),
        sorted(portfolio.references_of(evidence_id), key=lambda r: r.id),
        portfolio.photographs_of(evidence_id),
        portfolio.attachments_of(evidence_id),
    )


def content_code(evidence_id: str, portfolio: Portfolio) -> str:
    """Return the code of all that a judgement of an item rests on: one changed character gives another code."""
    item, *rest = content_of(evidence_id, portfolio)
    parts = [
        [asdict(each) for each in part] if isinstance(part, list | tuple) else asdict(part)
        for part in (replace(item, number=""), *rest)  # its number is no part of what was judged
    ]
    plain = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def doubted(portfolio: Portfolio) -> frozenset[str]:
    """Return the accepted items whose acceptance does not count: what was judged is not what stands, or judgements differ."""
    differing = {conflict.id for conflict in portfolio.conflicts if conflict.entity == "judgement"}
    return frozenset(
        judgement.id
        for judgement in portfolio.judgements
        if judgement.outcome is Outcome.ACCEPTED
        and (judgement.id in differing or judgement.judged != content_code(judgement.id, portfolio))
    )
