"""Plots of growth: time over amount."""

import math
import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from reportlab.graphics.charts.axes import LogXValueAxis, LogYValueAxis
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import HexColor

Growth = dict[str, list[tuple[float, float]]]
_WIDTH, _HEIGHT, _COLUMNS = 340, 240, 2


def draw(growth: Growth, path: Path) -> None:
    """Draw each growth curve in a separate panel with logarithmic axes; needs a running application."""
    rows = math.ceil(len(growth) / _COLUMNS)
    drawing = Drawing(_COLUMNS * _WIDTH, rows * _HEIGHT)
    for index, (what, points) in enumerate(growth.items()):
        left, bottom = index % _COLUMNS * _WIDTH, (rows - 1 - index // _COLUMNS) * _HEIGHT
        title, _, over = what.partition(" / ")
        drawing.add(String(left + 20, bottom + _HEIGHT - 18, title, fontName="Helvetica-Bold", fontSize=11))
        drawing.add(
            String(left + _WIDTH / 2, bottom + 8, over, fontName="Helvetica", fontSize=9, textAnchor="middle")
        )
        drawing.add(_panel(points, left, bottom))
    drawing_svg = drawing.asString("svg")
    svg = re.sub(
        "<clipPath.*?</clipPath>",
        "",
        drawing_svg if isinstance(drawing_svg, str) else drawing_svg.decode(),
        flags=re.DOTALL,
    )
    svg = svg.replace("fill: None", "fill: none")  # Qt needs lower case
    picture = QImage(QSize(2 * int(drawing.width), 2 * int(drawing.height)), QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFFFF)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    picture.save(str(path))


def _panel(points: list[tuple[float, float]], left: float, bottom: float) -> LinePlot:
    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height = left + 55, bottom + 45, _WIDTH - 85, _HEIGHT - 75
    plot.data = [points]
    plot.xValueAxis, plot.yValueAxis = LogXValueAxis(), LogYValueAxis()
    for axis, numbers in (
        (plot.xValueAxis, [x for x, _ in points]),
        (plot.yValueAxis, [y for _, y in points]),
    ):
        axis.valueMin = 10 ** math.floor(math.log10(min(numbers) * 0.9))
        axis.valueMax = 10 ** math.ceil(math.log10(max(numbers) * 1.1))
        axis.visibleGrid, axis.gridStrokeColor = True, HexColor(0xCCCCCC)
        axis.labelTextFormat = "%g"
    plot.lines[0].strokeColor, plot.lines[0].strokeWidth = HexColor(0x1F5FBF), 1.5
    plot.lines[0].symbol = makeMarker("FilledCircle", size=5)
    return plot
