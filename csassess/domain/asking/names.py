"""Names of other candidates in a text."""

import re
from collections.abc import Iterable
from functools import lru_cache

from csassess.domain.names import apart, folded, indexed

_SHORTEST_NAME = 3  # letters of a first name or surname that is looked for alone
_APART_OR_WHOLE = re.compile(r"(?=\b(\w+))(?=\b(\w+['’]\w+)?)")
_KEPT = 2  # indexes: of the open caseload, and of one before it


class NameIndex:
    """An index of candidates' names by their words, so that a text is compared with only a few of them."""

    def __init__(self, named: Iterable[tuple[str, str]] = ()) -> None:
        self._named = tuple(named)  # id and name
        self._places: dict[str, list[int]] = {}
        for place, (_, name) in enumerate(self._named):
            for part in set(indexed(name).split()):
                self._places.setdefault(part, []).append(place)

    def near(self, words: str, without: str) -> list[str]:
        """Return the names that share a word with a text, leaving out that of one candidate, by id.

        Every name that `names_in` finds is among them, in the given order.
        """
        places = {place for word in indexed(words).split() for place in self._places.get(word, ())}
        return [self._named[place][1] for place in sorted(places) if self._named[place][0] != without]


@lru_cache(maxsize=_KEPT)
def index_of(named: tuple[tuple[str, str], ...]) -> NameIndex:
    """Return the index of candidates by id and name; made once as long as these stay the same."""
    return NameIndex(named)


def names_in(words: str, own: str, others: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the other candidates named in a text: in full, and by first name or surname only.

    `own` is the candidate's own name, whose parts are never found. A part counts only with its capital.
    """
    plain = [f" {form} " for form in (folded(words), apart(words))]
    pieces = (piece for found in _APART_OR_WHOLE.findall(words) for piece in found)
    spoken = set(indexed(" ".join(piece for piece in pieces if piece[:1].isupper())).split())
    own_parts = set(indexed(own).split())
    in_full, in_part = [], []
    for name in others:
        forms, parts = {folded(name), apart(name)}, set(indexed(name).split())
        if len(name.split()) > 1 and any(f" {form} " in whole for form in forms for whole in plain):
            in_full.append(name)
        elif any(len(part) >= _SHORTEST_NAME for part in parts & spoken - own_parts):
            in_part.append(name)
    return in_full, in_part
