"""The signed account of an item, separate from the decision.

Referencing criteria or judging the item later leaves the signatures of its account valid.
"""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Note, NoteKind
from csassess.domain.records.kinds import coded
from csassess.domain.records.signatures import FeedbackToCandidate, Signature


def account_code(item: EvidenceItem, portfolio: Portfolio, as_of: datetime) -> str:
    """Return the SHA-256 of an item's account as of a given time.

    It covers what was written, shown and said to the candidate by then. Later additions, such as a
    marked moment written up in the evening, are dated and do not alter it. Criterion references,
    the judgement, whether a note shows responsibility, and addenda are not part of it.
    """
    feedback = portfolio.feedback_to_candidate(item.id)
    notes = [note for note in portfolio.notes_of(item.id) if note.written <= as_of and _is_in_account(note)]
    mentioned = {note.customer for note in notes}
    visit, testimony = portfolio.visit_of(item), portfolio.testimony_of(item.id)
    empty_feedback = FeedbackToCandidate(item.id, item.id)
    parts: list[Any] = [
        [visit.on, visit.place, visit.started, visit.informed, *_set(visit.later_because)] if visit else None,
        (
            [testimony[1].name, testimony[1].role, testimony[1].relation, testimony[0].typed_by]
            if testimony
            else None
        ),
        [
            item.number,
            item.method,
            item.description,
            item.on,
            item.location,
            *_set(item.remote, item.identity),
        ],
        [coded(replace(note, shows=())) for note in notes],
        [asdict(customer) for customer in portfolio.customers_of(item.id) if customer.id in mentioned],
        sorted(
            (asdict(received) for received in portfolio.feedback_of(item.id)),
            key=lambda received: str(received["id"]),
        ),
        [
            [p.sha256, p.caption, p.informed, *_set(p.stated, p.later_because)]
            for p in portfolio.photographs_of(item.id)
            if p.at <= as_of
        ],
        [a.sha256 for a in portfolio.attachments_of(item.id) if a.at <= as_of],
        asdict(feedback) if feedback and feedback != empty_feedback else None,
    ]
    serialized = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(serialized.encode()).hexdigest()


def _set(*values: Any) -> list[Any]:
    """Return what was added to accounts later, if any of it is set: codes made before stay the same."""
    return list(values) if any(values) else []


def _is_in_account(note: Note) -> bool:
    """Return whether a note is part of the account yet.

    A moment not written up and a period still running are not.
    """
    return bool(note.text.strip() or note.question.strip()) or (
        note.kind is NoteKind.NOT_OBSERVED and note.until is not None
    )


def still_applies(signature: Signature, portfolio: Portfolio) -> bool:
    """Return whether the record still says what was signed."""
    return signature.code == account_code(portfolio.item(signature.evidence), portfolio, signature.at)


def signed_entries(item_id: str, portfolio: Portfolio) -> frozenset[str]:
    """Return the ids of the notes and photographs that signatures of an item's account cover.

    They stay as they are until the account is opened.
    """
    signatures = portfolio.signatures_of(item_id)
    times = [s.at for s in signatures if not s.opened and still_applies(s, portfolio)]
    if not times:
        return frozenset()
    last = max(times)
    notes = (n.id for n in portfolio.notes_of(item_id) if n.written <= last and _is_in_account(n))
    return frozenset((*notes, *(p.id for p in portfolio.photographs_of(item_id) if p.at <= last)))


def added_since(signature: Signature, portfolio: Portfolio) -> str:
    """Return in words how many notes, photographs and files the account gained after it was signed.

    Empty if none. The signature still applies, but does not cover them.
    """
    item = signature.evidence
    times = (
        *(note.written for note in portfolio.notes_of(item) if _is_in_account(note)),
        *(photograph.at for photograph in portfolio.photographs_of(item)),
        *(attachment.at for attachment in portfolio.attachments_of(item)),
    )
    count = sum(at > signature.at for at in times)
    return plural("{count} entry added since", "{count} entries added since", count) if count else ""


def signature_warnings(item: EvidenceItem, portfolio: Portfolio) -> list[str]:
    """Return, for the last signature of each signer of an account, in what way it falls short of it."""
    last = {signature.signer: signature for signature in portfolio.signatures_of(item.id)}
    warnings = []
    for signature in last.values():
        signer, day = label(signature.signer), long_date(signature.at.date())
        added = added_since(signature, portfolio)
        if not still_applies(signature, portfolio):
            words = text("the signature of the {role} of {day} no longer applies", role=signer, day=day)
            warnings.append(words)
        elif added:
            words = text(
                "the signature of the {role} of {day} does not cover all of it: {added}",
                role=signer,
                day=day,
                added=added,
            )
            warnings.append(words)
    return warnings
