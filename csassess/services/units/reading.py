"""Units read from an awarding body's own document."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.domain.errors import MissingError, UserError
from csassess.exchange.reading.content import Box, Document
from csassess.exchange.reading.documents.files import content_from, document_from, document_in
from csassess.exchange.reading.documents.pdf_words import PasswordError
from csassess.exchange.reading.documents.taking import words_in_box
from csassess.exchange.reading.documents.text_files import document_of_text
from csassess.exchange.reading.draft import Reading, UnitDraft
from csassess.exchange.reading.plain import plain
from csassess.exchange.reading.reader import read
from csassess.services.files import MOST_BYTES

__all__ = [
    "SourceDocument",
    "UnitDraft",
    "as_plain",
    "needs_password",
    "read_document",
    "read_source",
    "read_words",
    "words_on_page",
]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SourceDocument:
    """A document that was read: its units, its bytes, and its text if it has no pages to draw."""

    name: str
    reading: Reading
    content: bytes
    lines: tuple[str, ...] = ()
    password: str = ""


def read_document(
    path: Path, password: str | None = None, progress: Progress = lambda _done, _all: None
) -> Reading:
    """Read the units in a document; nothing is stored.

    `progress` is called with the pages read and the pages of the document; it may raise to stop.
    Raises UserError if the document cannot be read or holds no unit.
    """
    return _with_units(document_from(path, password, progress), path.name)


def read_source(
    path: Path, password: str | None = None, progress: Progress = lambda _done, _all: None
) -> SourceDocument:
    """Read the units in a document, to be compared with it; otherwise as `read_document`.

    Raises UserError also if the document is larger than what a caseload keeps.
    """
    content = content_from(path)
    if len(content) > MOST_BYTES:
        raise UserError(
            text(
                "The document is larger than {most} MB. Save the pages of the unit as a file of their own.",
                most=MOST_BYTES >> 20,
            )
        )
    document = document_in(content, path.name, password, progress)
    reading = _with_units(document, path.name)
    lines = () if document.by_place else _lines(document)
    return SourceDocument(path.name, reading, content, lines, password or "")


def read_words(words: str) -> SourceDocument:
    """Read the units in pasted text.

    Raises UserError if it contains no unit.
    """
    if not words.strip():
        raise MissingError(text("the text of the unit"), "words")
    document = document_of_text(words)
    name = text("pasted text")
    return SourceDocument(name, _with_units(document, name), words.encode(), _lines(document))


def words_on_page(content: bytes, password: str, page: int, box: tuple[float, float, float, float]) -> str:
    """Return the words in a box on a page of a PDF, given in points from its top left corner."""
    return words_in_box(content, password or None, page, Box(*box))


def _with_units(document: Document, name: str) -> Reading:
    reading = read(document)
    if not reading.units:
        raise UserError(text("No unit was found in this document: {file}. Nothing was changed.", file=name))
    return reading


def _lines(document: Document) -> tuple[str, ...]:
    return tuple(" ".join(filter(None, (line.label, line.text))) for line in document.lines)


def needs_password(error: UserError) -> bool:
    """Return whether reading failed only because the document asks for another password."""
    return isinstance(error, PasswordError)


def as_plain(reading: Reading) -> dict[str, Any]:
    """Return a reading as plain data, as `csassess units read --json` prints it."""
    return plain(reading)
