"""What is dragged onto the window or pasted: files, a picture, or words; and who takes it."""

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtGui import QTextDocumentFragment as Fragment
from PySide6.QtWidgets import QWidget

_LINE_END = re.compile("\r\n|[\r\v\f\u2028\u2029]")  # office programs break lines with a vertical tab


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files and folders, a picture, or words without formatting; the first of these that there are."""

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    picture: QImage | None = None
    words: str = ""

    @property
    def is_thing(self) -> bool:
        """Whether it is something else than words."""
        return bool(self.files or self.folders or self.picture is not None)


def dropped(data: QMimeData) -> Dropped:
    """Return what is dragged or copied.

    Office programs offer a picture of words, browsers the address of a picture: the words of the one
    and the picture of the other are meant.
    """
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        folders = tuple(path for path in paths if path.is_dir())
        return Dropped(tuple(path for path in paths if path not in folders), folders)
    words = _words(data)
    is_address = words.strip() in {url.toString() for url in data.urls()}
    if data.hasImage() and (is_address or not words.strip()):
        picture = QImage(data.imageData())
        if not picture.isNull():
            return Dropped(picture=picture)
    return Dropped(words=words)


def _words(data: QMimeData) -> str:
    if data.hasText():
        words = data.text()
    else:
        words = Fragment.fromHtml(data.html()).toPlainText() if data.hasHtml() else ""
    return _LINE_END.sub("\n", words.replace("\0", ""))


class DropTaker(QObject):
    """Takes what is dropped on a widget, on its fields, or pasted into them."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def takes(self, thing: Dropped) -> bool:
        """Return whether `take` does something with what is dragged."""
        return thing.is_thing

    def opens(self, _: Path) -> bool:
        """Return whether a file is for this taker, also if it is dropped on what another one takes for."""
        return False

    def take(self, thing: Dropped) -> None:
        """Take what was dropped or pasted."""
        raise NotImplementedError

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Take what is dropped on the widget, or pasted while no field of it is in use."""
        if isinstance(event, QDragEnterEvent):  # the rest of dragging follows from it
            if not self.takes(dropped(event.mimeData())):
                return False
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.take(dropped(event.mimeData()))
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self._paste()
        return False

    def _paste(self) -> bool:
        thing = dropped(QGuiApplication.clipboard().mimeData())
        if not self.takes(thing):
            return False
        self.take(thing)
        return True


def taker_for(widget: QWidget | None) -> DropTaker | None:
    """Return the taker of the nearest widget around a widget that has one, itself included."""
    while widget is not None:
        for child in widget.children():
            if isinstance(child, DropTaker):
                return child
        widget = widget.parentWidget()
    return None
