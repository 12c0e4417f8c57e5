"""A pen that writes onto the pages of a PDF, place by place."""

import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

SANS, HEAVY, SLANTED = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
BLUE = colors.HexColor("#1d4f7a")


class Pen:
    """Writes onto pages from top to bottom."""

    def __init__(self, size=A4, *, left=56.0, right=56.0, top=60.0, bottom=64.0, edge=None) -> None:
        self._out = io.BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(self._out, pagesize=size)
        self.left, self.right, self.top, self.bottom = left, self.width - right, top, bottom
        self.page, self.y = 1, top
        self._edge = edge or (lambda _pen: None)
        self._edge(self)

    def next_page(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()
        self.page, self.y = self.page + 1, self.top
        self._edge(self)

    def need(self, height: float) -> None:
        """Begin a new page unless there is room."""
        if self.y + height > self.height - self.bottom:
            self.next_page()

    def at(self, x, y, words, font=SANS, size=10.0, colour=colors.black) -> None:
        """Write words at a place measured from the top."""
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        self.canvas.drawString(x, self.height - y, words)

    def box(self, x, y, width, height, *, fill=None, line=True) -> None:
        """Draw a rectangle."""
        self.canvas.setStrokeColor(colors.grey)
        self.canvas.setLineWidth(0.6)
        if fill:
            self.canvas.setFillColor(fill)
        self.canvas.rect(x, self.height - y - height, width, height, fill=int(bool(fill)), stroke=int(line))

    def block(self, x, words, width, font=SANS, size=10.0, lead=13.0, colour=colors.black) -> None:
        """Write a paragraph, over the end of the page if need be."""
        for part in simpleSplit(words, font, size, width):
            self.need(lead)
            self.at(x, self.y + size, part, font, size, colour)
            self.y += lead

    def criterion(self, label, words, *, at, inner, width, size=10.0, lead=13.0, mark="•") -> None:
        """Write a label, its sentence right of it, and the items of a list below."""
        first, *items = words.split("\n- ")
        self.need(lead * 2)
        self.at(at, self.y + size, label, SANS, size)
        self.block(inner, first, width, size=size, lead=lead)
        for item in items:
            self.need(lead)
            self.at(inner + 4, self.y + size, mark, SANS, size)
            self.block(inner + 16, item, width - 16, size=size, lead=lead)
        self.y += 4

    def finish(self) -> bytes:
        """Return the PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()
