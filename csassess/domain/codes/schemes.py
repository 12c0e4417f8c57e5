"""Record codes by the number of their scheme.

What is decided, signed or printed stores the scheme by which its code is checked.
"""

from datetime import datetime

from csassess.domain.codes import frozen, listed
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.verification import Sample

FIRST, PRESENT = 1, 2
"""The scheme of whatever names none, and that of what is decided, signed or printed now."""

_SCHEMES = {1: frozen, 2: listed}


def is_code(stored: str, present: str) -> bool:
    """Return whether a stored code is the present one. An empty one, of an unknown scheme, never is."""
    return stored != "" and stored == present


def decision_code(unit_id: str, portfolio: Portfolio, basis: tuple[str, ...], scheme: int = PRESENT) -> str:
    """Return the record code (SHA-256) of what a decision on a unit rests on.

    Any change to it gives another code. Items outside `basis` and addenda are not part of it. Empty for a
    scheme that this program does not know.
    """
    known = _SCHEMES.get(scheme)
    return known.decision_code(unit_id, portfolio, basis) if known else ""


def judgement_code(evidence_id: str, portfolio: Portfolio, scheme: int = PRESENT) -> str:
    """Return the SHA-256 of what a judgement of an item rests on; its number is not part of it.

    Empty for a scheme that this program does not know.
    """
    known = _SCHEMES.get(scheme)
    return known.judgement_code(evidence_id, portfolio) if known else ""


def account_code(item: EvidenceItem, portfolio: Portfolio, as_of: datetime, scheme: int = PRESENT) -> str:
    """Return the SHA-256 of an item's account as of a given time.

    It covers what was written, shown and said to the candidate by then. Later additions, such as a
    marked moment written up in the evening, are dated and do not alter it. Criterion references,
    the judgement, whether a note shows responsibility, and addenda are not part of it. Empty for a scheme
    that this program does not know.
    """
    known = _SCHEMES.get(scheme)
    return known.account_code(item, portfolio, as_of) if known else ""


def sample_code(sample: Sample, portfolio: Portfolio, scheme: int = PRESENT) -> str:
    """Return the SHA-256 of a sample as it is signed.

    It covers what was looked at and found, and the actions, but not their answers, which come
    later. Empty for a scheme that this program does not know.
    """
    known = _SCHEMES.get(scheme)
    return known.sample_code(sample, portfolio) if known else ""
