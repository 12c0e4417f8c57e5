"""The history of a candidate's record, with undo of any action."""

from itertools import groupby

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
        self.list = RowList(text("History"), head_width=52)
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
        self.list.show_rows(self._rows(entries[::-1]))
        self._show_button()

    def _rows(self, entries: list[HistoryEntry]) -> list[Row]:
        """Return a row for each day, with its actions below it; an author is named where another began."""
        rows: list[Row] = []
        author = ""
        abouts = self._session.read(history.about_in_words, self._place.candidate, entries)
        pairs = zip(entries, abouts, strict=True)
        for day, of_day in groupby(pairs, key=lambda pair: pair[0].at.date()):
            rows.append(Row(day, "", long_date(day)))
            for entry, about in of_day:
                rows.append(self._row(entry, about, entry.author if entry.author != author else ""))
                author = entry.author
        return rows

    def _row(self, entry: HistoryEntry, about: str, author: str) -> Row:
        """Return the row of an action, what it was about, and what it replaced."""
        replaced = self._session.read(history.changes_in_words, self._place.candidate, entry)
        words = with_capital(entry.words)
        return Row(
            entry.id,
            clock_time(entry.at),
            text("{action}: {about}", action=words, about=about) if about else words,
            "\n".join(shortened(" ".join(line.split()), _LONGEST) for line in replaced),
            author,
            "quiet",
        )

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
