"""The pages of a form that came back, as pictures, to compare with what was read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button
from csassess.ui.widgets.layouts import column, holder, row, scrolled, spaced

_SIZES = (1.0, 1.5, 2.0, 3.0)  # of the width that there is


class SheetView(QWidget):
    """Shows pages below each other, as wide as there is room or larger."""

    def __init__(self, pages: Sequence[bytes]) -> None:
        super().__init__()
        self._pictures, self._step = [_picture(jpeg) for jpeg in pages], 0
        self.larger = button(text("Larger"), lambda: self._change(1), icon_name="plus")
        self.smaller = button(text("Smaller"), lambda: self._change(-1), icon_name="minus")
        self._sheets = [QLabel() for _ in self._pictures]
        for number, sheet in enumerate(self._sheets, start=1):
            words = text("Page {number} of {pages}", number=number, pages=len(self._sheets))
            sheet.setAccessibleName(words)
        self.area = scrolled(holder(column(*self._sheets, 0)))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.area.setMinimumWidth(theme.current().px(260))
        layout = QVBoxLayout(self)
        spaced(layout, 0, 1)
        layout.addLayout(row(self.larger, self.smaller, 0))
        layout.addWidget(self.area, 1)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the new width."""
        super().resizeEvent(event)
        self._show()

    def _change(self, step: int) -> None:
        self._step = min(max(self._step + step, 0), len(_SIZES) - 1)
        self._show()

    def _show(self) -> None:
        bar = self.area.verticalScrollBar().sizeHint().width()
        width = round((self.area.width() - bar - 2 * theme.STEP) * _SIZES[self._step])
        for sheet, picture in zip(self._sheets, self._pictures, strict=True):
            smooth = Qt.TransformationMode.SmoothTransformation
            sheet.setPixmap(picture.scaledToWidth(max(width, 1), smooth))
        self.larger.setEnabled(self._step < len(_SIZES) - 1)
        self.smaller.setEnabled(self._step > 0)


def _picture(jpeg: bytes) -> QPixmap:
    picture = QPixmap()
    picture.loadFromData(jpeg)
    return picture
