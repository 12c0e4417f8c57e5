"""Chips with what a unit names to be marked on notes: things to count, values, items of a choice."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from csassess.domain.units.marks import Mark
from csassess.ui.widgets.controls import chip, set_tip, shortened
from csassess.ui.widgets.flow_layout import FlowLayout

_LONGEST = 40  # characters on a chip; its tip has them all


class MarkChips(QWidget):
    """A chip for each mark; `toggled` is called with the key of one that was pressed."""

    def __init__(self, toggled: Callable[[str], object]) -> None:
        super().__init__()
        self._toggled = toggled
        self._marks: tuple[Mark, ...] = ()
        self.chips: list[QPushButton] = []
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.hide()

    def show_marks(self, marks: Sequence[Mark], shown: Collection[str], *, locked: bool) -> None:
        """Show the marks that the candidate's units name, and which of them a note has."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            for old in self.chips:
                self._flow.removeWidget(old)
                old.deleteLater()
            self.chips = [chip(shortened(m.words, _LONGEST), partial(self._toggled, m.key)) for m in marks]
            for mark, mark_chip in zip(self._marks, self.chips, strict=True):
                mark_chip.setAccessibleName(mark.words)
                set_tip(mark_chip, mark.words)
                self._flow.addWidget(mark_chip)
        for mark, mark_chip in zip(self._marks, self.chips, strict=True):
            mark_chip.setChecked(mark.key in shown)
            mark_chip.setEnabled(not locked)
        self.setVisible(bool(self._marks))

    def focus_on(self, beginning: str) -> None:
        """Move the focus to the first chip whose mark begins so, one that is not set if there is one."""
        chips = [
            mark_chip
            for mark, mark_chip in zip(self._marks, self.chips, strict=True)
            if mark.key.startswith(beginning)
        ]
        unset = [mark_chip for mark_chip in chips if not mark_chip.isChecked()]
        for mark_chip in (unset or chips)[:1]:
            mark_chip.setFocus()

    def event(self, event: QEvent) -> bool:
        """Set the minimum height for this width, because a box layout allows for only one line."""
        is_handled = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.setMinimumHeight(self._flow.heightForWidth(self.width()))
        return is_handled
