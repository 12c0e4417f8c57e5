"""The card of candidates that are not registered, and so not in the sampling plan."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.verification.sampling_plan import PlanRow
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList


class UnregisteredCard(QFrame):
    """Who cannot be sampled yet, and what is needed first; hidden if there is no one.

    Choosing a candidate whose portfolio is here asks to go to it.
    """

    go = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.list = RowList(text("Not registered, so not in the plan"))
        self.list.chosen.connect(self._choose)
        content = column(label(text("Not registered, so not in the plan"), "heading"), self.list)
        self.setLayout(spaced(content, 2))

    def show_candidates(self, plan_rows: Iterable[PlanRow], *, for_verifier: bool) -> None:
        """Show candidates, in the words of the person who reads them."""
        rows = []
        for plan_row in plan_rows:
            candidate, is_here = plan_row.summary, plan_row.reported_on is None
            if not is_here:
                words = text("Known from a status file. The assessor records the registration.")
            elif for_verifier:
                words = text(
                    "Cannot be sampled yet. The assessor records the registration and sends the "
                    "portfolio again."
                )
            else:
                words = text("Cannot be sampled yet. Record the registration in the portfolio.")
            key = (candidate.candidate, is_here)
            rows.append(Row(key, candidate.name, words, state="›" if is_here else "", tone="warn"))
        self.list.show_rows(rows)
        self.list.fit()
        self.setVisible(bool(rows))

    def _choose(self, key: tuple[str, bool]) -> None:
        candidate, is_here = key
        if is_here:
            self.go.emit(Location(Page.PORTFOLIO, candidate))
