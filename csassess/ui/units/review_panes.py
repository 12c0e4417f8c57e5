"""The document on the left and the rows on the right, or a tab for each where there is little room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme

_SIDE_BY_SIDE = 860  # pixels at 100 % text


class ReviewPanes(QWidget):
    """Shows two parts side by side if both have room."""

    def __init__(self, document: QWidget, rows: QWidget) -> None:
        super().__init__()
        self._parts = ((text("Unit"), rows), (text("Document"), document))
        self._splitter, self.tabs = QSplitter(Qt.Orientation.Horizontal), QTabWidget()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * theme.STEP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        layout.addWidget(self.tabs)
        self._is_narrow: bool | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange the parts if the width, relative to the text size, requires it."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < theme.current().px(_SIDE_BY_SIDE)
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        if is_narrow:
            for name, part in self._parts:
                self.tabs.addTab(part, name)
        else:
            for _, part in reversed(self._parts):
                self._splitter.addWidget(part)
                part.show()
            width = event.size().width()
            self._splitter.setSizes([width * 45 // 100, width * 55 // 100])
        self._splitter.setVisible(not is_narrow)
        self.tabs.setVisible(is_narrow)

    def show_rows(self) -> None:
        """Bring the rows to the front if the parts are in tabs."""
        self.tabs.setCurrentIndex(0)
