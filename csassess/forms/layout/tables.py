"""Tables: rows of cells that go on over pages as one table, with their heads repeated in print alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from reportlab.lib.units import mm

from csassess.forms.layout.columns import TALLEST, divide
from csassess.forms.layout.pieces import Parts, Piece, Text, stacked
from csassess.forms.layout.styles import HEAD_TINT, HEIGHT, LINE, SMALL_HEAD, Style
from csassess.forms.layout.tagging import Element, Sheet

_WHOLE = 0.9 * HEIGHT  # the tallest table that is kept on one page, with room for a heading
_SLACK = 0.01


@dataclass(slots=True, eq=False)
class Cell:
    """What a cell holds. `head` is empty, "Column" or "Row"; `words` are read in place of a sign."""

    pieces: Sequence[Piece] = ()
    head: str = ""
    words: str = ""
    element: Element | None = None

    def placed(self) -> Element:
        """Return its element in the structure."""
        if self.element is None:
            attributes = f"/O /Table /Scope /{self.head}" if self.head else ""
            self.element = Element("TH" if self.head else "TD", self.words, attributes)
        return self.element


@dataclass(slots=True, eq=False)
class Row:
    """Cells from left to right.

    `least` is the least height. `begins` says that no page before holds part of it; else `again` is printed
    in its first cell.
    """

    cells: list[Cell]
    least: float = 0.0
    begins: bool = True
    element: Element = field(default_factory=lambda: Element("TR"))
    again: Text | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is printed.

    Padding in points (left and right, top, bottom), whether its first column is tinted, and whether its heads
    are in small capitals on the pages on which it goes on.
    """

    padding: tuple[float, float, float] = (1.8 * mm, 1.1 * mm, 1.3 * mm)
    tinted_column: bool = False
    capitals: bool = False


def text_cell(words: str, style: Style, head: str = "", link: str = "") -> Cell:
    """Return a cell of plain words."""
    return Cell([Text(words, style, link=link)] if words else [], head)


class _Shared:
    """The elements of a table, which all of its parts belong to."""

    def __init__(self, caption: str) -> None:
        self.table, self.head, self.body = Element("Table"), Element("THead"), Element("TBody")
        self.caption = Element("Caption") if caption else None


