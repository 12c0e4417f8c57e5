"""The dialog that finds anything by its words: type, choose with the arrows, press Enter."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.finding.findings import Found
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.layouts import spaced
from csassess.ui.widgets.row_list import Row, RowList

_SIZE = 640, 480  # pixels at 100 % text, at most those of the window
_MOVING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class FindDialog(QDialog):
    """Shows what the typed words find; what is chosen is done once the dialog has closed."""

    def __init__(self, parent: QWidget, find: Callable[[str], list[Found]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Find"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._find = find
        self._found: list[Found] = []
        hint = text("Name, item, unit, criterion, page or action")
        self.field = line(hint=hint)
        self.field.setAccessibleName(hint)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list = RowList(text("Found"), plain=True)
        self.list.chosen.connect(self._choose)
        self._nothing = label("", "quiet")
        layout = QVBoxLayout(self)
        spaced(layout, 2)
        for part in (self.field, self._nothing, self.list):
            layout.addWidget(part)
        layout.setStretch(2, 1)
        width, height = (theme.current().px(length) for length in _SIZE)
        self.resize(min(width, parent.width()), min(height, parent.height()))
        self._show("")

    def _show(self, typed: str) -> None:
        self._found = self._find(typed)
        self.list.show_rows(
            [Row(number, "", each.words, each.kind) for number, each in enumerate(self._found)]
        )
        if self._found:
            self.list.select(0)
        nothing = (
            text("Nothing found. Words inside notes are found under Centre, Find.") if typed.strip() else ""
        )
        self._nothing.setText(nothing or text("Type a few letters."))
        self._nothing.setVisible(not self._found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list by the arrows, and choose by Enter, while the field has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVING:
                QApplication.sendEvent(self.list, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._found:
                    self._choose(self.list.key() or 0)
                return True
        return super().eventFilter(watched, event)

    def _choose(self, number: int) -> None:
        chosen = self._found[number]
        self.accept()
        chosen.choose()
