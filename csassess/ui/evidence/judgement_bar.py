"""The bar with which an assessor finishes, judges and reopens an item."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from csassess.catalogue import text
from csassess.domain.assessment.item_actions import (
    reason_against_accepting,
    reason_against_bringing_back,
    reason_against_reopening,
)
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.records.evidence import EvidenceItem
from csassess.services.access.write_checks import reason_against
from csassess.services.evidence import judgement
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.evidence import evidence_dialogs, judgement_dialogs
from csassess.ui.evidence.item_bar import ItemBar
from csassess.ui.widgets.controls import offer, set_tip


class JudgementBar(ItemBar):
    """The actions that the item's state allows, such as finish the visit, accept and reopen."""

    go = Signal(object)
    accept_asked = Signal()

    def __init__(self, page: QWidget, session: Session, ready: Callable[[], bool]) -> None:
        super().__init__(text("Item"), page, session, ready)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)  # never cut
        self.details = self._add(text("Details"), "pencil", self.show_details)
        self.bring_back = self._add(text("Bring back"), "rotate-ccw", self._bring_back)
        self.addendum = self._add(text("Add addendum"), "plus", self._addendum)
        self.reopen = self._add(text("Reopen item"), "rotate-ccw", self._reopen)
        self.finish = self._add(text("Finish visit"), "flag", self._finish, "Ctrl+Shift+F", "main")
        self.accept = self._add(text("Accept evidence"), "check", self.accept_asked.emit, "Ctrl+Return")

    def show_item(self, view: PortfolioView, item: EvidenceItem, *, locked: bool) -> None:
        """Offer what the state of an item allows; who may not do it reads why."""
        state, visit = view.state_of(item), view.portfolio.visit_of(item)
        was_accepted = state in (ItemState.ACCEPTED, ItemState.CHANGED)
        is_typing_up = visit is not None and visit.typing_up
        is_open = visit is not None and (visit.is_open or is_typing_up) and not locked
        finish = text("Finish typing up") if is_typing_up else text("Finish visit")
        if finish != self.finish.text():
            self.finish.setText(finish)
            self.finish.setIconText(f" {finish}")
            set_tip(self.finish, f"{finish}  (Ctrl+Shift+F)")
            self.widgetForAction(self.finish).setAccessibleName(finish)
        can_be_accepted = not reason_against_accepting(item, view.portfolio)
        can_be_reopened = not reason_against_reopening(item, view.portfolio.judgement_of(item.id))
        candidate, named = view.portfolio.candidate.id, {"id": item.id, "evidence": item.id}
        for action, kind, is_offered in (
            (self.accept, "judgement", can_be_accepted and not is_open),
            (self.finish, "", is_open),
            (self.details, "evidence", not locked),
            (self.reopen, "judgement", can_be_reopened),
            (self.addendum, "addendum", was_accepted),
            (self.bring_back, "evidence", not reason_against_bringing_back(item)),
        ):
            action.setVisible(is_offered)
            offer(action, self._session.read(reason_against, candidate, kind, named) if kind else "")

    def fit(self, width: int) -> None:
        """Keep only the next step of the item if a page of this width has no room for all buttons."""
        next_steps = (self.finish, self.accept)
        others = [action for action in self._offered if action not in next_steps]
        self._leave_to_menu(others if self.is_narrow(width) else ())

    def judge(self) -> None:
        """Ask for the judgement that accepts the item."""
        item = self._current()
        if item:
            look_again = self._session.read(would_ask.before_accepting, self._candidate, item.id)
            judgement_dialogs.judge(self._page, self._session, self._candidate, item, look_again)

    def show_details(self) -> None:
        """Ask for changes to the item itself."""
        item = self._current()
        if item and self._ready():
            evidence_dialogs.change_item(self._page, self._session, self._candidate, item)

    def _bring_back(self) -> None:
        self._session.run(judgement.bring_back, self._candidate, self._item)

    def _addendum(self) -> None:
        item = self._current()
        if item:
            evidence_dialogs.add_addendum(self._page, self._session, self._candidate, item)

    def _reopen(self) -> None:
        item = self._current()
        if item:
            judgement_dialogs.reopen(self._page, self._session, self._candidate, item)

    def _finish(self) -> None:
        if self._ready():
            self.go.emit(Location(Page.FINISH, self._candidate, self._item))
