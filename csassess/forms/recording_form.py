"""The candidate recording form of one unit.

Its parts, their order and their wording are those of the source form (unit B10): tables of seven,
then eight criteria next to number and description; notes; the declaration; lines to sign and date.
What the product adds, such as the heading block and the page foot, is visibly separate.
"""

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import KeepTogether, Spacer, TableStyle
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.domain.units.units import FormTable, RecordingForm
from csassess.forms import styles
from csassess.forms.content import FormRow, Mark, RecordingFormContent, SignatureLine
from csassess.forms.document import build
from csassess.forms.flowables import facts_block, pieces, remarks_below, signature_lines, whole_below
from csassess.forms.fonts import TICK, markup
from csassess.forms.tagging import LongTable, Paragraph, Table

_NUMBER_WIDTH = 13 * mm
_MARK_WIDTH = 13.2 * mm  # of a column whose label is no wider
_EMPTY_ROWS = 8
_PADDING = 1.6 * mm


def draw(content: RecordingFormContent) -> bytes:
    """Return the form as a PDF."""
    return build(content.identification, story_of(content))


def story_of(content: RecordingFormContent) -> list[Flowable]:
    """Return the form's flowables."""
    story: list[Flowable] = [
        Paragraph(markup(content.layout.title), styles.TITLE),
        Paragraph(markup(content.heading.unit), styles.SUBTITLE),
        Spacer(0, 3 * mm),
        facts_block(content.heading.facts),
        *whole_below(content.heading.facts, styles.WIDTH),
        Spacer(0, 2 * mm),
        Paragraph(_legend(content.rows), styles.SMALL),
        Spacer(0, 3 * mm),
    ]
    for table in content.layout.tables:
        story += [_criteria_table(table, content), Spacer(0, 5 * mm)]
    closing = [_notes(content), Spacer(0, 5 * mm), *_declaration(content.layout, content.signed)]
    if content.countersigned:
        closing += [Spacer(0, 4 * mm), _countersignature(content.layout, content.signed)]
    return [*story, KeepTogether(closing), *remarks_below(content.signed, styles.WIDTH)]


def _legend(rows: tuple[FormRow, ...]) -> str:
    """Return the meaning of the marks used on this form."""
    used = {mark for row in rows for mark in row.marks.values()}
    words = [f'<font name="{styles.MARK.fontName}">{TICK}</font> ' + text("accepted by the assessor")]
    if Mark.DRAFT in used:
        words.append("<b>d</b> " + text("draft, not yet accepted"))
    if Mark.NOT_ALLOWED in used:
        words.append("<b>n</b> " + text("not allowed for this unit"))
    return " &nbsp;&nbsp; ".join(words)


def _criteria_table(table: FormTable, content: RecordingFormContent) -> LongTable:
    """Return one table of the form; its heads are repeated on each page."""
    columns = len(table.criteria)
    mark_width = _mark_width(table)
    description_width = styles.WIDTH - _NUMBER_WIDTH - columns * mark_width
    heads: list[list[Flowable | str]] = [
        ["", "", Paragraph(markup(table.title), styles.HEAD_CENTRED), *[""] * (columns - 1)],
        [
            Paragraph(markup(content.layout.number_heading), styles.HEAD_CENTRED),
            Paragraph(markup(content.layout.description_heading), styles.HEAD),
            *[Paragraph(markup(label), styles.COLUMN_LABEL) for label in table.criteria],
        ],
    ]
    body: list[list[Flowable | str]] = [
        cells
        for row in content.rows
        for cells in _row(row, table, description_width - 2 * _PADDING, by_method=content.by_method)
    ]
    body = body or [[""] * (columns + 2) for _ in range(_EMPTY_ROWS)]
    flowable = LongTable(
        heads + body,
        repeatRows=2,
        hAlign="LEFT",
        colWidths=[_NUMBER_WIDTH, description_width, *[mark_width] * columns],
        rowHeights=None if content.rows else [None, None, *[9 * mm] * _EMPTY_ROWS],
    )
    flowable.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, styles.LINE),
                ("FONT", (2, 2), (-1, -1), styles.MARK.fontName, styles.MARK.fontSize),
                ("FONT", (0, 2), (0, -1), styles.NUMBER.fontName, styles.NUMBER.fontSize),
                ("ALIGN", (0, 2), (0, -1), "CENTER"),
                ("ALIGN", (2, 2), (-1, -1), "CENTER"),
                ("SPAN", (2, 0), (-1, 0)),
                ("VALIGN", (0, 0), (-1, 1), "MIDDLE"),
                ("VALIGN", (0, 2), (-1, -1), "TOP"),
                ("LEFTPADDING", (1, 0), (1, -1), _PADDING),
                ("RIGHTPADDING", (1, 0), (1, -1), _PADDING),
                ("LEFTPADDING", (0, 0), (0, -1), 0.5 * mm),
                ("RIGHTPADDING", (0, 0), (0, -1), 0.5 * mm),
                ("LEFTPADDING", (2, 0), (-1, -1), 0.2 * mm),
                ("RIGHTPADDING", (2, 0), (-1, -1), 0.2 * mm),
                ("TOPPADDING", (0, 0), (-1, -1), 1.1 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.3 * mm),
            ]
        )
    )
    return flowable


