"""Icons, drawn in the colour of the theme at any size."""

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from csassess.resources import resource_folder
from csassess.ui.widgets import theme


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return the icon of that name in resources, in the ink of the theme unless another colour is named."""
    colours = theme.current().colours
    return _icon(name, colour or colours.ink, colours.quiet)


@cache
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return an icon, drawn once in each pair of colours: many buttons show the same."""
    made = QIcon(_drawn(name, colour))
    made.addPixmap(_drawn(name, disabled), QIcon.Mode.Disabled)
    return made


def _drawn(name: str, colour: str) -> QPixmap:
    drawing = (resource_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(48, 48))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    return picture
