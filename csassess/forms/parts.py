"""The parts that papers are made of."""

from typing import cast

from reportlab.lib.units import mm
from reportlab.platypus import TableStyle
from reportlab.platypus.flowables import Flowable

from csassess.forms import styles
from csassess.forms.fonts import markup
from csassess.forms.tagging import Paragraph, Table

_TALLEST_PIECE = 80 * mm


def facts_block(facts: tuple[tuple[str, str], ...]) -> Table:
    """Return the product's own block, tinted so that it is not taken for a part of the form."""
    cells: list[list[Flowable | str]] = [
        [Paragraph(markup(name), styles.SMALL), Paragraph(markup(value), styles.BODY)] for name, value in facts
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


def signature_lines(names: tuple[str, ...], date_heading: str, width: float) -> Table:
    """Return a line to sign and a line to date for each name."""
    signature, date = 52 * mm, 14 * mm
    rows: list[list[Flowable | str]] = [
        [Paragraph(markup(name), styles.BODY), "", Paragraph(markup(date_heading), styles.RIGHT), ""] for name in names
    ]
    lines = Table(
        rows, colWidths=[signature, width - signature - date - 40 * mm, date, 40 * mm],
        rowHeights=[13 * mm] * len(rows), hAlign="LEFT",
    )  # fmt: skip
    lines.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("LINEBELOW", (1, 0), (1, -1), 0.6, styles.INK),
                ("LINEBELOW", (3, 0), (3, -1), 0.6, styles.INK),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ]
        )
    )
    return lines


def pieces(paragraph: Paragraph, width: float) -> list[Paragraph]:
    """Return a paragraph in pieces that each fit a page beside others, without loss."""
    _, height = paragraph.wrap(width, 10_000 * mm)
    if height <= _TALLEST_PIECE:
        return [paragraph]
    first, *rest = cast(list[Paragraph], paragraph.split(width, _TALLEST_PIECE))
    return [first, *(piece for part in rest for piece in pieces(part, width))]
