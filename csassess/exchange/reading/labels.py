"""The grammar of labels: what may come before an outcome, a criterion or an item of a list."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line, and the words after it.

    `family` names the kind with its letters ("dot", "P", "int", "letter" …); `number` is its place
    in the family: (outcome, criterion), or (0, n) if the label does not name its outcome.
    """

    written: str
    family: str
    number: tuple[int, int]
    rest: str
    glued: bool = False

    @property
    def is_outcome(self) -> bool:
        """Whether the label names an outcome: "1", "Learning outcome 1", "B10.1"."""
        return self.family in ("outcome", "int") or self.number[1] == 0


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_END = r"[.:)\]]?"

_OUTCOME = re.compile(
    r"(?P<label>(?:(?:learning|unit)\s+)?(?:outcome|aim|objective)s?\s*(?:no\.?\s*)?(?P<n>\d{1,2}"
    r"|[A-H])\b|LO\s?(?P<n2>\d{1,2})\b"
    r"|element\s+(?P<n3>\d{1,2}"
    r"|(?-i:[A-H])(?=\s*[:.)–—-]|\s+(?-i:[A-Z])|$))\b)(?!\s*(?:and|,|&|to)\s*\d)\s*(?P<end>[:.)–—-]*)\s*",
    re.IGNORECASE,
)
_NUMBER_3 = re.compile(rf"(?P<p>\d{{1,2}})\.(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})(?!\d|\.\d){_END}")
_PREFIXED_3 = re.compile(
    rf"(?P<p>[A-Z]{{1,5}}\d{{1,4}})\.(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})(?!\d|\.\d){_END}"
)
_PREFIXED_2 = re.compile(
    rf"(?!(?:AC|PC|KU|PS|KS|K|P)\d)(?P<p>[A-Z]{{1,5}}\d{{1,4}})\.(?P<a>\d{{1,2}})(?!\d|\.\d){_END}"
)
_NUMBER_2_LETTER = re.compile(rf"(?P<p>\d{{1,2}})\.(?P<a>\d{{1,2}})(?P<b>[a-z]){_END}(?=\s|$)")
_NUMBER_LETTER = re.compile(rf"\(?(?P<a>\d{{1,2}})(?P<b>[a-z]){_END}(?=\s|$)")
_NUMBER_2 = re.compile(
    rf"[\(\[]?(?P<p>(?:AC|PC|KU|PS|KS|K|P)?)[ ]?(?P<a>\d{{1,2}})[.](?P<b>\d{{1,2}})(?!\d|\.\d){_END}"
)
_LETTERED = re.compile(rf"(?P<p>[A-Z]{{1,4}}\d{{1,4}})(?P<b>[a-z]){_END}(?=\s|$)")
_AIM_GRADE = re.compile(rf"(?P<p>[A-H]{{1,4}}\.[PMD])(?P<b>\d{{1,2}})(?!\d|\.\d){_END}")
_PREFIX = re.compile(
    rf"(?P<p>PC|KU|PS|KS|AC|PMD|[A-Z])(?P<b>\d{{1,2}})(?![\d/-]|\.\d){_END}(?=\s|$|[A-Z]?[a-z]{{2}})"
)
_INTEGER = re.compile(r"(?P<b>\d{1,2})(?:[.):]?(?=\s|$)|[.)]?(?=[A-Z][a-z]))")
_LETTER = re.compile(r"\(?(?P<b>[a-z])[.)](?=\s|$|[A-Za-z])")
_BARE_LETTER = re.compile(r"(?P<b>[a-z])(?=\s+[A-Za-z])")
_CAPITAL = re.compile(r"(?P<b>[A-H])(?:[.):]|\s*[–—-])?(?=\s+[A-Z])")
_ROMAN = re.compile(r"\(?(?P<b>i{1,3}|iv|v|vi{1,3}|ix|x|xi{1,2})[.)](?=\s|$|[A-Za-z])")
BULLET = re.compile(r"[•●▪■◦○❖►➢✓·¢\u2023\u2043\uf0b7\uf0a7\uf0d8*]\s*|[-–—o\u00b0]\s+(?=\S)")


