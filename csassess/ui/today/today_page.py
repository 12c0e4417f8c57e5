"""The page Today: the visit under way, what is to be finished, the next visits, and what waits for others."""

from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.assessment.candidate_row import CandidateRow
from csassess.domain.dates import long_date
from csassess.domain.records.people import Candidate
from csassess.domain.records.roles import Role
from csassess.services.access import proofs
from csassess.services.progress import milestones, next_visits, waiting
from csassess.services.retention import held
from csassess.ui.access import key_dialogs
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.candidates import people_dialogs
from csassess.ui.today.next_visits_card import NextVisitsCard
from csassess.ui.today.running_card import RunningCard
from csassess.ui.today.to_finish_card import ToFinishCard
from csassess.ui.today.waiting_card import WaitingCard
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import IN_TWO_COLUMNS, TwoColumns, column, frame, row, scroll_whole


class TodayPage(PageWidget):
    """The visit under way, then own work on the left, next visits and what others owe on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        session.draft_ended.connect(self._draft_ended)  # a method: Qt drops it together with the page
        self._date = label("", "title")
        self.held = button("", lambda: self.go.emit(Location(Page.CENTRE, form="keeping")), "link", "undo-2")
        self.running, self.work = RunningCard(), ToFinishCard(session)
        self.visits, self.others = NextVisitsCard(session), WaitingCard()
        self.to_finish, self.for_others = self.work.tasks.list, self.others.waiting.list
        for card in (self.running, self.work, self.visits, self.others):
            card.go.connect(self.go)
        self._explanation = label("", "quiet")
        self.add_button = button(text("Add a candidate"), self._add, "main", "user-plus")
        self.first = frame("card", column(self._explanation, row(self.add_button, 0)))
        self.keys = self._keys_card()
        columns = TwoColumns(
            column(self.work, self.keys, 0), column(self.visits, self.others, 0), shares=(8, 7)
        )
        scroll_whole(
            self,
            column(self._date, row(self.held, 0), self.running, self.first, columns, 0),
            most_wide=IN_TWO_COLUMNS,
        )

    def _keys_card(self) -> QFrame:
        self.prove_button = button(text("Try them now"), self._prove, icon_name="key-round")
        self.later_button = button(text("Not now"), self._put_off, "link")
        words = text(
            "At least one of them was not typed for three months. Try them while nothing depends on them."
        )
        card = frame(
            "card",
            column(
                label(text("Do passphrase and recovery code still open?"), "heading"),
                label(words, "quiet"),
                row(self.prove_button, self.later_button, 0),
            ),
        )
        card.hide()
        return card

    def _draft_ended(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        session, today = self._session, self._session.now().date()
        self._date.setText(long_date(today))
        self._show_held()
        everyone, role = session.candidate_rows(), session.role
        running = next_visits.running_visits(everyone)
        self.running.show_visits(running)
        self.keys.setVisible(not running and session.read(proofs.is_reminder_due))
        self._show_first(everyone, role)
        self.work.show_rows(everyone)
        self.visits.setVisible(role is Role.ASSESSOR and bool(everyone))
        if role is Role.ASSESSOR:
            others = [
                (candidate.name, candidate.id) for candidate, outline in everyone if not outline.running
            ]
            self.visits.show_visits(
                next_visits.next_visits(everyone, today), others, is_on_visit=bool(running)
            )
        waits = waiting.waiting_for_others(
            [outline for _, outline in everyone], session.read(milestones.reminders), today, role
        )
        self.others.show_groups(waiting.by_what_is_awaited(waits))

    def _show_first(self, everyone: list[tuple[Candidate, CandidateRow]], role: Role) -> None:
        """Say how to begin if there are no candidates yet."""
        observes = role is Role.ASSESSOR
        self.first.setVisible(not everyone)
        self.work.setVisible(bool(everyone))
        self.add_button.setVisible(observes)
        self._explanation.setText(
            text("Add your first candidate, enrol them on a unit, then observe them at work.")
            if observes
            else text(
                "There are no candidates yet. Receive a portfolio file or a status file from an assessor."
            )
        )

    def _show_held(self) -> None:
        """Show in a line that an erased portfolio can still be restored, and how long."""
        words = self._session.read(held.today_words)
        self.held.setText(f" {words}")
        self.held.setAccessibleName(words)
        self.held.setVisible(bool(words))

    def _prove(self) -> None:
        key_dialogs.prove_keys(self, self._session).accepted.connect(self.refresh)

    def _put_off(self) -> None:
        self._session.run_silently(proofs.put_off)
        self.refresh()

    def _add(self) -> None:
        people_dialogs.add_candidate(
            self, self._session, lambda candidate_id: self.go.emit(Location(Page.PORTFOLIO, candidate_id))
        )
