"""Words broken into lines of a width.

The work grows as the words do: each word is measured once, and one that is wider than a line is cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

from csassess.forms.layout.fonts import MISSING, SYMBOLS, characters, font_of, printable, register_fonts

_Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words, its width in points, and the (font, words) parts that are drawn.

    `parts` is empty if all is drawn in the font of the words. `is_changed` says that a part shows a square in
    place of a character that no font has.
    """

    words: str
    width: float
    parts: _Parts = ()
    is_changed: bool = False


def lines_of(words: str, font: str, size: float, width: float) -> list[Line]:
    """Return words as lines no wider than `width`, which a single character may exceed.

    A line that ends between two words keeps the blank at its end, so that the next is read apart.
    """
    register_fonts()
    words = printable(words)
    is_plain = characters(font).issuperset(words.replace("\n", ""))
    return [
        Line(line, line_width) if is_plain else _with_parts(line, font, line_width)
        for paragraph in words.split("\n")
        for line, line_width in _broken(paragraph, font, size, width, is_plain=is_plain)
    ]


def _broken(
    paragraph: str, font: str, size: float, width: float, *, is_plain: bool
) -> Iterator[tuple[str, float]]:
    if is_plain and stringWidth(paragraph, font, size) <= width:
        yield paragraph, stringWidth(paragraph, font, size)
        return
    blank = _character_width(" ", font, size)
    line: list[str] = []
    used = 0.0
    for word in paragraph.split(" "):
        word_width = (
            stringWidth(word, font, size)
            if is_plain
            else sum(_character_width(character, font, size) for character in word)
        )
        if line and used + blank + word_width > width:
            yield " ".join(line) + " ", used
            line, used = [], 0.0
        if line:
            used += blank
        rest = word
        if word_width > width:
            *whole, (rest, word_width) = _cut(word, font, size, width)
            yield from whole
        line.append(rest)
        used += word_width
    yield " ".join(line), used


def _cut(word: str, font: str, size: float, width: float) -> list[tuple[str, float]]:
    """Return a word that is wider than a line as pieces that each fit, with their widths."""
    pieces: list[tuple[str, float]] = []
    begun, used = 0, 0.0
    for place, character in enumerate(word):
        character_width = _character_width(character, font, size)
        if used + character_width > width and place > begun:
            pieces.append((word[begun:place], used))
            begun, used = place, 0.0
        used += character_width
    return [*pieces, (word[begun:], used)]


@lru_cache(4096)
def _character_width(character: str, font: str, size: float) -> float:
    found = font_of(character, font)
    return float(stringWidth(character if found else MISSING, found or SYMBOLS, size))


def _with_parts(line: str, font: str, width: float) -> Line:
    """Return a line whose words need more than one font."""
    if characters(font).issuperset(line):
        return Line(line, width)
    parts: list[tuple[str, list[str]]] = []
    is_changed = False
    for character in line:
        found = font_of(character, font)
        is_changed = is_changed or not found
        used, shown = found or SYMBOLS, character if found else MISSING
        if parts and parts[-1][0] == used:
            parts[-1][1].append(shown)
        else:
            parts.append((used, [shown]))
    return Line(line, width, tuple((used, "".join(shown)) for used, shown in parts), is_changed)
