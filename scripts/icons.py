"""Writes the program's icon in the formats of Windows, macOS and Linux, from `resources/icon.svg`."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image

_SVG = Path(__file__).parents[1] / "resources" / "icon.svg"
_LARGEST = 1024
_OF_WINDOWS = (16, 20, 24, 32, 40, 48, 64, 256)


def write_icons(folder: str) -> dict[str, str]:
    """Write the icon as .ico, .icns and .png in a folder; return the paths by format."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    picture = _drawn()
    paths = {format_: str(target / f"csassess.{format_}") for format_ in ("ico", "icns", "png")}
    picture.save(paths["ico"], sizes=[(side, side) for side in _OF_WINDOWS])
    picture.save(paths["icns"])
    picture.resize((256, 256), Image.Resampling.LANCZOS).save(paths["png"])
    return paths


def _drawn() -> Image.Image:
    """Return the icon drawn from its lines."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    assert app
    image = QImage(_LARGEST, _LARGEST, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(_SVG)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(BytesIO(bytes(buffer.data().data())))


if __name__ == "__main__":
    for path in write_icons("build/icons").values():
        print(path)
