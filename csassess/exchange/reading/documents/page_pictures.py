"""Pages of a PDF as pictures, with the words on them."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.documents.pdf_words import PDFIUM, open_pdf

_SHARPNESS = 150 / 72  # pixels a point
_LARGEST = 2400  # pixels of the longer side
_QUALITY = 75
_MOST_WORDS = 3000  # characters of a page that are read in place of its picture


def page_pictures(content: bytes, name: str, most: int) -> tuple[int, Iterator[tuple[bytes, str]]]:
    """Return how many pages a PDF has, and the JPEG and words of at most `most` of them, one after the other.

    Raises BadFileError if it cannot be read, also while the pages are read.
    """
    document, count = open_pdf(content, name, None)
    return count, _pictures(document, min(count, most))


def _pictures(document: pypdfium2.PdfDocument, count: int) -> Iterator[tuple[bytes, str]]:
    try:
        for number in range(count):
            yield _picture(document, number)
    finally:
        with PDFIUM:
            document.close()


def _picture(document: pypdfium2.PdfDocument, number: int) -> tuple[bytes, str]:
    try:
        with PDFIUM:
            page = document[number]
            scale = min(_SHARPNESS, _LARGEST / max(1.0, *page.get_size()))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            words_on = page.get_textpage()
            words = " ".join(words_on.get_text_bounded().split())[:_MOST_WORDS]
            words_on.close()
            page.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        reason = text(
            "Page {number} of the document is damaged. Get a new copy of the document.", number=number + 1
        )
        raise BadFileError(reason) from None
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=_QUALITY)
    return jpeg.getvalue(), words
