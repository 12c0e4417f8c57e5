"""The candidates page: everyone in the caseload, with their progress."""

from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates, corrections
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.candidates import correction_dialogs, people_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.layouts import row, spaced
from csassess.ui.widgets.row_list import Row, RowList


class CandidatesPage(PageWidget):
    """The searchable list of candidates, and a button to add one."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.search = line(hint=text("Find by name or number"))
        self.search.setAccessibleName(text("Find a candidate"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.refresh)
        self.add_button = button(text("Add a candidate"), self._add, "main", "user-plus")
        self.list = RowList(text("Candidates"))
        self.list.chosen.connect(lambda key: self.go.emit(Location(Page.PORTFOLIO, key)))
        self.bring_back_button = button(
            text("Bring back a removed candidate"), self._bring_back, "link", "rotate-ccw"
        )
        self._no_match = label("", "quiet")
        top = row(self.search, self.add_button)
        top.setStretch(0, 1)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(text("Candidates"), "title"))
        layout.addLayout(top)
        layout.addWidget(self._no_match)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.bring_back_button, 0))

    def show_location(self, place: Location) -> None:
        """Show everyone: what was searched for earlier would hide who was added since."""
        self.search.clear()
        super().show_location(place)

    def refresh(self) -> None:
        barred = self._session.read(reason_against, "", "candidate")
        for entering in (self.add_button, self.bring_back_button):
            offer(entering, barred)
        self.bring_back_button.setVisible(bool(self._session.read(corrections.removed_candidates)))
        everyone = dict(self._session.candidate_rows())
        matches = candidates.matching(list(everyone), self.search.text())
        self.list.show_rows([self._row(everyone[candidate]) for candidate in matches])
        self.list.setVisible(bool(matches))
        self._no_match.setVisible(not matches)
        self._no_match.setText(
            text("Nobody matches. Check the spelling.") if everyone else text("There are no candidates yet.")
        )

    def _row(self, candidate_row: CandidateRow) -> Row:
        portfolio = candidate_row.portfolio
        job = candidates.current_job(portfolio, self._session.now().date())
        job_text = f"{job.job}, {job.employer}".strip(", ") if job else text("no job recorded")
        progress = [f"{unit.name}: {unit.done} of {unit.total}" for unit in candidate_row.units]
        qualification, towards = candidate_row.qualification, ""
        if qualification.title:
            words = text("complete") if qualification.is_complete else qualification.words
            towards = f"{qualification.title}: {words}"
        return Row(
            portfolio.candidate.id,
            portfolio.candidate.name,
            job_text,
            "\n".join(filter(None, ("   ".join(progress) or text("not enrolled on a unit yet"), towards))),
            state=portfolio.candidate.number,
        )

    def _bring_back(self) -> None:
        correction_dialogs.bring_back(
            self,
            self._session,
            lambda candidate_id: self.go.emit(Location(Page.PORTFOLIO, candidate_id)),
        )

    def _add(self) -> None:
        people_dialogs.add_candidate(
            self,
            self._session,
            lambda candidate_id: self.go.emit(Location(Page.PORTFOLIO, candidate_id)),
        )
