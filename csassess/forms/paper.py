"""The product's own papers: a title, a block of facts, and blocks of content."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Spacer, TableStyle
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.forms import styles
from csassess.forms.content import AccountEntry, Block, Grid, Heading, Paper, Picture, Signing, Words
from csassess.forms.document import build
from csassess.forms.flowables import facts_block, pieces, remarks_below, signature_lines, whole_below
from csassess.forms.fonts import markup
from csassess.forms.tagging import Image, LongTable, Paragraph

_LEAST_BELOW_HEADING = 30 * mm
_PADDING = 1.8 * mm
_EMPTY_HEIGHT = 15 * mm  # room to write by hand
_MARGIN = 30 * mm
_PICTURE_WIDTH, _PICTURE_HEIGHT = 120 * mm, 85 * mm


def draw(content: Paper) -> bytes:
    """Return the paper as a PDF."""
    return build(content.identification, story_of(content))


def story_of(content: Paper, links: Mapping[str, str] = MappingProxyType({})) -> list[Flowable]:
    """Return the paper's flowables.

    `links` maps the first cell of a table row to the name, within the document, of its target.
    """
    story: list[Flowable] = [Paragraph(markup(content.identification.title), styles.TITLE)]
    if content.subtitle:
        story += pieces(Paragraph(markup(content.subtitle), styles.SUBTITLE), styles.WIDTH)
    story += [Spacer(0, 3 * mm), facts_block(content.facts)]
    story += [*whole_below(content.facts, styles.WIDTH), Spacer(0, 4 * mm)]
    margin = _MARGIN if any(getattr(block, "margin", "") for block in content.blocks) else 2.5 * mm
    for number, block in enumerate(content.blocks, start=1):
        story += _flowables_of(block, margin, links)
        if isinstance(block, Signing) and number < len(content.blocks):
            story.append(Spacer(0, 3 * mm))  # set off what follows from what was signed
    return story


def _flowables_of(block: Block, margin: float, links: Mapping[str, str]) -> list[Flowable]:
    match block:
        case Heading():
            return [
                CondPageBreak(_LEAST_BELOW_HEADING),
                Spacer(0, 2 * mm),
                Paragraph(markup(block.words), styles.HEADING),
            ]
        case Words():
            style = styles.SMALL if block.quiet else styles.BODY
            return [*pieces(Paragraph(markup(block.words), style), styles.WIDTH), Spacer(0, 2 * mm)]
        case Grid():
            return [_grid(block, links), Spacer(0, 3 * mm)]
        case AccountEntry():
            return _account_entry(block, margin)
        case Picture():
            return [_picture(block, margin), Spacer(0, 3 * mm)]
        case Signing():
            declaration = Paragraph(markup(block.declaration), styles.HEAD)
            lines = signature_lines(block.lines, text("Date"), styles.WIDTH)
            kept = KeepTogether([Spacer(0, 3 * mm), declaration, Spacer(0, 2 * mm), lines])
            return [kept, *remarks_below(block.lines, styles.WIDTH)]


def _grid(block: Grid, links: Mapping[str, str]) -> LongTable:
    """Return a table whose rows may be longer than a page.

    A long cell continues in another row.
    """
    total_width = sum(block.widths)
    widths = [styles.WIDTH * width / total_width for width in block.widths]
    heads: list[Flowable | str] = [Paragraph(markup(head), styles.HEAD) for head in block.heads]
    has_heads = any(block.heads)
    rows = [
        *([heads] if has_heads else []),
        *(line for row in block.rows for line in _cell_rows(row, widths, links.get(row[0], ""))),
    ]
    heights = [None] * len(rows) + [_EMPTY_HEIGHT] * block.empty
    rows += [[""] * len(widths) for _ in range(block.empty)]
    table = LongTable(
        rows, colWidths=widths, rowHeights=heights, repeatRows=1 if has_heads else 0, hAlign="LEFT"
    )
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, styles.LINE),
                ("BACKGROUND", *(((0, 0), (-1, 0)) if has_heads else ((0, 0), (0, -1))), styles.HEAD_TINT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 1.1 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.3 * mm),
            ]
        )
    )
    return table


def _account_entry(block: AccountEntry, margin: float) -> list[Flowable]:
    """Return an entry of an account with its criteria in the margin.

    A long entry may run over pages; its first lines stay with its head.
    """
    paragraphs = pieces(Paragraph(markup(block.words), styles.BODY), styles.WIDTH - margin - 2 * _PADDING)
    first: list[Flowable] = [Paragraph(markup(block.head), styles.HEAD), *paragraphs[:1]]
    rows: list[list[Flowable | list[Flowable] | str]] = [
        [Paragraph(markup(block.margin), styles.SMALL_HEAD), first]
    ]
    rows += [["", piece] for piece in paragraphs[1:]]
    return [_with_margin(rows, margin)]


def _with_margin(rows: list[list[Flowable | list[Flowable] | str]], margin: float) -> LongTable:
    table = LongTable(rows, colWidths=[margin, styles.WIDTH - margin], hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEAFTER", (0, 0), (0, -1), 0.5, styles.LINE),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("LEFTPADDING", (1, 0), (1, -1), _PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 0.9 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.1 * mm),
            ]
        )
    )
    return table


def _picture(block: Picture, margin: float) -> LongTable:
    """Return a photograph with its caption below and its criteria in the margin."""
    image = Image(BytesIO(block.jpeg))
    image.words = block.caption
    scale = min(_PICTURE_WIDTH / image.imageWidth, _PICTURE_HEIGHT / image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
    image.hAlign = "LEFT"
    cell: list[Flowable] = [image, Spacer(0, 1 * mm), Paragraph(markup(block.caption), styles.BODY)]
    return _with_margin([[Paragraph(markup(block.margin), styles.SMALL_HEAD), cell]], margin)


def _cell_rows(row: tuple[str, ...], widths: list[float], link: str) -> list[list[Flowable | str]]:
    """Return a row of cells, as several rows if a cell is long.

    If there is a link, the first cell leads to its target.
    """
    first = (
        f'<a href="#{link}" color="{styles.LINK.hexval()}">{markup(row[0])}</a>' if link else markup(row[0])
    )
    contents = [first, *map(markup, row[1:])]
    cells = [
        pieces(Paragraph(words, styles.BODY), width - 2 * _PADDING)
        for words, width in zip(contents, widths, strict=True)
    ]
    return [
        [cell[line] if line < len(cell) else "" for cell in cells]
        for line in range(max(len(cell) for cell in cells))
    ]