def _mark_width(table: FormTable) -> float:
    """Return the width of the columns of a table: that of the longest word of its labels, or the usual."""
    style = styles.COLUMN_LABEL
    words = [word for label in table.criteria for word in label.split()]
    widest = max(stringWidth(word, style.fontName, style.fontSize) for word in words)
    return float(max(_MARK_WIDTH, widest + 2 * mm))


def _row(row: FormRow, table: FormTable, width: float, *, by_method: bool) -> list[list[Flowable | str]]:
    """Return the cells of one item.

    A long description takes more than one row, each with the item's number.
    """
    words = markup(row.description)
    if row.remark:
        words += (
            f'<br/><font size="{styles.SMALL.fontSize}"'
            f' color="{styles.QUIET.hexval()}">{markup(row.remark)}</font>'
        )
    first, *rest = pieces(Paragraph(words, styles.BODY), width)
    marks = [_mark(row.marks.get(criterion), row.method if by_method else "") for criterion in table.criteria]
    number = markup(row.number)
    rows: list[list[Flowable | str]] = [[row.number, first, *marks]]
    continued = f'{number}<br/><font name="{styles.BODY.fontName}" size="6">{text("continued")}</font>'
    rows += [[Paragraph(continued, styles.NUMBER), piece, *[""] * len(marks)] for piece in rest]
    return rows


def _mark(mark: Mark | None, method: str) -> Flowable | str:
    """Return the content of a cell.

    Accepted evidence gives a tick, or `method` if it is not empty; letters mark what does not
    count.
    """
    match mark:
        case Mark.ACCEPTED if not method:
            return TICK  # plain text in the cells' font is faster: there are many cells
        case Mark.ACCEPTED:
            return Paragraph(markup(method), styles.MARK_LETTER)
        case Mark.DRAFT:
            return Paragraph("d", styles.MARK_LETTER)
        case Mark.NOT_ALLOWED:
            return Paragraph("n", styles.MARK_LETTER)
    return ""


def _notes(content: RecordingFormContent) -> Table:
    paragraphs = [Paragraph(markup(note), styles.BODY) for note in content.notes]
    lines = [piece for paragraph in paragraphs for piece in pieces(paragraph, styles.WIDTH)]
    heading = Paragraph(markup(content.layout.notes_heading), styles.HEAD)
    room: list[Flowable] = [*lines] or [Spacer(0, 30 * mm)]
    rows: list[list[Flowable]] = [[heading], *([line] for line in room)]
    box = Table(
        rows,
        colWidths=[styles.WIDTH],
        hAlign="LEFT",
    )
    box.setStyle(
        TableStyle([("BOX", (0, 0), (-1, -1), 0.5, styles.LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return box


def _declaration(layout: RecordingForm, signed: tuple[SignatureLine, ...]) -> list[Flowable]:
    """Return the declaration and its signature lines; the caller keeps them on one page."""
    lines = signature_lines(_lines_for(layout.signatures, signed), layout.date_heading, styles.WIDTH)
    return [Paragraph(markup(layout.declaration), styles.HEAD), Spacer(0, 2 * mm), lines]


def _lines_for(names: tuple[str, ...], signed: tuple[SignatureLine, ...]) -> tuple[SignatureLine, ...]:
    """Return a signature line for each name, signed if `signed` holds it."""
    lines = {line.label: line for line in signed}
    return tuple(lines.get(name, SignatureLine(name)) for name in names)


def _countersignature(layout: RecordingForm, signed: tuple[SignatureLine, ...]) -> Table:
    """Return the countersigner's line, tinted like the heading block as the product's own."""
    margin = 3 * mm
    lines = signature_lines(
        _lines_for((text("Countersigner's signature"),), signed),
        layout.date_heading,
        styles.WIDTH - 2 * margin,
    )
    explanation = Paragraph(
        text("The assessor is working towards the award: a countersigner signs too."), styles.SMALL
    )
    block = Table([[[explanation, lines]]], colWidths=[styles.WIDTH], hAlign="LEFT")
    block.setStyle(
        TableStyle(
            [("BACKGROUND", (0, 0), (-1, -1), styles.HEAD_TINT), ("LEFTPADDING", (0, 0), (-1, -1), margin)]
        )
    )
    return block
