"""A list that shows its first rows and, when asked, all of them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.ui.widgets.controls import button, rename
from csassess.ui.widgets.layouts import column, row
from csassess.ui.widgets.row_list import Row, RowList

_MOST = 5


class ShortList(QWidget):
    """A list of its first rows, with a button that shows the others; hidden without rows."""

    def __init__(self, name: str, most: int = _MOST, head_width: int = 0) -> None:
        super().__init__()
        self._most = most
        self.list = RowList(name, head_width, plain=True)
        self.more = button("", self._show_or_hide, "link")
        self._rows: Sequence[Row] = ()
        self._shows_all = False
        layout = column(self.list, row(self.more, 0))
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.setLayout(layout)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the first of the rows, or all if they were asked for."""
        self._rows = rows
        self._show()

    def _show_or_hide(self) -> None:
        self._shows_all = not self._shows_all
        self._show()

    def _show(self) -> None:
        left = len(self._rows) - self._most
        self.list.show_rows(self._rows if self._shows_all else self._rows[: self._most])
        self.list.fit()
        self.more.setVisible(left > 0)
        rename(self.more, text("Show fewer") if self._shows_all else text("{count} more", count=left))
        for part in (self, self.list):
            part.setVisible(bool(self._rows))
