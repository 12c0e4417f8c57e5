"""The contents of one row of a list: laid out once, painted any number of times."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText, QTextOption

from csassess.ui.widgets import theme

_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_WRAPPED = QTextOption()
_WRAPPED.setWrapMode(QTextOption.WrapMode.WordWrap)


@dataclass(slots=True)
class TextBlock:
    """Wrapped text of a row; its lines are computed when it is first painted."""

    position: QPoint
    width: int
    font: QFont
    colour: str
    words: str
    _static_text: QStaticText | None = None

    @property
    def static_text(self) -> QStaticText:
        """The text with its lines, which can be painted any number of times."""
        if self._static_text is None:
            # in plain text, QStaticText takes no other line break
            self._static_text = QStaticText(self.words.replace("\n", "\u2028"))
            self._static_text.setTextFormat(Qt.TextFormat.PlainText)
            self._static_text.setTextOption(_WRAPPED)
            self._static_text.setTextWidth(self.width)
        return self._static_text


@dataclass(frozen=True, slots=True)
class RowLayout:
    """A row laid out for a width; positions are relative to its top left corner, lowered by `below`."""

    width: int
    height: int
    text_blocks: tuple[TextBlock, ...]
    box: QRect | None
    picture: QRect | None
    below: int = 0

    def paint(self, painter: QPainter, corner: QPoint, pixmap: QPixmap | None, *, ticked: bool) -> None:
        """Paint the row with its top left corner at a point."""
        painter.translate(corner + QPoint(0, self.below))
        if self.box is not None:
            _paint_box(painter, self.box, ticked=ticked)
        if self.picture is not None and pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.picture, pixmap)
        for block in self.text_blocks:
            painter.setFont(block.font)
            painter.setPen(QColor(block.colour))
            painter.drawStaticText(block.position, block.static_text)


def add_text(blocks: list[TextBlock], font: QFont, colour: str, area: QRect, words: str) -> int:
    """Add wrapped text with the position and width of an area; return its height."""
    width = max(area.width(), 20)
    blocks.append(TextBlock(area.topLeft(), width, font, colour, words))
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 100_000), int(_WRAP), words).height()


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
