"""The list widget of the program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csassess.catalogue import text
from csassess.ui.base.announcing import say_ticked
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import caption, offer
from csassess.ui.widgets.row_layout import RowLayout, TextBlock, add_text
from csassess.ui.widgets.theme import TARGET

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FEW = 20  # rows inserted and removed one by one; with more changes, the model is reset


@dataclass(frozen=True, slots=True)
class Row:
    """One row, identified by its key.

    `ticked` is None if the row has no box; tones: good, warn, bad, quiet.
    """

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
        """All words of the row, for a screen reader."""
        return ". ".join(part for part in (self.head, self.body, self.foot, self.state) if part)


class RowListModel(QAbstractListModel):
    """A model of rows that are set as a whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row], current: Any = None) -> None:
        """Set the rows, signalling only differences if few rows were inserted or removed.

        `current` is the key of the current row; if that row is removed, the model is reset.
        """
        if not self._insert_and_remove([row.key for row in rows], rows, current):
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return
        for number, (before, now) in enumerate(zip(self.rows, rows, strict=True)):
            if before != now:
                self.rows[number] = now
                self.dataChanged.emit(self.index(number), self.index(number))

    def _insert_and_remove(self, keys: list[Any], rows: Sequence[Row], current: Any) -> bool:
        """Insert and remove single rows until the keys are these.

        Return False and do nothing if many rows changed, the order changed, or the current row is removed.
        """
        before = [row.key for row in self.rows]
        if keys == before:
            return True
        removed, inserted = set(before).difference(keys), set(keys).difference(before)
        remaining = [key for key in keys if key not in inserted]
        has_moved = remaining != [key for key in before if key not in removed]
        if not remaining or has_moved or current in removed:
            return False
        if len(removed) + len(inserted) > _FEW:
            return False
        for number in reversed(range(len(before))):
            if before[number] in removed:
                self.beginRemoveRows(_ROOT, number, number)
                del self.rows[number]
                self.endRemoveRows()
        for number, key in enumerate(keys):
            if key in inserted:
                self.beginInsertRows(_ROOT, number, number)
                self.rows.insert(number, rows[number])
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


