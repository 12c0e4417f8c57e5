"""Boxes around pieces, with room to write in by hand."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from csassess.forms.layout.pieces import Parts, Piece, stacked
from csassess.forms.layout.styles import HEIGHT, LINE
from csassess.forms.layout.tagging import Element, Sheet

_PADDING = 2 * mm


class Box(Piece):
    """Pieces within a box, and below them room in points to write in; it may go on over pages."""

    def __init__(self, pieces: Sequence[Piece], room: float = 0.0, element: Element | None = None) -> None:
        self._stack, self._room = stacked(pieces), min(room, HEIGHT / 2)
        self._element = element or Element("Div")

    def height(self, width: float) -> float:
        """Return the height of the pieces and the room."""
        return self._stack.height(width - 2 * _PADDING) + self._room + 2 * _PADDING

    def least(self, width: float) -> float:
        """Return the height that its beginning needs."""
        return min(self.height(width), self._stack.least(width - 2 * _PADDING) + self._room + 2 * _PADDING)

    def tail(self, width: float) -> float:
        """Return the height of its last lines and the room."""
        return min(self.height(width), self._stack.tail(width - 2 * _PADDING) + self._room + 2 * _PADDING)

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return the pieces that fit, and the rest with the room to write in."""
        inner = width - 2 * _PADDING
        first, rest = self._stack.cut(inner, room - 2 * _PADDING, must=must)
        if first is None:
            return (self, None) if must else (None, self)
        if rest is None:
            return (self, None) if must else (None, self)
        begun, left = Box([first], 0.0, self._element), Box([rest], self._room, self._element)
        return begun, left

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the box as an artifact, and the pieces."""
        height = self.height(width)
        sheet.begin_artifact()
        sheet.canvas.saveState()
        sheet.canvas.setStrokeColor(LINE)
        sheet.canvas.setLineWidth(0.5)
        sheet.canvas.rect(x, top - height, width, height, stroke=1, fill=0)
        sheet.canvas.restoreState()
        sheet.end()
        if self._stack.pieces:
            with sheet.within(self._element):
                self._stack.draw(sheet, x + _PADDING, top - _PADDING, width - 2 * _PADDING)