_GRAMMAR = (  # the longer labels first; B10.1 is an outcome or, if nothing is below it, a criterion
    (_PREFIXED_3, "dot:{p}"),
    (_NUMBER_3, "dot:{p}"),
    (_NUMBER_2_LETTER, "dot:{p}"),
    (_PREFIXED_2, "dot:{p}"),
    (_NUMBER_2, "dot:{p}"),
    (_NUMBER_LETTER, "dot:letter"),
    (_AIM_GRADE, "{p}"),
    (_LETTERED, "lettered:{p}"),
    (_PREFIX, "{p}"),
    (_INTEGER, "int"),
)


@lru_cache(20_000)
def label_of(words: str) -> Label | None:
    """Return the label at the start of words; None if there is none."""
    words = words.lstrip()
    found = _OUTCOME.match(words)
    if found:
        number = found["n"] or found["n2"] or found["n3"]
        return Label(number, "outcome", (_of_letter_or_digit(number), 0), words[found.end() :])
    for pattern, family in _GRAMMAR:
        if found := pattern.match(words):
            parts = found.groupdict()
            prefix = "" if parts.get("p") == "AC" else parts.get("p") or ""
            return _label(words, found, family.format(p=prefix), _number_of(parts))
    return None


def _number_of(parts: dict[str, str | None]) -> tuple[int, int]:
    """Return the number that the parts of a label make: (outcome, criterion)."""
    outcome, criterion = parts.get("a"), parts.get("b")
    if outcome is None:
        assert criterion
        if not criterion.isdigit():
            return 0, _LETTERS.index(criterion) + 1
        return (0, int(criterion)) if "p" in parts else (int(criterion), 0)
    if criterion and not criterion.isdigit():
        return int(outcome), _LETTERS.index(criterion) + 1
    return int(outcome), int(criterion) if criterion else 0


def letter_of(words: str, *, bare: bool = False) -> Label | None:
    """Return the lettered or roman label of an item at the start of words; None if there is none.

    With `bare` a letter that nothing but space follows counts too.
    """
    words = words.lstrip()
    roman = _ROMAN.match(words)
    if roman and roman["b"] not in ("v", "x"):
        return _label(words, roman, "roman", (0, _ROMANS.index(roman["b"]) + 1))
    found = _LETTER.match(words) or (_BARE_LETTER.match(words) if bare else None)
    if found:
        return _label(words, found, "letter", (0, _LETTERS.index(found["b"]) + 1))
    return None


def as_roman(label: Label) -> Label:
    """Return a label that may be a letter or a roman number, v or x, as the number."""
    if label.family == "letter" and label.written in _ROMANS:
        return replace(label, family="roman", number=(0, _ROMANS.index(label.written) + 1))
    return label


def capital_of(words: str) -> Label | None:
    """Return the capital letter that labels an outcome at the start of words; None if there is none."""
    found = _CAPITAL.match(words.lstrip())
    return _label(words.lstrip(), found, "capital", (ord(found["b"]) - 64, 0)) if found else None


def without_bullet(words: str) -> tuple[str, bool]:
    """Return words without the bullet before them, and whether there was one."""
    found = BULLET.match(words.lstrip())
    return (words.lstrip()[found.end() :].lstrip(), True) if found else (words, False)


def _label(words: str, found: re.Match[str], family: str, number: tuple[int, int]) -> Label:
    rest = words[found.end() :]
    written = found[0].strip().rstrip(".):] –—-").lstrip("([")
    if family.startswith("dot:") and written.startswith("AC"):
        written = written[2:].strip()
    return Label(written.replace(" ", ""), family, number, rest.strip(), bool(rest) and not rest[0].isspace())


def _of_letter_or_digit(number: str) -> int:
    return int(number) if number.isdigit() else ord(number.upper()) - 64
