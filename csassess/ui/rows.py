"""Lists of rows: a head, wrapped words, a state at the right edge. Every list of the program is one of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from csassess.ui import theme
from csassess.ui.theme import TARGET

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `key` names what it stands for; `ticked` is None where there is nothing to tick; tones: good, warn, bad, quiet."""

    key: Any
    head: str
    body: str = ""
    foot: str = ""
    state: str = ""
    tone: str = ""
    ticked: bool | None = None
    picture: QPixmap | None = None

    @property
    def spoken(self) -> str:
        """The row in words, for a screen reader."""
        return ". ".join(part for part in (self.head, self.body, self.foot, self.state) if part)


class RowsModel(QAbstractListModel):
    """A list model that is given its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> list[int] | None:
        """Show these rows; where the same things stand in the same places, only what differs is painted again.

        Return the places of the rows that differ, None where all of them are new.
        """
        if [row.key for row in rows] != [row.key for row in self.rows]:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return None
        differing = [place for place, (before, now) in enumerate(zip(self.rows, rows, strict=True)) if before != now]
        for place in differing:
            self.rows[place] = rows[place]
            self.dataChanged.emit(self.index(place), self.index(place))
        return differing

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{row.head} {row.body}".strip()
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case Qt.ItemDataRole.CheckStateRole if row.ticked is not None:
                return Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        row = index.data(Qt.ItemDataRole.UserRole)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if row and row.ticked is not None else flags


class _RowDelegate(QStyledItemDelegate):
    """Paints a row; its height follows from its words at the width there is."""

    def __init__(self, view: "RowsView") -> None:
        super().__init__(view)
        self._view = view
        self._heights: dict[int, tuple[Row, tuple[int, str], int]] = {}

    def sizeHint(self, _: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._view.viewport().width(), self.height_of(index.row()))

    def height_of(self, place: int) -> int:
        """Return the height a row needs at the width there is; a row once measured is not measured again."""
        row, measure = self._view.rows.rows[place], (self._view.viewport().width(), self._view.font().key())
        kept = self._heights.get(place)
        if kept is None or kept[0] is not row or kept[1] != measure:
            height = self._lay_out(row, QRect(0, 0, measure[0], 0), None)
            kept = self._heights[place] = (row, measure, max(height, theme.current().px(TARGET + 4)))
        return kept[2]

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        colours = theme.current().colours
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours.tint))
            painter.fillRect(QRect(option.rect.topLeft(), QSize(4, option.rect.height())), QColor(colours.accent))
        if index.row() < len(self._view.rows.rows) - 1:
            painter.setPen(QColor(colours.line))
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2, Qt.PenStyle.DotLine))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        self._lay_out(row, option.rect, painter)
        painter.restore()

    def _lay_out(self, row: Row, area: QRect, painter: QPainter | None) -> int:
        """Paint the row into the area, or only measure it; return the height it needs."""
        px, colours = theme.current().px, theme.current().colours
        bold, plain, small = self._fonts()
        left, right, top = area.left() + px(12), area.right() - px(12), area.top() + px(9)
        if row.ticked is not None:
            if painter:
                self._paint_box(painter, QRect(left, top, px(20), px(20)), ticked=row.ticked)
            left += px(32)
        least = 0
        if row.picture is not None:
            shown = row.picture.size().scaled(px(72), px(72), Qt.AspectRatioMode.KeepAspectRatio)
            if painter:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawPixmap(QRect(QPoint(left, top), shown), row.picture)
            left, least = left + px(84), shown.height()
        if row.state:
            width = QFontMetrics(bold).horizontalAdvance(row.state) + 2
            tone = {"good": colours.good, "warn": colours.warn, "bad": colours.bad}.get(row.tone, colours.quiet)
            self._words(painter, bold, tone, QRect(right - width, top, width, 0), row.state)
            right -= width + px(12)
        if self._view.head_width:
            self._words(painter, bold, colours.ink, QRect(left, top, px(self._view.head_width), 0), row.head)
            left += px(self._view.head_width)
            used = 0
        else:
            used = 0
            if row.head:
                used = self._words(painter, bold, colours.ink, QRect(left, top, right - left, 0), row.head) + px(2)
        for words, font, colour in ((row.body, plain, colours.ink), (row.foot, small, colours.quiet)):
            if words:
                used += self._words(painter, font, colour, QRect(left, top + used, right - left, 0), words) + px(2)
        return max(used, least) + px(16)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        plain = QFont(self._view.font())
        plain.setPixelSize(theme.current().px(14))
        bold, small = QFont(plain), QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(theme.current().px(12.5))
        return bold, plain, small

    @staticmethod
    def _words(painter: QPainter | None, font: QFont, colour: str, place: QRect, words: str) -> int:
        """Paint wrapped words at a place of a given width, or only measure them; return their height."""
        needed = QFontMetrics(font).boundingRect(
            QRect(place.left(), place.top(), max(place.width(), 20), 100_000), int(_WRAP), words
        )
        if painter:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(
                QRect(place.left(), place.top(), max(place.width(), 20), needed.height() + 2), int(_WRAP), words
            )
        return needed.height()

    @staticmethod
    def _paint_box(painter: QPainter, box: QRect, *, ticked: bool) -> None:
        colours = theme.current().colours
        painter.setPen(QPen(QColor(colours.accent if ticked else colours.quiet), 2))
        painter.setBrush(QColor(colours.accent if ticked else colours.surface))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(
                QPen(
                    QColor(colours.on_accent), max(2, box.width() // 8), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
                )
            )
            unit = box.width() / 10
            points = [(2.2, 5.2), (4.3, 7.4), (7.9, 2.9)]
            for (x1, y1), (x2, y2) in pairwise(points):
                painter.drawLine(
                    round(box.left() + x1 * unit),
                    round(box.top() + y1 * unit),
                    round(box.left() + x2 * unit),
                    round(box.top() + y2 * unit),
                )


class RowsView(QListView):
    """A list of rows. A click or Enter chooses a row; where rows have boxes, a click anywhere in one or Space ticks it.

    `head_width` is the width of the column of heads in pixels at 100 % text; 0 puts the head above the words.
    """

    chosen = Signal(object)
    toggled = Signal(object, bool)

    def __init__(self, name: str, head_width: int = 0) -> None:
        super().__init__()
        self.head_width = head_width
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self._delegate = _RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._clicked)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; what was selected stays selected where it is still there."""
        key, before = self.key(), [self._delegate.height_of(place) for place in range(len(self.rows.rows))]
        differing = self.rows.show(rows)
        if key is not None and self.key() is None:
            self.select(key)
        if differing is None or any(self._delegate.height_of(place) != before[place] for place in differing):
            self.scheduleDelayedItemsLayout()  # where every row keeps its height, only what differs is painted

    def key(self) -> Any:
        """Return the key of the current row, or None."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row.key if row else None

    def select(self, key: Any) -> bool:
        """Make the row of a key the current one; False where there is none."""
        for place, row in enumerate(self.rows.rows):
            if row.key == key:
                self.executeDelayedItemsLayout()  # so that the row is scrolled to where it will stand
                self.setCurrentIndex(self.rows.index(place))
                return True
        return False

    def fit(self) -> None:
        """Take the height of all rows, for a list on a page that scrolls as a whole."""
        hints = (self.sizeHintForIndex(self.rows.index(place)).height() for place in range(len(self.rows.rows)))
        self.setFixedHeight(sum(hints) + 4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _clicked(self, index: QModelIndex) -> None:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        if row.ticked is None:
            self.chosen.emit(row.key)
        else:
            self.toggled.emit(row.key, not row.ticked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        if row and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(row.key)
        elif row and event.key() == Qt.Key.Key_Space:
            self._clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            if self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
                self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.scheduleDelayedItemsLayout()
