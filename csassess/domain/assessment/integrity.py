"""Integrity of a record: dangling references, and changes after acceptance."""

from typing import Any

from csassess.domain.codes.schemes import is_code, judgement_code
from csassess.domain.portfolio import PARTS, Portfolio
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.domain.records.kinds import RecordKind


def dangling_references(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the ids of records that refer to a record missing from the portfolio."""
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
    """Return everything that a judgement of an item rests on, for comparison."""
    return (
        portfolio.item(evidence_id),
        portfolio.notes_of(evidence_id),
        portfolio.customers_of(evidence_id),
        portfolio.feedback_of(evidence_id),
        sorted(portfolio.references_of(evidence_id), key=lambda r: r.id),
        portfolio.photographs_of(evidence_id),
        portfolio.attachments_of(evidence_id),
    )


def holds(judgement: Judgement, portfolio: Portfolio) -> bool:
    """Return whether an item still is what was judged."""
    return is_code(judgement.judged, judgement_code(judgement.id, portfolio, judgement.scheme))


def doubted_items(portfolio: Portfolio) -> frozenset[str]:
    """Return the accepted items whose acceptance does not count.

    Either the item was changed after it was judged, or two judgements conflict.
    """
    differing = {conflict.id for conflict in portfolio.conflicts if conflict.entity == "judgement"}
    return frozenset(
        judgement.id
        for judgement in portfolio.judgements
        if judgement.outcome is Outcome.ACCEPTED
        and (judgement.id in differing or not holds(judgement, portfolio))
    )
