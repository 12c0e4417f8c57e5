"""The evidence of a sample and its judgement: side by side, each scrolling by itself, or one at a time."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme
from csassess.ui.widgets.fields import Tabs
from csassess.ui.widgets.layouts import scrolled, spaced

_SIDE_BY_SIDE = 860  # pixels at 100 % text
_SHARES = (780, 538)  # of the width


class SamplePanes(QWidget):
    """Evidence on the left, judgement on the right: neither leaves the screen while the other scrolls."""

    def __init__(self, evidence: QBoxLayout, judgement: QBoxLayout) -> None:
        super().__init__()
        self._evidence, self._judgement = _pane(evidence), _pane(judgement)
        self.tabs = Tabs(text("Parts of the sample"))
        for words in (text("Evidence"), text("Judgement")):
            self.tabs.addTab(words)
        self._splitter, self._stack = QSplitter(Qt.Orientation.Horizontal), QStackedWidget()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(theme.STEP)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        spaced(layout, 0, 0)
        for part in (self.tabs, self._splitter, self._stack):
            layout.addWidget(part)
        self._is_narrow: bool | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both panes if the width allows it at this text size, otherwise the one whose tab is chosen."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < theme.current().px(_SIDE_BY_SIDE)
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        for part in (self.tabs, self._stack):
            part.setVisible(is_narrow)
        self._splitter.setVisible(not is_narrow)
        for pane in (self._evidence, self._judgement):
            (self._stack if is_narrow else self._splitter).addWidget(pane)
            pane.show()
        if is_narrow:
            self._stack.setCurrentIndex(self.tabs.currentIndex())
        else:
            self._splitter.setSizes(list(_SHARES))

    def show_evidence(self) -> None:
        """Show the beginning of both panes; the evidence comes first if one is shown at a time."""
        self.tabs.setCurrentIndex(0)
        for pane in (self._evidence, self._judgement):
            pane.verticalScrollBar().setValue(0)

    def show_judgement(self) -> None:
        """Bring the judgement to the front."""
        self.tabs.setCurrentIndex(1)


def _pane(content: QBoxLayout) -> QScrollArea:
    contents = QWidget()
    contents.setLayout(spaced(content, 1, 2, above=0))
    return scrolled(contents)
