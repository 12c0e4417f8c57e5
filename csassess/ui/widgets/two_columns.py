"""Two columns that become one if there is too little room."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from csassess.ui.widgets import theme
from csassess.ui.widgets.layouts import holder

_LEAST_WIDTH = 860  # pixels at 100 % text, from which on there are two columns


class TwoColumns(QWidget):
    """Two layouts side by side, or one below the other if narrow or with large text."""

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
        is_wide = event.size().width() >= theme.current().px(_LEAST_WIDTH)
        self._layout.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
