"""The pages of a PDF turned into lines in reading order, column by column."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from csassess.exchange.reading.content import Box, Column, Document, Line
from csassess.exchange.reading.documents.columns import (
    Head,
    Table,
    guessed_table,
    heading_row,
    holds_labels_beside,
    straddles,
    table_below,
)
from csassess.exchange.reading.documents.pdf_words import PdfPage, Word
from csassess.exchange.reading.documents.rows import Row, line_of, rows_of, without_running
from csassess.exchange.reading.documents.side_by_side import in_two_columns, without_notes
from csassess.exchange.reading.headings import Section, is_identity, is_lead, section_of


def document_of(pages: Iterable[PdfPage]) -> Document:
    """Return the lines of the pages of a PDF."""
    read = []
    aslant: list[Line] = []
    for page in pages:
        behind = _behind_text(page.words)
        read.append((page, rows_of(word for word in page.words if id(word) not in behind)))
        aslant += [Line(word.text, page.number, word.box) for word in page.words if id(word) in behind]
    kept, running = without_running(read)
    layout = _Layout()
    for (page, _), rows in zip(read, kept, strict=True):
        layout.add(page, rows)
    return Document(layout.lines, len(read), running + aslant, by_place=True, notes=layout.notes)


_HUGE = 3.5  # times the usual size of type


def _behind_text(words: Sequence[Word]) -> set[int]:
    """Return the words, by their identity, that are a watermark: aslant, or huge with text across them."""
    usual = median(word.size for word in words) if words else 0.0
    huge = [word for word in words if word.size > _HUGE * usual]
    across = [
        mark
        for mark in huge
        if sum(word.size < 2 * usual and _overlap(mark.box, word.box) for word in words) >= 2
    ]
    return {id(word) for word in words if word.aslant} | {id(word) for word in across}


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


class _Layout:
    """Puts rows into lines; a table and a column of headings go on from page to page."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.notes: list[Line] = []
        self._table: Table | None = None
        self._left = 0.0  # left edge of the words of the table's last page
        self._starts: Counter[int] = Counter()  # where words began on it
        self._guessed: float | None = None  # where criteria began in a table without heads
        self._beside: tuple[float, float] | None = None  # left edges of a column of headings and of its text

    def add(self, page: PdfPage, rows: list[Row]) -> None:
        """Add the rows of a page."""
        if not rows:
            return
        left = min(row.box.left for row in rows)
        starts = Counter(round(segment.box.left) for row in rows for segment in row.segments(0.6))
        if self._table and self._starts and _alike(starts, self._starts, 0) < 0.5:
            distance = left - self._left
            if _alike(starts, self._starts, distance) > 0.6:
                self._table = self._table.moved(distance)
        self._left, self._starts = left, starts
        if self._table is None and not any(heading_row(rows, at) for at in range(len(rows))):
            rows, notes = without_notes(rows)
            self.notes += [line_of(row, page.number) for row in rows_of(notes)]
        plain: list[Row] = []  # rows outside a table that wait to be laid out
        inside: list[Row] = []
        at = 0
        while at < len(rows):
            found = heading_row(rows, at)
            table = table_below(found[0], rows[at + found[1] :], page.verticals) if found else None
            if found and self._table and self._is_lead(found[0]) and not (inside or plain):
                at += found[1]  # below the heads of a table with more columns
                continue
            if found and table and not holds_labels_beside(table, rows[at + found[1] :]):
                self._flush(page, plain, inside)
                self._table = table
                at += found[1]
                continue
            row = rows[at]
            if self._table is None:
                plain.append(row)
            elif self._spans(row, rows[at + 1 : at + 12]):
                self._flush(page, plain, inside)
                self._full(page, [row])
            elif self._ends(row) or (not inside and is_identity(row.text)):
                self._flush(page, plain, inside)
                self._table = None
                plain.append(row)
            else:
                inside.append(row)
            at += 1
        self._flush(page, plain, inside)

    def _is_lead(self, heads: Sequence[Head]) -> bool:
        """Return whether a heading row only leads in the columns of the table: "The learner can:"."""
        fewer = self._table is not None and len(heads) < len(self._table.heads)
        return fewer and all(is_lead(head.text) for head in heads if head.column is not Column.GUIDANCE)

    def _flush(self, page: PdfPage, plain: list[Row], inside: list[Row]) -> None:
        if inside:
            self._columns(page, inside)
        if plain:
            self._plain(page, plain)
        plain.clear()
        inside.clear()

    def _ends(self, row: Row) -> bool:
        """Return whether a row is below the table."""
        assert self._table
        segments = row.segments(0.6)
        section = section_of(row.text)
        if len(segments) == 1 and section not in (None, Section.GUIDANCE):
            first = self._table.column_at(row.box.left) == 0
            return first and (
                row.bold or section in (Section.REQUIREMENTS, Section.PURPOSE) or len(row.words) > 1
            )
        return straddles(row, self._table)

    def _spans(self, row: Row, following: Sequence[Row]) -> bool:
        """Return whether a row is the title of an outcome above the columns, which go on below it."""
        assert self._table
        if not (straddles(row, self._table) or len(row.segments(0.6)) == 1):
            return False
        if not _OUTCOME_ROW.match(row.text):
            return False
        if Column.OUTCOME in [head.column for head in self._table.heads] and not straddles(row, self._table):
            return False
        return any(
            len(later.segments(0.6)) > 1 and not straddles(later, self._table) for later in following
        ) or (any(_LABELLED.match(later.text) for later in following))

    def _columns(self, page: PdfPage, rows: list[Row]) -> None:
        """Add the lines of a stretch of a table."""
        assert self._table
        table = self._table
        words: list[list[Word]] = [[] for _ in table.heads]
        for row in rows:
            for word in row.words:
                words[table.column_at(word.box.left)].append(word)
        lines: list[tuple[float, int, Line]] = []
        for number, (head, of_column) in enumerate(zip(table.heads, words, strict=True)):
            column = rows_of(of_column)
            for line, row in zip(_lines(page, column), column, strict=True):
                line.column, line.group, line.heading = head.column, number, head.text
                lines.append((round(row.baseline, 1), number, line))
        self.lines += [line for _, _, line in sorted(lines, key=lambda entry: entry[:2])]

    def _plain(self, page: PdfPage, rows: list[Row]) -> None:
        """Add the lines of a stretch outside tables, with side headings, in two columns, or as it is."""
        guessed = guessed_table(rows, self._guessed)
        if guessed:
            table, first, last = guessed
            self._guessed = table.edges[0]
            if first:
                self._plain(page, rows[:first])
            self._table = table
            self._columns(page, rows[first:last])
            self._table = None
            if rows[last:]:
                self._plain(page, rows[last:])
            return
        self._beside = _headings_beside(rows, self._beside)
        if self._beside:
            self._with_headings(page, rows, self._beside[1])
            return
        for stretch, middle in in_two_columns(rows, page.width):
            if middle is None:
                self._full(page, stretch)
                continue
            words = [word for row in stretch for word in row.words]
            for side in (
                [word for word in words if word.box.left < middle],
                [word for word in words if word.box.left >= middle],
            ):
                if side:
                    self._full(page, rows_of(side))

    def _full(self, page: PdfPage, rows: list[Row]) -> None:
        self.lines += _lines(page, rows)

    def _with_headings(self, page: PdfPage, rows: list[Row], start: float) -> None:
        """Add rows whose headings are in a narrow column left of the text."""
        headings: list[tuple[float, list[Word], float]] = []  # first baseline, words, last baseline
        others: list[Row] = []
        for row in rows:
            beside = [word for word in row.words if word.box.left < start - 4]
            rest = [word for word in row.words if word.box.left >= start - 4]
            apart = not rest or (beside and rest[0].box.left - beside[-1].box.right > 0.8 * row.size)
            if beside and apart and beside[-1].box.right < start + 2:
                if headings and row.baseline - headings[-1][2] < 1.9 * row.size:
                    first, words, _ = headings[-1]
                    headings[-1] = (first, words + beside, row.baseline)
                else:
                    headings.append((row.baseline, beside, row.baseline))
            else:
                rest = row.words
            if rest:
                others.append(Row(rest))
        lines = [
            (
                first - 0.5,
                Line(" ".join(w.text for w in words), page.number, words[0].box, Column.HEADING, bold=True),
            )
            for first, words, _ in headings
        ]
        lines += [(row.baseline, line) for row, line in zip(others, _lines(page, others), strict=True)]
        self.lines += [line for _, line in sorted(lines, key=lambda entry: entry[0])]


