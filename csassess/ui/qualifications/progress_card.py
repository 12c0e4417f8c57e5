"""The card of a candidate's qualification on the portfolio: how far it is, and the way to its units."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.labels import with_capital
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.progress.qualification_progress import lines_of_progress, progress_of
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, restyle
from csassess.ui.widgets.layouts import column, row, spaced


class ProgressCard(QFrame):
    """How far a candidate is towards the qualification; hidden if what it asks for is not known."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._candidate = session, ""
        self.heading, self.state, self.groups = label("", "heading"), label(""), label("", "quiet")
        self.idle = label("")
        restyle(self.idle, "tone", "warn")
        self.units_button = button(
            text("Units for the qualification"),
            lambda: self.go.emit(Location(Page.QUALIFICATION, self._candidate)),
            icon_name="clipboard-list",
        )
        self.setLayout(
            spaced(column(self.heading, self.state, self.groups, self.idle, row(self.units_button, 0)), 2)
        )

    def show_portfolio(self, view: PortfolioView) -> None:
        """Show how far a candidate is."""
        self._candidate = view.portfolio.candidate.id
        progress = self._session.read(progress_of, view)
        self.setVisible(progress is not None)
        if progress is None:
            return
        self.heading.setText(progress.specification.name)
        *groups, (_, in_all) = lines_of_progress(progress)
        self.state.setText(with_capital(in_all) + ".")
        restyle(self.state, "tone", "good" if progress.is_complete else "")
        idle = [f"{each.name}: {each.why}" for each in progress.chosen.idle if not each.counts_in_part]
        self.idle.setText(text("Counts for nothing: {units}.", units="; ".join(idle)))
        self.idle.setVisible(bool(idle))
        self.groups.setText("\n".join(f"{name}: {words}" for name, words in groups))
