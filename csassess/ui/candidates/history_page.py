"""The history of a candidate's record, with undo of any action."""

from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.dates import clock_time, long_date
from csassess.domain.labels import with_capital
from csassess.services.progress import history
from csassess.services.progress.history import HistoryEntry
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import OneLine, button, label, offer, shortened
from csassess.ui.widgets.layouts import frame, row, spaced
from csassess.ui.widgets.row_list import Row, RowList

_LONGEST = 160  # characters of what an action replaced


class HistoryPage(PageWidget):
    """All actions, the newest first. Any action can be chosen and undone."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.back = button(
            "", lambda: self.go.emit(Location(Page.PORTFOLIO, self._place.candidate)), "link", "arrow-left"
        )
        self._entries: list[HistoryEntry] = []
        self.title = OneLine("heading")
        self.title.setText(text("History"))
        self.bring_back = button(text("Undo this"), self._bring_back, icon_name="undo-2")
        self.list = RowList(text("History"))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_button())
        head = row(self.back, self.title, self.bring_back)
        head.setStretch(1, 1)
        layout = QVBoxLayout(self)
        spaced(layout, 0)
        layout.addWidget(frame("bar", head, 1))
        body = QVBoxLayout()
        spaced(body, 2)
        explanation = text(
            "All actions in this record. To undo an action that a later one has replaced, "
            "undo the later one first."
        )
        body.addWidget(label(explanation, "quiet"))
        body.addWidget(self.list, 1)
        layout.addLayout(body, 1)

    def refresh(self) -> None:
        if not self._place.candidate:
            return
        name = self._session.portfolio_view(self._place.candidate).portfolio.candidate.name
        self.back.setText(f" {name}")
        entries = self._entries = self._session.read(history.history, self._place.candidate)
        self.list.show_rows([self._row(entry) for entry in reversed(entries)])
        self._show_button()

    def _row(self, entry: HistoryEntry) -> Row:
        """Return the row of an action, with what it replaced."""
        replaced = self._session.read(history.changes_in_words, self._place.candidate, entry)
        lines = [
            with_capital(entry.words),
            *(shortened(" ".join(line.split()), _LONGEST) for line in replaced),
        ]
        when = f"{long_date(entry.at.date())}  {clock_time(entry.at)}"
        return Row(entry.id, when, "\n".join(lines), entry.author)

    def _show_button(self) -> None:
        key, candidate = self.list.key(), self._place.candidate
        action = next((entry.action for entry in self._entries if entry.id == key), None)
        offer(
            self.bring_back,
            text("Choose an action first.")
            if action is None
            else self._session.read(history.reason_against_undoing_action, candidate, action),
        )

    def _bring_back(self) -> None:
        words = self._session.run(history.undo_earlier_action, self.list.key())
        if words:
            self._session.message.emit(text("Undone: {what}.", what=words))
