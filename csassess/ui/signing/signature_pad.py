"""A field to sign in with pen, finger or mouse. Strokes are stored as points, not as a picture."""

import itertools

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme

Strokes = tuple[tuple[int, ...], ...]
_THOUSAND = 1_000  # strokes are in thousandths of the width


def path_of(strokes: Strokes, width: float) -> QPainterPath:
    """Return strokes as a smooth path for a field of a given width.

    The path is made of quadratic curves: the points are control points, the midpoints lie on it.
    """
    path = QPainterPath()
    for stroke in strokes:
        points = [
            QPointF(x * width / _THOUSAND, y * width / _THOUSAND)
            for x, y in zip(stroke[::2], stroke[1::2], strict=True)
        ]
        path.moveTo(points[0])
        for point, next_point in itertools.pairwise(points):
            path.quadTo(point, (point + next_point) / 2)
        path.lineTo(points[-1] + QPointF(0.1, 0))  # a single touch leaves a dot
    return path


class SignaturePad(QWidget):
    """A field that records the strokes drawn on it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[int]] = []
        self.setMinimumHeight(theme.current().px(140))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(text("Sign here"))
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(480), theme.current().px(150))

    @property
    def strokes(self) -> Strokes:
        """The strokes, in thousandths of the field's width."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def clear(self) -> None:
        """Remove all strokes."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def _add(self, at: QPointF) -> None:
        scale = _THOUSAND / max(1, self.width())
        self._strokes[-1] += [round(at.x() * scale), round(at.y() * scale)]
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([])
        self._add(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes:
            self._add(event.position())

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self.changed.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.quiet), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        line = round(self.height() * 0.75)
        painter.drawLine(theme.STEP * 2, line, self.width() - theme.STEP * 2, line)
        painter.setPen(
            QPen(
                QColor(colours.ink),
                2.2,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.drawPath(path_of(self.strokes, self.width()))
