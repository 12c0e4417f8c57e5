"""Parts of a page in columns side by side, or a tab for each if room is short."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme
from csassess.ui.widgets.fields import Tabs
from csassess.ui.widgets.layouts import SIDE_BY_SIDE

Part = tuple[str, QWidget]


class Panes(QWidget):
    """Two columns of parts, with the share of each in width; `tabs` is the order of the parts as tabs."""

    rearranged = Signal(bool)  # whether they are in tabs now

    def __init__(
        self, left: Sequence[Part], right: Sequence[Part], shares: tuple[int, int], tabs: Sequence[Part]
    ) -> None:
        super().__init__()
        self._columns, self._shares, self._in_tabs = (left, right), shares, tabs
        self._splitter, self.tabs = QSplitter(Qt.Orientation.Horizontal), QTabWidget()
        self.tabs.setTabBar(Tabs(text("Parts of the page")))
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * theme.STEP)
        self._inner = [QSplitter(Qt.Orientation.Vertical) for _ in self._columns]
        for inner in self._inner:
            inner.setChildrenCollapsible(False)
            inner.setHandleWidth(theme.STEP)
            self._splitter.addWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        layout.addWidget(self.tabs)
        self.is_narrow: bool | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange the parts if the width, relative to the text size, requires it."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < theme.current().px(SIDE_BY_SIDE)
        if is_narrow == self.is_narrow:
            return
        self.is_narrow = is_narrow
        if is_narrow:
            for name, part in self._in_tabs:
                self.tabs.addTab(part, name)
        else:
            for inner, parts in zip(self._inner, self._columns, strict=True):
                for _, part in parts:
                    inner.addWidget(part)
                    part.show()
                inner.setSizes([4000, 6500][: len(parts)])
            width = event.size().width()
            self._splitter.setSizes([width * share // 100 for share in self._shares])
        self._splitter.setVisible(not is_narrow)
        self.tabs.setVisible(is_narrow)
        self.rearranged.emit(is_narrow)

    def bring_up(self, part: QWidget) -> None:
        """Bring a part to the front if the parts are in tabs."""
        if self.is_narrow:
            self.tabs.setCurrentWidget(part)
