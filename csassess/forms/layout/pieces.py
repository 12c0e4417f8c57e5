"""What papers are laid out of: pieces that know their height and divide at the end of a page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, TypeAlias

from reportlab.lib.utils import ImageReader

from csassess.forms.layout.lines import Line, lines_of
from csassess.forms.layout.styles import HEIGHT, Align, Style
from csassess.forms.layout.tagging import Element, Link, Sheet

_FEWEST = 2  # lines of a paragraph that stay together at the end of a page, or at its beginning
_LAST = 4  # lines of a paragraph that stay with its signatures
_SLACK = 0.01  # points; sums of heights are not exact

Parts: TypeAlias = "tuple[Piece | None, Piece | None]"


class Piece:
    """A part of a paper, from the left edge down.

    `leads` keeps it on the page on which the next piece begins. `fills` says that it begins on a page of
    which most would stay empty otherwise, even if it would fit whole on the next.
    """

    leads = False
    fills = False

    def height(self, width: float) -> float:
        """Return the height at a width, in points."""
        raise NotImplementedError

    def least(self, width: float) -> float:
        """Return the height that its beginning needs on a page."""
        return self.height(width)

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return what fits into the room, and the rest.

        None for the first if it is better begun on a new page. `must` says that this is a new page: some of
        it is returned then, however little the room.
        """
        return (self, None) if must else (None, self)

    def cut(self, width: float, room: float) -> Parts:
        """Return what fits into the room, and the rest, even if it would fit whole on a page."""
        return self.split(width, room)

    def tail(self, width: float) -> float:
        """Return the height of its last lines, which stay with the signatures below them."""
        return self.height(width)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw and tag it, with its upper left corner at (x, top)."""
        raise NotImplementedError


class Space(Piece):
    """Room between pieces; none at the beginning of a page."""

    def __init__(self, points: float) -> None:
        self._points = points

    def height(self, width: float) -> float:
        """Return the height in points."""
        return self._points

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw nothing."""


