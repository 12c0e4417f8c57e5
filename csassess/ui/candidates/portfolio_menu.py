"""The menu of a portfolio's administration: what is known of the candidate, hand-over and removal."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from csassess.catalogue import text
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import candidates, corrections
from csassess.services.cover import cover
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.candidates import correction_dialogs, people_dialogs
from csassess.ui.widgets.controls import offer


class PortfolioMenu(QMenu):
    """What is done now and then with a candidate, apart from the work on evidence."""

    go = Signal(object)
    handing_over = Signal(str)  # the candidate's id
    lending = Signal()

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__(page)
        self.setToolTipsVisible(True)  # a disabled action says why
        self._session, self._page, self._candidate = session, page, ""
        self._entering: dict[QAction, str] = {}  # with the kind of record that each enters
        self._enter("candidate", text("Change name"), self._change)
        self._enter("employment", text("Employer and job"), self._job)
        self.another_job = self._enter("employment", text("Add another job"), self._add_job)
        self._enter("registration", text("Registration"), self._register)
        self.another_registration = self._enter(
            "registration", text("Add another registration"), self._register_again
        )
        self._enter("milestone", text("Dates"), self._dates)
        self.addSeparator()
        self.collected = self._add(text("Signatures on paper"), lambda: self._open(Page.SIGNATURES))
        self._add(text("History"), lambda: self._open(Page.HISTORY))
        self.addSeparator()
        self._enter("joined", text("Merge duplicate"), self._join)
        self._enter("hand-over", text("Hand over"), lambda: self.handing_over.emit(self._candidate))
        self.lend = self._add(text("Lend to another assessor"), self.lending.emit)
        self._remove_action = self._add(text("Remove candidate"), self._remove)

    def _add(self, words: str, act: Callable[[], object]) -> QAction:
        action = self.addAction(words)
        action.triggered.connect(lambda *_: act())
        return action

    def _enter(self, kind: str, words: str, act: Callable[[], object]) -> QAction:
        action = self._add(words, act)
        self._entering[action] = kind
        return action

    def show_portfolio(self, view: PortfolioView) -> None:
        """Offer what can be done with a candidate here, and say why of the rest."""
        portfolio, read = view.portfolio, self._session.read
        self._candidate = portfolio.candidate.id
        self.another_job.setVisible(bool(portfolio.employments))
        self.another_registration.setVisible(bool(portfolio.registrations))
        self.lend.setVisible(read(cover.can_lend, self._candidate))
        for entering, kind in self._entering.items():
            offer(entering, read(reason_against, self._candidate, kind))
        barred = read(reason_against, self._candidate, "candidate")
        offer(self._remove_action, barred or read(corrections.reason_against_removing, portfolio))

    def _open(self, page: Page) -> None:
        self.go.emit(Location(page, self._candidate))

    def _change(self) -> None:
        candidate = self._session.portfolio_view(self._candidate).portfolio.candidate
        people_dialogs.change_candidate(self._page, self._session, candidate)

    def _job(self) -> None:
        """Open the present job, or the one entered last; ask for one if there is none."""
        portfolio = self._session.portfolio_view(self._candidate).portfolio
        jobs = portfolio.employments
        present = candidates.current_job(portfolio, self._session.now().date())
        if jobs:
            correction_dialogs.change_job(self._page, self._session, self._candidate, present or jobs[-1])
        else:
            self._add_job()

    def _add_job(self) -> None:
        people_dialogs.new_job(self._page, self._session, self._candidate)

    def _dates(self) -> None:
        people_dialogs.record_date(self._page, self._session, self._candidate)

    def _register(self) -> None:
        """Open the latest registration; ask for one if there is none."""
        latest = self._session.portfolio_view(self._candidate).portfolio.latest_registration
        if latest:
            correction_dialogs.change_registration(self._page, self._session, self._candidate, latest)
        else:
            self._register_again()

    def _register_again(self) -> None:
        people_dialogs.register(self._page, self._session, self._candidate)

    def _join(self) -> None:
        candidate = self._session.portfolio_view(self._candidate).portfolio.candidate
        people_dialogs.join_twice(self._page, self._session, candidate)

    def _remove(self) -> None:
        candidate = self._session.portfolio_view(self._candidate).portfolio.candidate
        words = text("{name} was removed.", name=candidate.name)

        def removed() -> None:
            self._session.undoable.emit(candidate.id, words)

        correction_dialogs.remove_candidate(self._page, self._session, candidate, removed)
