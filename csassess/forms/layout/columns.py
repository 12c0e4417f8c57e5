"""Pieces side by side that are no table, such as the margin of an account and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color
from reportlab.lib.units import mm

from csassess.forms.layout.pieces import Parts, Piece, stacked
from csassess.forms.layout.styles import LINE
from csassess.forms.layout.tagging import Element, Sheet

TALLEST = 80 * mm  # what is taller may continue on the next page
_SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Column:
    """One of the pieces side by side: its left edge and width in points, and the element it belongs to."""

    piece: Piece | None
    left: float
    width: float
    element: Element | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around columns: room above and below in points, a tint, and a line at a left edge."""

    above: float = 0.9 * mm
    below: float = 1.1 * mm
    tint: Color | None = None
    rule_at: float | None = None


class Columns(Piece):
    """Pieces side by side, as one element if it is set."""

    def __init__(self, columns: Sequence[Column], frame: Frame, element: Element | None = None) -> None:
        self._columns, self._frame, self._element = columns, frame, element

    def height(self, width: float) -> float:
        """Return the height of the tallest piece, with the room around it."""
        tallest = max((c.piece.height(c.width) for c in self._columns if c.piece), default=0.0)
        return tallest + self._frame.above + self._frame.below

    def least(self, width: float) -> float:
        """Return the height of the tallest beginning of its pieces, or its own if it is not tall."""
        whole = self.height(width)
        if whole <= TALLEST:
            return whole
        least = max((c.piece.least(c.width) for c in self._columns if c.piece), default=0.0)
        return min(whole, least + self._frame.above + self._frame.below)

    def tail(self, width: float) -> float:
        """Return the height of the tallest last lines, or its own if it is not tall."""
        whole = self.height(width)
        return whole if whole <= TALLEST else min(whole, TALLEST / 2)

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return what fits and the rest, if it is tall."""
        if self.height(width) <= TALLEST and not must:
            return None, self
        return self.cut(width, room, must=must)

    def cut(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return what fits and the rest."""
        inner = room - self._frame.above - self._frame.below
        divided = divide([(c.piece, c.width) for c in self._columns], inner, must=must)
        if divided is None:
            return (self, None) if must else (None, self)
        firsts, rests = divided
        if not any(rests):
            return self, None
        return self._part(firsts), self._part(rests)

    def _part(self, pieces: Sequence[Piece | None]) -> Columns:
        columns = [replace(c, piece=piece) for c, piece in zip(self._columns, pieces, strict=True)]
        return Columns(columns, self._frame, self._element)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the pieces, and what is around them as artifacts."""
        frame = self._frame
        if frame.tint or frame.rule_at is not None:
            self._draw_frame(sheet, x, top, width)
        if self._element is None:
            self._draw_columns(sheet, x, top - frame.above)
            return
        with sheet.within(self._element):
            self._draw_columns(sheet, x, top - frame.above)

    def _draw_columns(self, sheet: Sheet, x: float, top: float) -> None:
        for column in self._columns:
            if column.piece is None:
                continue
            if column.element is None:
                column.piece.draw(sheet, x + column.left, top, column.width)
                continue
            with sheet.within(column.element):
                column.piece.draw(sheet, x + column.left, top, column.width)

    def _draw_frame(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas, frame, height = sheet.canvas, self._frame, self.height(width)
        sheet.begin_artifact()
        canvas.saveState()
        if frame.tint:
            canvas.setFillColor(frame.tint)
            canvas.rect(x, top - height, width, height, stroke=0, fill=1)
        if frame.rule_at is not None:
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.5)
            canvas.line(x + frame.rule_at, top, x + frame.rule_at, top - height)
        canvas.restoreState()
        sheet.end()


def divide(
    cells: Sequence[tuple[Piece | None, float]], room: float, *, must: bool = False
) -> tuple[list[Piece | None], list[Piece | None]] | None:
    """Return what of each (piece, width) fits into the room, and the rest of each.

    None if one of them cannot begin there.
    """
    firsts: list[Piece | None] = []
    rests: list[Piece | None] = []
    for piece, width in cells:
        if piece is None or piece.height(width) <= room + _SLACK:
            firsts.append(piece)
            rests.append(None)
            continue
        first, rest = stacked([piece]).cut(width, max(room, 0.0), must=must)
        if first is None:
            return None
        firsts.append(first)
        rests.append(rest)
    return firsts, rests
