"""What is dragged onto the window or pasted: files, a picture, or words; and who takes it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from csassess.domain.control_characters import without_control_characters
from csassess.platform.files import is_folder

_MOST_OF_PAGE = 1_000_000  # characters
_UNSEEN, _LINES = (
    frozenset({"script", "style", "head"}),
    frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"}),
)
_SPACE, _EMPTY_LINES = re.compile(r"\s+"), re.compile(r" *\n\s*")
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
        folders = tuple(path for path in paths if is_folder(path))
        return Dropped(tuple(path for path in paths if path not in folders), folders)
    words = _words(data)
    is_address = words.strip() in {url.toString() for url in data.urls()}
    if data.hasImage() and (is_address or not words.strip()):
        picture = data.imageData()
        if isinstance(picture, QImage) and not picture.isNull():
            return Dropped(picture=picture)
    return Dropped(words=words)


def _words(data: QMimeData) -> str:
    if data.hasText():
        words = data.text()
    else:
        words = _words_of_page(data.html()) if data.hasHtml() else ""
    return without_control_characters(_LINE_END.sub("\n", words))


class _PageWords(HTMLParser):
    """The words of a web page; Qt's own reader takes minutes for deeply nested ones."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _UNSEEN
        if tag in _LINES:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _UNSEEN))
        if tag in _LINES:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(_SPACE.sub(" ", data))


def _words_of_page(html: str) -> str:
    """Return the words of a web page without formatting, of its first part if it is very long."""
    page = _PageWords()
    page.feed(html[:_MOST_OF_PAGE])
    page.close()
    return _EMPTY_LINES.sub("\n", "".join(page.words)).strip()


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

    def sort(self, files: Sequence[Path], rest: Callable[[Sequence[Path]], object]) -> None:
        """Call `rest`, maybe later, with the files that are not for this taker after all."""
        rest(files)

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
