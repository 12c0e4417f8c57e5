"""The base of the pages shown before a caseload is open."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csassess.ui.base import tasks
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import column, holder, keep_room, row, scrolled


def named(name: str, field: QWidget) -> QVBoxLayout:
    """Return a field with its name above it."""
    field.setAccessibleName(name)
    words = label(name, "eyebrow")
    words.setBuddy(field)  # a screen reader on Linux names a choice only by its label
    layout = column(words, field)
    layout.setSpacing(4)
    return layout


class StartPage(QWidget):
    """A page with one card in the middle and a line for errors."""

    opened = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.problem = label("", "problem")
        keep_room(self.problem)  # so that an error moves nothing
        self.problem.setMinimumHeight(theme.current().px(44))
        self.problem.hide()
        self.task: tasks.Task | None = None

    def show_card(self, card: QWidget) -> None:
        """Show a card in the middle of the page."""
        card.setMaximumWidth(theme.current().px(560))
        middle = row(0, column(0, card, 0), 0)
        middle.setStretch(1, 4)
        inner = holder(middle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner))

    def wrong(self, sentence: str) -> None:
        """Show an error and enable the page again."""
        self.problem.setText(sentence)
        self.problem.show()
        self.setEnabled(True)
