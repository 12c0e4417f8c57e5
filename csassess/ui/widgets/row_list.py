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
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QStaticText,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csassess.ui.widgets import theme
from csassess.ui.widgets.theme import TARGET

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_WRAPPED = QTextOption()
_WRAPPED.setWrapMode(QTextOption.WrapMode.WordWrap)
_FEW = 20  # rows that come and go one by one; where more do, the list is new


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


class RowListModel(QAbstractListModel):
    """A list model that is given its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row], current: Any = None) -> None:
        """Show these rows: what stays where it is, the `current` row's key among it, is left in peace; only what differs is told."""
        if not self._come_and_go([row.key for row in rows], rows, current):
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return
        for place, (before, now) in enumerate(zip(self.rows, rows, strict=True)):
            if before != now:
                self.rows[place] = now
                self.dataChanged.emit(self.index(place), self.index(place))

    def _come_and_go(self, keys: list[Any], rows: Sequence[Row], current: Any) -> bool:
        """Take away and put in single rows until the keys are these; False, with nothing done, where much is new or has moved."""
        before = [row.key for row in self.rows]
        if keys == before:
            return True
        going, coming = set(before).difference(keys), set(keys).difference(before)
        stays = [key for key in keys if key not in coming]
        if not stays or stays != [key for key in before if key not in going] or current in going:
            return False
        if len(going) + len(coming) > _FEW:
            return False
        for place in reversed(range(len(before))):
            if before[place] in going:
                self.beginRemoveRows(_ROOT, place, place)
                del self.rows[place]
                self.endRemoveRows()
        for place, key in enumerate(keys):
            if key in coming:
                self.beginInsertRows(_ROOT, place, place)
                self.rows.insert(place, rows[place])
                self.endInsertRows()
        return True

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


