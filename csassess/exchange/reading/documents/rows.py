"""Words of a page put together to rows, and running heads and feet taken out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from csassess.exchange.reading.content import CELL, Box, Line
from csassess.exchange.reading.documents.pdf_words import PdfPage, Word

_EDGE = 0.13  # part of a page's height that holds heads and feet


class Row:
    """The words on one baseline, from left to right."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self._segments: dict[float, list[Row]] = {}

    @cached_property
    def baseline(self) -> float:
        """The baseline of most of the words."""
        return sorted(word.baseline for word in self.words)[len(self.words) // 2]

    @cached_property
    def box(self) -> Box:
        """The box around the words."""
        return Box(
            self.words[0].box.left,
            min(word.box.top for word in self.words),
            max(word.box.right for word in self.words),
            max(word.box.bottom for word in self.words),
        )

    @cached_property
    def size(self) -> float:
        """The size of most of the type."""
        return sorted(word.size for word in self.words)[len(self.words) // 2]

    @cached_property
    def bold(self) -> bool:
        """Whether all of the type is bold."""
        return all(word.bold for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words, with a tab in each wide gap."""
        parts = [self.words[0].text]
        for left, right in pairwise(self.words):
            far = right.box.left - left.box.right > 1.1 * max(left.size, right.size)
            parts += [CELL if far else " ", right.text]
        return "".join(parts)

    def segments(self, gap: float = 1.0) -> list["Row"]:
        """Return the parts of the row that are separated by more than a gap, in type sizes."""
        if gap not in self._segments:
            found = [[self.words[0]]]
            for left, right in pairwise(self.words):
                if right.box.left - left.box.right > gap * max(left.size, right.size):
                    found.append([])
                found[-1].append(right)
            self._segments[gap] = [Row(words) for words in found] if len(found) > 1 else [self]
        return self._segments[gap]


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Return the rows of words, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if rows and word.baseline - rows[-1][-1].baseline <= max(
            0.33 * min(word.size, rows[-1][-1].size), 1.5
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(sorted(row, key=lambda word: word.box.left)) for row in rows]


def line_of(row: Row, page: int, left: float = 0.0) -> Line:
    """Return a row as a line; its indent is measured from `left`."""
    box = row.box
    return Line(
        row.text,
        page,
        box,
        indent=box.left - left,
        bold=row.bold,
        size=row.size,
        unsure=not all(word.sure for word in row.words),
        apart=_stands_apart(row),
    )


def _stands_apart(row: Row) -> bool:
    """Return whether a row may hold words of two columns: one space is much wider than the others.

    The space after the first word, which may be a label, and after the end of a sentence do not count.
    """
    if len(row.words) < _LEAST_WORDS:
        return False
    pairs = list(pairwise(row.words))
    spaces = [right.box.left - left.box.right for left, right in pairs]
    if max(spaces[1:]) <= 0.7 * row.size:
        return False
    spaces.sort()
    usual = spaces[len(spaces) // 2]
    return any(
        space > 0.7 * row.size and space > 2.5 * max(usual, 0.1 * row.size)
        for left, right in pairs[1:]
        if not left.text.endswith((".", ":", ";", "?", "!"))
        for space in (right.box.left - left.box.right,)
    )


_LEAST_WORDS = 4  # in a row in which one space can be wider than the others
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–]?\s*(\d{1,4})\s*[-–]?(?:\s*(?:of|/)\s*\d{1,4})?|[ivxl]{1,6}", re.IGNORECASE
)
_IMPRINT = re.compile(
    r"^\d*\s*©|©.{0,40}\d{4}|^copyright\b|all rights reserved|^(https?://|www\.)\S+$"
    r"|^(version|issue)\s+[\d.]+",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(unit|title|level|credits?|guided|glh|reference|number|learning outcome|code)\b", re.IGNORECASE
)
_NUMBER_AT_EDGE = re.compile(
    r"^(?:page\s+)?(\d{1,4})(?=\D)|(?<=\D)(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?$", re.I
)


def without_running(pages: Sequence[tuple[PdfPage, list[Row]]]) -> tuple[list[list[Row]], list[Line]]:
    """Return the rows of each page without running heads and feet, and these as lines."""
    at: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for page, rows in pages:
        for row in rows:
            if _at_edge(row, page):
                for key in _keys(row, page):
                    at[key].add(page.number)
    kept: list[list[Row]] = []
    running: list[Line] = []
    for page, rows in pages:
        far = {id(row) for row in _far_from_text(rows)}
        out = {
            id(row)
            for row in rows
            if _at_edge(row, page) and _is_running(row, page, at, apart=id(row) in far)
        }
        out |= {id(row) for row in _alone_at_edge(rows, page)}
        kept.append([row for row in rows if id(row) not in out])
        running += [line_of(row, page.number) for row in rows if id(row) in out]
    return kept, running


def _alone_at_edge(rows: Sequence[Row], page: PdfPage) -> list[Row]:
    """Return small print at the very edge of a page, far from everything else.

    The type of a scanned page is of unknown size.
    """
    if len(rows) < 5:
        return []
    usual = sorted(row.size for row in rows)[len(rows) // 2]
    found = []
    for row, other in ((rows[0], rows[1]), (rows[-1], rows[-2])):
        outer = row.box.bottom < page.height * 0.06 or row.box.top > page.height * 0.94
        far = abs(row.baseline - other.baseline) > 2.2 * usual
        if outer and far and (page.scanned or row.size < usual - 0.5) and len(row.text) < 160:
            found.append(row)
    return found


def _at_edge(row: Row, page: PdfPage) -> bool:
    box = row.box
    return box.bottom < page.height * _EDGE or box.top > page.height * (1 - _EDGE)


def _keys(row: Row, page: PdfPage) -> list[tuple[str, int, int]]:
    """Return what a running row has in common with its like: words, height, offset of the page's number."""
    words, place = " ".join(row.text.lower().split()), round(row.baseline / 4)
    keys = [(words, place + shift, -10_000) for shift in (0, 1)]
    number = _NUMBER_AT_EDGE.search(words)
    if number:
        rest = words[: number.start()] + "#" + words[number.end() :]
        offset = int(number[1] or number[2]) - page.number
        keys += [(rest, place + shift, offset) for shift in (0, 1)]
    return keys


def _far_from_text(rows: Sequence[Row]) -> list[Row]:
    """Return the first and last rows of a page that are separated from the text, or in smaller type."""
    if len(rows) < 3:
        return list(rows)
    usual = sorted(row.size for row in rows)[len(rows) // 2]
    far: list[Row] = []
    for edge in (rows[:4], rows[::-1][:4]):
        for number, (row, inner) in enumerate(pairwise(edge), start=1):
            if abs(row.baseline - inner.baseline) > 1.9 * usual or row.size < usual - 0.9:
                far += edge[:number]
    return far


def _is_running(row: Row, page: PdfPage, at: dict[tuple[str, int, int], set[int]], *, apart: bool) -> bool:
    """Return whether a row at the edge of a page is a running head or foot."""
    words = " ".join(row.text.split())
    if re.search(r"outcome|criteri", words, re.IGNORECASE):
        return False
    outer = row.box.bottom < page.height * 0.07 or row.box.top > page.height * 0.925
    if _PAGE_NUMBER.fullmatch(words):
        return outer or (apart and row.box.top > page.height * 0.9)
    if _IMPRINT.search(words):
        return outer or apart
    return any(
        _comes_again(key, page.number, at, apart=apart, cue=bool(_CUE.search(words)) and not outer)
        for key in _keys(row, page)
        if re.search(r"[^\W\d_]{3}", key[0])
    )


def _comes_again(
    key: tuple[str, int, int], page: int, at: dict[tuple[str, int, int], set[int]], *, apart: bool, cue: bool
) -> bool:
    """Return whether words are at the same height on enough other pages.

    A sentence may end at the top of two pages with the same words: such must be separated from the text, or
    be long, or come three times. What may state something about a unit must come on the next page too.
    """
    others = at[key] - {page}
    if not others:
        return False
    if cue:
        near = {page - 1, page + 1} & others
        return bool(near) and (key[2] != -10_000 or len(others) > 1)
    return apart or len(others) > 1 or len(key[0].split()) >= 5
