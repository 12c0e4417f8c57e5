"""Tabs for the candidates of a visit; name and shape guard against using the wrong record."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar

from csassess.catalogue import text
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import Candidate
from csassess.ui.widgets.controls import caption

_SHAPES = "●■▲◆"


class PeopleTabs(QTabBar):
    """A tab for each candidate of a visit; hidden if only one is observed."""

    asked = Signal(str, str)  # the candidate whose tab was chosen, and their item of the visit

    def __init__(self) -> None:
        super().__init__()
        self._people: Sequence[tuple[Candidate, EvidenceItem]] = ()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAccessibleName(text("Candidate being recorded"))
        self.tabBarClicked.connect(self._ask)

    def show_people(self, people: Sequence[tuple[Candidate, EvidenceItem]], current: str) -> None:
        """Show the candidates of a visit; `current` is the id of the one being recorded."""
        self._people = people
        self.setVisible(self.several)
        while self.count():
            self.removeTab(0)
        for index, (candidate, _) in enumerate(people if self.several else ()):
            self.addTab(caption(f"{_shape(index)}  {candidate.name}"))
            if candidate.id == current:
                self.setCurrentIndex(index)

    @property
    def several(self) -> bool:
        """Return whether more than one candidate is observed."""
        return len(self._people) > 1

    @property
    def recorded_candidate(self) -> str:
        """The shape and name of the candidate being recorded; empty if only one is observed."""
        return self.tabText(self.currentIndex()).replace("&&", "&") if self.several else ""

    @property
    def observed(self) -> list[tuple[str, str, str]]:
        """The candidates observed: shape, candidate id and item id."""
        return [
            (_shape(index), candidate.id, item.id) for index, (candidate, item) in enumerate(self._people)
        ]

    def _ask(self, index: int) -> None:
        if 0 <= index < len(self._people):
            candidate, item = self._people[index]
            self.asked.emit(candidate.id, item.id)


def _shape(index: int) -> str:
    return _SHAPES[index % len(_SHAPES)]
