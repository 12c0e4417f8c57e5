"""What an item waits for: open actions of the internal verifier, and reasons against accepting it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.record_words import field_words, value_words
from csassess.domain.records.verification import ActionState
from csassess.domain.verification.sampling import action_state, actions_of, state_words
from csassess.services.evidence import judgement
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import label
from csassess.ui.widgets.layouts import column
from csassess.ui.widgets.row_list import Row, RowList


class ItemNotices(QWidget):
    """Open actions and reasons against accepting; hidden if there are none to show."""

    action_chosen = Signal(str)  # the action's id
    reason_chosen = Signal(object)
    conflict_chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._candidate = self._item = ""
        self._reasons_asked = False
        self.actions_asked = RowList(text("Actions of the internal verifier"))
        self.actions_asked.chosen.connect(self.action_chosen.emit)
        self.conflicts = RowList(text("Set differently on two machines"))
        self.conflicts.chosen.connect(self.conflict_chosen.emit)
        self._heading = label(text("Before this item can be accepted:"), "problem")
        self.reasons = RowList(text("Before this item can be accepted"))
        self.reasons.chosen.connect(self.reason_chosen.emit)
        layout = column(self.actions_asked, self.conflicts, self._heading, self.reasons)
        layout.setContentsMargins(8, 0, 8, 0)
        self.setLayout(layout)

    def show_item(self, view: PortfolioView, item_id: str) -> None:
        """Show an item's open actions, and the remaining reasons if they were asked for."""
        self._candidate, self._item = view.portfolio.candidate.id, item_id
        self._show_actions(view)
        self._show_conflicts(view)
        self._show_reasons()

    def ask_reasons(self) -> bool:
        """Show the reasons against accepting until they are put right; return whether there are any."""
        self._reasons_asked = True
        self._show_reasons()
        return self._reasons_asked

    def forget_reasons(self) -> None:
        """Show no reasons until they are asked for again."""
        self._reasons_asked = False

    def _show_actions(self, view: PortfolioView) -> None:
        rows = []
        for action in actions_of(self._item, view.portfolio):
            state = action_state(action, view.portfolio)
            if state is not ActionState.CLOSED:
                due = text("Action of the internal verifier, due {day}", day=long_date(action.due))
                words = state_words(action, view.portfolio)
                rows.append(Row(action.id, due, action.what, state=words, tone="warn"))
        self.actions_asked.show_rows(rows)
        self.actions_asked.setVisible(bool(rows))
        self.actions_asked.fit()

    def _show_conflicts(self, view: PortfolioView) -> None:
        """Show what this and another machine wrote into one field, side by side."""
        rows = []
        for conflict in view.portfolio.conflicts_of(self._item):
            values = "  ·  ".join(
                value_words(conflict.entity, conflict.field, version.value) for version in conflict.versions
            )
            what = field_words(conflict.entity, conflict.field) or conflict.field
            words = text("Set differently on two machines: {what}", what=what)
            rows.append(Row(conflict, words, values, state=text("Choose ›"), tone="warn"))
        self.conflicts.show_rows(rows)
        self.conflicts.setVisible(bool(rows))
        self.conflicts.fit()

    def _show_reasons(self) -> None:
        reasons = (
            self._session.read(judgement.reasons, self._candidate, self._item) if self._reasons_asked else ()
        )
        self._reasons_asked = bool(reasons)
        self.reasons.show_rows([Row(reason, "", reason.words, state="›", tone="bad") for reason in reasons])
        for part in (self._heading, self.reasons):
            part.setVisible(bool(reasons))
        self.reasons.fit()
        shown = (self.actions_asked, self.conflicts)
        self.setVisible(bool(reasons) or not all(part.isHidden() for part in shown))
