"""The words in a box on a page of a PDF, for a person who takes them from there."""

import pypdfium2

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Box
from csassess.exchange.reading.documents.pdf_words import PDFIUM, Word, words_on
from csassess.exchange.reading.documents.rows import rows_of
from csassess.exchange.reading.documents.scans import language_data, words_of_scan
from csassess.exchange.reading.wording import Vocabulary, joined


def words_in_box(content: bytes, password: str | None, page: int, box: Box) -> str:
    """Return the words whose middle is in a box on a page, joined line by line into a sentence.

    Raises BadFileError if the document cannot be read.
    """
    try:
        found = _words(content, password, page)
    except pypdfium2.PdfiumError:
        raise BadFileError(text("The document cannot be read. Type the words instead.")) from None
    inside = [word for word in found if _is_inside(word.box, box)]
    lines = [" ".join(word.text for word in row.words) for row in rows_of(inside)]
    sentence, _ = joined(lines, Vocabulary([*lines, *(word.text for word in found)]))
    return sentence


def _words(content: bytes, password: str | None, page: int) -> list[Word]:
    with PDFIUM:
        document = pypdfium2.PdfDocument(content, password=password)
        try:
            if not 0 < page <= len(document):
                return []
            words = words_on(document[page - 1])
            if not words and language_data():
                words = words_of_scan(document[page - 1])
            return words
        finally:
            document.close()


def _is_inside(word: Box, box: Box) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return box.left <= x <= box.right and box.top <= y <= box.bottom
