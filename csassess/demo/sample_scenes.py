"""Drawings that stand for photographs: the sample has none of people."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPolygon

from csassess.ui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

_WOOD, _DARK_WOOD, _PAPER, _INK = "#8a6a4d", "#5f4733", "#f4efe4", "#33291f"


def drawn_scene(name: str) -> QImage:
    """Return the drawing of a scene of the sample: "counter" or "lift"."""
    picture = QImage(1600, 1200, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    {"counter": _counter, "lift": _lift}[name](painter)
    painter.end()
    return picture


def _counter(painter: QPainter) -> None:
    _wall(painter, "#dfe8ee", "#b9cad6", 800)
    painter.fillRect(0, 800, 1600, 400, QColor(_WOOD))
    painter.fillRect(0, 780, 1600, 30, QColor(_DARK_WOOD))
    painter.fillRect(180, 420, 420, 360, QColor("#34495e"))  # the till
    painter.fillRect(210, 450, 360, 240, QColor("#9fd0e6"))
    painter.fillRect(690, 640, 130, 140, QColor("#2b2b2b"))  # the card machine
    painter.fillRect(705, 655, 100, 50, QColor("#cfe6c8"))
    painter.fillRect(980, 300, 380, 480, QColor(_PAPER))
    _words(painter, QRect(1000, 320, 340, 440), 58, "Bags · labels · card machine tested")


def _lift(painter: QPainter) -> None:
    _wall(painter, "#efe9dc", "#d6cbb6", 1040)
    painter.fillRect(0, 1040, 1600, 160, QColor("#77736c"))
    painter.fillRect(180, 220, 660, 820, QColor("#6d7780"))  # the frame, two doors and their gap
    for left in (220, 515):
        painter.fillRect(left, 260, 285, 780, QColor("#aeb8c0"))
    painter.fillRect(400, 150, 220, 50, QColor(_INK))
    painter.fillRect(900, 590, 70, 170, QColor("#c9ced2"))  # the buttons
    painter.setBrush(QColor("#e0b34c"))
    painter.drawEllipse(QPoint(935, 635), 22, 22)
    painter.drawEllipse(QPoint(935, 715), 22, 22)
    painter.fillRect(1060, 360, 420, 300, QColor(_PAPER))
    _words(painter, QRect(1060, 370, 420, 130), 84, "Lift")
    painter.setBrush(QColor("#2f6b4f"))
    arrow = ((1110, 575), (1210, 510), (1210, 550), (1430, 550), (1430, 600), (1210, 600), (1210, 640))
    painter.drawPolygon(QPolygon([QPoint(x, y) for x, y in arrow]))


def _wall(painter: QPainter, above: str, below: str, height: int) -> None:
    wall = QLinearGradient(0, 0, 0, height)
    wall.setColorAt(0, QColor(above))
    wall.setColorAt(1, QColor(below))
    painter.fillRect(0, 0, 1600, height, wall)


def _words(painter: QPainter, field: QRect, size: int, words: str) -> None:
    painter.setPen(QColor(_INK))
    font = QFont(theme.FAMILY)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.drawText(field, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def frame_of(picture: QImage) -> "QVideoFrame":
    """Return a picture as a camera frame."""
    from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    frame = QVideoFrame(QVideoFrameFormat(picture.size(), QVideoFrameFormat.PixelFormat.Format_BGRX8888))
    frame.map(QVideoFrame.MapMode.WriteOnly)
    memoryview(frame.bits(0))[:] = bytes(picture.constBits())
    frame.unmap()
    return frame
