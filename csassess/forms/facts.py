"""The block of facts at the head of a paper: names and values, read as a list."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from csassess.catalogue import text
from csassess.forms.layout.columns import Column, Columns, Frame
from csassess.forms.layout.pieces import Piece, Space, Stack, Text
from csassess.forms.layout.styles import BODY, HEAD_TINT, LINE, SMALL, WIDTH
from csassess.forms.layout.tagging import Element, Sheet

_SIDE, _GAP = 2 * mm, 2 * mm
_NAME = 27 * mm
_HALF = WIDTH / 2
_MOST = 3 * BODY.leading  # height of a value that shares a line with another


def facts_block(facts: Sequence[tuple[str, str]]) -> Piece:
    """Return the product's own block, tinted to distinguish it from the form's parts.

    Two facts share a line; one that is too long for that has a line of its own.
    """
    rows: list[Piece] = []
    waiting: list[tuple[Text, Text]] = []
    for name, value in facts:
        fact = (Text(name, SMALL, "Lbl"), Text(value, BODY, "LBody"))
        if fact[1].height(_HALF - _NAME - _SIDE) > _MOST or fact[0].height(_NAME - _GAP) > _MOST:
            rows += [_row(waiting)] if waiting else []
            waiting = []
            long = (Text(name, SMALL, "Lbl"), Text(value, BODY, "LBody"))
            rows.append(_row([long], WIDTH))
            continue
        waiting.append(fact)
        if len(waiting) == 2:
            rows.append(_row(waiting))
            waiting = []
    rows += [_row(waiting)] if waiting else []
    return Stack(rows, "L")


class _Blank(Piece):
    """Room to write a value in by hand."""

    def height(self, width: float) -> float:
        """Return the height that a hand needs."""
        return 7 * mm

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw a line to write on."""
        sheet.place(Element("LBody", text("to be written in")))
        sheet.begin_artifact()
        sheet.canvas.saveState()
        sheet.canvas.setStrokeColor(LINE)
        sheet.canvas.setLineWidth(0.4)
        sheet.canvas.line(x, top - 6 * mm, x + width, top - 6 * mm)
        sheet.canvas.restoreState()
        sheet.end()


def _row(facts: Sequence[tuple[Text, Text]], each: float = _HALF) -> Columns:
    columns: list[Column] = []
    for number, (name, value) in enumerate(facts):
        left, item = number * _HALF, Element("LI")
        columns.append(Column(Stack([Space(1.4), name]), left + _SIDE, _NAME - _GAP, item))
        body: Piece = value if value.words.strip() else _Blank()
        columns.append(Column(Stack([body]), left + _NAME + _SIDE, each - _NAME - 2 * _SIDE, item))
    return Columns(columns, Frame(1 * mm, 1 * mm, HEAD_TINT))
