"""A scan as a PDF page, so that it is previewed, printed and read like every paper."""

from reportlab.lib.units import mm

from csassess.forms.document import plain_pages
from csassess.forms.layout import styles
from csassess.forms.layout.pieces import Image, Text

_MOST = (styles.WIDTH, styles.HEIGHT - 40 * mm)


def draw(jpeg: bytes, title: str) -> bytes:
    """Return a picture fitted to an A4 page as a PDF; the same picture gives the same bytes."""
    return plain_pages(title, [Text(title, styles.HEADING, "H1"), Image(jpeg, title, _MOST)])


def draw_without_picture(title: str, words: str) -> bytes:
    """Return an A4 page as a PDF that says why there is no scan on it."""
    return plain_pages(title, [Text(title, styles.HEADING, "H1"), Text(words, styles.BODY)])