class Text(Piece):
    """A paragraph of plain words, which may be as long as memory allows.

    `tag` overrides that of the style; an empty string draws an artifact. `link` is the name of the place that
    it leads to.
    """

    def __init__(self, words: str, style: Style, tag: str | None = None, link: str = "") -> None:
        self.words, self.style, self.link = words, style, link
        self.element = Element(style.tag if tag is None else tag)
        self._lines: list[Line] | None = None
        self._width = 0.0

    def lines(self, width: float) -> list[Line]:
        """Return its lines at a width; a part of a divided paragraph keeps the lines it has."""
        if self._lines is None or (self._width not in (0.0, width)):
            self._lines = lines_of(self.words, self.style.font, self.style.size, width)
            self._width = width
        return self._lines

    def height(self, width: float) -> float:
        """Return the height at a width, in points."""
        return len(self.lines(width)) * self.style.leading if self.words else 0.0

    def least(self, width: float) -> float:
        """Return the height of the lines that stay together at the end of a page."""
        count = len(self.lines(width))
        return (count if count <= _FEWEST + 1 else _FEWEST) * self.style.leading

    def tail(self, width: float) -> float:
        """Return the height of the last lines."""
        count = len(self.lines(width))
        return (count if count <= _LAST + 1 else _LAST) * self.style.leading

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return the lines that fit and the rest, with no single line left alone."""
        lines = self.lines(width)
        count = int((room + _SLACK) / self.style.leading)
        if count >= len(lines):
            return self, None
        if count < len(lines) < count + _FEWEST:
            count = len(lines) - _FEWEST
        if count < _FEWEST:
            if not must:
                return None, self
            count = max(1, count)
        return self._part(lines[:count]), self._part(lines[count:])

    def _part(self, lines: list[Line]) -> Text:
        part = Text(self.words, self.style, link=self.link)
        part.element, part._lines = self.element, lines
        return part

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw and tag the lines."""
        if not self.words.strip():
            return
        if self.link:
            with sheet.within(self.element):
                self._draw_link(sheet, x, top, width)
            return
        if self.element.tag:
            sheet.begin(self.element)
        else:
            sheet.begin_artifact()
        self.draw_lines(sheet, x, top, width)
        sheet.end()

    def draw_as(self, sheet: Sheet, element: Element, x: float, top: float, width: float) -> None:
        """Draw the lines as the content of another element."""
        sheet.begin(element)
        self.draw_lines(sheet, x, top, width)
        sheet.end()

    def _draw_link(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        lines, link = self.lines(width), Element("Link")
        sheet.begin(link)
        self.draw_lines(sheet, x, top, width)
        sheet.end()
        widest = max(line.width for line in lines)
        area = (x, top - len(lines) * self.style.leading, x + widest, top)
        link.kids.append(Link(sheet.page, area, self.link, self.words))

    def draw_lines(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the lines, without a tag of their own."""
        style, canvas, y = self.style, sheet.canvas, top - self.style.size
        drawn = canvas.beginText(x, y)
        drawn.setFont(style.font, style.size, style.leading)
        drawn.setFillColor(style.colour)
        for line in self.lines(width):
            if style.align is Align.LEFT:
                start = x
            else:
                spare = width - line.width
                start = x + (spare / 2 if style.align is Align.CENTRE else spare)
                drawn.setTextOrigin(start, y)
            if not line.parts:
                drawn.textLine(line.words if style.align is Align.LEFT else line.words.rstrip())
            else:
                self._draw_parts(drawn, line)
                drawn.setTextOrigin(x, y - style.leading)
            y -= style.leading
        canvas.drawText(drawn)

    def _draw_parts(self, drawn: Any, line: Line) -> None:
        """Draw a line in several fonts; what stands for other characters is read and copied as those."""
        if line.is_changed:
            words = line.words.encode("utf-16-be", "surrogatepass").hex()
            drawn._code.append(f"/Span <</ActualText <feff{words}>>> BDC")
        for font, words in line.parts:
            drawn.setFont(font, self.style.size, self.style.leading)
            drawn.textOut(words)
        drawn.setFont(self.style.font, self.style.size, self.style.leading)
        if line.is_changed:
            drawn._code.append("EMC")


class Stack(Piece):
    """Pieces below each other, as one element if `tag` is set.

    `together` keeps them on one page if they fit on any.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        tag: str = "",
        *,
        together: bool = False,
        element: Element | None = None,
    ) -> None:
        self.pieces = list(pieces)
        self.together = together
        self.element = element or (Element(tag) if tag else None)

    def height(self, width: float) -> float:
        """Return the height of all pieces."""
        return sum(piece.height(width) for piece in self.pieces)

    def least(self, width: float) -> float:
        """Return the height of all pieces if they stay together, else of the beginning of the first."""
        whole = self.height(width)
        if not self.pieces or (self.together and whole <= HEIGHT):
            return whole
        return least_of(self.pieces, width)

    def tail(self, width: float) -> float:
        """Return the height of the last lines."""
        return self.pieces[-1].tail(width) if self.pieces else 0.0

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return the pieces that fit and the rest."""
        if self.together and not must and self.height(width) <= HEIGHT:
            return None, self
        return self.cut(width, room, must=must)

    def cut(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return the pieces that fit and the rest, even if they would stay together."""
        first: list[Piece] = []
        for number, piece in enumerate(self.pieces):
            needed = piece.height(width)
            if needed <= room + _SLACK:
                first.append(piece)
                room -= needed
                continue
            begun, rest = piece.split(width, room, must=must and not first)
            first += [begun] if begun else []
            left = [*([rest] if rest else []), *self.pieces[number + 1 :]]
            while first and begun is None and (first[-1].leads or isinstance(first[-1], Space)):
                left.insert(0, first.pop())
            return self._part(first), self._part(left)
        return self, None

    def _part(self, pieces: list[Piece]) -> Stack | None:
        if not pieces:
            return None
        return Stack(pieces, together=False, element=self.element)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the pieces."""
        if self.element is None:
            self._draw_pieces(sheet, x, top, width)
            return
        with sheet.within(self.element):
            self._draw_pieces(sheet, x, top, width)

    def _draw_pieces(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        for piece in self.pieces:
            piece.draw(sheet, x, top, width)
            top -= piece.height(width)


class Closing(Piece):
    """What is signed at the end of something, never without the last lines of what it signs."""

    def __init__(self, before: Piece, block: Stack, *, is_tail: bool = False) -> None:
        self._before, self._block, self._is_tail = before, block, is_tail

    def height(self, width: float) -> float:
        """Return the height of both."""
        return self._before.height(width) + self._block.height(width)

    def least(self, width: float) -> float:
        """Return the height that the beginning of what is signed needs."""
        return min(self.height(width), max(self._before.least(width), self._before.tail(width)))

    def split(self, width: float, room: float, *, must: bool = False) -> Parts:
        """Return what goes before the last lines, and those with the block."""
        apart = Stack([self._before, self._block])
        if not self._is_tail:
            most = min(room, self._before.height(width) - self._before.tail(width))
            first, rest = self._before.split(width, most) if most > 0 else (None, self._before)
            if first is None and (must or self.height(width) > HEIGHT):
                first, rest = self._before.cut(width, most)
            if first and rest:
                return first, Closing(rest, self._block, is_tail=True)
        return apart.cut(width, room, must=True) if must else (None, self)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw both."""
        self._before.draw(sheet, x, top, width)
        self._block.draw(sheet, x, top - self._before.height(width), width)


class Image(Piece):
    """A picture in JPEG, as large as fits into `most` (width, height); `words` are read in place of it."""

    def __init__(self, jpeg: bytes, words: str, most: tuple[float, float], *, at_right: bool = False) -> None:
        self._reader = ImageReader(BytesIO(jpeg))
        columns, rows = self._reader.getSize()
        scale = min(most[0] / columns, most[1] / rows)
        self._size = (columns * scale, rows * scale)
        self._at_right = at_right
        self.element = Element("Figure", words)

    def height(self, width: float) -> float:
        """Return the height of the picture."""
        return self._size[1]

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw and tag the picture."""
        left, bottom = x + (width - self._size[0] if self._at_right else 0), top - self._size[1]
        self.element.box = (left, bottom, left + self._size[0], top)
        sheet.begin(self.element)
        sheet.canvas.drawImage(self._reader, left, bottom, *self._size)
        sheet.end()


def stacked(pieces: Sequence[Piece]) -> Stack:
    """Return pieces as a stack: the one that they are already, so that parts of parts are not nested."""
    only = pieces[0] if len(pieces) == 1 else None
    return only if isinstance(only, Stack) else Stack(pieces)


def least_of(pieces: Sequence[Piece], width: float) -> float:
    """Return the height that the first piece needs on a page, with the one that it leads."""
    needed = 0.0
    for piece in pieces:
        if piece.leads or isinstance(piece, Space):
            needed += piece.height(width)
            continue
        return needed + piece.least(width)
    return needed
