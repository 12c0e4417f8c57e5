"""A paper as a whole: pages numbered x of y, the identifying line at their foot, and the same bytes for the same record."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph
from reportlab.platypus.flowables import Flowable

from csassess.catalogue import text
from csassess.forms.content import Identification
from csassess.forms.fonts import REGULAR, markup, register_fonts
from csassess.forms.styles import FOOT, MARGIN, PAGE, QUIET, SMALL, WIDTH


def build(identification: Identification, story: list[Flowable]) -> bytes:
    """Return the story laid out on A4 pages as a PDF; the same story gives the same bytes."""
    register_fonts()
    target = BytesIO()
    document = BaseDocTemplate(
        target, pagesize=PAGE, invariant=1, title=identification.title, author="csassess", lang="en-GB",
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN + FOOT,
    )  # fmt: skip
    frame = Frame(
        MARGIN, MARGIN + FOOT, WIDTH, PAGE[1] - 2 * MARGIN - FOOT,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(story, canvasmaker=_numbering(identification))
    return target.getvalue()


def _numbering(identification: Identification) -> Callable[..., Canvas]:
    """Return a canvas maker that writes the foot of every page once the number of pages is known."""

    class NumberedCanvas(Canvas):
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            self._finished: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._finished.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # reportlab's own way to begin the next page

        def save(self) -> None:
            for number, page in enumerate(self._finished, start=1):
                self.__dict__.update(page)
                _draw_foot(self, identification, number, len(self._finished))
                super().showPage()
            super().save()

    return NumberedCanvas


def _draw_foot(canvas: Canvas, identification: Identification, number: int, pages: int) -> None:
    canvas.saveState()
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.4)
    canvas.line(MARGIN, MARGIN + 6 * mm, MARGIN + WIDTH, MARGIN + 6 * mm)
    canvas.setFont(REGULAR, 7.2)
    canvas.setFillColor(QUIET)
    whose = Paragraph(markup(identification.subject), SMALL)
    whose.wrap(WIDTH, FOOT)
    whose.drawOn(canvas, MARGIN, MARGIN + 6.8 * mm)
    form = text("Form {form} version {version}", form=identification.form, version=identification.version)
    canvas.drawString(MARGIN, MARGIN + 2 * mm, form)
    code = text("Record code {code}", code=identification.record_code)
    canvas.drawCentredString(MARGIN + WIDTH / 2, MARGIN + 2 * mm, code)
    page = text("Page {number} of {pages}", number=number, pages=pages)
    canvas.drawRightString(MARGIN + WIDTH, MARGIN + 2 * mm, page)
    canvas.restoreState()