_OUTCOME_ROW = re.compile(
    r"(learning\s+)?(outcome|aim)s?\s*[A-Z\d]|LO\s*\d|\d{1,2}[.):]?\s+\S|[A-H][.):]?\s+[A-Z]|element\s+\d",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[A-Z]{0,3}\d{1,2}(\.\d{1,2})*\b")


def _lines(page: PdfPage, rows: Sequence[Row]) -> list[Line]:
    """Return rows of one column as lines, with the gaps between them noted."""
    if not rows:
        return []
    left = min(row.box.left for row in rows)
    steps = [below.baseline - above.baseline for above, below in pairwise(rows)]
    tight = [step for step in steps if step < 2.2 * median(row.size for row in rows)]
    usual = min(median(tight), 1.6 * median(row.size for row in rows)) if tight else 0.0
    lines = [line_of(row, page.number, left) for row in rows]
    for above, line, step in zip(lines, lines[1:], steps, strict=False):
        line.ruled = _ruled_off(page, above, line)
        line.gap = (bool(usual) and step > 1.25 * usual) or line.ruled
    return lines


def _ruled_off(page: PdfPage, above: Line, below: Line) -> bool:
    """Return whether a rule is drawn between two lines."""
    assert above.box
    assert below.box
    low, high = (above.box.top + above.box.bottom) / 2, (below.box.top + below.box.bottom) / 2
    left, right = min(above.box.left, below.box.left), min(above.box.right, below.box.right)
    return any(
        low < rule.top < high and rule.left <= left + 4 and rule.right >= min(right, left + 30)
        for rule in page.horizontals
    )


def _alike(starts: Counter[int], before: Counter[int], distance: float) -> float:
    """Return the part of places where words begin that is as before, moved by a distance."""
    usual = [x for x, count in before.items() if count >= 2]
    same = sum(count for x, count in starts.items() if any(abs(x - distance - known) <= 3 for known in usual))
    return same / max(sum(starts.values()), 1)


def _last_across(rows: Sequence[Row], start: float) -> int:
    """Return the number of the first row below those that run across the edge of a column of text.

    Such rows are above the first heading at the side of the text, as an overview; others count as its text.
    """
    below = 0
    for number, row in enumerate(rows):
        beside = [word for word in row.words if word.box.left < start - 4]
        if section_of(" ".join(word.text for word in beside)) in (Section.PERFORMANCE, Section.KNOWLEDGE):
            return below
        if beside and row.box.right > start + 2 and not _is_apart(row, beside):
            below = number + 1
    return 0


def _is_apart(row: Row, beside: Sequence[Word]) -> bool:
    """Return whether the rest of a row is clearly right of its first words."""
    rest = row.words[len(beside) :]
    return bool(rest) and rest[0].box.left - beside[-1].box.right > 0.8 * row.size


def _headings_beside(rows: Sequence[Row], before: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return the left edges of a narrow column of headings and of the text right of it; None if none."""
    left = min(row.box.left for row in rows)
    starts = Counter(
        round(segment.box.left)
        for row in rows
        for segment in row.segments(1.0)[:2]
        if segment.box.left > left + 60
    )
    if not starts:
        return before if before and left > before[1] - 10 else None
    start, count = starts.most_common(1)[0]
    if count < 2:
        return None
    start = min(x for x in starts if abs(x - start) <= 60 and starts[x] >= max(2, count // 6) and x <= start)
    if before and abs(start - before[1]) < 8:
        return before
    found = False
    rows = rows[_last_across(rows, start) :]
    for number, row in enumerate(rows):
        beside: list[str] = []
        for later in rows[number : number + 4]:
            words = [word for word in later.words if word.box.right < start]
            beside += [word.text for word in words]
            if section_of(" ".join(beside)) in (Section.PERFORMANCE, Section.KNOWLEDGE):
                found = True
        if found and row.box.right <= start and not beside:
            break
    beside_rows = sum(row.box.left < start - 4 for row in rows)
    text_rows = sum(row.box.right > start for row in rows)
    if found and beside_rows <= 0.5 * text_rows:
        return left, float(start)
    return None
