"""Read and write ordinary files outside the caseload, and detect their media type."""

import errno
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.plain_files import read_at_most
from csassess.domain.errors import UserError

MOST_BYTES = 25 * 2**20  # the largest file that may be attached
_MOST_READ = 256 << 20  # bytes of any file that is read whole


def read_file(path: Path, most: int = _MOST_READ, too_large: str = "") -> bytes:
    """Return a file's bytes.

    Raises UserError if it cannot be read, with the sentence `too_large` if it has more bytes than `most`.
    """
    try:
        return read_at_most(path, most)
    except OSError as error:
        if too_large and error.errno == errno.EFBIG:
            raise UserError(too_large) from None
        raise UserError(
            text("“{name}” could not be read: {reason}.", name=path.name, reason=error.strerror)
        ) from None


def detect_media_type(content: bytes) -> str:
    """Return the media type detected from a file's content; empty if unknown."""
    import puremagic

    try:
        return str(puremagic.from_string(content, mime=True))
    except puremagic.PureError:
        pass
    try:
        content.decode()
    except UnicodeDecodeError:
        return ""
    return "" if b"\x00" in content else "text/plain"


def write_copy(path: Path, content: bytes) -> None:
    """Write a file atomically.

    Raises UserError if it cannot be written.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise UserError(
            text(
                "The file could not be written to “{folder}”: {reason}.",
                folder=path.parent,
                reason=error.strerror,
            )
        ) from None


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write a PDF atomically, creating its folder if needed.

    Raises UserError if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, pdf)
    except OSError as error:
        raise UserError(
            text(
                "The form could not be written to “{folder}”: {reason}.",
                folder=path.parent,
                reason=error.strerror,
            )
        ) from None
