"""Two sides of a page: beside each other, or one under the other where large text leaves no room."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from csassess.ui.widgets import theme
from csassess.ui.widgets.layouts import holder

_BESIDE = 860  # pixels at 100 % text


class TwoColumns(QWidget):
    """Left what there is, right what is made of it."""

    def __init__(self, left: QBoxLayout, right: QBoxLayout) -> None:
        super().__init__()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * theme.STEP)
        for side in (left, right):
            side.setSpacing(2 * theme.STEP)
            self._layout.addWidget(holder(side), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= theme.current().px(_BESIDE)
        self._layout.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
