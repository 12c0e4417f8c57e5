"""Names as people write and type them: one folding for every search, one order for every list.

Nothing is kept of a name: only letters are remembered.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from string import hexdigits

from anyascii import anyascii
from pyuca.collator import COLL_ELEMENT_PATTERN, Collator

# One apostrophe has many shapes, and some keyboards give an accent or a prime for it.
_APOSTROPHES = "'’‘‛`´ʼʻ′＇"
_WITHOUT_APOSTROPHES = str.maketrans(dict.fromkeys(_APOSTROPHES, ""))
_HYPHENS_LIKE = "‐‑‒–—−-"
_HYPHENS = str.maketrans(dict.fromkeys(_HYPHENS_LIKE, " "))
_LETTER_WITH_MARKS = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(f"[{_APOSTROPHES}{_HYPHENS_LIKE}]")
_WORD_WITH_MARKS = re.compile(rf"(?<![^\W_])[^\W_]++(?:[{_APOSTROPHES}{_HYPHENS_LIKE}][^\W_]++)+")
_MARK = re.compile(r"[\u0300-\u036f]")
_KEPT_LETTERS = 4_096

NameKey = tuple[str, str, str, str]


def folded(words: str) -> str:
    """Return words as a search compares them.

    Without case, accents, apostrophes and strokes (ø, ł), and with one space for hyphens and other marks:
    “Seán O’Brien-Łuk” and “sean obrien luk” are one. What holds marks only stays as it is.
    """
    plain = words if words.isascii() else unicodedata.normalize("NFC", words)
    return " ".join(plain.translate(_PLAIN).split()) or words.strip().casefold()


def finder(wanted: str) -> Callable[[str], bool]:
    """Return a function that says whether a name, or a number beside it, contains what was typed.

    A space, hyphen or apostrophe that one of the two lacks makes no difference: “Anne Marie” finds
    “Annemarie”, “O Brien” finds “O’Brien”. Nothing typed finds everything.
    """
    as_typed, wanted_words = wanted.strip().casefold(), folded(wanted)
    compact = wanted_words.replace(" ", "")

    def holds_it(words: str) -> bool:
        if not words or as_typed in words.casefold():
            return as_typed in words.casefold()
        own_words = folded(words)
        if wanted_words in own_words:
            return True
        return compact in own_words.replace(" ", "") and any(
            own_words[start : start + 2 * len(compact)].replace(" ", "").startswith(compact)
            for start in (0, *(found.end() for found in re.finditer(" ", own_words)))
        )

    return holds_it


def holds(words: str, wanted: str) -> bool:
    """Return whether one name contains what was typed to find it, as `finder` compares them."""
    return finder(wanted)(words)


def apart(words: str) -> str:
    """Return words folded, with a space for each apostrophe: “Ann’s” as “ann s”."""
    return folded(_MARKS.sub(" ", words))


def indexed(words: str) -> str:
    """Return words for an index that finds them by whole words, folded.

    A word with marks inside is there in each form that is typed: “O’Brien” as obrien, o and brien.
    """
    plain = folded(words)
    inside = set(_WORD_WITH_MARKS.findall(words))
    also = {form for each in inside for form in (apart(each), folded(_MARKS.sub("", each)))}
    return " ".join([plain, *sorted(also - {plain})])


def excerpt(words: str, wanted: str, most: int = 16) -> str:
    """Return about `most` words of a text from where the first wanted word begins, or from its start."""
    said, first = words.split(), (folded(wanted).split() or [""])[0]
    place = next(
        (
            at
            for at, word in enumerate(said)
            if first in (word.casefold() if word.isascii() and word.isalnum() else indexed(word))
        ),
        0,
    )
    start = max(0, min(place - most // 4, len(said) - most))
    before, after = "…" if start else "", "…" if start + most < len(said) else ""
    return f"{before}{' '.join(said[start : start + most])}{after}"


def name_key(name: str) -> NameKey:
    """Return the key by which names are sorted: as the Unicode collation algorithm orders them.

    É is among E, Ø among O, Ł among L. Apostrophes count for nothing, and a hyphen counts as a space. The
    program's language is English, whose order is that of the algorithm's own table.
    """
    plain = " ".join(name.translate(_WITHOUT_APOSTROPHES).translate(_HYPHENS).split())
    if plain.isascii():  # no marks, and small letters first: what the table says, but quicker
        return plain.translate(_BY_LETTER), "", plain.swapcase(), name
    if not _MARK.search(plain := unicodedata.normalize("NFC", plain)):
        return plain.translate(_BY_LETTER), plain.translate(_BY_MARK), plain.translate(_BY_CASE), name
    weights = [_weights(letter) for letter in _LETTER_WITH_MARKS.findall(plain)]
    letters, marks, cases = ("".join(level) for level in zip(*weights, strict=True))
    return letters, marks, cases, name


class _Letters(dict[int, str]):
    """What each letter is in a search, worked out when it is met: a space for what is no letter."""

    def __missing__(self, code: int) -> str:
        """Work out a letter that was not met yet."""
        self[code] = _plain_letter(chr(code))
        return self[code]


def _plain_letter(letter: str) -> str:
    if unicodedata.category(letter)[0] not in "LMN":
        return " "
    found = "".join(_WORD.findall(anyascii(letter)))
    return found.casefold() or ("" if unicodedata.combining(letter) else letter.casefold())


_PLAIN = _Letters({ord(mark): "" for mark in _APOSTROPHES})


@lru_cache(_KEPT_LETTERS)
def _weights(letter: str) -> tuple[str, str, str]:
    """Return the weights of a letter with its marks: by letter, by marks and by case."""
    elements = _collator(is_whole=not _is_common(letter)).collation_elements(
        unicodedata.normalize("NFD", letter)
    )
    first, second, third = ("".join(chr(e[level]) for e in elements if e[level]) for level in range(3))
    return first, second, third


class _Weights(dict[int, str]):
    """The weights of letters at one level, each worked out when it is met."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def __missing__(self, code: int) -> str:
        """Work out a letter that was not met yet."""
        self[code] = _weights(chr(code))[self._level]
        return self[code]


_BY_LETTER, _BY_MARK, _BY_CASE = map(_Weights, range(3))


def _is_common(letters: str) -> bool:
    """Return whether letters are Latin, Greek or Cyrillic, or marks: few are not, in names here."""
    return all(code < "\u0530" or "\u1e00" <= code < "\u2070" for code in letters)


@cache
def _collator(*, is_whole: bool) -> Collator:
    return Collator() if is_whole else _SmallCollator()


class _SmallCollator(Collator):  # type: ignore[misc]  # comes without types
    """The same table for common letters only, which is read in a tenth of the time."""

    def load(self, filename: str) -> None:
        with open(filename, encoding="ascii") as table:  # noqa: PTH123  # as the library does
            for line in table:
                codes, _, weights = line.partition(";")
                letters = [int(code, 16) for code in codes.split()] if line[0] in hexdigits else []
                if letters and _is_common(chr(letters[0])):
                    elements = COLL_ELEMENT_PATTERN.findall(weights.partition("#")[0])
                    self.table.add(letters, [[int(weight, 16) for weight in each] for each in elements])
