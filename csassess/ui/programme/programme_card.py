"""The card of what the centre keeps of a candidate beside evidence; hidden until something of it is used."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFrame, QPushButton

from csassess.catalogue import text
from csassess.domain.records.people import Candidate
from csassess.domain.records.programme.keeping import Keeping
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates.learner_details import details_in_words
from csassess.services.programme import keeping
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.programme import learner_dialogs
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList


class ProgrammeCard(QFrame):
    """A button for each thing that the centre keeps, and the entries; each opens what corrects it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self.buttons: dict[Keeping, QPushButton] = {
            keeping: button(words, act, "link") for keeping, (words, _, act) in self._kinds().items()
        }
        self.entries = RowList(text("What the centre keeps"))
        self.entries.chosen.connect(self._open)
        content = column(
            label(text("For the centre"), "heading"), FlowLayout(*self.buttons.values()), self.entries
        )
        self.setLayout(spaced(content, 2))

    def _kinds(self) -> dict[Keeping, tuple[str, str, Callable[[], object]]]:
        """Return the words, the kind of record and the act of each button."""
        return {
            Keeping.DETAILS: (text("Details for the centre"), "candidate", self._details),
        }

    def show_portfolio(self, view: PortfolioView) -> None:
        """Show what the centre keeps of a candidate."""
        self._candidate = view.portfolio.candidate.id
        shown = self._session.read(keeping.shown_of, view.portfolio)
        for kept, (_, kind, _act) in self._kinds().items():
            self.buttons[kept].setVisible(kept in shown)
            offer(self.buttons[kept], self._session.read(reason_against, self._candidate, kind))
        rows = self._rows(view)
        self.entries.show_rows(rows)
        self.entries.setVisible(bool(rows))
        self.entries.fit()
        self.setVisible(bool(rows) or any(kept in shown for kept in self.buttons))

    def _rows(self, view: PortfolioView) -> list[Row]:
        words = "  ·  ".join(f"{name} {value}" for name, value in details_in_words(view.portfolio))
        return [Row(view.portfolio.candidate, text("Details"), words, state="›")] if words else []

    def _open(self, entry: Any) -> None:
        """Open the dialog that corrects an entry, or say why it cannot be corrected here."""
        match entry:
            case Candidate():
                self._when_allowed("candidate", self._details)

    def _when_allowed(self, kind: str, act: Callable[[], object]) -> None:
        reason = self._session.read(reason_against, self._candidate, kind)
        if reason:
            self._session.problem.emit(reason)
        else:
            act()

    def _details(self) -> None:
        learner_dialogs.change_details(self, self._session, self._candidate)
