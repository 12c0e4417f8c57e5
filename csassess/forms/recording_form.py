"""The candidate recording form of one unit.

Its parts, their order and their wording are the source form's (unit B10): tables of seven, then eight criteria beside
number and description; notes; the declaration; lines to sign and date. What the product adds, a heading block and the
foot of the page, stands apart.
"""

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, TableStyle
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.domain.units.units import FormTable, RecordingForm
from csassess.forms import styles
from csassess.forms.content import FormRow, Mark, RecordingFormContent, SignatureLine
from csassess.forms.document import build
from csassess.forms.flowables import facts_block, pieces, signature_lines
from csassess.forms.fonts import TICK, markup
from csassess.forms.tagging import LongTable, Paragraph, Table

_NUMBER_WIDTH = 13 * mm
_MARK_WIDTH = 13.2 * mm
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
        Spacer(0, 2 * mm),
        Paragraph(_legend(content.rows), styles.SMALL),
        Spacer(0, 3 * mm),
    ]
    for table in content.layout.tables:
        story += [_criteria_table(table, content), Spacer(0, 5 * mm)]
    closing = [_notes(content), Spacer(0, 5 * mm), *_declaration(content.layout, content.signed)]
    if content.countersigned:
        closing += [Spacer(0, 4 * mm), _countersignature(content.layout, content.signed)]
    story.append(KeepTogether(closing))
    return story


def _legend(rows: tuple[FormRow, ...]) -> str:
    """Return what the marks that are used on this form mean."""
    used = {mark for row in rows for mark in row.marks.values()}
    words = [f'<font name="{styles.MARK.fontName}">{TICK}</font> ' + text("accepted by the assessor")]
    if Mark.DRAFT in used:
        words.append("<b>d</b> " + text("draft, not yet accepted"))
    if Mark.NOT_ALLOWED in used:
        words.append("<b>n</b> " + text("not allowed for this unit"))
    return " &nbsp;&nbsp; ".join(words)


def _criteria_table(table: FormTable, content: RecordingFormContent) -> LongTable:
    """Return one table of the form; its heads are repeated on each page it runs over."""
    columns = len(table.criteria)
    description_width = styles.WIDTH - _NUMBER_WIDTH - columns * _MARK_WIDTH
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
    drawn = LongTable(
        heads + body,
        repeatRows=2,
        hAlign="LEFT",
        colWidths=[_NUMBER_WIDTH, description_width, *[_MARK_WIDTH] * columns],
        rowHeights=None if content.rows else [None, None, *[9 * mm] * _EMPTY_ROWS],
    )
    drawn.setStyle(
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
    return drawn


def _row(row: FormRow, table: FormTable, width: float, *, by_method: bool) -> list[list[Flowable | str]]:
    """Return the cells of one item: more than one row where the description is long, each with the same number."""
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
    """Return what stands in a cell: a tick, or the method's code where the centre chose so; letters for what does not count."""
    match mark:
        case Mark.ACCEPTED if not method:
            return TICK  # plain text in the font of the cells: there are many
        case Mark.ACCEPTED:
            return Paragraph(markup(method), styles.MARK_LETTER)
        case Mark.DRAFT:
            return Paragraph("d", styles.MARK_LETTER)
        case Mark.NOT_ALLOWED:
            return Paragraph("n", styles.MARK_LETTER)
    return ""


def _notes(content: RecordingFormContent) -> Table:
    lines = [Paragraph(markup(note), styles.BODY) for note in content.notes]
    box = Table(
        [[Paragraph(markup(content.layout.notes_heading), styles.HEAD)], [lines or ""]],
        colWidths=[styles.WIDTH],
        rowHeights=[None, None if lines else 32 * mm],
        hAlign="LEFT",
    )
    box.setStyle(
        TableStyle([("BOX", (0, 0), (-1, -1), 0.5, styles.LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return box


def _declaration(layout: RecordingForm, signed: tuple[SignatureLine, ...]) -> list[Flowable]:
    """Return the declaration and the lines to sign; the caller keeps them on one page."""
    lines = signature_lines(_named(layout.signatures, signed), layout.date_heading, styles.WIDTH)
    return [Paragraph(markup(layout.declaration), styles.HEAD), Spacer(0, 2 * mm), lines]


def _named(names: tuple[str, ...], signed: tuple[SignatureLine, ...]) -> tuple[SignatureLine, ...]:
    """Return a line for each name, as it was signed where it was."""
    lines = {line.label: line for line in signed}
    return tuple(lines.get(name, SignatureLine(name)) for name in names)


def _countersignature(layout: RecordingForm, signed: tuple[SignatureLine, ...]) -> Table:
    """Return the line for a countersigner: the product's own, so it stands in the tint of the heading block."""
    margin = 3 * mm
    lines = signature_lines(
        _named((text("Countersigner's signature"),), signed), layout.date_heading, styles.WIDTH - 2 * margin
    )
    why = Paragraph(
        text("The assessor is working towards the award: a countersigner signs too."), styles.SMALL
    )
    block = Table([[[why, lines]]], colWidths=[styles.WIDTH], hAlign="LEFT")
    block.setStyle(
        TableStyle(
            [("BACKGROUND", (0, 0), (-1, -1), styles.HEAD_TINT), ("LEFTPADDING", (0, 0), (-1, -1), margin)]
        )
    )
    return block
