"""The notes, criteria and findings: side by side, stacked or in tabs, depending on the width."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.evidence.findings_panel import FindingsPanel
from csassess.ui.widgets import theme
from csassess.ui.widgets.layouts import scrolled

_SIDE_BY_SIDE = 820  # pixels at 100 % text
_THREE_COLUMNS = 1180


class ResponsivePanes(QWidget):
    """Notes on the left, criteria on the right, the panel next to or below the criteria.

    A narrow window has a tab for each of the three. Where a pane is too high for the window, it scrolls.
    """

    def __init__(self, left: tuple[str, QWidget], right: tuple[str, QWidget], panel: FindingsPanel) -> None:
        super().__init__()
        self._panel = panel
        self._splitter, self.tabs = QSplitter(Qt.Orientation.Horizontal), QTabWidget()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * theme.STEP)
        self._criteria_and_panel = QWidget()
        self._criteria_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._criteria_and_panel)
        self._criteria_layout.setContentsMargins(0, 0, 0, 0)
        self._criteria_layout.setSpacing(2 * theme.STEP)
        self._criteria_layout.addWidget(right[1], 3)
        self._criteria_layout.addWidget(panel, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        layout.addWidget(self.tabs)
        self._left, self._right = (left[0], scrolled(left[1])), (right[0], scrolled(self._criteria_and_panel))
        panel.unfolded.connect(lambda: QTimer.singleShot(0, self._show_panel))
        self._left[1].setMinimumWidth(theme.current().px(340))
        self._is_narrow: bool | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange the panes if the width, relative to the text size, requires it."""
        super().resizeEvent(event)
        width = event.size().width()
        is_narrow, is_wide = (
            width < theme.current().px(_SIDE_BY_SIDE),
            width >= theme.current().px(_THREE_COLUMNS),
        )
        self._criteria_layout.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
        self._criteria_layout.setStretch(1, 2 if is_wide else 0)
        self._panel.set_foldable(not is_wide and not is_narrow)
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        if is_narrow:
            panel = (text("Still needs"), self._panel)
            for name, pane in (self._left, self._right, panel):
                self.tabs.addTab(pane, name)
        else:
            self._criteria_layout.addWidget(self._panel, 2)
            self._panel.show()
            for _, pane in (self._left, self._right):
                self._splitter.addWidget(pane)
                pane.show()
        self._splitter.setVisible(not is_narrow)
        self.tabs.setVisible(is_narrow)
        if not is_narrow:
            left = theme.current().px(360)
            self._splitter.setSizes([left, max(width - left, left)])

    def _show_panel(self) -> None:
        """Scroll to the list of what is needed, which has just been unfolded below the criteria."""
        self._criteria_layout.activate()
        self._right[1].ensureWidgetVisible(self._panel.list, 0, 0)

    def show_left(self) -> None:
        """Bring the notes to the front if the panes are in tabs."""
        self.tabs.setCurrentIndex(0)
