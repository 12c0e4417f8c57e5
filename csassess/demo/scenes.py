"""Drawn scenes in place of photographs of people, as pictures and as frames of a camera."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter

from csassess.ui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame


def frame_of(picture: QImage) -> "QVideoFrame":
    """Return a picture as a camera frame."""
    from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    frame = QVideoFrame(QVideoFrameFormat(picture.size(), QVideoFrameFormat.PixelFormat.Format_BGRX8888))
    frame.map(QVideoFrame.MapMode.WriteOnly)
    memoryview(frame.bits(0))[:] = bytes(picture.constBits())
    frame.unmap()
    return frame


def drawn_scene(words: str) -> QImage:
    """Return a drawing of a counter with words on it; the sample has no photos of people."""
    picture = QImage(1600, 1200, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    wall = QLinearGradient(0, 0, 0, 800)
    wall.setColorAt(0, QColor("#dfe8ee"))
    wall.setColorAt(1, QColor("#b9cad6"))
    painter.fillRect(0, 0, 1600, 800, wall)
    painter.fillRect(0, 800, 1600, 400, QColor("#8a6a4d"))
    painter.fillRect(0, 780, 1600, 30, QColor("#5f4733"))
    painter.fillRect(180, 420, 420, 360, QColor("#34495e"))
    painter.fillRect(210, 450, 360, 240, QColor("#9fd0e6"))
    painter.fillRect(980, 300, 380, 480, QColor("#f4efe4"))
    painter.setPen(QColor("#33291f"))
    font = QFont(theme.FAMILY)
    font.setPixelSize(58)
    painter.setFont(font)
    painter.drawText(1000, 320, 340, 440, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
    painter.end()
    return picture
