"""The account of what happened, apart from the decision: referencing or judging it later touches no signature of it."""

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from csassess.domain.evidence import EvidenceItem
from csassess.domain.portfolio import Portfolio
from csassess.domain.signatures import Signature


def account_code(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return the code of an item's account: notes, customers, customer feedback, pictures and feedback to the candidate.

    Criterion references, the judgement, whether a note shows responsibility, and addenda are no part of it.
    """
    feedback = portfolio.feedback_to_candidate(item.id)
    parts: list[Any] = [
        [item.number, item.method, item.description, item.on, item.location],
        [asdict(replace(note, shows=())) for note in portfolio.notes_of(item.id)],
        [asdict(customer) for customer in portfolio.customers_of(item.id)],
        sorted((asdict(each) for each in portfolio.feedback_of(item.id)), key=lambda each: str(each["id"])),
        [[p.sha256, p.caption, p.informed] for p in portfolio.photographs_of(item.id)],
        [a.sha256 for a in portfolio.attachments_of(item.id)],
        asdict(feedback) if feedback else None,
    ]
    plain = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def still_applies(signature: Signature, portfolio: Portfolio) -> bool:
    """Whether what was signed is still what the record says."""
    return signature.code == account_code(portfolio.item(signature.evidence), portfolio)