class _RowDelegate(QStyledItemDelegate):
    """Paints rows as wide as the view and as high as their wrapped words; caches their layout."""

    def __init__(self, view: "RowList") -> None:
        super().__init__(view)
        self._view = view
        self._layouts: dict[Row, RowLayout] = {}
        self._fonts: tuple[QFont, QFont, QFont] | None = None

    def sizeHint(self, _: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._view.viewport().width(), self.height_of(index.row()))

    def height_of(self, number: int) -> int:
        """Return the height of a row at the width of the view."""
        return self._layout(self._view.rows.rows[number], self._view.viewport().width()).height

    def keep(self, rows: Sequence[Row]) -> None:
        """Drop the cached layouts of all other rows."""
        self._layouts = {row: self._layouts[row] for row in rows if row in self._layouts}

    def forget(self) -> None:
        """Drop all cached layouts and fonts, after a change of font."""
        self._layouts, self._fonts = {}, None

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
        layout = self._layout(row, area.width())
        layout.paint(painter, area.topLeft(), row.picture, ticked=bool(row.ticked))
        painter.restore()

    def _layout(self, row: Row, width: int) -> RowLayout:
        layout = self._layouts.get(row)
        if layout is None or layout.width != width:
            layout = self._layouts[row] = self._lay_out(row, width)
        return layout

    def _lay_out(self, row: Row, width: int) -> RowLayout:
        px, colours = theme.current().px, theme.current().colours
        bold, plain, small = self._all_fonts()
        inset = px(self._view.inset)
        left, right, top = inset, width - 1 - inset, px(9)
        box = picture = None
        blocks: list[TextBlock] = []
        if row.ticked is not None:
            box = QRect(left, top, px(20), px(20))
            left += px(32)
        picture_height = text_height = head_height = 0
        if row.picture is not None:
            size = row.picture.size().scaled(px(72), px(72), Qt.AspectRatioMode.KeepAspectRatio)
            picture = QRect(QPoint(left, top), size)
            left, picture_height = left + px(84), size.height()
        if row.state:
            needed = QFontMetrics(bold).horizontalAdvance(row.state) + 2
            tones = {"good": colours.good, "warn": colours.warn, "bad": colours.bad}
            tone = tones.get(row.tone, colours.quiet)
            add_text(blocks, bold, tone, QRect(right - needed, top, needed, 0), row.state)
            right -= needed + px(12)
        if self._view.head_width:
            longest = max(map(QFontMetrics(bold).horizontalAdvance, row.head.split()), default=0) + px(10)
            head_width = max(px(self._view.head_width), min(longest, (right - left) // 2))
            heading_area = QRect(left, top, head_width, 0)
            head_height = add_text(blocks, bold, colours.ink, heading_area, row.head)
            left += head_width
        elif row.head:
            heading_area = QRect(left, top, right - left, 0)
            text_height = add_text(blocks, bold, colours.ink, heading_area, row.head) + px(2)
        for words, font, colour in ((row.body, plain, colours.ink), (row.foot, small, colours.quiet)):
            if words:
                area = QRect(left, top + text_height, right - left, 0)
                text_height += add_text(blocks, font, colour, area, words) + px(2)
        content = max(text_height, head_height, picture_height, box.height() if box else 0)
        height = max(content + px(16), px(TARGET + 4))
        below = max(0, (height - content) // 2 - top)  # a single line stands in the middle of its row
        return RowLayout(width, height, tuple(blocks), box, picture, below)

    def _all_fonts(self) -> tuple[QFont, QFont, QFont]:
        if self._fonts is None:
            plain = QFont(self._view.font())
            plain.setPixelSize(theme.current().px(14))
            bold, small = QFont(plain), QFont(plain)
            bold.setWeight(QFont.Weight.DemiBold)
            small.setPixelSize(theme.current().px(12.5))
            self._fonts = bold, plain, small
        return self._fonts


class RowList(QListView):
    """A list of rows; a click or Enter chooses a row.

    A click or Space ticks a row that has a box. `head_width` is the width of the column of headings, in
    pixels at 100 % text; 0 puts headings above the words. A plain list has no frame, for use in a card.
    """

    chosen = Signal(object)
    toggled = Signal(object, bool)

    def __init__(self, name: str, head_width: int = 0, *, plain: bool = False) -> None:
        super().__init__()
        self.head_width = head_width
        self.inset = 8 if plain else 12
        self.setProperty("role", "plain" if plain else "")
        self.rows = RowListModel(self)
        self.setModel(self.rows)
        self._delegate = _RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls it and moves no focus
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._clicked)
        # what a page offers in the menu of a row, as words and what they do
        self.refusal = ""  # why no row can be ticked; the menu of a row says so
        self.offers: Callable[[Any], Sequence[tuple[str, Callable[[], object]]]] = lambda _: ()
        self._revealing: Any = None  # the key of the row to scroll to when the view is resized

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows; the current row stays current if it still exists."""
        key, before = self.key(), self._heights()
        ticked = {row.key: row.ticked for row in self.rows.rows}
        self.rows.show(rows, key)
        self._say_ticks(ticked)
        self._delegate.keep(self.rows.rows)
        if key is not None and self.key() is None:
            self.select(key)
        if self._heights() != before:
            self.scheduleDelayedItemsLayout()  # with unchanged heights, only changed rows are painted

    def _say_ticks(self, before: dict[Any, bool | None]) -> None:
        """Tell assistive technology which boxes were ticked or emptied."""
        for number, row in enumerate(self.rows.rows):
            if row.ticked is not None and before.get(row.key, row.ticked) != row.ticked:
                say_ticked(self, number)

    def _heights(self) -> list[int]:
        return [self._delegate.height_of(number) for number in range(len(self.rows.rows))]

    def key(self) -> Any:
        """Return the key of the current row, or None."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row.key if row else None

    def select(self, key: Any) -> bool:
        """Make the row with a key the current one; return False if there is none."""
        for number, row in enumerate(self.rows.rows):
            if row.key == key:
                self.executeDelayedItemsLayout()  # so that the view scrolls to the final position
                self.setCurrentIndex(self.rows.index(number))
                self.reveal(key)
                return True
        return False

    def reveal(self, key: Any) -> None:
        """Scroll to the row with a key, also once the view has its final size."""
        self._revealing = key
        QTimer.singleShot(0, self._reveal)

    def _reveal(self) -> None:
        for number, row in enumerate(self.rows.rows):
            if row.key == self._revealing:
                self.scrollTo(self.rows.index(number))

    def fit(self) -> None:
        """Make the list as high as all its rows, for a page that scrolls as a whole."""
        self.setFixedHeight(sum(self._heights()) + 4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def height_of(self, count: int) -> int:
        """Return the height that the first rows need."""
        return sum(self._heights()[:count]) + 2 * self.frameWidth()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, and no longer return to the row that was revealed."""
        self._revealing = None
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stop following the row that was revealed: from now on nothing scrolls under the pointer."""
        self._revealing = None
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select the row under the pointer and offer what can be done with it."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        menu = self.menu_of(self.rows.rows[index.row()], index)
        menu.aboutToHide.connect(menu.deleteLater)
        if not menu.isEmpty():
            menu.popup(event.globalPos() if by_mouse else self.mapToGlobal(self.visualRect(index).center()))

    def menu_of(self, row: Row, index: QModelIndex) -> QMenu:
        """Return the menu of a row: what a click does, then what its page offers."""
        menu = QMenu(self)
        if row.ticked is not None:
            words = text("Remove tick") if row.ticked else text("Tick")
            tick = menu.addAction(words)
            tick.triggered.connect(lambda *_: self._clicked(index))
            offer(tick, self.refusal)
            menu.setToolTipsVisible(True)
        elif self.isSignalConnected(QMetaMethod.fromSignal(self.chosen)):
            menu.addAction(text("Open")).triggered.connect(lambda *_: self.chosen.emit(row.key))
        for words, act in self.offers(row.key):
            menu.addAction(caption(words)).triggered.connect(lambda *_, run=act: run())
        return menu

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
        if event.size() != event.oldSize() and self._revealing is not None:
            QTimer.singleShot(0, self._reveal)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            if self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
                self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._delegate.forget()
            self.scheduleDelayedItemsLayout()
