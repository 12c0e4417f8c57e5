"""The sentences of accounts, as they are compared between candidates."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from csassess.domain.portfolio import Portfolio

_FEWEST_WORDS = 8  # shorter sentences may be the same by chance
_ENDS = re.compile(r"(?<![.!?;\n])[.!?;\n]++(?:\s+|$)")
_DIGEST = re.compile("[0-9a-f]{16}")  # 64 bits
MOST_DIGESTS, MOST_DIGESTS_IN_ALL = 10_000, 200_000
"""The most digests of one candidate, and of all candidates, in a status file."""


def sentences(words: str) -> Iterator[str]:
    """Yield the sentences of eight words or more, without case, spacing and punctuation."""
    for sentence in _ENDS.split(words):
        plain = re.findall(r"\w+", sentence.casefold())
        if len(plain) >= _FEWEST_WORDS:
            yield " ".join(plain)


def sentences_of(portfolio: Portfolio) -> frozenset[str]:
    """Return the sentences of all accounts of a portfolio that count for something."""
    return frozenset(
        sentence
        for item in portfolio.items_not_withdrawn()
        for words in (item.description, *(note.text for note in portfolio.notes_of(item.id)))
        for sentence in sentences(words)
    )


def sentence_digest(sentence: str) -> str:
    """Return the digest of a sentence, as a status file holds it: the first 64 bits of its SHA-256."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def are_sentence_digests(value: Any) -> bool:
    """Return whether a value is a list of digests of one candidate's sentences, and not too long."""
    return (
        isinstance(value, list)
        and len(value) <= MOST_DIGESTS
        and all(isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in value)
    )
