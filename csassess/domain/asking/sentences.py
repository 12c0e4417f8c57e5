"""The sentences of accounts, as they are compared between candidates."""

import re
from collections.abc import Iterator

from csassess.domain.portfolio import Portfolio

_FEWEST_WORDS = 8  # shorter sentences may be the same by chance
_ENDS = re.compile(r"[.!?;\n]+(?:\s+|$)")


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
