"""Full-text search over the wording of units, matching words as they are typed."""

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
    """A search index over the criteria of some units. It holds no text of any record."""

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
        """Return the criteria, as (unit id, label), that contain every typed word, best first.

        The last word may be incomplete. An exact label returns only the criteria with that label.
        """
        label = typed.strip().casefold()
        label_matches = [
            (unit.id, own_label)
            for unit in self._units
            for own_label in unit.labels()
            if label in (own_label.casefold(), unit.short(own_label).casefold())
        ]
        return label_matches or self._ranked([f'"{word}"*' for word in _words(typed)], " AND ")

    def suggest(self, note: str, most: int = 3) -> list[tuple[str, str]]:
        """Return up to `most` criteria that share the most words with a note. Only a suggestion."""
        keywords = [word for word in _words(note) if word not in _COMMON and len(word) > 2]
        return self._ranked([f'"{word}"' for word in keywords], " OR ")[:most]

    def _ranked(self, terms: list[str], operator: str) -> list[tuple[str, str]]:
        if not terms:
            return []
        rows = self._db.execute(
            "SELECT unit, label FROM criteria WHERE words MATCH ? ORDER BY rank", (operator.join(terms),)
        )
        return [(unit, label) for unit, label in rows.fetchall()]


def _words(typed: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[^\W_]+", typed.casefold())))


@cache
def wording_index(units: tuple[Unit, ...]) -> WordingIndex:
    """Return the index over some units, cached."""
    return WordingIndex(units)
