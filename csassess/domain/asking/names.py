"""Names of other candidates in a text."""

import re
from collections.abc import Iterable
from functools import lru_cache

_SHORTEST_NAME = 3  # letters of a first name or surname that is looked for alone
_KEPT = 2  # indexes: of the open caseload, and of one before it


class NameIndex:
    """An index of candidates' names by their words, so that a text is compared with only a few of them."""

    def __init__(self, named: Iterable[tuple[str, str]] = ()) -> None:
        self._named = tuple(named)  # id and name
        self._places: dict[str, list[int]] = {}
        for place, (_, name) in enumerate(self._named):
            parts = re.findall(r"\w+", name)
            for part in {*parts, *(part.casefold() for part in parts)}:
                self._places.setdefault(part, []).append(place)

    def near(self, words: str, without: str) -> list[str]:
        """Return the names that share a word with a text, leaving out that of one candidate, by id.

        Every name that `names_in` finds is among them, in the given order.
        """
        spoken = {*re.findall(r"\w+", words), *re.findall(r"\w+", words.casefold())}
        places = {place for word in spoken for place in self._places.get(word, ())}
        return [self._named[place][1] for place in sorted(places) if self._named[place][0] != without]


@lru_cache(maxsize=_KEPT)
def index_of(named: tuple[tuple[str, str], ...]) -> NameIndex:
    """Return the index of candidates by id and name; made once as long as these stay the same."""
    return NameIndex(named)


def names_in(words: str, own: str, others: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the other candidates named in a text: in full, and by first name or surname only.

    `own` is the candidate's own name, whose parts are never found. A part counts only with its capital.
    """
    spoken = set(re.findall(r"\w+", words))
    plain = " ".join(re.findall(r"\w+", words.casefold()))
    own_parts = {part.casefold() for part in re.findall(r"\w+", own)}
    in_full, in_part = [], []
    for name in others:
        parts = re.findall(r"\w+", name)
        if len(parts) > 1 and f" {' '.join(parts).casefold()} " in f" {plain} ":
            in_full.append(name)
        elif any(
            part in spoken and len(part) >= _SHORTEST_NAME and part.casefold() not in own_parts
            for part in parts
        ):
            in_part.append(name)
    return in_full, in_part
