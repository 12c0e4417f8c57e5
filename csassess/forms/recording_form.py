"""The candidate recording form of one unit.

Its parts, their order and their wording are those of the source form (unit B10): tables of seven,
then eight criteria next to number and description; notes; the declaration; lines to sign and date.
What the product adds, such as the heading block and the page foot, is visibly separate.
"""

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from csassess.catalogue import text
from csassess.domain.units.units import FormTable, RecordingForm
from csassess.forms.content import FormRow, Mark, RecordingFormContent, SignatureLine
from csassess.forms.document import build
from csassess.forms.facts import facts_block
from csassess.forms.layout import styles
from csassess.forms.layout.boxes import Box
from csassess.forms.layout.columns import Column, Columns, Frame
from csassess.forms.layout.fonts import TICK, register_fonts
from csassess.forms.layout.pieces import Closing, Piece, Space, Stack, Text
from csassess.forms.layout.tables import Cell, Look, Row, Table, text_cell
from csassess.forms.layout.tagging import Element
from csassess.forms.missing import note_on_missing
from csassess.forms.signatures import signature_block

_NUMBER_WIDTH = 13 * mm
_MARK_WIDTH = 13.8 * mm  # of a column whose label is no wider
_EMPTY_ROWS = 8
_NOTES_ROOM = 30 * mm
_LOOK = Look(padding=(1 * mm, 1.1 * mm, 1.3 * mm))


def draw(content: RecordingFormContent) -> bytes:
    """Return the form as a PDF."""
    return build(content.identification, story_of(content), note_on_missing(content))


def story_of(content: RecordingFormContent) -> list[Piece]:
    """Return the form's pieces."""
    register_fonts()
    story: list[Piece] = [
        Text(content.layout.title, styles.TITLE),
        Text(content.heading.unit, styles.SUBTITLE),
        Space(3 * mm),
        facts_block(content.heading.facts),
        Space(2 * mm),
        Text(_legend(content.rows), styles.SMALL),
        Space(3 * mm),
    ]
    for table in content.layout.tables:
        story += [_criteria_table(table, content), Space(5 * mm)]
    closing: list[Piece] = [Space(5 * mm), *_declaration(content.layout, content.signed)]
    if content.countersigned:
        closing += [Space(3 * mm), _countersignature(content.layout, content.signed)]
    return [*story, Closing(_notes(content), Stack(closing, together=True))]


def _legend(rows: tuple[FormRow, ...]) -> str:
    """Return the meaning of the marks used on this form."""
    used = {mark for row in rows for mark in row.marks.values()}
    words = [f"{TICK} " + text("accepted by the assessor")]
    if Mark.DRAFT in used:
        words.append("d " + text("draft, not yet accepted"))
    if Mark.NOT_ALLOWED in used:
        words.append("n " + text("not allowed for this unit"))
    return "     ".join(words)


def _criteria_table(table: FormTable, content: RecordingFormContent) -> Table:
    """Return one table of the form; its heads are repeated on each page."""
    columns = len(table.criteria)
    mark_width = _mark_width(table)
    layout = content.layout
    heads = [
        text_cell(layout.number_heading, styles.HEAD_CENTRED, "Column"),
        text_cell(layout.description_heading, styles.HEAD, "Column"),
        *(text_cell(label, styles.COLUMN_LABEL, "Column") for label in table.criteria),
    ]
    # With fewer rows it would have more heads than cells, which readers take for a layout.
    number_head = "Row" if len(content.rows) > 2 else ""
    rows = [_row(row, table, number_head, by_method=content.by_method) for row in content.rows]
    rows = rows or [Row([Cell() for _ in heads], 9 * mm) for _ in range(_EMPTY_ROWS)]
    return Table(
        rows,
        [_NUMBER_WIDTH, styles.WIDTH - _NUMBER_WIDTH - columns * mark_width, *[mark_width] * columns],
        [Row(heads)],
        _LOOK,
        Text(table.title, styles.HEAD_CENTRED),
        caption_from=2,
    )


def _mark_width(table: FormTable) -> float:
    """Return the width of the columns of a table: that of the longest word of its labels, or the usual."""
    style = styles.COLUMN_LABEL
    words = [word for label in table.criteria for word in label.split()]
    widest = max(stringWidth(word, style.font, style.size) for word in words)
    return float(max(_MARK_WIDTH, widest + 2.4 * mm))


def _row(row: FormRow, table: FormTable, number_head: str, *, by_method: bool) -> Row:
    """Return the cells of one item."""
    description: list[Piece] = [Text(row.description, styles.BODY)]
    if row.remark:
        description.append(Text(row.remark, styles.SMALL))
    marks = [_mark(row.marks.get(criterion), row.method if by_method else "") for criterion in table.criteria]
    again = Text(f"{row.number}\n{text('continued')}", styles.COLUMN_LABEL, "")
    return Row([text_cell(row.number, styles.NUMBER, number_head), Cell(description), *marks], again=again)


def _mark(mark: Mark | None, method: str) -> Cell:
    """Return a cell: a tick or, if not empty, `method` for accepted evidence, and a letter for other."""
    match mark:
        case Mark.ACCEPTED:
            sign = Text(method, styles.MARK_LETTER) if method else Text(TICK, styles.MARK)
            return Cell([sign], words="" if method else text("accepted"))
        case Mark.DRAFT:
            return Cell([Text("d", styles.MARK_LETTER)], words=text("draft"))
        case Mark.NOT_ALLOWED:
            return Cell([Text("n", styles.MARK_LETTER)], words=text("not allowed"))
    return Cell()


def _notes(content: RecordingFormContent) -> Box:
    heading = Text(content.layout.notes_heading, styles.HEAD, "H2")
    notes = [Text(note, styles.BODY) for note in content.notes]
    return Box([heading, *notes], 0 if notes else _NOTES_ROOM)


def _declaration(layout: RecordingForm, signed: tuple[SignatureLine, ...]) -> list[Piece]:
    """Return the declaration and its signature lines."""
    return signature_block(layout.declaration, _lines_for(layout.signatures, signed), layout.date_heading)


def _lines_for(names: tuple[str, ...], signed: tuple[SignatureLine, ...]) -> tuple[SignatureLine, ...]:
    """Return a signature line for each name, signed if `signed` holds it."""
    lines = {line.label: line for line in signed}
    return tuple(lines.get(name, SignatureLine(name)) for name in names)


def _countersignature(layout: RecordingForm, signed: tuple[SignatureLine, ...]) -> Columns:
    """Return the countersigner's line, tinted like the heading block as the product's own."""
    margin = 3 * mm
    width = styles.WIDTH - 2 * margin
    lines = _lines_for((text("Countersigner's signature"),), signed)
    explanation = text("The assessor is working towards the award: a countersigner signs too.")
    pieces = [Text(explanation, styles.SMALL), *signature_block("", lines, layout.date_heading)]
    frame = Frame(2 * mm, 2 * mm, styles.HEAD_TINT)
    return Columns([Column(Stack(pieces), margin, width)], frame, Element("Div"))
