"""Icons in the colours of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from csassess.resources import resource_folder
from csassess.ui.widgets import theme


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon from the resources, in the ink of the theme if no colour is given."""
    colours = theme.current().colours
    return _icon(name, colour or colours.ink, colours.quiet)


@cache
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return an icon; cached, since many buttons show the same one."""
    new = QIcon(_drawn(name, colour))
    new.addPixmap(_drawn(name, disabled), QIcon.Mode.Disabled)
    return new


def _drawn(name: str, colour: str) -> QPixmap:
    drawing = (resource_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(48, 48))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    return picture