class Table(Piece):
    """A table with the widths of its columns in points.

    `caption` is printed above the columns from `caption_from` on. A table stays on one page if it fits on any
    and `is_whole` is set, unless most of a page would stay empty; rows to write in by hand may go on over
    pages.
    """

    fills = True

    def __init__(
        self,
        rows: Sequence[Row],
        widths: Sequence[float],
        heads: Sequence[Row] = (),
        look: Look = Look(),
        caption: Text | None = None,
        caption_from: int = 0,
        shared: _Shared | None = None,
        is_whole: bool = True,
        continues: bool = False,
    ) -> None:
        self._rows, self._widths, self._heads, self._look = rows, widths, heads, look
        self._caption, self._caption_from = caption, caption_from
        self._is_whole, self._continues = is_whole, continues
        self._lefts = [0.0, *accumulate(widths)]
        self._shared = shared or _Shared(caption.words if caption else "")
        self._heights: list[float] | None = None
        self._head_heights: list[float] = []

    def _measure(self) -> list[float]:
        if self._heights is None:
            self._heights = [self._row_height(row) for row in self._rows]
            self._head_heights = [self._row_height(row) for row in self._heads]
            if self._caption:
                left, top, bottom = self._look.padding
                inner = self._lefts[-1] - self._lefts[self._caption_from] - 2 * left
                self._head_heights.insert(0, self._caption.height(inner) + top + bottom)
        return self._heights

    def _row_height(self, row: Row) -> float:
        side, top, bottom = self._look.padding
        tallest = row.least
        for cell, width in zip(row.cells, self._widths, strict=True):
            if cell.pieces:
                inner = width - 2 * side
                tallest = max(tallest, sum(piece.height(inner) for piece in cell.pieces) + top + bottom)
        return tallest

    @property
    def _heads_height(self) -> float:
        self._measure()
        return sum(self._head_heights)

    def height(self, width: float) -> float:
        """Return the height of heads and rows."""
        return sum(self._measure()) + self._heads_height

    def least(self, width: float) -> float:
        """Return the height of the whole table if it fits on a page, else of its heads and first row."""
        whole = self.height(width)
        if whole <= _WHOLE and self._is_whole:
            return whole
        return self._heads_height + min(self._measure()[0], TALLEST)

    def tail(self, width: float) -> float:
        """Return the height of the whole table if it fits half a page, else of heads and last row."""
        whole = self.height(width)
        if whole <= HEIGHT / 2:
            return whole
        return self._heads_height + min(self._measure()[-1], TALLEST)

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return the rows that fit and the rest; all on a new page if the table fits there whole."""
        if not must and self._is_whole and self.height(width) <= _WHOLE:
            return None, self
        return self.cut(width, room, must=must)

    def cut(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return the rows that fit and the rest; a row taller than others may be divided."""
        heights, room = self._measure(), room - self._heads_height
        count = 0
        while count < len(heights) and heights[count] <= room + _SLACK:
            room -= heights[count]
            count += 1
        rows, rest = list(self._rows[:count]), list(self._rows[count:])
        if rest and (heights[count] > TALLEST or (must and not rows)):
            begun, left = self._divided(rest[0], room, must=must and not rows)
            if begun:
                rows.append(begun)
                rest[0:1] = [left] if left else []
        if not rows:
            return None, self
        return self._part(rows, self._continues), self._part(rest, True) if rest else None

    def _divided(self, row: Row, room: float, *, must: bool) -> tuple[Row | None, Row | None]:
        side, top, bottom = self._look.padding
        pieces = [
            (stacked(cell.pieces) if cell.pieces else None, width - 2 * side)
            for cell, width in zip(row.cells, self._widths, strict=True)
        ]
        divided = divide(pieces, room - top - bottom, must=must)
        if divided is None:
            return None, row
        begun, left = (self._row_of(row, part) for part in divided)
        left.begins = False
        begun.begins = row.begins
        return begun, left if any(divided[1]) else None

    def _row_of(self, row: Row, pieces: Sequence[Piece | None]) -> Row:
        """Return a part of a row: its cells are the same elements."""
        cells = [
            Cell([piece] if piece else [], cell.head, cell.words, cell.placed())
            for cell, piece in zip(row.cells, pieces, strict=True)
        ]
        return Row(cells, element=row.element, again=row.again)

    def _part(self, rows: list[Row], continues: bool) -> Table:
        heads = self._heads
        if continues and not self._continues and self._look.capitals:
            heads = [_again(row) for row in heads]
        return Table(
            rows,
            self._widths,
            heads,
            self._look,
            self._caption,
            self._caption_from,
            self._shared,
            is_whole=self._is_whole,
            continues=continues,
        )

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw and tag heads and rows; heads that were read before are only printed."""
        heights, shared = self._measure(), self._shared
        self._draw_frame(sheet, x, top, [*self._head_heights, *heights])
        with sheet.within(shared.table):
            top = self._draw_heads(sheet, x, top)
            with sheet.within(shared.body):
                for row, height in zip(self._rows, heights, strict=True):
                    with sheet.within(row.element):
                        self._draw_row(sheet, row, x, top)
                    top -= height

    def _draw_heads(self, sheet: Sheet, x: float, top: float) -> float:
        if not self._head_heights:
            return top
        shared, read = self._shared, self._continues
        heights = list(self._head_heights)
        if self._caption:
            self._draw_caption(sheet, x, top, is_read=read)
            top -= heights.pop(0)
        if read:
            sheet.begin_artifact("<</Type /Pagination>>")
            for row, height in zip(self._heads, heights, strict=True):
                self._draw_plain(sheet, row, x, top)
                top -= height
            sheet.end()
            return top
        with sheet.within(shared.head):
            for row, height in zip(self._heads, heights, strict=True):
                with sheet.within(row.element):
                    self._draw_row(sheet, row, x, top)
                top -= height
        return top

    def _draw_caption(self, sheet: Sheet, x: float, top: float, *, is_read: bool) -> None:
        side, above, _ = self._look.padding
        caption, left = self._caption, self._lefts[self._caption_from] + side
        if caption is None or self._shared.caption is None:
            return
        inner = self._lefts[-1] - left - side
        if is_read:
            sheet.begin_artifact("<</Type /Pagination>>")
            caption.draw_lines(sheet, x + left, top - above, inner)
            sheet.end()
            return
        with sheet.within(self._shared.caption):
            caption.draw(sheet, x + left, top - above, inner)

    def _draw_row(self, sheet: Sheet, row: Row, x: float, top: float) -> None:
        side, above, _ = self._look.padding
        top -= above
        if not row.begins and row.again:
            row.again.draw(sheet, x + side, top, self._widths[0] - 2 * side)
        for cell, left, width in zip(row.cells, self._lefts, self._widths, strict=False):
            element = cell.placed()
            if not cell.pieces:
                sheet.place(element)
                continue
            draw_cell(sheet, cell.pieces, element, x + left + side, top, width - 2 * side)

    def _draw_plain(self, sheet: Sheet, row: Row, x: float, top: float) -> None:
        side, above, _ = self._look.padding
        for cell, left, width in zip(row.cells, self._lefts, self._widths, strict=False):
            for piece in cell.pieces:
                if isinstance(piece, Text):
                    piece.draw_lines(sheet, x + left + side, top - above, width - 2 * side)

    def _draw_frame(self, sheet: Sheet, x: float, top: float, heights: list[float]) -> None:
        """Draw tints and lines; none of them is read."""
        canvas, right = sheet.canvas, x + self._lefts[-1]
        edges = [top, *(top - used for used in accumulate(heights))]
        sheet.begin_artifact()
        canvas.saveState()
        heads = len(self._head_heights)
        canvas.setFillColor(HEAD_TINT)
        if heads and not self._caption:
            canvas.rect(x, edges[heads], right - x, top - edges[heads], stroke=0, fill=1)
        if self._look.tinted_column and len(edges) > heads + 1:
            bottom = edges[-1]
            canvas.rect(x, bottom, self._widths[0], edges[heads] - bottom, stroke=0, fill=1)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        lines = [(x, edge, right, edge) for edge in edges]
        first = edges[1] if self._caption else top
        verticals = [x + left for left in self._lefts]
        for number, vertical in enumerate(verticals):
            is_outside = number in (0, len(verticals) - 1)
            is_below = self._caption is not None and number > self._caption_from
            lines.append((vertical, first if is_below and not is_outside else top, vertical, edges[-1]))
        canvas.lines(lines)
        canvas.restoreState()
        sheet.end()


def _again(row: Row) -> Row:
    """Return heads as they are printed on the pages on which a table goes on: small and in capitals."""
    cells = []
    for cell in row.cells:
        texts = [piece for piece in cell.pieces if isinstance(piece, Text)]
        cells.append(
            Cell([Text(t.words.upper(), replace(SMALL_HEAD, align=t.style.align), "") for t in texts])
        )
    return Row(cells)


def draw_cell(
    sheet: Sheet, pieces: Iterable[Piece], element: Element, x: float, top: float, width: float
) -> None:
    """Draw the pieces of a cell; a single paragraph is the cell's own content."""
    pieces = list(pieces)
    only = pieces[0] if len(pieces) == 1 else None
    if isinstance(only, Text) and not only.link:
        only.draw_as(sheet, element, x, top, width)
        return
    with sheet.within(element):
        for piece in pieces:
            piece.draw(sheet, x, top, width)
            top -= piece.height(width)
