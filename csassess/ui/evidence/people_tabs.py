"""A tab for everyone observed in one visit, told apart by name and shape: the wrong record is the dearest mistake."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar

from csassess.catalogue import text
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import Candidate

_SHAPES = "●■▲◆"


class PeopleTabs(QTabBar):
    """Shown where several are observed; a touch writes the record of another."""

    asked = Signal(str, str)  # the candidate, and their item of the visit

    def __init__(self) -> None:
        super().__init__()
        self._people: Sequence[tuple[Candidate, EvidenceItem]] = ()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAccessibleName(text("Candidate being recorded"))
        self.tabBarClicked.connect(self._ask)

    def show_people(self, people: Sequence[tuple[Candidate, EvidenceItem]], current: str) -> None:
        """Show everyone of a visit with their items; `current` is whose record is written."""
        self._people = people
        self.setVisible(self.several)
        while self.count():
            self.removeTab(0)
        for place, (candidate, _) in enumerate(people if self.several else ()):
            self.addTab(f"{_shape(place)}  {candidate.name}")
            if candidate.id == current:
                self.setCurrentIndex(place)

    @property
    def several(self) -> bool:
        """Whether more than one is observed."""
        return len(self._people) > 1

    @property
    def whose(self) -> str:
        """Shape and name of whose record is written, where several are observed."""
        return self.tabText(self.currentIndex()) if self.several else ""

    @property
    def observed(self) -> list[tuple[str, str, str]]:
        """Who is observed: shape, candidate and item."""
        return [
            (_shape(place), candidate.id, item.id) for place, (candidate, item) in enumerate(self._people)
        ]

    def _ask(self, place: int) -> None:
        if 0 <= place < len(self._people):
            candidate, item = self._people[place]
            self.asked.emit(candidate.id, item.id)


def _shape(place: int) -> str:
    return _SHAPES[place % len(_SHAPES)]
