"""Words of a PDF with their boxes, and the rules drawn beside them, by PDFium."""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Box

MOST_PAGES = 1000
_MOST_CHARACTERS = 60_000  # of one page
_SPACES = {0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x202F, 0x3000}
_SOFT_HYPHEN, _PDFIUM_HYPHENS = 0xAD, (0x02, 0xFFFE)
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a page."""

    text: str
    box: Box
    baseline: float
    size: float  # points
    bold: bool
    sure: bool = True  # False if it was read from a picture with little certainty


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The words of a page in the order they were drawn, and the vertical and horizontal rules on it."""

    number: int
    width: float
    height: float
    words: list[Word]
    verticals: list[Box]
    horizontals: list[Box]
    picture: bool  # the page is a picture without words
    scanned: bool = False  # its words were read from the picture


class PasswordError(BadFileError):
    """The document opens with a password only, and none or a wrong one was given."""


def open_pdf(path: Path, password: str | None) -> pypdfium2.PdfDocument:
    """Open a PDF.

    Raises PasswordError if it needs another password, BadFileError if it cannot be read.
    """
    try:
        document = pypdfium2.PdfDocument(path, password=password)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordError(
                text("{file} is protected by a password. Give the password to read it.", file=path.name)
                if password is None
                else text("The password does not open {file}. Check it and try again.", file=path.name)
            ) from None
        raise BadFileError(
            text("{file} is damaged or is not a PDF. Get a new copy of the document.", file=path.name)
        ) from None
    if not 0 < pages <= MOST_PAGES:
        raise BadFileError(
            text(
                "{file} has {pages} pages; at most {most} are read. Save the pages of the units as a file of"
                " their own.",
                file=path.name,
                pages=pages,
                most=MOST_PAGES,
            )
        )
    return document


def pages_of(
    document: pypdfium2.PdfDocument, scan: Callable[[pypdfium2.PdfPage], list[Word]] | None = None
) -> Iterator[PdfPage]:
    """Yield the pages of a document one after the other; `scan` reads those that are pictures.

    Raises BadFileError if a page cannot be read.
    """
    for number in range(len(document)):
        try:
            page = document[number]
            read = _page(page, number + 1)
            if read.picture and scan is not None:
                read = replace(read, words=scan(page), picture=False, scanned=True)
            yield read
            page.close()
        except pypdfium2.PdfiumError:
            raise BadFileError(
                text(
                    "Page {number} of the document is damaged. Get a new copy of the document.",
                    number=number + 1,
                )
            ) from None


def _page(page: pypdfium2.PdfPage, number: int) -> PdfPage:
    width, height = page.get_size()
    turn = _Turn(page.get_rotation(), page.get_mediabox(), height)
    text_page = page.get_textpage()
    words = _words(text_page.raw, turn)
    text_page.close()
    verticals, horizontals, images = _rules(page, turn)
    return PdfPage(number, width, height, words, verticals, horizontals, images and len(words) < 8)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Turns the coordinates of a page into points from its top left corner, as it is seen."""

    rotation: int
    media: tuple[float, float, float, float]
    height: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x, y, far_x, far_y = self.media
        if self.rotation == 90:
            return Box(bottom - y, left - x, top - y, right - x)
        if self.rotation == 180:
            return Box(far_x - right, bottom - y, far_x - left, top - y)
        if self.rotation == 270:
            return Box(far_y - top, far_x - right, far_y - bottom, far_x - left)
        return Box(left - x, far_y - top, right - x, far_y - bottom)


def _words(raw: pdfium.FPDF_TEXTPAGE, turn: _Turn) -> list[Word]:
    count = min(pdfium.FPDFText_CountChars(raw), _MOST_CHARACTERS)
    unicode_at, box_at = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    rect, reference = (found := pdfium.FS_RECTF()), ctypes.byref(found)
    words: list[Word] = []
    letters: list[str] = []
    box = Box(0, 0, 0, 0)
    first = 0

    def close() -> None:
        if letters:
            word = "".join(letters)
            words.append(Word(word, box, *_type(raw, first, box, turn)))
            letters.clear()

    for index in range(count):
        code = unicode_at(raw, index)
        if code in _SPACES or code == 0:
            close()
            continue
        if not box_at(raw, index, reference):
            continue
        here = turn.box(rect.left, rect.bottom, rect.right, rect.top)
        if letters and _apart(box, here):
            close()
        if code in _PDFIUM_HYPHENS:
            letter = "-"
        elif code == _SOFT_HYPHEN:
            letter = "\u00ad"
        else:
            letter = chr(code)
        if letters:
            box = box.around(here)
        else:
            box, first = here, index
        letters.append(letter)
    close()
    return words


def _apart(word: Box, letter: Box) -> bool:
    """Return whether a letter stands too far from a word to belong to it."""
    size = max(letter.bottom - letter.top, word.bottom - word.top, 4.0)
    same_line = abs((word.top + word.bottom) / 2 - (letter.top + letter.bottom) / 2) < size * 0.6
    return not same_line or letter.left - word.right > size * 0.6 or letter.left < word.left - size


def _type(raw: pdfium.FPDF_TEXTPAGE, index: int, box: Box, turn: _Turn) -> tuple[float, float, bool]:
    """Return the baseline, the size and the weight of the type at a letter."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, ctypes.byref(x), ctypes.byref(y))
    baseline = turn.box(x.value, y.value, x.value, y.value).bottom
    size = pdfium.FPDFText_GetFontSize(raw, index)
    if not 4 <= size <= 80:
        size = max(box.bottom - box.top, 4.0)
    return baseline, size, _is_bold(raw, index)


def _is_bold(raw: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(96), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, index, name, 96, ctypes.byref(flags))
    if length and _BOLD.search(name.value):
        return True
    return bool(pdfium.FPDFText_GetFontWeight(raw, index) >= 600)


_MOST_OBJECTS = 4000  # of one page: more are drawings, not rules


def _rules(page: pypdfium2.PdfPage, turn: _Turn) -> tuple[list[Box], list[Box], bool]:
    """Return the vertical rules, the horizontal rules, and whether there are pictures of size."""
    verticals: list[Box] = []
    horizontals: list[Box] = []
    images = False
    count = min(pdfium.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(count):
        shape = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(shape)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        if not pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
            continue
        box = turn.box(left.value, bottom.value, right.value, top.value)
        wide, high = box.right - box.left, box.bottom - box.top
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images = images or (wide > 200 and high > 200)
        elif wide < 3 and high > 12:
            verticals.append(box)
        elif high < 3 and wide > 30:
            horizontals.append(box)
        elif wide > 30 and high > 12:  # a cell drawn as a rectangle
            verticals += [
                Box(box.left, box.top, box.left, box.bottom),
                Box(box.right, box.top, box.right, box.bottom),
            ]
            horizontals += [
                Box(box.left, box.top, box.right, box.top),
                Box(box.left, box.bottom, box.right, box.bottom),
            ]
    return verticals, horizontals, images
