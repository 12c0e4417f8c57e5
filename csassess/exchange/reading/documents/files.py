"""A document of any kind turned into lines, by what it is and not by its name."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.plain_files import opened, read_at_most
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Document
from csassess.exchange.reading.documents.html_files import document_of_html
from csassess.exchange.reading.documents.layout import document_of
from csassess.exchange.reading.documents.odt_files import document_of_odt
from csassess.exchange.reading.documents.pdf_words import PDFIUM, open_pdf, pages_of
from csassess.exchange.reading.documents.scans import language_data, words_of_scan
from csassess.exchange.reading.documents.text_files import document_of_text
from csassess.exchange.reading.documents.word_files import document_of_word

MOST_BYTES = 100 << 20
MOST_LINES = 200_000  # some thousand pages


def document_from(path: Path, password: str | None, progress: Callable[[int, int], None]) -> Document:
    """Return the lines of a document.

    Raises BadFileError if it cannot be read, PasswordError if it needs a password.
    """
    document = _document_from(path, password, progress)
    if len(document.lines) > MOST_LINES:
        raise _too_large(path.name)
    return document


def _document_from(path: Path, password: str | None, progress: Callable[[int, int], None]) -> Document:
    try:
        with opened(path) as file:
            size, start = os.fstat(file.fileno()).st_size, file.read(1024)
    except OSError:
        raise BadFileError(
            text("{file} cannot be opened. Check its name and place.", file=path.name)
        ) from None
    if size == 0:
        raise BadFileError(text("{file} is empty. Get a new copy of the document.", file=path.name))
    if size > MOST_BYTES:
        raise _too_large(path.name)
    if b"%PDF-" in start:
        return _of_pdf(path, password, progress)
    if start.startswith(b"PK\x03\x04"):
        return _of_package(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFileError(
            text(
                "{file} is protected by a password, or written by an old Word. Open it in Word, "
                "save it as .docx"
                " without a password and try again.",
                file=path.name,
            )
        )
    content = read_at_most(path, MOST_BYTES)
    head = content[:4096].lstrip().lower()
    if (
        head.startswith((b"<!doctype html", b"<html"))
        or b"<html" in head
        or path.suffix.lower() in (".html", ".htm")
    ):
        return document_of_html(content, path.name)
    words = _decoded(content, path.name)
    if words.count("\n") > MOST_LINES:
        raise _too_large(path.name)
    return document_of_text(words)


def _too_large(name: str) -> BadFileError:
    return BadFileError(
        text("{file} is too large. Save the pages of the units as a file of their own.", file=name)
    )


def _of_package(path: Path) -> Document:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise BadFileError(
            text("{file} is damaged. Get a new copy of the document.", file=path.name)
        ) from None
    try:
        if "word/document.xml" in names:
            return document_of_word(path)
        if "content.xml" in names:
            return document_of_odt(path)
    except (ValueError, OverflowError, RecursionError):  # invalid numbers, endlessly nested parts
        raise BadFileError(
            text("{file} is damaged. Get a new copy of the document.", file=path.name)
        ) from None
    raise BadFileError(_kinds(path.name))


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


def _of_pdf(path: Path, password: str | None, progress: Callable[[int, int], None]) -> Document:
    pdf = open_pdf(path, password)
    scan = words_of_scan if language_data() else None
    pages = []
    try:
        for page in pages_of(pdf, scan):
            pages.append(page)
            progress(page.number, len(pdf))
    finally:
        with PDFIUM:
            pdf.close()
    pictures = [page.number for page in pages if page.picture]
    if pictures and 2 * len(pictures) >= len(pages):
        raise BadFileError(
            text(
                "{file} is a scan: its pages are pictures without text. To read scans, install the extra:"
                ' pip install "csassess[scans]"',
                file=path.name,
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
