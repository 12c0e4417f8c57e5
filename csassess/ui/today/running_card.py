"""A visit under way: since when and where, what its site does not allow, and the way back to it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.dates import clock_time, long_date
from csassess.domain.records.visits import Visit
from csassess.services.progress.next_visits import RunningVisit
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, spaced
from csassess.ui.widgets.layouts import row as row_of
from csassess.ui.widgets.status_text import site_rules_in_words


class RunningCard(QFrame):
    """The visits under way, which come before all else; hidden without any."""

    go = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "running")
        self._visits = column()
        self.setLayout(spaced(self._visits, 2, above=1))
        self._shown: list[RunningVisit] = []
        self.continue_buttons: list[QPushButton] = []

    def show_visits(self, visits: list[RunningVisit]) -> None:
        """Show the visits; those shown already are left as they are."""
        self.setVisible(bool(visits))
        if visits == self._shown:
            return
        self._shown, self.continue_buttons = visits, []
        clear(self._visits)
        for visit in visits:
            self._add(visit)

    def _add(self, running: RunningVisit) -> None:
        visit = running.visit
        first, first_row = running.observed[0]
        resume = button(
            text("Continue the visit"),
            partial(self.go.emit, Location(Page.EVIDENCE, first.id, first_row.running)),
            "main",
            "eye",
        )
        names = ", ".join(candidate.name for candidate, _ in running.observed)
        resume.setAccessibleName(text("Continue the visit to {name}", name=names))
        finish = button(
            text("Finish visit"),
            partial(self.go.emit, Location(Page.FINISH, first.id, first_row.running)),
            icon_name="flag",
        )
        finish.setAccessibleName(text("Finish the visit to {name}", name=names))
        self.continue_buttons.append(resume)
        head = "  ·  ".join(filter(None, (_since(visit), visit.place, *site_rules_in_words(visit))))
        self._visits.addWidget(label(head, "eyebrow"))
        people = FlowLayout()
        for candidate, row in running.observed:
            place = Location(Page.EVIDENCE, candidate.id, row.running)
            people.addWidget(button(_person(candidate.name, row), partial(self.go.emit, place), "link"))
        line = row_of(people, resume, finish)
        line.setStretch(0, 1)
        line.setSpacing(24)  # finishing is never close to continuing
        self._visits.addLayout(line)


def _since(visit: Visit) -> str:
    if visit.started is None:
        return ""
    return text("RUNNING SINCE {time}, {day}", time=clock_time(visit.started), day=long_date(visit.on))


def _person(name: str, row: CandidateRow) -> str:
    """Return a person's name with what their item still needs."""
    needs = next((draft.needs for draft in row.drafts if draft.item == row.running), "")
    return text("{name}: {needs}", name=name, needs=needs) if needs else name
