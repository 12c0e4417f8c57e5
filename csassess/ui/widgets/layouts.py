"""Rows, columns, frames and scroll areas that arrange widgets."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from csassess.ui.widgets.theme import STEP, current

ANY_HEIGHT = 16_777_215  # pixels; the maximum height by which Qt means none
_EASILY_READ = 1_088  # pixels at 100 % text: the greatest width of a page of one column, with its margins
IN_TWO_COLUMNS = 1_680  # likewise, of a page of two columns
_ALL_OF_IT = 1_000  # share of the width that content takes before the empty room beside it

SIDE_BY_SIDE = 860  # pixels at 100 % text, from which on parts of a page are next to each other


def spaced(layout: QBoxLayout, margin: int = 0, spacing: int = 1, *, above: int | None = None) -> QBoxLayout:
    """Set the margins and spacing of a layout, in steps, and return it.

    `above` is the margin above, if it differs from the others.
    """
    top = margin if above is None else above
    layout.setContentsMargins(margin * STEP, top * STEP, margin * STEP, margin * STEP)
    layout.setSpacing(spacing * STEP)
    return layout


def row(*parts: QWidget | QLayout | int) -> QHBoxLayout:
    """Return a layout of parts side by side; 0 is a stretch."""
    layout = QHBoxLayout()
    spaced(layout)
    _fill(layout, parts)
    return layout


def column(*parts: QWidget | QLayout | int) -> QVBoxLayout:
    """Return a layout of parts one below the other; 0 is a stretch."""
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
    """Return a plain widget with a layout, without margins."""
    widget = QWidget()
    widget.setLayout(layout)
    layout.setContentsMargins(0, 0, 0, 0)
    return widget


def frame(
    role: str, layout: QBoxLayout, margin: int = 2, spacing: int = 1, *, above: int | None = None
) -> QFrame:
    """Return a frame around a layout, spaced as by `spaced`; roles: card, bar, band."""
    new = QFrame()
    new.setProperty("role", role)
    new.setLayout(spaced(layout, margin, spacing, above=above))
    return new


def scrolled(content: QWidget) -> QScrollArea:
    """Return a scroll area that scrolls content vertically."""
    content.setObjectName(content.objectName() or "page")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def scroll_whole(page: QWidget, content: QBoxLayout, most_wide: int = _EASILY_READ) -> None:
    """Fill a page with content that scrolls vertically, with the margins of a page.

    It is at most `most_wide` pixels at 100 % text: wider, what belongs together is too far from each other.
    """
    contents = QWidget()
    contents.setLayout(spaced(content, 3, 2, above=2))
    contents.setMaximumWidth(current().px(most_wide))
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(scrolled(_at_the_left(contents)))


def _at_the_left(content: QWidget) -> QWidget:
    """Return a widget that gives content all the width up to its greatest, at the left."""
    wide = QWidget()
    line = QHBoxLayout(wide)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(content, _ALL_OF_IT)
    line.addStretch(1)
    return wide


def clear(layout: QLayout) -> None:
    """Remove everything from a layout, and delete its widgets."""
    while (part := layout.takeAt(0)) is not None:
        inner, widget = part.layout(), part.widget()
        if widget:
            widget.hide()
            widget.deleteLater()
        elif inner:
            clear(inner)


def to_top(page: QWidget) -> None:
    """Scroll a page to its beginning."""
    for area in page.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(0)


def go_to(field: QWidget) -> None:
    """Move the focus to a field, and scroll to it."""
    field.setFocus()
    around = field.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            QTimer.singleShot(0, partial(around.ensureWidgetVisible, field))
        around = around.parentWidget()


def in_tab_order(*parts: QWidget) -> None:
    """Let Tab visit parts in this order, though they were made in another."""
    for before, after in pairwise(parts):
        QWidget.setTabOrder(before, after)


def keep_room(widget: QWidget) -> None:
    """Keep a widget's room while it is hidden, so that showing it moves nothing."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def hide_in_place(widget: QWidget) -> None:
    """Hide a widget; the room that it had stays, so that nothing moves."""
    if widget.isVisible():
        keep_room(widget)
    widget.hide()


class TwoColumns(QWidget):
    """Two layouts side by side, or one below the other if narrow or with large text.

    `shares` is how the width is shared out.
    """

    def __init__(self, left: QBoxLayout, right: QBoxLayout, shares: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * STEP)
        for side, share in zip((left, right), shares, strict=True):
            side.setSpacing(2 * STEP)
            self._layout.addWidget(holder(side), share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= current().px(SIDE_BY_SIDE)
        self._layout.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
