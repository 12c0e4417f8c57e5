"""The criteria of an item as chips: those that the verifier looked at are ticked."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from csassess.catalogue import text
from csassess.domain.units.units import Unit
from csassess.ui.widgets.controls import chip, offer, set_tip
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear


class LookedAtChips(QWidget):
    """A chip for each criterion that an item references; its tool tip is the criterion's wording."""

    toggled = Signal(str, bool)  # the criterion's label, and whether it was looked at

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(text("Criteria looked at"))
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._shown: tuple[str, tuple[str, ...]] = ("", ())
        self.chips: dict[str, QPushButton] = {}

    def show_criteria(self, unit: Unit, labels: tuple[str, ...], looked_at: Collection[str]) -> None:
        """Show the criteria of a unit, those looked at ticked."""
        if (unit.id, labels) != self._shown:
            self._shown = unit.id, labels
            clear(self._flow)
            self.chips = {label: self._chip(unit, label) for label in labels}
            for made in self.chips.values():
                self._flow.addWidget(made)
        for label, made in self.chips.items():
            made.setChecked(label in looked_at)

    def offer(self, reason: str) -> None:
        """Let the chips be ticked, or say why they cannot be."""
        for made in self.chips.values():
            offer(made, reason)

    def _chip(self, unit: Unit, label: str) -> QPushButton:
        made = chip(unit.short(label), partial(self._pressed, label))
        words = unit.wording(label)
        set_tip(made, words)
        made.setAccessibleName(text("{criterion}, looked at: {wording}", criterion=label, wording=words))
        return made

    def _pressed(self, label: str) -> None:
        self.toggled.emit(label, self.chips[label].isChecked())
