"""The card of what was entered of a candidate: each entry opens the dialog that corrects it."""

from typing import Any

from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.milestones import Milestone
from csassess.domain.records.people import Employment, Registration
from csassess.domain.records.witnesses import Witness
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import corrections
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.candidates import correction_dialogs
from csassess.ui.evidence import testimony_dialogs
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList

_KINDS: dict[type, str] = {
    Registration: "registration",
    Employment: "employment",
    Milestone: "milestone",
    Witness: "witness",
}


class DetailsCard(QFrame):
    """Registrations, jobs, dates and witnesses; hidden if there are none."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self.entries = RowList(text("Entries"))
        self.entries.chosen.connect(self._open)
        content = column(
            label(text("Registration, jobs, dates and witnesses"), "heading"),
            label(text("Choose an entry to correct it."), "quiet"),
            self.entries,
        )
        self.setLayout(spaced(content, 2))

    def show_portfolio(self, view: PortfolioView) -> None:
        """Show what was entered of a candidate."""
        portfolio = view.portfolio
        self._candidate = portfolio.candidate.id
        rows = [
            *map(self._registration, portfolio.registrations),
            *map(_job, portfolio.employments),
            *map(_date, portfolio.milestones),
            *map(_witness, portfolio.witnesses),
        ]
        self.entries.show_rows(rows)
        self.setVisible(bool(rows))
        self.entries.fit()

    def _registration(self, registration: Registration) -> Row:
        qualification = self._session.read(corrections.qualification_of, registration)
        on = long_date(registration.on) if registration.on else text("date not stated")
        parts = (
            qualification.title if qualification else "",
            qualification.number if qualification else "",
            registration.number,
            on,
        )
        return Row(registration, text("Registration"), ", ".join(part for part in parts if part), state="›")

    def _open(self, entry: Any) -> None:
        """Open the dialog that corrects an entry, or say why it cannot be corrected here."""
        reason = self._session.read(reason_against, self._candidate, _KINDS[type(entry)])
        if reason:
            self._session.problem.emit(reason)
            return
        match entry:
            case Registration():
                correction_dialogs.change_registration(self, self._session, self._candidate, entry)
            case Employment():
                correction_dialogs.change_job(self, self._session, self._candidate, entry)
            case Milestone():
                correction_dialogs.change_date(self, self._session, self._candidate, entry)
            case Witness():
                testimony_dialogs.change_witness(self, self._session, self._candidate, entry)


def _job(job: Employment) -> Row:
    setting = words_for(job.setting) if job.setting else text("setting not stated")
    sector = words_for(job.sector) if job.sector else ""
    since = text("since {day}", day=long_date(job.started)) if job.started else ""
    until = text("until {day}", day=long_date(job.ended)) if job.ended else ""
    parts = (job.job, job.employer, setting, sector, since, until)
    return Row(job, text("Job"), ", ".join(part for part in parts if part), state="›")


def _date(milestone: Milestone) -> Row:
    parts = (long_date(milestone.on), milestone.number, milestone.note)
    words = ", ".join(part for part in parts if part)
    return Row(milestone, milestone.kind.words.capitalize(), words, state="›")


def _witness(witness: Witness) -> Row:
    parts = (witness.name, witness.role, witness.relation, witness.contact)
    return Row(witness, text("Witness"), ", ".join(part for part in parts if part), state="›")
