"""The card of what the centre keeps of a candidate besides evidence; hidden until something of it is used."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import text
from csassess.domain.records.people import Candidate
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import (
    Authenticity,
    Case,
    Contact,
    Induction,
    LearningBreak,
    ProgressReview,
    UnitPlan,
)
from csassess.services.access.write_checks import reason_against
from csassess.services.programme import keeping
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.programme import declaring, entry_dialogs, learner_dialogs
from csassess.ui.programme.programme_rows import FORM_OF, programme_rows
from csassess.ui.retention.redaction_dialog import redact_in, texts_in
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import RowList

_STORED = {
    Candidate: "candidate",
    Induction: "induction",
    UnitPlan: "unit-plan",
    Authenticity: "authenticity",
    ProgressReview: "progress-review",
    Contact: "contact",
    LearningBreak: "learning-break",
    Case: "case",
}


class ProgrammeCard(QFrame):
    """A button for each thing that the centre keeps, and the entries; each opens what corrects it."""

    go = Signal(object)
    handed_back = Signal(bool)  # the candidate had the screen to sign; whether they did

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self.buttons: dict[Keeping, QPushButton] = {
            kept: button(words, act, "link") for kept, (words, _, act) in self._kinds().items()
        }
        self.entries = RowList(text("What the centre keeps"))
        self.entries.chosen.connect(self._open)
        self.entries.offers = self._offers
        content = column(
            label(text("For the centre"), "heading"), FlowLayout(*self.buttons.values()), self.entries
        )
        self.setLayout(spaced(content, 2))

    def _kinds(self) -> dict[Keeping, tuple[str, type, Callable[[], object]]]:
        """Return the words, the kind of record and the act of each button."""
        return {
            Keeping.DETAILS: (text("Details for the centre"), Candidate, self._details),
            Keeping.INDUCTION: (text("Record induction"), Induction, self._asking(entry_dialogs.induction)),
            Keeping.UNIT_PLANS: (
                text("Agree assessment plan"),
                UnitPlan,
                self._asking(entry_dialogs.unit_plan),
            ),
            Keeping.REVIEWS: (
                text("Review progress"),
                ProgressReview,
                self._asking(entry_dialogs.review),
            ),
            Keeping.AUTHENTICITY: (text("Declare authenticity"), Authenticity, self._declare),
            Keeping.CONTACTS: (text("Log contact"), Contact, self._asking(entry_dialogs.contact)),
            Keeping.BREAKS: (
                text("Record break in learning"),
                LearningBreak,
                self._asking(entry_dialogs.learning_break),
            ),
            Keeping.LOGS: (
                text("Log appeal, complaint or adjustment"),
                Case,
                self._asking(entry_dialogs.case),
            ),
        }

    @property
    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._candidate)

    def _asking(self, dialog: Callable[..., object]) -> Callable[[], object]:
        return lambda: dialog(self, self._session, self._view)

    def show_portfolio(self, view: PortfolioView) -> None:
        """Show what the centre keeps of a candidate."""
        self._candidate = view.portfolio.candidate.id
        shown = self._session.read(keeping.shown_of, view.portfolio)
        for kept, (_, kind, _act) in self._kinds().items():
            self.buttons[kept].setVisible(kept in shown)
            barred = self._session.read(reason_against, self._candidate, _STORED[kind])
            if kept is Keeping.UNIT_PLANS and not view.standings:
                barred = barred or text("Enrol the candidate on a unit first.")
            offer(self.buttons[kept], barred)
        rows = programme_rows(view)
        self.entries.show_rows(rows)
        self.entries.setVisible(bool(rows))
        self.entries.fit()
        self.setVisible(bool(rows) or any(kept in shown for kept in self.buttons))

    def _offers(self, entry: Any) -> list[tuple[str, Callable[[], object]]]:
        """Return what the menu of an entry offers: its form, if it prints, and to redact its words."""
        form, texts = FORM_OF.get(type(entry)), texts_in(entry)
        place = Location(Page.FORMS, self._candidate, form=f"{form} {entry.id}")
        offers: list[tuple[str, Callable[[], object]]] = []
        if form:
            offers.append((text("Open form"), lambda: self.go.emit(place)))
        if texts and not self._session.read(reason_against, self._candidate, "taken-out"):
            redact = partial(redact_in, self, self._session, self._candidate, texts)
            offers.append((text("Redact words…"), redact))
        return offers

    def _open(self, entry: Any) -> None:
        """Open the dialog that corrects an entry, or say why it cannot be corrected here."""
        reason = self._session.read(reason_against, self._candidate, _STORED[type(entry)])
        if reason:
            self._session.problem.emit(reason)
            return
        session, view = self._session, self._view
        match entry:
            case Candidate():
                self._details()
            case Induction():
                entry_dialogs.induction(self, session, view, entry)
            case UnitPlan():
                entry_dialogs.unit_plan(self, session, view, entry)
            case Authenticity():
                declaring.show_declaration(self, session, view, entry)
            case ProgressReview():
                entry_dialogs.review(self, session, view, entry)
            case Contact():
                entry_dialogs.contact(self, session, view, entry)
            case LearningBreak():
                entry_dialogs.learning_break(self, session, view, entry)
            case Case():
                entry_dialogs.case(self, session, view, entry)

    def _details(self) -> None:
        learner_dialogs.change_details(self, self._session, self._candidate)

    def _declare(self) -> None:
        declaring.declare(self, self._session, self._view, self.handed_back.emit)
