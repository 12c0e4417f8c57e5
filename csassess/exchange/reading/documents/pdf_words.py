"""Words of a PDF with their boxes, and the rules drawn around them, read with PDFium."""

import ctypes
import math
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from csassess.catalogue import text
from csassess.exchange.errors import BadFileError
from csassess.exchange.reading.content import Box

MOST_PAGES = 1000
PDFIUM = threading.RLock()  # the library may be called by only one thread at a time
_MOST_CHARACTERS = 60_000  # of one page
_SPACES = {0x00, 0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x202F, 0x3000}
_PDFIUM_HYPHENS = (0x02, 0xFFFE)  # at the end of a line
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a page."""

    text: str
    box: Box
    baseline: float
    size: float  # points
    bold: bool
    aslant: bool = False  # a watermark, or a heading that runs upwards
    sure: bool = True  # False if it was read from a picture with little certainty, or letters may be missing


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


def open_pdf(content: bytes, name: str, password: str | None) -> tuple[pypdfium2.PdfDocument, int]:
    """Open a PDF; return it, and how many pages it has.

    Raises PasswordError if it needs another password, BadFileError if it cannot be read.
    """
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(content, password=password)
            pages = len(document)
            if pages > MOST_PAGES:
                document.close()  # or the library is called when the document is cleared away
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordError(
                text("{file} is protected by a password. Give the password to read it.", file=name)
                if password is None
                else text("The password does not open {file}. Check it and try again.", file=name)
            ) from None
        raise BadFileError(
            text("{file} is damaged or is not a PDF. Get a new copy of the document.", file=name)
        ) from None
    if not 0 < pages <= MOST_PAGES:
        raise BadFileError(
            text(
                "{file} has {pages} pages; at most {most} are read. Save the pages of the units as a file of"
                " their own.",
                file=name,
                pages=pages,
                most=MOST_PAGES,
            )
        )
    return document, pages


def pages_of(
    document: pypdfium2.PdfDocument, count: int, scan: Callable[[pypdfium2.PdfPage], list[Word]] | None = None
) -> Iterator[PdfPage]:
    """Yield the `count` pages of a document one after the other; `scan` reads those that are pictures.

    Raises BadFileError if a page cannot be read.
    """
    for number in range(count):
        try:
            with PDFIUM:
                page = document[number]
                read = _page(page, number + 1)
                if read.picture and scan is not None:
                    read = replace(read, words=scan(page), picture=False, scanned=True)
                page.close()
            yield read
        except pypdfium2.PdfiumError:
            raise BadFileError(
                text(
                    "Page {number} of the document is damaged. Get a new copy of the document.",
                    number=number + 1,
                )
            ) from None


def words_on(page: pypdfium2.PdfPage) -> list[Word]:
    """Return the words of one page, in the order they were drawn."""
    return _page(page, 1).words


def _page(page: pypdfium2.PdfPage, number: int) -> PdfPage:
    width, height = page.get_size()
    turn = _Turn(page.get_rotation(), page.get_mediabox(), height)
    text_page = page.get_textpage()
    seen = turn.box(*page.get_cropbox())
    words = [word for word in _words(text_page.raw, turn) if _is_seen(word.box, seen)]
    text_page.close()
    verticals, horizontals, images = _rules(page, turn)
    return PdfPage(number, width, height, words, verticals, horizontals, images and len(words) < 8)


def _is_seen(word: Box, seen: Box) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return seen.left - 1 <= x <= seen.right + 1 and seen.top - 1 <= y <= seen.bottom + 1


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
    """Return the words of a page: letters that follow each other closely on one line."""
    codes = _codes(raw)
    box_at = pdfium.FPDFText_GetLooseCharBox
    rect, reference = (found := pdfium.FS_RECTF()), ctypes.byref(found)
    types = _Types(raw, turn)
    words: list[Word] = []
    letters: list[str] = []
    left = bottom = right = top = 0.0  # of the word, from the page's bottom left corner
    first = 0
    upright = turn.rotation == 0
    damaged = _damaged(raw, codes)
    in_damaged_type = {types.name_at(index) for index in damaged}

    def close() -> None:
        box = turn.box(left, bottom, right, top)
        sure = not in_damaged_type or types.name_at(first) not in in_damaged_type
        words.append(Word("".join(letters), box, *types.at(first, box), sure=sure))
        letters.clear()

    for index, code in enumerate(codes):
        if code in _SPACES and index not in damaged:
            if letters:
                close()
            continue
        if not box_at(raw, index, reference):
            continue
        x, y, far_x, far_y = rect.left, rect.bottom, rect.right, rect.top
        if letters:
            size = max(far_y - y, top - bottom, 4.0)
            near = abs(top + bottom - far_y - y) < size * 1.2 and x - right <= size * 0.6 and x >= left - size
            if upright and not near:
                close()
        if letters:
            left, right = min(left, x), max(right, far_x)
            bottom = min(bottom, y)
            top = max(top, far_y)
        else:
            left, bottom, right, top, first = x, y, far_x, far_y, index
        if index in damaged:
            letters.append("\ufffd")
            continue
        letters.append("-" if code in _PDFIUM_HYPHENS else chr(code))
        if code in _PDFIUM_HYPHENS and not upright:
            close()
    if letters:
        close()
    return words


def _damaged(raw: pdfium.FPDF_TEXTPAGE, codes: Sequence[int]) -> set[int]:
    """Return which characters are letters of which the document does not say, or says wrongly, what they are.

    They seem to be spaces or hyphens, but a space leaves no ink. Where most spaces do, as in some fonts of
    drawn letters, ink says nothing. Of such letters beside a space there is no trace at all.
    """
    spaces = [index for index, code in enumerate(codes) if code in _SPACES]
    inked = [index for index in spaces if _has_ink(raw, index)]
    unknown = {
        index
        for index, code in enumerate(codes)
        if code in _PDFIUM_HYPHENS and pdfium.FPDFText_GetUnicode(raw, index) in (0, 0xFFFE)
    }
    return unknown.union(inked) if 2 * len(inked) < len(spaces) else unknown


def _has_ink(raw: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
        return False
    return bool(top.value - bottom.value > 1 and right.value - left.value > 0.5)


def _codes(raw: pdfium.FPDF_TEXTPAGE) -> Sequence[int]:
    """Return the characters of a page, one for each letter that PDFium knows a box of."""
    count = min(pdfium.FPDFText_CountChars(raw), _MOST_CHARACTERS)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, buffer)
    codes: list[int] = buffer[:count]
    if written - 1 == count and not any(0xD800 <= code < 0xE000 for code in codes):
        return codes
    return [pdfium.FPDFText_GetUnicode(raw, index) for index in range(count)]


class _Types:
    """Tells baseline, size and weight of the type; asks for the font once in each stretch of text."""

    def __init__(self, raw: pdfium.FPDF_TEXTPAGE, turn: _Turn) -> None:
        self._raw, self._turn = raw, turn
        self._name, self._flags = ctypes.create_string_buffer(96), ctypes.c_int()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._known: dict[int, tuple[float, bool, bool]] = {}

    def at(self, index: int, box: Box) -> tuple[float, float, bool, bool]:
        """Return the baseline, the size, whether it is bold and whether it runs aslant at a letter."""
        x, y = self._x, self._y
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        turn = self._turn
        upright = turn.rotation == 0
        baseline = turn.media[3] - y.value if upright else turn.box(x.value, y.value, x.value, y.value).bottom
        shape = ctypes.cast(pdfium.FPDFText_GetTextObject(self._raw, index), ctypes.c_void_p).value or 0
        if shape == 0 or shape not in self._known:
            size = pdfium.FPDFText_GetFontSize(self._raw, index)
            self._known[shape] = (size, self._is_bold(index), upright and self._is_aslant(index))
        size, bold, aslant = self._known[shape]
        return baseline, size if 4 <= size <= 80 else max(box.bottom - box.top, 4.0), bold, aslant

    def _is_aslant(self, index: int) -> bool:
        angle = pdfium.FPDFText_GetCharAngle(self._raw, index) % (2 * math.pi)
        return bool(0.05 < angle < 2 * math.pi - 0.05)

    def name_at(self, index: int) -> bytes:
        """Return the name of the type of a letter; empty if it has none."""
        length = pdfium.FPDFText_GetFontInfo(self._raw, index, self._name, 96, self._flags)
        return self._name.value if length else b""

    def _is_bold(self, index: int) -> bool:
        if _BOLD.search(self.name_at(index)):
            return True
        return bool(pdfium.FPDFText_GetFontWeight(self._raw, index) >= 600)


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
