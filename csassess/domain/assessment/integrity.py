"""Whether a record hangs together: nothing rests on what is not there."""

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import Outcome


def dangling_references(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the ids of records that rest on an item, note, photograph or customer that is not there."""
    items = {item.id for item in portfolio.evidence}
    shown_by = {note.id for note in portfolio.notes} | {photograph.id for photograph in portfolio.photographs}
    customers = {customer.id for customer in portfolio.customers}
    owned: tuple[Any, ...] = (
        *portfolio.notes,
        *portfolio.customers,
        *portfolio.feedback,
        *portfolio.references,
        *portfolio.photographs,
        *portfolio.attachments,
        *portfolio.signatures,
        *portfolio.to_candidate,
        *portfolio.addenda,
        *portfolio.looked_at,
        *portfolio.actions,
    )
    loose = [record.id for record in owned if record.evidence not in items]
    about = [
        *(judgement.id for judgement in portfolio.judgements),
        *(each.id for each in portfolio.testimonies),
    ]
    loose += [record_id for record_id in about if record_id not in items]
    loose += [r.id for r in portfolio.references if r.note is not None and r.note not in shown_by]
    loose += [
        note.id for note in portfolio.notes if note.customer is not None and note.customer not in customers
    ]
    return (*loose, *_of_no_sample(portfolio))


def _of_no_sample(portfolio: Portfolio) -> list[str]:
    samples, actions = (
        {sample.id for sample in portfolio.samples},
        {action.id for action in portfolio.actions},
    )
    loose = [looked.id for looked in portfolio.looked_at if looked.sample not in samples]
    loose += [action.id for action in portfolio.actions if action.sample not in samples]
    loose += [signature.id for signature in portfolio.sample_signatures if signature.id not in samples]
    answers = {answer.id for answer in portfolio.action_answers}
    addenda = {addendum.id for addendum in portfolio.addenda}
    loose += [answer.id for answer in portfolio.action_answers if answer.action not in actions]
    loose += [
        answer.id for answer in portfolio.action_answers if answer.addendum and answer.addendum not in addenda
    ]
    loose += [closing.id for closing in portfolio.action_closings if closing.answer not in answers]
    return loose + [closing.id for closing in portfolio.action_closings if closing.action not in actions]


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
