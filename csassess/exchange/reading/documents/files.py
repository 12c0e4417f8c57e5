"""A document of any kind turned into lines, by what it is and not by its name."""

import errno
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.plain_files import read_at_most
from csassess.data.storage.zip_parts import DAMAGED
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Document
from csassess.exchange.reading.documents.html_files import document_of_html
from csassess.exchange.reading.documents.layout import document_of
from csassess.exchange.reading.documents.odt_files import document_of_odt
from csassess.exchange.reading.documents.pdf_words import PDFIUM, open_pdf, pages_of
from csassess.exchange.reading.documents.scans import language_data, words_of_scan
from csassess.exchange.reading.documents.text_files import document_of_text
from csassess.exchange.reading.documents.word_files import document_of_word
from csassess.platform import aside

MOST_BYTES = 100 << 20
MOST_LINES = 200_000  # some thousand pages
_PATIENCE = 60  # seconds for a page: a scan takes ten on a slow tablet

_Step = tuple[int, int] | Document  # the page read and how many there are; at last the document


def document_from(path: Path, password: str | None, progress: Callable[[int, int], None]) -> Document:
    """Return the lines of a document.

    Raises BadFileError if it cannot be read, PasswordError if it needs a password.
    """
    return document_in(content_from(path), path.name, password, progress)


def content_from(path: Path) -> bytes:
    """Return the bytes of a document.

    Raises BadFileError if there are none, or more than are read.
    """
    try:
        content = read_at_most(path, MOST_BYTES)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise _too_large(path.name) from None
        raise BadFileError(
            text("{file} cannot be opened. Check its name and place.", file=path.name)
        ) from None
    if not content:
        raise BadFileError(text("{file} is empty. Get a new copy of the document.", file=path.name))
    return content


def document_in(
    content: bytes, name: str, password: str | None, progress: Callable[[int, int], None]
) -> Document:
    """Return the lines of a document of which the bytes were read; otherwise as `document_from`.

    It is read in a process of its own.
    """
    try:
        with closing(aside.results_of(_read, content, name, password, patience=_PATIENCE)) as steps:
            for step in steps:
                if isinstance(step, Document):
                    return step
                progress(*step)
    except aside.StoppedError:
        pass
    raise BadFileError(
        text(
            "{file} asks for more work than any page needs, and was not read. Save its pages as a new PDF, or"
            " paste its text.",
            file=name,
        )
    )


def _read(content: bytes, name: str, password: str | None) -> Iterator[_Step]:
    """Yield each page that was read, then the document."""
    if b"%PDF-" in content[:1024]:
        document = yield from _of_pdf(content, name, password)
    else:
        document = _without_pages(content, name)
    if len(document.lines) > MOST_LINES:
        raise _too_large(name)
    yield document


def _without_pages(content: bytes, name: str) -> Document:
    if content.startswith(b"PK\x03\x04"):
        return _of_package(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFileError(
            text(
                "{file} is protected by a password, or written by an old Word. Open it in Word, "
                "save it as .docx"
                " without a password and try again.",
                file=name,
            )
        )
    head = content[:4096].lstrip().lower()
    if (
        head.startswith((b"<!doctype html", b"<html"))
        or b"<html" in head
        or name.lower().endswith((".html", ".htm"))
    ):
        return document_of_html(content, name)
    words = _decoded(content, name)
    if words.count("\n") > MOST_LINES:
        raise _too_large(name)
    return document_of_text(words)


def _too_large(name: str) -> BadFileError:
    return BadFileError(
        text("{file} is too large. Save the pages of the units as a file of their own.", file=name)
    )


def _of_package(content: bytes, name: str) -> Document:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
    except (*DAMAGED, OSError):
        raise BadFileError(text("{file} is damaged. Get a new copy of the document.", file=name)) from None
    try:
        if "word/document.xml" in names:
            return document_of_word(content, name)
        if "content.xml" in names:
            return document_of_odt(content, name)
    except (ValueError, OverflowError, RecursionError):  # invalid numbers, endlessly nested parts
        raise BadFileError(text("{file} is damaged. Get a new copy of the document.", file=name)) from None
    raise BadFileError(_kinds(name))


def _kinds(name: str) -> str:
    return text("{file} is no PDF, Word, OpenDocument, web page or text. Save it as one of these.", file=name)


def _decoded(content: bytes, name: str) -> str:
    """Return the words of a text file.

    Raises BadFileError if it holds something else than text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:65536]:
        raise BadFileError(_kinds(name))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _of_pdf(content: bytes, name: str, password: str | None) -> Generator[_Step, None, Document]:
    pdf, count = open_pdf(content, name, password)
    scan = words_of_scan if language_data() else None
    pages = []
    try:
        for page in pages_of(pdf, count, scan):
            pages.append(page)
            yield page.number, count
    finally:
        with PDFIUM:
            pdf.close()
    pictures = [page.number for page in pages if page.picture]
    if pictures and 2 * len(pictures) >= len(pages):
        raise BadFileError(
            text(
                "{file} is a scan: its pages are pictures without text. To read scans, install the extra:"
                ' pip install "csassess[scans]"',
                file=name,
            )
        )
    document = document_of(pages)
    if pictures:
        listed = ", ".join(map(str, pictures))
        document.doubts.append(text("pages that are pictures were not read: {pages}", pages=listed))
    if any(page.scanned for page in pages):
        document.doubts.append(
            text("it was read from pictures of pages: compare every criterion with the page")
        )
    return document
