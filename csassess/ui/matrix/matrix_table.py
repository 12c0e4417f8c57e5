"""The table view of the matrix, which paints all its cells at once."""

from PySide6.QtCore import QEvent, QLine, QModelIndex, QPointF, QRect, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStaticText,
    QTextOption,
    QTransform,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from csassess.ui.matrix.matrix_model import FIXED, MatrixModel
from csassess.ui.widgets import theme

_NUMBER, _LEAST_EVIDENCE, _MOST_HEAD = 44, 150, 140  # pixels at 100 % text
_MARGIN = 3  # pixels that Qt leaves next to the words of a cell
_CENTRED = QTextOption(Qt.AlignmentFlag.AlignHCenter)
_CENTRED.setWrapMode(QTextOption.WrapMode.NoWrap)


class MatrixTable(QTableView):
    """The matrix as a table: Space ticks, F2 or typing writes a location, Enter opens the note."""

    opened = Signal(QModelIndex)

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self._model = model
        # By text, whether bold, and width.
        self._laid: dict[tuple[str, bool, int], tuple[QStaticText, QSizeF]] = {}
        self.setModel(model)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls it and moves no focus
        self.verticalHeader().hide()
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self.opened.emit)
        model.modelReset.connect(self._laid.clear)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(lambda *_: self.fit())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all cells at once; Qt's own painting asks the model seven times per cell."""
        area, colours = event.rect(), theme.current().colours
        columns = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in _between(
                self.columnAt(area.left()), self.columnAt(area.right()), self._model.columnCount()
            )
        ]
        rows = [
            (row, self.rowViewportPosition(row), self.rowHeight(row))
            for row in _between(self.rowAt(area.top()), self.rowAt(area.bottom()), self._model.rowCount())
        ]
        if not rows or not columns:
            return
        painter = QPainter(self.viewport())
        right, bottom = columns[-1][1] + columns[-1][2] - 1, rows[-1][1] + rows[-1][2] - 1
        for row, top, height in rows:
            if self._model.is_total(row):
                painter.fillRect(QRect(columns[0][1], top, right, height), QColor(colours.ground))
        painter.setPen(QColor(colours.line))
        painter.drawLines(
            [QLine(columns[0][1], top + height - 1, right, top + height - 1) for _, top, height in rows]
            + [QLine(left + width - 1, rows[0][1], left + width - 1, bottom) for _, left, width in columns]
        )
        chosen = self.currentIndex() if self.selectionModel().hasSelection() else QModelIndex()
        for row, top, height in rows:
            for column, left, width in columns:
                is_chosen = row == chosen.row() and column == chosen.column()
                if is_chosen:
                    painter.fillRect(QRect(left, top, width - 1, height - 1), QColor(colours.tint))
                words = self._model.words(row, column)
                if words:
                    colour = colours.ink if is_chosen else self._model.colour(row, column)
                    self._paint_words(painter, QRect(left, top, width - 1, height - 1), row, column, colour)

    def _paint_words(self, painter: QPainter, cell: QRect, row: int, column: int, colour: str) -> None:
        """Paint a cell's text, shortened to fit.

        The evidence column is aligned left, all others are centred.
        """
        bold, padding = self._model.is_bold(row, column), theme.current().px(6) + _MARGIN
        room = cell.width() - 2 * padding
        words, size = self._lay(self._model.words(row, column), room, bold=bold)
        indent = 0 if column == 1 else (room - size.width()) / 2
        painter.setFont(self._bold() if bold else self.font())
        painter.setPen(QColor(colour))
        painter.drawStaticText(
            QPointF(cell.left() + padding + indent, cell.top() + (cell.height() - size.height()) / 2), words
        )

    def _lay(self, words: str, room: int, *, bold: bool) -> tuple[QStaticText, QSizeF]:
        """Return the laid-out text and its size; cached for each text, weight and width."""
        laid = self._laid.get((words, bold, room))
        if laid is None:
            font = self._bold() if bold else self.font()
            metrics = QFontMetrics(font)
            static_text = QStaticText(
                "\n".join(
                    metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in words.split("\n")
                )
            )
            static_text.setTextFormat(Qt.TextFormat.PlainText)
            static_text.setTextOption(_CENTRED)
            static_text.prepare(QTransform(), font)
            laid = self._laid[words, bold, room] = static_text, static_text.size()
        return laid

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._laid.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._model.toggle(self.currentIndex())
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.state() != QAbstractItemView.State.EditingState
        ):
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._laid.clear()
        self.fit()

    def fit(self) -> None:
        """Fit the criteria columns, and give the rest of the width to the evidence column."""
        px, count = theme.current().px, len(self._model.labels)
        self.verticalHeader().setDefaultSectionSize(px(44))
        if self._model.rowCount() > 1:  # the methods are listed below each other
            methods = (
                self._model.index(self._model.rowCount() - 1, c).data() or ""
                for c in range(self._model.columnCount())
            )
            most = max(words.count("\n") for words in methods)
            self.verticalHeader().resizeSection(self._model.rowCount() - 1, px(28 + 18 * max(1, most)))
        if not count:
            return
        room = self.viewport().width() - px(_NUMBER) - px(_LEAST_EVIDENCE)
        criterion = max(px(36), min(px(64), room // count))
        heads = [self._model.headerData(FIXED + n, Qt.Orientation.Horizontal) for n in range(count)]
        bold = self.horizontalHeader().font()
        bold.setBold(True)
        longest = max(QFontMetrics(bold).horizontalAdvance(str(head)) for head in heads)
        criterion = max(criterion, min(px(_MOST_HEAD), longest + px(12)))
        self.setColumnWidth(0, px(_NUMBER))
        self.setColumnWidth(
            1, max(px(_LEAST_EVIDENCE), self.viewport().width() - px(_NUMBER) - criterion * count)
        )
        for column in range(FIXED, count + FIXED):
            self.setColumnWidth(column, criterion)


def _between(first: int, last: int, count: int) -> range:
    """Return the range of rows or columns from `first` to `last`; -1 means beyond the edge."""
    return range(max(first, 0), count if last < 0 else last + 1)
