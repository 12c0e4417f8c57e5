"""Units read from an awarding body's own document."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.exchange.reading.documents.pdf_words import PasswordError
from csassess.exchange.reading.draft import Reading
from csassess.exchange.reading.plain import plain
from csassess.exchange.reading.reader import read_file

__all__ = ["as_plain", "needs_password", "read_document"]


def read_document(
    path: Path,
    password: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Reading:
    """Read the units in a document; nothing is stored.

    `progress` is called with the pages read and the pages of the document; it may raise to stop.
    Raises UserError if the document cannot be read or holds no unit.
    """
    reading = read_file(path, password, progress)
    if not reading.units:
        raise UserError(
            text("No unit was found in this document: {file}. Nothing was changed.", file=path.name)
        )
    return reading


def needs_password(error: UserError) -> bool:
    """Return whether reading failed only because the document asks for another password."""
    return isinstance(error, PasswordError)


def as_plain(reading: Reading) -> dict[str, Any]:
    """Return a reading as plain data, as `csassess units read --json` prints it."""
    return plain(reading)
