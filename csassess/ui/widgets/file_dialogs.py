"""The system's dialogs to choose files and folders; they do not block the caller."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[str], object]


def choose_file(parent: QWidget, title: str, chosen: Chosen, patterns: str = "") -> None:
    """Ask for an existing file; `patterns` is a name filter of Qt."""
    dialog = _dialog(parent, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_files(
    parent: QWidget, title: str, chosen: Callable[[list[str]], object], patterns: str = ""
) -> None:
    """Ask for any number of existing files."""
    dialog = _dialog(parent, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def choose_folder(parent: QWidget, title: str, chosen: Chosen) -> None:
    """Ask for a folder."""
    dialog = _dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_where(parent: QWidget, title: str, name: str, chosen: Chosen, patterns: str = "") -> None:
    """Ask where to save a file, suggesting a name in the documents folder.

    The suffix of that name is added if none is typed.
    """
    dialog = _dialog(parent, title, patterns)
    dialog.setDirectory(str(_documents()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _documents() -> Path:
    """Return the user's documents folder, or the home folder on a system without one."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


def _dialog(parent: QWidget, title: str, patterns: str = "") -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if patterns:
        dialog.setNameFilter(patterns)
    return dialog
