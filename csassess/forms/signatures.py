"""Lines to sign and to date, with what was signed on screen drawn on them."""

from collections.abc import Iterable

from reportlab.lib.units import mm

from csassess.catalogue import text
from csassess.forms.content import SignatureLine
from csassess.forms.layout.pieces import Piece, Space, Stack, Text
from csassess.forms.layout.styles import BODY, HEAD, INK, LINE, RIGHT, SMALL
from csassess.forms.layout.tagging import Element, Sheet

_ROW = 15 * mm  # least height of a line, so that a hand has room above it
_LABEL, _DATE, _DAY, _GAP = 52 * mm, 13 * mm, 40 * mm, 3 * mm
_TALLEST_LABEL = 24 * mm  # a taller label, name or day is set above or below the line
_STROKES = 11 * mm


def _signature(line: SignatureLine, date_heading: str) -> Piece:
    """Return a line to sign, and what is too long to fit next to it above and below, as one group."""
    above: list[Piece] = []
    below: list[Piece] = []
    label, name, day = line.label, line.name or line.printed, line.day
    if Text(label, BODY).height(_LABEL - _GAP) > _TALLEST_LABEL:
        above.append(Text(label, BODY))
        label = ""
    if Text(name, SMALL).height(_LABEL - _GAP) > _TALLEST_LABEL:
        below.append(Text(name, SMALL))
        name = ""
    if Text(day, BODY).height(_DAY) > _TALLEST_LABEL:
        below.append(Text(day, SMALL))
        day = ""
    if line.remark:
        below.append(Text(line.remark, SMALL))
    row = _SignatureRow(line, label, name, (date_heading, day), is_named=bool(line.name or line.printed))
    return Stack([*above, row, *below], "Div", together=True)


def signature_block(declaration: str, lines: Iterable[SignatureLine], date_heading: str) -> list[Piece]:
    """Return a declaration, if there is one, and its lines."""
    pieces = [_signature(line, date_heading) for line in lines]
    return [*([Text(declaration, HEAD)] if declaration else []), Space(1 * mm), *pieces]


class _SignatureRow(Piece):
    """A line to sign and a line to date, with label and printed name at the left."""

    def __init__(
        self, line: SignatureLine, label: str, name: str, date: tuple[str, str], *, is_named: bool
    ) -> None:
        self._line, self._is_named = line, is_named
        self._label, self._name = Text(label, BODY), Text(name, SMALL)
        self._heading, self._day = Text(date[0], RIGHT), Text(date[1], BODY)

    def height(self, width: float) -> float:
        """Return the height: room to sign, and more if the words at the left need it."""
        return max(_ROW, 3 * mm + self._words_height(), 3 * mm + self._day.height(_DAY))

    def _words_height(self) -> float:
        inner = _LABEL - _GAP
        named = self._name.height(inner) if self._is_named else SMALL.leading
        return self._label.height(inner) + named

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the lines as artifacts, what is drawn on them as a figure, and tag the words."""
        bottom = top - self.height(width) + 1.2 * mm
        left, right = x + _LABEL, x + width
        date = right - _DAY
        baseline = bottom + SMALL.leading
        self._draw_rules(sheet, x, baseline, left, date, right)
        inner = _LABEL - _GAP
        name_height = self._name.height(inner) if self._is_named else SMALL.leading
        words_top = bottom + name_height + self._label.height(inner)
        self._label.draw(sheet, x, words_top, inner)
        if self._is_named:
            self._name.draw(sheet, x, bottom + name_height, inner)
        else:
            Text(text("Name"), SMALL).draw(sheet, x, bottom + name_height, inner)
        if self._line.strokes:
            self._draw_strokes(sheet, left, baseline, date - _DATE - left - _GAP)
        rest = baseline - 0.8 * mm
        self._heading.draw(sheet, date - _DATE, rest + BODY.leading, _DATE - 1.5 * mm)
        self._day.draw(sheet, date, rest + self._day.height(_DAY), _DAY)

    def _draw_rules(self, sheet: Sheet, x: float, y: float, left: float, date: float, right: float) -> None:
        canvas = sheet.canvas
        sheet.begin_artifact()
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.7)
        canvas.line(left, y - 0.6 * mm, date - _DATE, y - 0.6 * mm)
        canvas.line(date, y - 0.6 * mm, right, y - 0.6 * mm)
        if not self._is_named:
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.4)
            start = x + 10 * mm
            canvas.line(start, y - SMALL.leading + 0.3 * mm, left - _GAP, y - SMALL.leading + 0.3 * mm)
        canvas.restoreState()
        sheet.end()

    def _draw_strokes(self, sheet: Sheet, left: float, baseline: float, width: float) -> None:
        strokes = [s[: len(s) // 2 * 2] for s in self._line.strokes if len(s) > 1]
        if not strokes:
            return
        xs = [x for stroke in strokes for x in stroke[::2]]
        ys = [y for stroke in strokes for y in stroke[1::2]]
        across, down = max(1, max(xs) - min(xs)), max(1, max(ys) - min(ys))
        scale = min(width / across, _STROKES / down, width / 600)
        figure = Element("Figure", _drawn_words(self._line))
        figure.box = (left, baseline, left + across * scale, baseline + down * scale)
        canvas = sheet.canvas
        sheet.begin(figure)
        canvas.saveState()
        path = canvas.beginPath()
        for stroke in strokes:
            points = [
                (left + (x - min(xs)) * scale, baseline + (max(ys) - y) * scale)
                for x, y in zip(stroke[::2], stroke[1::2], strict=True)
            ]
            path.moveTo(*points[0])
            for point in [*points[1:], (points[-1][0] + 0.3, points[-1][1])]:
                path.lineTo(*point)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.9)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        canvas.drawPath(path)
        canvas.restoreState()
        sheet.end()


def _drawn_words(line: SignatureLine) -> str:
    """Return what a screen reader says in place of a drawn signature."""
    name = line.name or line.label  # a specimen has the name as its label
    if line.day:
        return text("Drawn signature of {name}, {day}", name=name, day=line.day)
    return text("Drawn signature of {name}", name=name)
