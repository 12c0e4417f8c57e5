"""A scan as a PDF page, so that it is previewed and printed like every paper."""

from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from csassess.forms.fonts import register_fonts
from csassess.forms.styles import BODY, MARGIN, PAGE


def draw(jpeg: bytes, title: str) -> bytes:
    """Return a picture fitted to an A4 page as a PDF; the same picture gives the same bytes."""
    target, picture = BytesIO(), ImageReader(BytesIO(jpeg))
    canvas = Canvas(target, pagesize=PAGE, invariant=1)
    canvas.setTitle(title)
    canvas.drawImage(
        picture,
        MARGIN / 3,
        MARGIN / 3,
        PAGE[0] - 2 * MARGIN / 3,
        PAGE[1] - 2 * MARGIN / 3,
        preserveAspectRatio=True,
    )
    canvas.save()
    return target.getvalue()


def draw_without_picture(title: str, words: str) -> bytes:
    """Return an A4 page as a PDF that says why there is no scan on it."""
    register_fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=PAGE, invariant=1)
    canvas.setTitle(title)
    canvas.setFont(BODY.fontName, BODY.fontSize)
    canvas.drawString(MARGIN, PAGE[1] - MARGIN, words)
    canvas.save()
    return target.getvalue()
