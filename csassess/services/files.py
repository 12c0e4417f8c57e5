"""Read and write ordinary files outside the caseload, and detect their media type."""

import errno
from collections.abc import Callable
from pathlib import Path

from csassess.catalogue import text
from csassess.data.storage.atomic_files import write_atomically
from csassess.data.storage.plain_files import read_in_steps
from csassess.domain.errors import UserError
from csassess.platform.files import reason_of

MOST_BYTES = 25 * 2**20  # the largest scan or document that is read
_MOST_READ = 256 << 20  # bytes of any file that is read whole
_STEP = 1 << 20  # bytes between two looks at whether to go on


class StoppedError(UserError):
    """Reading a file was stopped."""


def read_file(
    path: Path,
    most: int = _MOST_READ,
    too_large: str = "",
    progress: Callable[[int], object] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """Return a file's bytes; `progress` is called with the number read so far.

    Raises UserError if it cannot be read, with the sentence `too_large` if it has more bytes than `most`,
    which is known before anything is read; StoppedError once `cancelled` returns True.
    """
    content = bytearray()
    try:
        for part in read_in_steps(path, most, _STEP):
            if cancelled():
                raise StoppedError(text("Stopped. The file was not added."))
            content += part
            progress(len(content))
        return bytes(content)
    except OSError as error:
        if too_large and error.errno == errno.EFBIG:
            raise UserError(too_large) from None
        raise UserError(
            text("“{name}” could not be read: {reason}.", name=path.name, reason=reason_of(error))
        ) from None


def detect_media_type(content: bytes) -> str:
    """Return the media type detected from a file's content; empty if unknown."""
    from csassess.data.storage import media_types

    return media_types.media_type_of(content)


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
                reason=reason_of(error),
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
                reason=reason_of(error),
            )
        ) from None
