"""A list of what a file does not bring to its recipient, with a way to put each right."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.services.progress.to_do import ToFinish
from csassess.ui.base.location import Location, location_of
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.form_dialog import FormDialog
from csassess.ui.widgets.layouts import column
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import item_state_words

_HEIGHT = 132  # pixels at 100 % text; a longer list scrolls


class NotArrivingList(QWidget):
    """What does not arrive or does not count; choosing an entry asks to go there."""

    go = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._nothing = label(text("Nothing: all of it arrives and counts."), "quiet")
        self.list = RowList(text("Does not arrive, or does not count"))
        self.list.chosen.connect(lambda key: self.go.emit(key[1]))
        self.list.setFixedHeight(theme.current().px(_HEIGHT))
        layout = column(self._nothing, self.list)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_findings(self, findings: Iterable[ToFinish]) -> None:
        """Show what does not arrive, or that everything does."""
        rows = [
            Row(
                (number, location_of(finding)),
                finding.who,
                finding.what,
                state=f"{item_state_words(finding.state)[0]}  ›" if finding.state else "›",
                tone="warn",
            )
            for number, finding in enumerate(findings)
        ]
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)


def add_findings(dialog: FormDialog[Any], go: Callable[[Location], object], below: str) -> NotArrivingList:
    """Add the list of what does not arrive to a dialog, below one of its fields.

    Going to an entry closes the dialog.
    """
    found = NotArrivingList()

    def leave_for(place: Location) -> None:
        dialog.put_aside()
        go(place)

    found.go.connect(leave_for)
    dialog.add_part(text("Does not arrive, or does not count"), found, below)
    return found
