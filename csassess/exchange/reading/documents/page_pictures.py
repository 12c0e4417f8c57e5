"""Pages of a PDF as pictures, with the words on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.documents.pdf_words import PDFIUM, open_pdf
from csassess.platform import aside

_SHARPNESS = 150 / 72  # pixels a point
_LARGEST = 2400  # pixels of the longer side
_QUALITY = 75
_PATIENCE = 30  # seconds for a page
_MOST_WORDS = 3000  # characters of a page that are read in place of its picture


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a document."""

    jpeg: bytes
    words: str
    of_pages: int  # of the whole document


def page_pictures(content: bytes, name: str, most: int) -> Iterator[PagePicture]:
    """Yield at most `most` pages of a PDF, which is read in a process of its own.

    Raises BadFileError if it cannot be read, also after some pages.
    """
    try:
        yield from aside.results_of(_pictures, content, name, most, patience=_PATIENCE)
    except aside.StoppedError:
        reason = text("It asks for more work than any page needs. Open the file itself.")
        raise BadFileError(reason) from None


def _pictures(content: bytes, name: str, most: int) -> Iterator[PagePicture]:
    document, count = open_pdf(content, name, None)
    try:
        for number in range(min(count, most)):
            yield PagePicture(*_picture(document, number), count)
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
