"""Search over the wording of units: words begun are found as they are typed, the best first."""

import re
from functools import cache

from csassess.data.storage.sqlcipher import memory_database
from csassess.domain.units.units import Unit

_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "could",
        "did",
        "do",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
        "customer",
        "customers",
        "service",
    ]
)


class WordingIndex:
    """The criteria of some units, searchable; holds no word of any record."""

    def __init__(self, units: tuple[Unit, ...]) -> None:
        self._db = memory_database()
        self._db.execute(
            "CREATE VIRTUAL TABLE criteria USING fts5(unit UNINDEXED, label UNINDEXED, words,"
            " tokenize='porter')"
        )
        self._units = units
        for unit in units:
            for label in unit.labels():
                self._db.execute(
                    "INSERT INTO criteria VALUES (?, ?, ?)", (unit.id, label, unit.wording(label))
                )

    def find(self, typed: str) -> list[tuple[str, str]]:
        """Return the criteria, as (unit id, label), that hold every word typed, the last one perhaps only begun; a label finds itself."""
        label = typed.strip().casefold()
        same = [
            (u.id, each)
            for u in self._units
            for each in u.labels()
            if label in (each.casefold(), u.short(each).casefold())
        ]
        return same or self._ranked([f'"{word}"*' for word in _words(typed)], " AND ")

    def suggest(self, note: str, most: int = 3) -> list[tuple[str, str]]:
        """Return the criteria whose wording has most in common with a note's words: a suggestion, no more."""
        telling = [word for word in _words(note) if word not in _COMMON and len(word) > 2]
        return self._ranked([f'"{word}"' for word in telling], " OR ")[:most]

    def _ranked(self, terms: list[str], joined: str) -> list[tuple[str, str]]:
        if not terms:
            return []
        rows = self._db.execute(
            "SELECT unit, label FROM criteria WHERE words MATCH ? ORDER BY rank", (joined.join(terms),)
        )
        return [(unit, label) for unit, label in rows.fetchall()]


def _words(typed: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[^\W_]+", typed.casefold())))


@cache
def wording_index(units: tuple[Unit, ...]) -> WordingIndex:
    """Return the index over units, made once."""
    return WordingIndex(units)
