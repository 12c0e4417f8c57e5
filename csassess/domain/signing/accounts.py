"""The signed account of an item, separate from the decision.

Referencing criteria or judging the item later leaves the signatures of its account valid.
"""

from dataclasses import replace
from datetime import timedelta

from csassess.catalogue import plural
from csassess.domain.codes.account_entries import in_account
from csassess.domain.codes.schemes import account_code, is_code
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.signatures import FeedbackToCandidate, Signature


def still_applies(signature: Signature, portfolio: Portfolio) -> bool:
    """Return whether the record still says what was signed."""
    item = portfolio.item(signature.evidence)
    return is_code(signature.code, account_code(item, portfolio, signature.at, signature.scheme))


def signed_entries(item_id: str, portfolio: Portfolio) -> frozenset[str]:
    """Return the ids of the notes and photographs that signatures of an item's account cover.

    They stay as they are until the account is opened.
    """
    signatures = portfolio.signatures_of(item_id)
    times = [s.at for s in signatures if not s.opened and still_applies(s, portfolio)]
    if not times:
        return frozenset()
    last = max(times)
    notes = (n.id for n in portfolio.notes_of(item_id) if n.written <= last and in_account(n))
    return frozenset((*notes, *(p.id for p in portfolio.photographs_of(item_id) if p.at <= last)))


def is_feedback_signed(item_id: str, portfolio: Portfolio) -> bool:
    """Return whether a signature of an item's account covers the feedback to the candidate.

    Covered feedback cannot change until the account is opened. What is first written after signing is not
    covered.
    """
    feedback = portfolio.feedback_to_candidate(item_id) or FeedbackToCandidate(item_id, item_id)
    others = [other for other in portfolio.to_candidate if other.id != feedback.id]
    for signature in portfolio.signatures_of(item_id):
        written = signature.at + timedelta(1) if feedback.is_empty else feedback.written
        changed = replace(feedback, comments=f"{feedback.comments}.", written=written)
        after = portfolio.with_parts(to_candidate=(*others, changed))
        is_in_force = not signature.opened and still_applies(signature, portfolio)
        if is_in_force and not still_applies(signature, after):
            return True
    return False


def added_since(signature: Signature, portfolio: Portfolio) -> str:
    """Return in words how many entries the account gained after it was signed.

    Entries are notes, photographs, files and the feedback to the candidate.

    Empty if none. The signature still applies, but does not cover them.
    """
    item = signature.evidence
    times = (
        *(note.written for note in portfolio.notes_of(item) if in_account(note)),
        *(photograph.at for photograph in portfolio.photographs_of(item)),
        *(attachment.at for attachment in portfolio.attachments_of(item)),
        *(said.written for said in portfolio.to_candidate if said.evidence == item and said.written),
    )
    count = sum(at > signature.at for at in times)
    return plural("{count} entry added since", "{count} entries added since", count) if count else ""
