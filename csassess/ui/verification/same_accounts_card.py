"""The card of accounts recorded under two candidates, one of whom is known from a status file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.services.progress.same_accounts import shared_accounts
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import column, row, spaced
from csassess.ui.widgets.row_list import Row, RowList

_FIRST = 4  # pairs shown until all are asked for


class SameAccountsCard(QFrame):
    """The pairs of candidates that share sentences; hidden if there are none.

    Choosing a pair of which one portfolio is here asks to go to what is asked of it.
    """

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session, self._shows_all = session, False
        self.list = RowList(text("The same account under two candidates"))
        self.list.chosen.connect(self._choose)
        self.all_button = button("", self._show_all, "link")
        heading = label(text("The same account under two candidates"), "heading")
        self.setLayout(spaced(column(heading, self.list, row(self.all_button, 0)), 2))

    def refresh(self) -> None:
        """Show what status files say now."""
        pairs = self._session.read(shared_accounts)
        shown = pairs if self._shows_all else pairs[:_FIRST]
        self.list.show_rows(
            [
                Row(
                    (pair.one.candidate, pair.other.candidate, pair.is_other_here),
                    "",
                    pair.words,
                    state="›" if pair.is_other_here else "",
                    tone="warn",
                )
                for pair in shown
            ]
        )
        self.list.fit()
        self.all_button.setText(text("All {count} pairs", count=len(pairs)))
        self.all_button.setVisible(len(shown) < len(pairs))
        self.setVisible(bool(pairs))

    def _show_all(self) -> None:
        self._shows_all = True
        self.refresh()

    def _choose(self, key: tuple[str, str, bool]) -> None:
        _, candidate, is_here = key
        if is_here:
            self.go.emit(Location(Page.ASKED, candidate))
