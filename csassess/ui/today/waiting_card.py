"""What waits for others, of one kind in one row; a row shows those it stands for when it is chosen."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.services.progress.waiting import WaitingGroup
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import column, row, spaced
from csassess.ui.widgets.row_list import Row
from csassess.ui.widgets.short_list import ShortList


class WaitingCard(QFrame):
    """What others have to do; hidden if nothing waits for them."""

    go = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._heading = label("", "heading")
        self.waiting = ShortList(text("Waiting for others"))
        self.waiting.list.chosen.connect(self._chosen)
        self.chase = button(
            text("Who owes a signature"),
            lambda: self.go.emit(Location(Page.CENTRE, form="chase")),
            "link",
        )
        head = row(self._heading, self.chase)
        head.setStretch(0, 1)
        self.setLayout(spaced(column(head, self.waiting), 2, above=1))
        self._groups: list[WaitingGroup] = []
        self._open: set[str] = set()  # the words of the groups that are unfolded

    def show_groups(self, groups: list[WaitingGroup]) -> None:
        """Show what waits, folded but for what was unfolded before."""
        self._groups = groups
        count = sum(len(group.waits) for group in groups)
        self._heading.setText(text("Waiting for others ({count})", count=count))
        self.waiting.show_rows([row for group in groups for row in self._rows(group)])
        self.setVisible(bool(groups))

    def _rows(self, group: WaitingGroup) -> list[Row]:
        """Return the row of a group, with those of its parts if it is unfolded or has one only."""
        if len(group.waits) == 1:
            (wait,) = group.waits
            words = text("{name}: {what}", name=wait.who, what=wait.what)
            return [Row((0, Location(Page.PORTFOLIO, wait.candidate)), "", words, state="›")]
        is_open = group.words in self._open
        head = Row(group.words, "", group.words, state="⌄" if is_open else "›")
        if not is_open:
            return [head]
        parts = enumerate(group.waits, start=1)
        return [
            head,
            *(Row((n, Location(Page.PORTFOLIO, w.candidate)), w.who, w.what, state="›") for n, w in parts),
        ]

    def _chosen(self, key: Any) -> None:
        if isinstance(key, str):
            self._open ^= {key}
            self.show_groups(self._groups)
        else:
            self.go.emit(key[1])
