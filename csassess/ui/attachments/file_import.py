"""Take files and pictures into an item in the background: read, tell what they are, store, and add."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QWidget

from csassess.catalogue import text
from csassess.domain.file_kinds import MOST_BYTES
from csassess.domain.records.attachments import Attachment, Photograph
from csassess.platform.files import size_of
from csassess.services.attachments import attachments, taking_in
from csassess.services.files import read_file
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme

Taken = Photograph | Attachment
_LONG = 1_500  # milliseconds after which progress is shown
_STEPS = 1_000  # of the progress bar


@dataclass(frozen=True, slots=True)
class Source:
    """Something to take in: a name, and a function that returns its bytes.

    The function takes one to call with the bytes read so far, and one that says whether to stop.
    """

    name: str
    read: Callable[[Callable[[int], object], Callable[[], bool]], bytes]
    size: int = 0  # in bytes; 0 if it is not known


def of_file(path: Path) -> Source:
    """Return a file as a source. It is opened later, on another thread."""
    size = size_of(path)  # if it is unknown, reading says what is wrong
    too_large = attachments.too_large()
    return Source(
        path.name, lambda progress, stops: read_file(path, MOST_BYTES, too_large, progress, stops), size
    )


def of_picture(picture: QImage) -> Source:
    """Return a picture in memory as a source."""
    return Source(text("picture"), lambda *_: as_png(picture))


class FileImport(QObject):
    """Takes in files one after the other and calls back for each that was saved.

    If that takes long, a dialog shows progress and a button to stop.
    """

    _progressed = Signal(str, int)  # the name of the file, and how much of it was read in steps of the bar

    def __init__(self, page: QWidget, session: Session) -> None:
        super().__init__(page)
        self._page, self._session = page, session
        self._waiting: deque[Callable[[], object]] = deque()  # the first is being done
        self._stopped = threading.Event()
        # Reported at the end, so that the message of what was saved does not hide them.
        self._problems: list[str] = []
        self.progress: QProgressDialog | None = None
        self._progressed.connect(self._show_progress)

    def take(
        self,
        source: Source,
        candidate_id: str,
        item_id: str,
        saved: Callable[[Taken], object],
        *,
        sheet: bool = False,
    ) -> None:
        """Take something into an item; call `saved` with its record.

        It is read on another thread. What cannot be taken in is reported. `sheet` marks a visit sheet.
        """

        def read(done: int) -> None:
            self._progressed.emit(source.name, _STEPS * done // max(source.size, done, 1))

        def work(caseload: Any) -> Taken:
            content = source.read(read, self._stopped.is_set)
            if sheet:
                return attachments.attach(caseload, candidate_id, item_id, source.name, content, sheet=True)
            return taking_in.take_in(caseload, candidate_id, item_id, source.name, content)

        def start() -> None:
            words = text("A file is still being saved. Close again in a moment.")
            self._session.run_in_background(work, partial(self._done, saved), self._refused, words)

        self._waiting.append(start)
        if len(self._waiting) == 1:  # one file at a time is in memory
            self._begin()
            start()

    def _begin(self) -> None:
        self._stopped.clear()
        self.progress = QProgressDialog(self._page)
        self.progress.setWindowTitle(text("Adding files"))
        self.progress.setLabelText(text("Reading …"))
        self.progress.setCancelButtonText(text("Stop"))
        bar = QProgressBar()
        bar.setTextVisible(False)
        self.progress.setBar(bar)
        self.progress.setMinimumWidth(theme.current().px(360))
        self.progress.setRange(0, _STEPS)
        self.progress.setMinimumDuration(_LONG)
        self.progress.setAutoReset(False)
        self.progress.setAutoClose(False)
        self.progress.canceled.connect(self._stop)
        self.progress.setValue(0)  # begins the time after which it is shown

    def _stop(self) -> None:
        self._stopped.set()

    def _show_progress(self, name: str, step: int) -> None:
        if self.progress is not None:
            self.progress.setLabelText(text("Reading “{name}” …", name=name))
            self.progress.setValue(step)

    def _done(self, saved: Callable[[Taken], object], taken: Taken) -> None:
        self._session.notify_changed()
        saved(taken)
        self._end()

    def _refused(self, sentence: str) -> None:
        self._problems.append(sentence)
        self._end()

    def _end(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            self._waiting[0]()
            return
        if self.progress is not None:
            self.progress.canceled.disconnect(self._stop)
            self.progress.close()
            self.progress.deleteLater()
            self.progress = None
        if self._problems:
            sentences, self._problems = " ".join(dict.fromkeys(self._problems)), []
            self._session.problem.emit(sentences)


def as_png(picture: QImage) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    target, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt also accepts a device
    return bytes(target.data())
