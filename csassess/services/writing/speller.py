"""Which words are known, and what else could be meant. It imports nothing of a caseload: it loads at once."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

_LONGEST = 40  # characters; nobody means a longer run of letters as a word
_MOST_SUGGESTED = 5
WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")


class Speller:
    """Says which words are known, and what else could be meant.

    Words in capitals, with digits or with a capital inside are left alone, as are names.
    """

    def __init__(self, dictionary: Any, known: Iterable[str] = ()) -> None:
        self._dictionary = dictionary
        self._known = {_plain(word) for word in known}
        self._looked_up = lru_cache(maxsize=20_000)(dictionary.lookup)

    def know(self, words: Iterable[str]) -> None:
        """Take words as right from now on."""
        self._known.update(_plain(word) for word in words)

    def is_right(self, word: str) -> bool:
        """Return whether a word is spelt right, or is none that can be judged."""
        if len(word) < 2 or len(word) > _LONGEST or word[1:] != word[1:].lower():
            return True
        plain = _plain(word)
        if plain in self._known or plain.removesuffix("'s") in self._known:
            return True
        return bool(self._looked_up(word.replace("’", "'")))

    def suggest(self, word: str) -> list[str]:
        """Return the few words that are most likely meant; takes up to some tenths of a second."""
        return list(islice(self._dictionary.suggest(word.replace("’", "'")), _MOST_SUGGESTED))


def _plain(word: str) -> str:
    return word.replace("’", "'").casefold()
