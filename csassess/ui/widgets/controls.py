"""Labels, buttons and other controls, styled by their role."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from csassess.ui.widgets import theme
from csassess.ui.widgets.icons import icon


def label(words: str, role: str = "") -> QLabel:
    """Return a label that wraps; roles: title, heading, eyebrow, quiet, problem, code."""
    made = QLabel(words)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for; a widget is styled, laid out and painted anew only where it differs."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class OneLine(QLabel):
    """A label of one line that ends in … where it is too long; its tool tip holds the whole."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setMinimumWidth(theme.current().px(120))

    def setText(self, words: str) -> None:
        super().setText(words)
        self.setToolTip(words)
        self.setAccessibleName(words)

    def paintEvent(self, _: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.style().drawItemText(
            QPainter(self),
            self.rect(),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.palette(),
            True,
            shown,
            self.foregroundRole(),
        )


def shortened(words: str, most: int) -> str:
    """Return words of at most so many characters, ending in … where some were left out."""
    return words if len(words) <= most else words[: most - 1] + "…"


def button(words: str, clicked: Callable[[], object], role: str = "", icon_name: str = "") -> QPushButton:
    """Return a button of at least finger size; roles: main, link, chip, nav, finding."""
    made = QPushButton(f" {words}" if icon_name else words)  # a space, for the icon is set too close
    made.setProperty("role", role)
    made.setAccessibleName(words)
    if icon_name:
        colours = theme.current().colours
        ink = {"main": colours.on_accent, "link": colours.accent}.get(role, colours.ink)
        made.setIcon(icon(icon_name, ink))
        size = theme.current().px(18)
        made.setIconSize(QSize(size, size))
    made.clicked.connect(lambda *_: clicked())
    return made


def chip(words: str, clicked: Callable[[], object]) -> QPushButton:
    """Return a round button that can be checked."""
    made = button(words, clicked, "chip")
    made.setCheckable(True)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made
