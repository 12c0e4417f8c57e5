"""The notes, criteria and findings: side by side, stacked or one at a time, depending on the width."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.evidence.criteria_pane import CriteriaPane
from csassess.ui.evidence.findings_panel import FindingsPanel
from csassess.ui.notes.notes_pane import NotesPane, NotesPart
from csassess.ui.widgets import theme
from csassess.ui.widgets.fields import Tabs
from csassess.ui.widgets.layouts import scrolled, spaced

_SIDE_BY_SIDE = 820  # pixels at 100 % text
_THREE_COLUMNS = 1180


class ResponsivePanes(QWidget):
    """Notes on the left, criteria on the right, the panel of findings next to or below the criteria.

    A narrow window shows one at a time: the note being written, the notes, the criteria or the
    findings. Where a pane is too high for the window, it scrolls.
    """

    def __init__(self, notes: NotesPane, criteria: CriteriaPane, panel: FindingsPanel) -> None:
        super().__init__()
        self._notes, self._panel = notes, panel
        self._splitter, self._stack = QSplitter(Qt.Orientation.Horizontal), QStackedWidget()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * theme.STEP)
        self._criteria_and_panel = QWidget()
        self._criteria_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._criteria_and_panel)
        self._criteria_layout.setContentsMargins(0, 0, 0, 0)
        self._criteria_layout.setSpacing(2 * theme.STEP)
        self._criteria_layout.addWidget(criteria, 3)
        self._criteria_layout.addWidget(panel, 2)
        self.tabs = Tabs(text("Parts of the item"))
        self.tabs.setDrawBase(False)
        self._left, self._right = scrolled(notes), scrolled(self._criteria_and_panel)
        self._shown = (
            (text("Write"), self._left, NotesPart.WRITING),
            (text("Notes"), self._left, NotesPart.LIST),
            (text("Criteria"), self._right, NotesPart.ALL),
            (text("Still needs"), self._panel, NotesPart.ALL),
        )
        for words, *_ in self._shown:
            self.tabs.addTab(words)
        self.tabs.currentChanged.connect(lambda _: self._show_chosen())
        layout = QVBoxLayout(self)
        spaced(layout, 0, 0)
        for part in (self.tabs, self._splitter, self._stack):
            layout.addWidget(part)
        panel.unfolded.connect(lambda: QTimer.singleShot(0, self._show_panel))
        self._left.setMinimumWidth(theme.current().px(340))
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
        for part in (self.tabs, self._stack):
            part.setVisible(is_narrow)
        self._splitter.setVisible(not is_narrow)
        if is_narrow:
            for pane in (self._left, self._right, self._panel):
                self._stack.addWidget(pane)
            self._show_chosen()
            return
        self._criteria_layout.addWidget(self._panel, 2)
        for pane in (self._left, self._right):
            self._splitter.addWidget(pane)
        for pane in (self._left, self._right, self._panel):
            pane.show()
        self._notes.show_part(NotesPart.ALL)
        left = theme.current().px(360)
        self._splitter.setSizes([left, max(width - left, left)])

    def _show_chosen(self) -> None:
        """Show the part of the item whose tab is chosen."""
        if self._is_narrow:
            _, pane, part = self._shown[self.tabs.currentIndex()]
            self._notes.show_part(part)
            self._stack.setCurrentWidget(pane)

    def _show_panel(self) -> None:
        """Scroll to the list of what is needed, which has just been unfolded below the criteria."""
        self._criteria_layout.activate()
        self._right.ensureWidgetVisible(self._panel.list, 0, 0)

    def show_writing(self) -> None:
        """Bring the note being written to the front if one part is shown at a time."""
        self.tabs.setCurrentIndex(0)
