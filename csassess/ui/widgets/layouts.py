"""Rows, columns, frames and scroll areas that arrange widgets."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from csassess.ui.widgets.theme import STEP


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
