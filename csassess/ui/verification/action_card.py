"""The cards of a sample's actions and of earlier actions on the same unit."""

from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from csassess.catalogue import text
from csassess.domain.dates import clock_time, long_date
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.verification import Sample, Verdict
from csassess.domain.verification.sampling import answers_of, is_overdue, state_words
from csassess.services.papers.verification import action_history, action_location
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.form_dialog import value_of
from csassess.ui.widgets.form_drafts import FormDraft
from csassess.ui.widgets.layouts import clear, column, holder, row, spaced


class ActionCard(QFrame):
    """A sample's actions, with the fields to ask for another."""

    asking = Signal(str, object)  # what is needed, and by which date
    taking_back = Signal(object)  # the action

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._session = session
        self.what, self.due = lines(), day(session.now().date())
        self.due.refused.connect(session.problem.emit)
        self._draft: FormDraft | None = None  # of what was typed for the sample shown and not asked yet
        self.what.setAccessibleName(text("What is needed"))
        self.due.setAccessibleName(text("Due"))
        self.points_at = label("", "quiet")
        self.ask_button = button(text("Ask for this action"), self._ask, icon_name="flag")
        self.asked = column()
        self._asking = holder(
            column(
                label(self.what.accessibleName(), "eyebrow"),
                self.what,
                self.points_at,
                row(label(self.due.accessibleName(), "eyebrow"), self.due, 0),
                row(0, self.ask_button),
            )
        )
        content = column(label(text("Action needed"), "heading"), self.asked, self._asking)
        self.setLayout(spaced(content, 2))

    def begin(self, candidate: str, sample: str, due: date) -> None:
        """Show what was typed for a sample and not asked yet; propose a date by which it is due."""
        if self._draft:
            self._draft.end()
        self.what.clear()
        title, fields = text("Action to ask for"), {"what": self.what}
        self._draft = FormDraft(self, self._session, title, fields, (candidate, sample))
        self._draft.put_back()
        self.due.setDate(QDate(due.year, due.month, due.day))

    def keep_draft(self) -> None:
        """Store what was typed and not asked yet."""
        if self._draft:
            self._draft.keep_now()

    def clear(self) -> None:
        """Empty the field once its action was asked for."""
        self.what.clear()
        if self._draft:
            self._draft.forget()

    def show_sample(self, view: PortfolioView, sample: Sample, *, reason: str) -> None:
        """Show a sample's actions; hide the card if there are none and none is needed.

        `reason` says why the sample cannot be changed; empty if it can.
        """
        clear(self.asked)
        actions = [action for action in view.portfolio.actions if action.sample == sample.id]
        for action in actions:
            due = text("due {day}", day=long_date(action.due))
            take_back = button(text("Withdraw"), partial(self.taking_back.emit, action), "link")
            answered = text("This action was answered already.") if answers_of(action, view.portfolio) else ""
            offer(take_back, reason or answered)
            self.asked.addLayout(_line(f"{action.what}\n{action_location(action, view)}, {due}", take_back))
        offer(self.ask_button, reason)
        for field in (self.what, self.due):
            field.setReadOnly(bool(reason))
        self._asking.setVisible(not reason or bool(self.what.toPlainText()))
        self.setVisible(sample.verdict is Verdict.ACTION_NEEDED or bool(actions))

    def point_at(self, item: EvidenceItem, note: Note | None) -> None:
        """Show which item, and which of its notes, the next action is about."""
        at = text(", note {time}", time=clock_time(note.at)) if note else ""
        self.points_at.setText(
            text("This action is about item {number}{note}.").format(number=item.number, note=at)
        )

    def _ask(self) -> None:
        self.asking.emit(self.what.toPlainText(), value_of(self.due))


class EarlierActions(QFrame):
    """The actions of a unit's other samples with their answers; hidden if there are none."""

    opening = Signal(str)  # the action's id

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._lines = column()
        content = column(label(text("Earlier actions on this unit"), "heading"), self._lines)
        self.setLayout(spaced(content, 2))

    def show_sample(self, view: PortfolioView, sample: Sample, today: date) -> None:
        """Show the actions of the other samples of a sample's unit."""
        clear(self._lines)
        actions = [a for a in view.portfolio.actions if a.unit == sample.unit and a.sample != sample.id]
        for action in actions:
            state = (
                text("overdue")
                if is_overdue(action, view.portfolio, today)
                else state_words(action, view.portfolio)
            )
            words = [f"{long_date(action.at.date())}: {action.what}", *action_history(action, view), state]
            open_button = button(text("Open"), partial(self.opening.emit, action.id), icon_name="eye")
            self._lines.addLayout(_line("\n".join(words), open_button))
        self.setVisible(bool(actions))


def _line(words: str, act: QPushButton) -> QHBoxLayout:
    line = row(label(words), act)
    line.setStretch(0, 1)
    return line
