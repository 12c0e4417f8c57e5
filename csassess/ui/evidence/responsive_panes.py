"""Two panes and a panel that stand side by side, one under the other, or behind tabs, as the width allows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.evidence.findings_panel import FindingsPanel
from csassess.ui.widgets import theme

_SIDE_BY_SIDE = 820  # pixels at 100 % text
_PANEL_BESIDE = 1180


class ResponsivePanes(QWidget):
    """Notes left, criteria right, the panel beside or below the criteria; on a narrow window a tab for each of the three."""

    def __init__(self, left: tuple[str, QWidget], right: tuple[str, QWidget], panel: FindingsPanel) -> None:
        super().__init__()
        self._left, self._right, self._panel = left, right, panel
        self._splitter, self.tabs = QSplitter(Qt.Orientation.Horizontal), QTabWidget()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * theme.STEP)
        self._with_panel = QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._with_panel)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(2 * theme.STEP)
        self._beside.addWidget(right[1], 3)
        self._beside.addWidget(panel, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        layout.addWidget(self.tabs)
        left[1].setMinimumWidth(theme.current().px(340))
        self._narrow: bool | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange where the width, in terms of the text, asks for it."""
        super().resizeEvent(event)
        width = event.size().width()
        narrow, beside = width < theme.current().px(_SIDE_BY_SIDE), width >= theme.current().px(_PANEL_BESIDE)
        self._beside.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._beside.setStretch(1, 2 if beside else 0)
        self._panel.set_foldable(not beside and not narrow)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            panel = (text("Still needs"), self._panel)
            for name, pane in (self._left, (self._right[0], self._with_panel), panel):
                self.tabs.addTab(pane, name)
        else:
            self._beside.addWidget(self._panel, 2)
            self._panel.show()
            for _, pane in (self._left, (self._right[0], self._with_panel)):
                self._splitter.addWidget(pane)
                pane.show()
        self._splitter.setVisible(not narrow)
        self.tabs.setVisible(narrow)
        if not narrow:
            left = theme.current().px(360)
            self._splitter.setSizes([left, max(width - left, left)])

    def show_left(self) -> None:
        """Bring the notes to the front where panes stand behind tabs."""
        self.tabs.setCurrentIndex(0)
