"""A picture on which rectangles are drawn with finger, pen or mouse."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from csassess.ui.widgets import theme

_LEAST = 8  # pixels on screen; a shorter drag is a click


class PhotographCoverCanvas(QWidget):
    """Shows a picture as large as fits. Dragging draws a rectangle; a click on one removes it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()
        self._drawn: list[QRect] = []  # in pixels of the picture
        self._from: QPoint | None = None
        self._to = QPoint()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 180))
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_picture(self, content: bytes) -> None:
        """Show a picture with nothing drawn on it."""
        self._picture = QImage.fromData(content)
        self.clear()

    def clear(self) -> None:
        """Remove all rectangles."""
        self._drawn = []
        self.update()
        self.changed.emit()

    @property
    def boxes(self) -> tuple[tuple[int, int, int, int], ...]:
        """The rectangles drawn, as left, top, right and bottom in pixels of the picture."""
        return tuple((box.left(), box.top(), box.right() + 1, box.bottom() + 1) for box in self._drawn)

    def _place(self) -> QRect:
        """Return the area of the widget that the picture fills."""
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)

    def _on_picture(self, here: QPoint) -> QPoint:
        place = self._place()
        scale = self._picture.width() / max(1, place.width())
        within = QPoint(
            min(max(here.x(), place.left()), place.right() + 1),
            min(max(here.y(), place.top()), place.bottom() + 1),
        )
        return QPoint(round((within.x() - place.left()) * scale), round((within.y() - place.top()) * scale))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = self._to = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._to = event.position().toPoint()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        start, end, self._from = self._from, event.position().toPoint(), None
        if (end - start).manhattanLength() < _LEAST:
            at = self._on_picture(end)
            self._drawn = [box for box in self._drawn if not box.contains(at)]
        else:
            a, b = self._on_picture(start), self._on_picture(end)
            box = QRect(
                QPoint(min(a.x(), b.x()), min(a.y(), b.y())), QSize(abs(a.x() - b.x()), abs(a.y() - b.y()))
            )
            if not box.isEmpty():
                self._drawn.append(box)
        self.update()
        self.changed.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, place = QPainter(self), self._place()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._picture)
        scale = place.width() / max(1, self._picture.width())
        accent = QColor(theme.current().colours.accent)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(QColor(0, 0, 0, 200))
        for box in self._drawn:
            painter.drawRect(
                round(place.left() + box.left() * scale),
                round(place.top() + box.top() * scale),
                round(box.width() * scale),
                round(box.height() * scale),
            )
        if self._from is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(self._from, self._to).normalized())
