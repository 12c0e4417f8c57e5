"""A whole paper as a PDF, with numbered pages and an identifying line at the foot.

The same record gives the same bytes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import zxingcpp
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Spacer, TableStyle
from reportlab.platypus import Paragraph as PlainParagraph
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.domain.signing.printed_codes import PrintedCode, form_letters
from csassess.forms.content import Identification, Letterhead
from csassess.forms.fonts import REGULAR, markup, register_fonts
from csassess.forms.styles import FOOT, HEIGHT, INK, MARGIN, PAGE, QUIET, SMALL, WIDTH
from csassess.forms.tagging import Image, Paragraph, Structure, Table, with_structure

_LANGUAGE = "en-GB"
_CODE = 11 * mm  # side of the printed code; a phone camera can still read its 25 modules
_DARK = re.compile(b"\\0+")
_FOOT_SIZE = 7.2
_LONGEST_SUBJECT = 300  # characters in the foot of a page
_LOGO = (45 * mm, 16 * mm)  # largest width and height of a logo
rl_config.useA85 = 0  # embed pictures as binary; as text they are a quarter longer


@dataclass(frozen=True, slots=True)
class Section:
    """One paper within a document; `name` is the target of links to it."""

    identification: Identification
    story: list[Flowable]
    name: str = ""


class _SectionStart(Flowable):
    """Start of a section: sets the page foot, the outline entry and the link target."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._section = section

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return no size: nothing is drawn."""
        return 0, 0

    def draw(self) -> None:
        """Register the section with the canvas."""
        canvas: Any = self.canv
        canvas.section = self._section.identification
        name = self._section.name or "beginning"
        canvas.bookmarkPage(name)
        canvas.addOutlineEntry(_outline_title(self._section.identification), name, 0)


def _head(letterhead: Letterhead) -> list[Flowable]:
    """Return the letterhead above a paper's title: the line on the left, the logo right."""
    if not letterhead.heading and not letterhead.logo:
        return []
    line = Paragraph(markup(letterhead.heading), SMALL)
    if not letterhead.logo:
        return [line, Spacer(0, 3 * mm)]
    logo = Image(BytesIO(letterhead.logo))
    scale = min(_LOGO[0] / logo.imageWidth, _LOGO[1] / logo.imageHeight)
    logo.drawWidth, logo.drawHeight, logo.hAlign = logo.imageWidth * scale, logo.imageHeight * scale, "RIGHT"
    logo.words = text("The centre’s logo")
    head = Table([[line, logo]], colWidths=[WIDTH - _LOGO[0], _LOGO[0]])
    head.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return [head, Spacer(0, 2 * mm)]


def _outline_title(identification: Identification) -> str:
    return " · ".join(part for part in (identification.title, identification.subject) if part)


def build(identification: Identification, story: list[Flowable]) -> bytes:
    """Return the story as a PDF of A4 pages; the same story gives the same bytes."""
    return build_all(identification.title, [Section(identification, story)])


def build_all(title: str, sections: list[Section]) -> bytes:
    """Return sections as one PDF, each starting on a new page.

    The outline and the page numbers run through all sections.
    """
    register_fonts()
    target, structure = BytesIO(), Structure()
    document = BaseDocTemplate(
        target,
        pagesize=PAGE,
        invariant=1,
        title=title,
        author="csassess",
        lang=_LANGUAGE,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT,
    )
    frame = Frame(
        MARGIN,
        MARGIN + FOOT,
        WIDTH,
        HEIGHT,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate(frames=[frame])])
    story: list[Flowable] = []
    for section in sections:
        letterhead = section.identification.letterhead or Letterhead()
        story += [
            *([PageBreak()] if story else []),
            _SectionStart(section),
            *_head(letterhead),
            *section.story,
        ]
        if letterhead.privacy:
            story += [Spacer(0, 4 * mm), Paragraph(markup(letterhead.privacy), SMALL)]
    document.build(story, canvasmaker=_numbered_canvas_maker(structure))
    return with_structure(target.getvalue(), structure, _LANGUAGE)


def _numbered_canvas_maker(structure: Structure) -> Callable[..., Canvas]:
    """Return a canvas maker that draws page feet once the number of pages is known."""

    class NumberedCanvas(Canvas):
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            self.structure = structure
            self.section: Identification | None = None
            self.finished_pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.finished_pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # reportlab's own way to begin the next page

        def save(self) -> None:
            pages = self.finished_pages
            for number, page in enumerate(pages, start=1):
                self.__dict__.update(page)
                if self.section:
                    # Screen readers skip the foot.
                    self._code.append("/Artifact BMC")  # type: ignore[attr-defined]
                    _draw_foot(self, self.section, number, len(pages))
                    self._code.append("EMC")  # type: ignore[attr-defined]
                super().showPage()
            super().save()

    return NumberedCanvas


def _draw_foot(canvas: Canvas, identification: Identification, number: int, pages: int) -> None:
    canvas.saveState()
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.4)
    canvas.line(MARGIN, MARGIN + 6 * mm, MARGIN + WIDTH, MARGIN + 6 * mm)
    canvas.setFont(REGULAR, _FOOT_SIZE)
    canvas.setFillColor(QUIET)
    subject = PlainParagraph(markup(identification.subject[:_LONGEST_SUBJECT]), SMALL)
    subject.wrap(WIDTH, FOOT)
    subject.drawOn(canvas, MARGIN, MARGIN + 6.8 * mm)
    form = text("Form {form} version {version}", form=identification.form, version=identification.version)
    form = f"{form}, {identification.approval}" if identification.approval else form
    page = text("Page {number} of {pages}", number=number, pages=pages)
    right = MARGIN + WIDTH - _CODE - 3 * mm
    room = right - MARGIN - canvas.stringWidth(page, REGULAR, _FOOT_SIZE) - 3 * mm
    canvas.drawString(MARGIN, MARGIN + 2 * mm, _shortened(form, room))
    code = text("Record code {code}", code=identification.record_code)
    canvas.drawString(MARGIN, MARGIN - 1.4 * mm, code)
    canvas.drawRightString(right, MARGIN + 2 * mm, page)
    canvas.restoreState()
    printed = PrintedCode(
        form_letters(identification.form),
        identification.version,
        identification.record_code,
        number,
        identification.scheme,
    )
    _draw_code(canvas, printed.words, MARGIN + WIDTH - _CODE, MARGIN - 6 * mm)


def _shortened(words: str, room: float) -> str:
    """Return words for one line of the foot, shortened with … if they are wider than the room."""
    lines = simpleSplit(words, REGULAR, _FOOT_SIZE, room - stringWidth("…", REGULAR, _FOOT_SIZE))
    return words if stringWidth(words, REGULAR, _FOOT_SIZE) <= room else f"{lines[0]}…"


def _draw_code(canvas: Canvas, words: str, x: float, y: float) -> None:
    """Draw a QR code.

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
    canvas.scale(_CODE / columns, _CODE / rows)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
