"""The foot of a page: whose paper it is, form, version, approval, record code and page."""

import re
from typing import Any

import zxingcpp
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from csassess.catalogue import text
from csassess.domain.labels import with_capital
from csassess.domain.signing.printed_codes import PrintedCode, form_letters
from csassess.forms.content import Identification
from csassess.forms.layout.lines import lines_of
from csassess.forms.layout.pieces import Text
from csassess.forms.layout.styles import FOOT_LINE, INK, LINE, MARGIN, WIDTH, Align, Style
from csassess.forms.layout.tagging import Sheet

_CODE = 11 * mm  # side of the printed code; a phone camera can still read its 25 modules
_CODE_OF_RETURN = (
    16 * mm
)  # of a form that comes back: 29 modules, read from a skewed scan of 150 dots an inch
_DARK = re.compile(b"\\0+")
_RIGHT = Style(FOOT_LINE.font, FOOT_LINE.size, FOOT_LINE.leading, FOOT_LINE.colour, Align.RIGHT)
_TOP = MARGIN + 7.2 * mm
_FOOTER = "<</Type /Pagination /Subtype /Footer>>"


def draw_foot(sheet: Sheet, identification: Identification, pages: int, *, is_read: bool) -> None:
    """Draw the foot of a page; it is read on the first page of a paper only.

    What the printed code says is in the words beside it, so that it is not read itself.
    """
    number = sheet.page + 1
    side = _CODE_OF_RETURN if identification.returns_to else _CODE
    all_room = WIDTH - side - 3 * mm
    form = text("Form {form} version {version}", form=identification.form, version=identification.version)
    code = text("Record code {code}", code=identification.record_code)
    page = text("Page {number} of {pages}", number=number, pages=pages)
    canvas = sheet.canvas
    sheet.begin_artifact(_FOOTER)
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.line(MARGIN, _TOP - 4 * mm, MARGIN + all_room, _TOP - 4 * mm)
    canvas.restoreState()
    sheet.end()
    page_room = stringWidth(page, FOOT_LINE.font, FOOT_LINE.size) + 3 * mm
    tag = None if is_read else ""
    lines = (
        (identification.subject, all_room - page_room, 0.0),
        (form, all_room, 4.6 * mm),
        (with_capital(identification.approval), all_room, 8 * mm),
        (code, all_room, 11.4 * mm),
    )
    for words, room, below in lines:
        Text(shortened(words, room), FOOT_LINE, tag).draw(sheet, MARGIN, _TOP - below, room)
    Text(page, _RIGHT, "").draw(sheet, MARGIN, _TOP, all_room)
    sheet.begin_artifact(_FOOTER)
    _draw_code(canvas, words_of_code(identification, number), MARGIN + WIDTH - side, MARGIN - 6 * mm, side)
    sheet.end()


def words_of_code(identification: Identification, page: int) -> str:
    """Return what the printed code of a page says, the first page being 1."""
    return PrintedCode(
        form_letters(identification.form),
        identification.version,
        identification.record_code,
        page,
        identification.scheme,
        identification.returns_to,
    ).words


def shortened(words: str, room: float) -> str:
    """Return words for one line of the foot, shortened with … if they are wider than the room."""
    lines = lines_of(words, FOOT_LINE.font, FOOT_LINE.size, room)
    if len(lines) == 1:
        return lines[0].words
    ellipsis = stringWidth("…", FOOT_LINE.font, FOOT_LINE.size)
    begun = lines_of(lines[0].words.strip(), FOOT_LINE.font, FOOT_LINE.size, room - ellipsis)
    return f"{begun[0].words.strip()}…"


def _draw_code(canvas: Any, words: str, x: float, y: float, side: float) -> None:
    """Draw a QR code of a side in points.

    Adjacent dark modules of a row are drawn as one rectangle.
    """
    code: Any = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    rows, columns = modules.shape or (0, 0)
    dark, path = bytes(modules), canvas.beginPath()
    for row in range(rows):
        for run in _DARK.finditer(dark, row * columns, (row + 1) * columns):
            path.rect(run.start() - row * columns, rows - 1 - row, len(run[0]), 1)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / columns, side / rows)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
