"""Choosing a file, a folder, or where something is saved: the system's own dialog, which holds nothing up."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[str], object]


def choose_file(parent: QWidget, title: str, chosen: Chosen, patterns: str = "") -> None:
    """Have a file that is there chosen; `patterns` are as Qt takes them."""
    dialog = _dialog(parent, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_files(
    parent: QWidget, title: str, chosen: Callable[[list[str]], object], patterns: str = ""
) -> None:
    """Have any number of files that are there chosen."""
    dialog = _dialog(parent, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def choose_folder(parent: QWidget, title: str, chosen: Chosen) -> None:
    """Have a folder chosen."""
    dialog = _dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_where(parent: QWidget, title: str, name: str, chosen: Chosen, patterns: str = "") -> None:
    """Have it chosen where a file is saved, among one's documents and under a name to begin with, whose ending it keeps."""
    dialog = _dialog(parent, title, patterns)
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _dialog(parent: QWidget, title: str, patterns: str = "") -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if patterns:
        dialog.setNameFilter(patterns)
    return dialog
