"""The product's own papers: a title, a block of facts, and block after block of what the record says."""

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, LongTable, Paragraph, Spacer, TableStyle
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.forms import styles
from csassess.forms.content import Block, Grid, Heading, Paper, Signing, Words
from csassess.forms.document import build
from csassess.forms.fonts import markup
from csassess.forms.parts import facts_block, pieces, signature_lines

_LEAST_BELOW_HEADING = 30 * mm
_PADDING = 1.8 * mm


def draw(content: Paper) -> bytes:
    """Return the paper as a PDF."""
    story: list[Flowable] = [Paragraph(markup(content.identification.title), styles.TITLE)]
    if content.subtitle:
        story.append(Paragraph(markup(content.subtitle), styles.SUBTITLE))
    story += [Spacer(0, 3 * mm), facts_block(content.facts), Spacer(0, 4 * mm)]
    for block in content.blocks:
        story += _drawn(block)
    return build(content.identification, story)


def _drawn(block: Block) -> list[Flowable]:
    match block:
        case Heading():
            return [
                CondPageBreak(_LEAST_BELOW_HEADING),
                Spacer(0, 2 * mm),
                Paragraph(markup(block.words), styles.HEADING),
            ]
        case Words():
            style = styles.SMALL if block.quiet else styles.BODY
            return [Paragraph(markup(block.words), style), Spacer(0, 2 * mm)]
        case Grid():
            return [_grid(block), Spacer(0, 3 * mm)]
        case Signing():
            declaration = Paragraph(markup(block.declaration), styles.HEAD)
            lines = signature_lines(block.names, text("Date"), styles.WIDTH)
            return [KeepTogether([Spacer(0, 3 * mm), declaration, Spacer(0, 2 * mm), lines])]


def _grid(block: Grid) -> LongTable:
    """Return a table whose rows may be longer than a page: a long cell goes on in a row of its own."""
    whole = sum(block.widths)
    widths = [styles.WIDTH * width / whole for width in block.widths]
    heads: list[Flowable | str] = [Paragraph(markup(head), styles.HEAD) for head in block.heads]
    rows = [heads, *(line for row in block.rows for line in _lines(row, widths))]
    drawn = LongTable(rows, colWidths=widths, repeatRows=1, hAlign="LEFT")
    drawn.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, styles.LINE),
                ("BACKGROUND", (0, 0), (-1, 0), styles.HEAD_TINT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 1.1 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.3 * mm),
            ]
        )
    )
    return drawn


def _lines(row: tuple[str, ...], widths: list[float]) -> list[list[Flowable | str]]:
    cells = [
        pieces(Paragraph(markup(cell), styles.BODY), width - 2 * _PADDING)
        for cell, width in zip(row, widths, strict=True)
    ]
    return [
        [cell[line] if line < len(cell) else "" for cell in cells] for line in range(max(len(cell) for cell in cells))
    ]
