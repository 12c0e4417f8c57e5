"""The card of accounts that stand under two candidates, where one is known from a status file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import plural, text
from csassess.services.progress.same_accounts import shared_accounts
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList

_MOST_SHOWN = 20


class SameAccountsCard(QFrame):
    """The pairs of candidates that share sentences; hidden if there are none.

    Choosing a pair of which one portfolio is here asks to go to what is asked of it.
    """

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session = session
        self.list = RowList(text("The same account under two candidates"))
        self.list.chosen.connect(self._choose)
        self._more = label("", "quiet")
        heading = label(text("The same account under two candidates"), "heading")
        self.setLayout(spaced(column(heading, self.list, self._more), 2))

    def refresh(self) -> None:
        """Show what status files say now."""
        pairs = self._session.read(shared_accounts)
        self.list.show_rows(
            [
                Row(
                    (pair.one.candidate, pair.other.candidate, pair.is_other_here),
                    text("{name} and {other}", name=pair.one.name, other=pair.other.name),
                    pair.words,
                    state="›" if pair.is_other_here else "",
                    tone="warn",
                )
                for pair in pairs[:_MOST_SHOWN]
            ]
        )
        self.list.fit()
        more = max(0, len(pairs) - _MOST_SHOWN)
        self._more.setText(plural("{count} more pair", "{count} more pairs", more))
        self._more.setVisible(bool(more))
        self.setVisible(bool(pairs))

    def _choose(self, key: tuple[str, str, bool]) -> None:
        _, candidate, is_here = key
        if is_here:
            self.go.emit(Location(Page.ASKED, candidate))
