"""Flowables that several papers share."""

from collections.abc import Iterable
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import TableStyle
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.forms import styles
from csassess.forms.content import SignatureLine
from csassess.forms.fonts import markup
from csassess.forms.tagging import Paragraph, Table

_TALLEST_PIECE = 80 * mm
_LONGEST_IN_CELL = 400  # characters of text in a cell that cannot continue on the next page
_SHOWN_OF_LONGER = 100  # characters of what is longer; the whole follows below
_PER_LINE = 30  # characters that a line in such a cell holds, for what has many short lines


def _in_cell(words: str) -> str:
    """Return words as a cell of one page can hold them: their beginning if they are longer."""
    if len(words) + _PER_LINE * words.count("\n") <= _LONGEST_IN_CELL:
        return words
    beginning = " ".join(words[:_SHOWN_OF_LONGER].split())
    return text("{beginning}… (whole below)", beginning=beginning)


def whole_below(named: Iterable[tuple[str, str]], width: float) -> list[Flowable]:
    """Return the whole of the named words that are too long for a cell; empty if none is."""
    return [
        piece
        for name, words in named
        if _in_cell(words) != words
        for piece in pieces(Paragraph(f"{markup(name)}: {markup(words)}", styles.SMALL), width)
    ]


def remarks_below(lines: Iterable[SignatureLine], width: float) -> list[Flowable]:
    """Return the names and remarks of signature lines that are too long to fit next to them."""
    return whole_below(((line.label, words) for line in lines for words in (line.name, line.remark)), width)


def facts_block(facts: tuple[tuple[str, str], ...]) -> Table:
    """Return the product's own block, tinted to distinguish it from the form's parts.

    What is too long for it has only its beginning there: `whole_below` returns the whole.
    """
    cells: list[list[Flowable | str]] = [
        [Paragraph(markup(_in_cell(name)), styles.SMALL), Paragraph(markup(_in_cell(value)), styles.BODY)]
        for name, value in facts
    ]
    if len(cells) % 2:
        cells.append(["", ""])
    rows = [left + right for left, right in zip(cells[::2], cells[1::2], strict=True)]
    widths = [27 * mm, styles.WIDTH / 2 - 27 * mm] * 2
    block = Table(rows, colWidths=widths, hAlign="LEFT")
    block.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), styles.HEAD_TINT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 1.1 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.1 * mm),
                ("LEFTPADDING", (0, 0), (-1, -1), 2 * mm),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2 * mm),
            ]
        )
    )
    return block


class _Strokes(Flowable):
    """A signature drawn from its strokes, within a given width and height."""

    def __init__(self, strokes: tuple[tuple[int, ...], ...], width: float, height: float) -> None:
        super().__init__()
        strokes = tuple(stroke[: len(stroke) // 2 * 2] for stroke in strokes if len(stroke) > 1)
        self.strokes, self.width, self.height = strokes, width, height

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the given width and height."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the strokes as large as fits, resting on the line."""
        if not self.strokes:
            return
        xs = [x for stroke in self.strokes for x in stroke[::2]]
        ys = [y for stroke in self.strokes for y in stroke[1::2]]
        scale = min(
            self.width / max(1, max(xs) - min(xs)), self.height / max(1, max(ys) - min(ys)), self.width / 600
        )
        path = self.canv.beginPath()
        for stroke in self.strokes:
            points = [
                ((x - min(xs)) * scale, (max(ys) - y) * scale)
                for x, y in zip(stroke[::2], stroke[1::2], strict=True)
            ]
            path.moveTo(*points[0])
            for point in [*points[1:], (points[-1][0] + 0.3, points[-1][1])]:
                path.lineTo(*point)
        self.canv.setStrokeColor(styles.INK)
        self.canv.setLineWidth(0.9)
        self.canv.setLineCap(1)
        self.canv.setLineJoin(1)
        self.canv.drawPath(path)


def signature_lines(lines: tuple[SignatureLine, ...], date_heading: str, width: float) -> Table:
    """Return a table with a line to sign and a line to date for each entry.

    What was signed on screen is drawn on the line. Of a remark that is too long to fit next to it, only the
    beginning is there: `remarks_below` returns the whole.
    """
    label_width, date_width, day_width = 50 * mm, 14 * mm, 38 * mm
    sign_width = width - label_width - date_width - day_width
    rows: list[list[Flowable | list[Flowable] | str]] = []
    for line in lines:
        signed: list[Flowable] | str = (
            [_Strokes(line.strokes, sign_width - 8 * mm, 10 * mm)] if line.strokes else ""
        )
        label_and_name = "<br/>".join(markup(_in_cell(part)) for part in (line.label, line.name) if part)
        remark = [Paragraph(markup(_in_cell(line.remark)), styles.SMALL)] if line.remark else []
        rows.append(
            [
                [Paragraph(label_and_name, styles.BODY), *remark],
                signed,
                Paragraph(markup(date_heading), styles.RIGHT),
                Paragraph(markup(line.day), styles.BODY),
            ]
        )
    table = Table(rows, colWidths=[label_width, sign_width, date_width, day_width], hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("LINEBELOW", (1, 0), (1, -1), 0.6, styles.INK),
                ("LINEBELOW", (3, 0), (3, -1), 0.6, styles.INK),
                ("TOPPADDING", (0, 0), (-1, -1), 6 * mm),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def pieces(paragraph: Paragraph, width: float) -> list[Paragraph]:
    """Split a paragraph into pieces short enough to share a page, without loss.

    Its lines are broken once: each split sees only the lines of one piece and those after it.
    """
    _, height = paragraph.wrap(width, 10_000 * mm)
    if height <= _TALLEST_PIECE:
        return [paragraph]
    laid_out: Any = paragraph
    lines, most = laid_out.blPara.lines, int(_TALLEST_PIECE / laid_out.style.leading)
    found: list[Any] = []
    while len(lines) > 2 * most:
        laid_out.blPara.lines = lines[: most + 1]
        found.append(paragraph.split(width, _TALLEST_PIECE)[0])
        lines = lines[most:]
    laid_out.blPara.lines = lines
    return [*found, *paragraph.split(width, _TALLEST_PIECE)]
