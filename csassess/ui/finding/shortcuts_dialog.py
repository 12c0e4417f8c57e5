"""The keyboard shortcuts of the window, in one list."""

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import row, spaced
from csassess.ui.widgets.row_list import Row, RowList

_SIZE = 520, 560  # pixels at 100 % text, at most those of the window


class ShortcutsDialog(QDialog):
    """Lists the actions that have a shortcut, by the order of the menus."""

    def __init__(self, parent: QWidget, actions: Iterable[QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Keyboard shortcuts"))
        self.list = RowList(text("Keyboard shortcuts"), plain=True)
        self.list.show_rows(_rows(actions))
        close = button(text("Close"), self.accept, "main")
        layout = QVBoxLayout(self)
        spaced(layout, 2)
        layout.addWidget(label(text("Keyboard shortcuts"), "heading"))
        layout.addWidget(self.list, 1)
        layout.addLayout(row(0, close))
        width, height = (theme.current().px(length) for length in _SIZE)
        self.resize(min(width, parent.width()), min(height, parent.height()))


def _rows(actions: Iterable[QAction]) -> list[Row]:
    shown = {
        (action.text().replace("&", "").rstrip("…"), _keys(action)): None
        for action in actions
        if action.text() and not action.shortcut().isEmpty()
    }
    return [Row(words, "", words, state=keys) for words, keys in shown]


def _keys(action: QAction) -> str:
    return text(" or ").join(
        each.toString(QKeySequence.SequenceFormat.NativeText) for each in action.shortcuts()
    )