@dataclass(slots=True)
class _Words:
    """Words in a row: where and how wide they may run, in which font and colour. They are laid out when they are first painted."""

    at: QPoint
    width: int
    font: QFont
    colour: str
    words: str
    _laid: QStaticText | None = None

    @property
    def laid(self) -> QStaticText:
        """The words laid out, to be painted as often as is wanted."""
        if self._laid is None:
            self._laid = QStaticText(self.words)
            self._laid.setTextFormat(Qt.TextFormat.PlainText)
            self._laid.setTextOption(_WRAPPED)
            self._laid.setTextWidth(self.width)
        return self._laid


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row measured at a width; places are counted from its corner."""

    width: int
    height: int
    words: tuple[_Words, ...]
    box: QRect | None
    picture: QRect | None


class _RowDelegate(QStyledItemDelegate):
    """Paints a row; its height follows from its words at the width there is. A row is measured once, and laid out once it is painted."""

    def __init__(self, view: "RowList") -> None:
        super().__init__(view)
        self._view = view
        self._kept: dict[Row, _Laid] = {}
        self._fonts: tuple[QFont, QFont, QFont] | None = None

    def sizeHint(self, _: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._view.viewport().width(), self.height_of(index.row()))

    def height_of(self, place: int) -> int:
        """Return the height a row needs at the width there is."""
        return self._laid(self._view.rows.rows[place], self._view.viewport().width()).height

    def keep(self, rows: Sequence[Row]) -> None:
        """Let go of the rows that are shown no more."""
        self._kept = {row: self._kept[row] for row in rows if row in self._kept}

    def forget(self) -> None:
        """Lay out everything anew: the font is another."""
        self._kept, self._fonts = {}, None

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        colours, area = theme.current().colours, option.rect
        row = self._view.rows.rows[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.tint))
            painter.fillRect(QRect(area.topLeft(), QSize(4, area.height())), QColor(colours.accent))
        if index.row() < len(self._view.rows.rows) - 1:
            painter.setPen(QColor(colours.line))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2, Qt.PenStyle.DotLine))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        self._paint_laid(painter, area.topLeft(), row, self._laid(row, area.width()))
        painter.restore()

    def _paint_laid(self, painter: QPainter, corner: QPoint, row: Row, laid: _Laid) -> None:
        painter.translate(corner)
        if laid.box is not None:
            self._paint_box(painter, laid.box, ticked=bool(row.ticked))
        if laid.picture is not None and row.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(laid.picture, row.picture)
        for each in laid.words:
            painter.setFont(each.font)
            painter.setPen(QColor(each.colour))
            painter.drawStaticText(each.at, each.laid)

    def _laid(self, row: Row, width: int) -> _Laid:
        kept = self._kept.get(row)
        if kept is None or kept.width != width:
            kept = self._kept[row] = self._lay_out(row, width)
        return kept

    def _lay_out(self, row: Row, width: int) -> _Laid:
        px, colours = theme.current().px, theme.current().colours
        bold, plain, small = self._all_fonts()
        left, right, top = px(12), width - 1 - px(12), px(9)
        box = picture = None
        laid: list[_Words] = []
        if row.ticked is not None:
            box = QRect(left, top, px(20), px(20))
            left += px(32)
        least = 0
        if row.picture is not None:
            shown = row.picture.size().scaled(px(72), px(72), Qt.AspectRatioMode.KeepAspectRatio)
            picture = QRect(QPoint(left, top), shown)
            left, least = left + px(84), shown.height()
        if row.state:
            needed = QFontMetrics(bold).horizontalAdvance(row.state) + 2
            tone = {"good": colours.good, "warn": colours.warn, "bad": colours.bad}.get(
                row.tone, colours.quiet
            )
            _lay(laid, bold, tone, QRect(right - needed, top, needed, 0), row.state)
            right -= needed + px(12)
        used = 0
        if self._view.head_width:
            _lay(laid, bold, colours.ink, QRect(left, top, px(self._view.head_width), 0), row.head)
            left += px(self._view.head_width)
        elif row.head:
            used = _lay(laid, bold, colours.ink, QRect(left, top, right - left, 0), row.head) + px(2)
        for words, font, colour in ((row.body, plain, colours.ink), (row.foot, small, colours.quiet)):
            if words:
                used += _lay(laid, font, colour, QRect(left, top + used, right - left, 0), words) + px(2)
        height = max(max(used, least) + px(16), px(TARGET + 4))
        return _Laid(width, height, tuple(laid), box, picture)

    def _all_fonts(self) -> tuple[QFont, QFont, QFont]:
        if self._fonts is None:
            plain = QFont(self._view.font())
            plain.setPixelSize(theme.current().px(14))
            bold, small = QFont(plain), QFont(plain)
            bold.setWeight(QFont.Weight.DemiBold)
            small.setPixelSize(theme.current().px(12.5))
            self._fonts = bold, plain, small
        return self._fonts

    @staticmethod
    def _paint_box(painter: QPainter, box: QRect, *, ticked: bool) -> None:
        colours = theme.current().colours
        painter.setPen(QPen(QColor(colours.accent if ticked else colours.quiet), 2))
        painter.setBrush(QColor(colours.accent if ticked else colours.surface))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(
                QPen(
                    QColor(colours.on_accent),
                    max(2, box.width() // 8),
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
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


def _lay(laid: list[_Words], font: QFont, colour: str, place: QRect, words: str) -> int:
    """Put wrapped words at a place of a given width; return their height."""
    width = max(place.width(), 20)
    laid.append(_Words(place.topLeft(), width, font, colour, words))
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 100_000), int(_WRAP), words).height()


class RowList(QListView):
    """A list of rows. A click or Enter chooses a row; where rows have boxes, a click anywhere in one or Space ticks it.

    `head_width` is the width of the column of heads in pixels at 100 % text; 0 puts the head above the words.
    """

    chosen = Signal(object)
    toggled = Signal(object, bool)

    def __init__(self, name: str, head_width: int = 0) -> None:
        super().__init__()
        self.head_width = head_width
        self.rows = RowListModel(self)
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
        key, before = self.key(), self._heights()
        self.rows.show(rows, key)
        self._delegate.keep(self.rows.rows)
        if key is not None and self.key() is None:
            self.select(key)
        if self._heights() != before:
            self.scheduleDelayedItemsLayout()  # where every row keeps its height, only what differs is painted

    def _heights(self) -> list[int]:
        return [self._delegate.height_of(place) for place in range(len(self.rows.rows))]

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
        self.setFixedHeight(sum(self._heights()) + 4)
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
            self._delegate.forget()
            self.scheduleDelayedItemsLayout()
