"""Import pictures in the background: read, clean, store, and add to the record."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject
from PySide6.QtGui import QImage

from csassess.catalogue import text
from csassess.domain.records.attachments import Photograph
from csassess.services.attachments import photographs
from csassess.services.files import read_file
from csassess.ui.base import tasks
from csassess.ui.base.session import Session


class PictureImport(QObject):
    """Imports pictures one after the other and calls back for each that was saved."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._tasks: list[tasks.Task] = []
        self._waiting = 0
        # Reported at the end, so that the message of a saved picture does not hide them.
        self._problems: list[str] = []

    def take(
        self,
        read: Callable[[], bytes],
        candidate_id: str,
        item_id: str,
        saved: Callable[[Photograph], object],
    ) -> None:
        """Import the picture that `read` returns; call `saved` with its record.

        `read` runs on another thread. A file that is not a picture is reported.
        """

        def work(caseload: Any) -> Photograph:
            return photographs.add(caseload, candidate_id, item_id, photographs.prepare(read()))

        def done(photograph: Photograph) -> None:
            self._session.notify_changed()
            saved(photograph)
            self._end()

        def refused(sentence: str) -> None:
            self._problems.append(sentence)
            self._end()

        self._waiting += 1
        words = text("A photograph is still being saved. Close again in a moment.")
        task = self._session.run_in_background(work, done, refused, words)
        self._tasks = [*self._tasks[-9:], task]

    def _end(self) -> None:
        self._waiting -= 1
        if self._waiting == 0 and self._problems:
            sentences, self._problems = " ".join(dict.fromkeys(self._problems)), []
            self._session.problem.emit(sentences)


def files_in(data: QMimeData) -> list[Path]:
    """Return the local files that were dropped or pasted."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def readers(data: QMimeData) -> list[Callable[[], bytes]]:
    """Return a function for each dropped or pasted picture that returns its bytes."""
    files = files_in(data)
    if files:
        return [partial(read_file, file) for file in files]
    if data.hasImage():
        picture = QImage(data.imageData())
        return [] if picture.isNull() else [partial(as_png, picture)]
    return []


def as_png(picture: QImage) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    target, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt also accepts a device
    return bytes(target.data())
