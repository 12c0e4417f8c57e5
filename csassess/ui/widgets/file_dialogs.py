"""The system's dialogs to choose files and folders; they do not block the caller."""

from collections.abc import Callable
from datetime import date
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from csassess.catalogue import text
from csassess.platform.drives import is_reachable

Chosen = Callable[[str], object]


class Kind(Enum):
    """What is chosen; each kind begins in the folder in which it was last found."""

    PICTURES = auto()
    FILES = auto()
    FOLDERS = auto()
    SAVED = auto()


_last: dict[Kind, str] = {}  # kept in memory only: a folder's name may name a person


def choose_file(
    parent: QWidget, title: str, chosen: Chosen, patterns: str = "", kind: Kind = Kind.FILES
) -> None:
    """Ask for an existing file; `patterns` is a name filter of Qt."""
    dialog = _dialog(parent, title, kind, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_files(
    parent: QWidget,
    title: str,
    chosen: Callable[[list[str]], object],
    patterns: str = "",
    kind: Kind = Kind.FILES,
) -> None:
    """Ask for any number of existing files."""
    dialog = _dialog(parent, title, kind, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def choose_folder(parent: QWidget, title: str, chosen: Chosen) -> None:
    """Ask for a folder."""
    dialog = _dialog(parent, title, Kind.FOLDERS)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_where(parent: QWidget, title: str, name: str, chosen: Chosen, patterns: str = "") -> None:
    """Ask where to save a file, suggesting a name.

    The suffix of that name is added if none is typed.
    """
    dialog = _dialog(parent, title, Kind.SAVED, patterns)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def dated(name: str, on: date) -> str:
    """Return a file name with a day before its suffix."""
    return f"{Path(name).stem} {on.isoformat()}{Path(name).suffix}"


def file_in_words(path: str | Path) -> str:
    """Return a file's name and its folder, for the message that it was written."""
    return text("{name} in the folder {folder}", name=Path(path).name, folder=Path(path).parent)


def folder_for(kind: Kind) -> Path:
    """Return the folder last used for a kind; at first the user's pictures or documents, or their home."""
    last = _last.get(kind)
    if last and is_reachable(Path(last)):
        return Path(last)
    places = QStandardPaths.StandardLocation
    place = places.PicturesLocation if kind is Kind.PICTURES else places.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(place))
    return folder if folder.is_dir() else Path.home()


def _dialog(parent: QWidget, title: str, kind: Kind, patterns: str = "") -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder_for(kind)))

    def remember() -> None:
        _last[kind] = dialog.directory().absolutePath()

    dialog.accepted.connect(remember)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if patterns:
        dialog.setNameFilter(patterns)
    return dialog
