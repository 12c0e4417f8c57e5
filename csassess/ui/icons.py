"""Icons, drawn in the colour of the theme at any size."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from csassess.resources import resource_folder
from csassess.ui import theme


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return the icon of that name in resources, in the ink of the theme unless another colour is named."""
    drawing = (resource_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    colours = theme.current().colours
    made = QIcon(_drawn(drawing, colour or colours.ink))
    made.addPixmap(_drawn(drawing, colours.quiet), QIcon.Mode.Disabled)
    return made


def _drawn(drawing: str, colour: str) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(48, 48))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    return picture
