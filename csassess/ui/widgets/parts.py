"""The small parts every page is made of."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from csassess.catalogue import text
from csassess.ui.widgets import theme
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.theme import STEP


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


def spaced(layout: QBoxLayout, margin: int = 0, spacing: int = 1) -> QBoxLayout:
    """Give a layout its margins and spacing, in steps."""
    layout.setContentsMargins(margin * STEP, margin * STEP, margin * STEP, margin * STEP)
    layout.setSpacing(spacing * STEP)
    return layout


def row(*parts: QWidget | QLayout | int) -> QHBoxLayout:
    """Return parts side by side; 0 stands for the space that takes what is left."""
    layout = QHBoxLayout()
    spaced(layout)
    _fill(layout, parts)
    return layout


def column(*parts: QWidget | QLayout | int) -> QVBoxLayout:
    """Return parts one under the other; 0 stands for the space that takes what is left."""
    layout = QVBoxLayout()
    spaced(layout)
    _fill(layout, parts)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[QWidget | QLayout | int, ...]) -> None:
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addStretch(1)


def holder(layout: QLayout) -> QWidget:
    """Return a plain widget with the layout."""
    widget = QWidget()
    widget.setLayout(layout)
    layout.setContentsMargins(0, 0, 0, 0)
    return widget


def frame(role: str, layout: QBoxLayout, margin: int = 2, spacing: int = 1) -> QFrame:
    """Return a frame with a role (card, bar, band) around a layout."""
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(spaced(layout, margin, spacing))
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """Return content that scrolls downwards where it is taller than its place."""
    content.setObjectName(content.objectName() or "page")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def scroll_whole(page: QWidget, content: QBoxLayout) -> None:
    """Make content the whole of a page, with the margins of a page, scrolling downwards where it is taller."""
    inside = QWidget()
    inside.setLayout(spaced(content, 3, 2))
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(scrolled(inside))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (part := layout.takeAt(0)) is not None:
        inner, widget = part.layout(), part.widget()
        if widget:
            widget.hide()
            widget.deleteLater()
        elif inner:
            clear(inner)


class Banner(QFrame):
    """A line across the window that says what happened, with one thing to do about it; it blocks nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._words = label("")
        self._act = button("", self._do, "link")
        self._close = button(text("Close"), self.hide, "link")
        layout = QHBoxLayout(self)
        spaced(layout, 0, 2)
        layout.setContentsMargins(2 * STEP, 0, STEP, 0)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._act)
        layout.addWidget(self._close)
        self._action: Callable[[], object] | None = None
        self.hide()

    def say(
        self, words: str, *, problem: bool = False, act: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show words, and a button for an action where one is named."""
        restyle(self, "tone", "problem" if problem else "")
        self._words.setText(words)
        self.setAccessibleName(words)
        self._action = action
        self._act.setText(act)
        self._act.setAccessibleName(act)
        self._act.setVisible(bool(act))
        self.show()

    def dismiss_problem(self) -> None:
        """Take a problem away: it was put right, or left behind."""
        if self.property("tone") == "problem":
            self.hide()

    @property
    def words(self) -> str:
        """What it says now; empty where it is not shown."""
        return self._words.text() if self.isVisible() else ""

    def _do(self) -> None:
        self.hide()
        if self._action:
            self._action()
