"""A page of a document as a picture, with the words of a row highlighted; a dragged box takes words."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.units.review import Place
from csassess.ui.widgets.controls import button, label, only_icon_if_large, set_tip
from csassess.ui.widgets.layouts import holder, row, spaced

_LEAST = 6  # pixels; a shorter drag is a click
_ZOOMS = (1.0, 1.35, 1.8, 2.4)  # times the width of the view
_HIGHEST = 8_000  # pixels of a page
_AROUND = 3  # pixels between words and the box around them


class _Canvas(QWidget):
    """The picture of a page with boxes on it."""

    dragged = Signal(QRectF)

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()
        self.lit: list[QRectF] = []
        self._from: QPoint | None = None
        self._to = QPoint()
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = self._to = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._to = event.position().toPoint()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        start, end, self._from = self._from, event.position().toPoint(), None
        self.update()
        if (end - start).manhattanLength() >= _LEAST:
            self.dragged.emit(QRectF(QPointF(start), QPointF(end)).normalized())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)  # paper stays white in dark mode
        if not self.picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.picture)
        glow = QColor("#ffd84d")
        glow.setAlpha(90)
        painter.setPen(QPen(QColor("#b26a00"), 2))
        painter.setBrush(glow)
        for box in self.lit:
            painter.drawRect(box)
        if self._from is not None:
            painter.setPen(QPen(QColor("#0a5bd3"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(10, 91, 211, 40))
            painter.drawRect(QRect(self._from, self._to).normalized())


class PageView(QWidget):
    """Shows one page at a time; pages are drawn on another thread.

    `taken` gives the page and the box, in points from its top left corner, that somebody dragged.
    """

    taken = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setDocument(self.document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._drawn)
        self._buffer = QBuffer(self)
        self._places: tuple[Place, ...] = ()
        self.page, self._zoom = 1, 0
        self.canvas = _Canvas()
        self.canvas.dragged.connect(self._dragged)
        self.canvas.setAccessibleName(text("Page of the document"))
        self._area = QScrollArea()
        self._area.setWidget(self.canvas)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.before = button(text("Page before"), lambda: self.show_page(self.page - 1), "", "chevron-left")
        self.after = button(text("Next page"), lambda: self.show_page(self.page + 1), "", "chevron-right")
        for turning in (self.before, self.after):
            turning.setText("")
            set_tip(turning, turning.accessibleName())
        self.number = label("", "quiet")
        self.number.setWordWrap(False)
        self.larger = button(text("Larger"), lambda: self._zoom_by(1), "", "plus")
        self.smaller = button(text("Smaller"), lambda: self._zoom_by(-1), "", "minus")
        for zooming in (self.smaller, self.larger):
            only_icon_if_large(zooming)
        self.controls = holder(row(self.before, self.number, self.after, 0, self.smaller, self.larger))
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.controls)
        layout.addWidget(self._area, 1)

    def open(self, content: bytes, password: str) -> bool:
        """Show a document; return False if it cannot be drawn."""
        self._buffer.close()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.setPassword(password)
        self.document.load(self._buffer)
        self.page = 1
        self._show()
        return self.document.pageCount() > 0

    def light(self, places: Sequence[Place]) -> None:
        """Show the page of some words, with their boxes highlighted and in view."""
        self._places = tuple(places)
        pages = [place.page for place in self._places]
        if pages and self.page not in pages:
            self.page = min(max(pages[0], 1), max(self.document.pageCount(), 1))
            self._show()
        else:
            self._light()
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to the highlighted words."""
        if self.canvas.lit:
            around = self.canvas.lit[0]
            for box in self.canvas.lit[1:]:
                around = around.united(box)
            centre = around.center().toPoint()
            self._area.ensureVisible(
                centre.x(),
                centre.y(),
                min(round(around.width() / 2) + 20, self._area.viewport().width() // 2),
                min(round(around.height() / 2) + 60, self._area.viewport().height() // 2),
            )

    def show_page(self, number: int) -> None:
        """Show a page by its number."""
        self.page = min(max(number, 1), max(self.document.pageCount(), 1))
        self._show()
        self._area.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()
        QTimer.singleShot(0, self._reveal)  # once the page has its size

    def _zoom_by(self, step: int) -> None:
        self._zoom = min(max(self._zoom + step, 0), len(_ZOOMS) - 1)
        self._show()
        self.light(self._places)

    def _show(self) -> None:
        pages = self.document.pageCount()
        self.number.setText(text("page {page} of {pages}", page=self.page, pages=pages))
        self.before.setEnabled(self.page > 1)
        self.after.setEnabled(self.page < pages)
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom < len(_ZOOMS) - 1)
        points = self.document.pagePointSize(self.page - 1) if pages else QSize()
        if points.isEmpty():
            return
        room = self._area.width() - self._area.verticalScrollBar().sizeHint().width() - 4
        width = max(round(room * _ZOOMS[self._zoom]), 100)
        height = round(width * points.height() / points.width())
        size = QSize(width, height) if height <= _HIGHEST else QSize(width * _HIGHEST // height, _HIGHEST)
        size = size.expandedTo(QSize(1, 1))  # a page may claim any size
        self.canvas.setFixedSize(size)
        wanted = size * self.devicePixelRatioF()
        if self.canvas.picture.size() != wanted or self.canvas.picture.text("page") != str(self.page):
            self._renderer.requestPage(self.page - 1, wanted)
        self._light()

    def _drawn(self, number: int, _size: QSize, picture: QImage, *_: object) -> None:
        if number == self.page - 1:
            self.canvas.picture = picture
            self.canvas.picture.setText("page", str(self.page))
            self.canvas.update()

    def _scale(self) -> float:
        """Return the pixels of a point."""
        points = self.document.pagePointSize(self.page - 1)
        return self.canvas.width() / points.width() if points.width() else 1.0

    def _light(self) -> None:
        scale = self._scale()
        self.canvas.lit = [
            QRectF(QPointF(left * scale, top * scale), QPointF(right * scale, bottom * scale)).adjusted(
                -_AROUND, -_AROUND, _AROUND, _AROUND
            )
            for left, top, right, bottom in (
                place.box for place in self._places if place.box and place.page == self.page
            )
        ]
        self.canvas.update()

    def _dragged(self, box: QRectF) -> None:
        scale = self._scale()
        points = tuple(value / scale for value in (box.left(), box.top(), box.right(), box.bottom()))
        self.taken.emit(self.page, points)
