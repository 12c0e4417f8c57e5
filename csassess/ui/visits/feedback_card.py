"""The card of the feedback to the candidate and the next visit, saved while it is typed."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import QDateEdit, QFrame, QLayout, QLineEdit, QPlainTextEdit, QWidget

from csassess.catalogue import text
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.signing.accounts import is_feedback_signed
from csassess.services.evidence import drafts
from csassess.services.visits import visits
from csassess.ui.base.location import Location
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.date_fields import maybe_day
from csassess.ui.widgets.fields import lines, long_line
from csassess.ui.widgets.layouts import column, row, spaced
from csassess.ui.widgets.recorded_fields import RecordedFields

_SAVED_AFTER = 1_500  # milliseconds from a keystroke to the record
_REFUSED = "finish"  # the draft of what was typed as the account was signed elsewhere


class FeedbackCard(QFrame):
    """Feedback to the candidate, their comments and the next visit.

    Once a signature covers it, it stays as it is until the signed account is opened.
    """

    opening_asked = Signal()  # the signed account is to be opened

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._place = session, Location()
        self._edit: Any = None  # of the feedback shown
        self._is_put_back = False  # what was kept is in the fields, and not saved yet
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVED_AFTER)
        self._timer.timeout.connect(self.save)
        self.done_well, self.to_develop, self.comments, self.brings = lines(), lines(), lines(), long_line()
        self.next_on = maybe_day()
        self.next_on.is_ahead = True
        self._named: dict[str, tuple[QWidget, str]] = {
            "done_well": (self.done_well, text("Done well")),
            "to_develop": (self.to_develop, text("To develop")),
            "comments": (self.comments, text("The candidate’s comments")),
            "next_on": (self.next_on, text("Next visit")),
            "brings": (self.brings, text("The candidate will bring")),
        }
        for field, name in self._named.values():
            field.setAccessibleName(name)
        for text_field in (self.done_well, self.to_develop, self.comments):
            text_field.setFixedHeight(theme.current().px(52))
            text_field.textChanged.connect(self._save_soon)
        self.brings.textEdited.connect(self._save_soon)
        self.next_on.dateChanged.connect(self._save_soon)
        self.next_on.refused.connect(session.problem.emit)
        self._fields = RecordedFields(self, {key: field for key, (field, _) in self._named.items()})
        self._fields.shown_late.connect(self._begin_edit)
        self.signed = label(text("Signed. To change it, open the signed account."), "quiet")
        self.open_signed = button(text("Open the signed account…"), self._ask_to_open, "link")
        self.setProperty("role", "card")
        self.setLayout(spaced(self._layout(), 2, 1, above=1))

    def _layout(self) -> Any:
        parts: list[QWidget | QLayout | int] = [label(text("2  Feedback to the candidate"), "heading")]
        parts += [self.signed, row(self.open_signed, 0)]
        named = [column(label(name, "eyebrow"), field) for field, name in self._named.values()]
        for pair in named:
            pair.setSpacing(2)
        *said, next_on, brings = named
        visit = column(next_on, brings) if theme.current().is_large else row(next_on, brings)
        visit.setStretch(1, 1)
        return column(*parts, *said, label(text("3  Next visit, agreed"), "heading"), visit)

    def _save_soon(self) -> None:
        if not self._timer.isActive():  # steady typing does not postpone saving
            self._timer.start()

    def show_item(self, place: Location) -> None:
        """Show the feedback of another item."""
        self._place, self._is_put_back = place, False
        self._show_feedback(self._fields.fill)

    def refresh(self, reason: str) -> None:
        """Show the present feedback of the same item; `reason` says why it cannot be changed, or is empty."""
        self._show_feedback(self._fields.show)
        portfolio = self._session.portfolio_view(self._place.candidate).portfolio
        is_signed = not reason and is_feedback_signed(self._place.item, portfolio)
        for field in (self.done_well, self.to_develop, self.comments, self.brings, self.next_on):
            field.setReadOnly(bool(reason) or is_signed)
        for part in (self.signed, self.open_signed):
            part.setVisible(is_signed)
        if not self._is_closed:
            self._put_refused_back()

    @property
    def _is_closed(self) -> bool:
        return self.done_well.isReadOnly()

    @property
    def recorded(self) -> FeedbackToCandidate:
        """The feedback as recorded, empty if there is none yet."""
        portfolio = self._session.portfolio_view(self._place.candidate).portfolio
        feedback = portfolio.feedback_to_candidate(self._place.item)
        return feedback or FeedbackToCandidate(self._place.item, self._place.item)

    def _show_feedback(self, show: Callable[[dict[str, Any]], None]) -> None:
        """Show the recorded feedback and begin an edit of what is shown."""
        recorded = self.recorded
        show({key: getattr(recorded, key) for key in self._named})
        self._begin_edit()

    def _begin_edit(self) -> None:
        shown = replace(self.recorded, **self._fields.shown)
        self._edit = self._session.begin_edit(self._place.candidate, shown)

    def save(self) -> bool:
        """Save what was typed.

        Return False if that failed; the words stay in the fields.
        """
        self._timer.stop()
        if not self._fields.save(self._save_feedback):
            return self._is_closed and self._keep_refused()
        if self._is_put_back:  # only now that it is saved
            self._is_put_back = False
            self._session.run_silently(drafts.keep_form_draft, self._draft_place, _REFUSED, {})
        return True

    def _save_feedback(self, values: dict[str, Any]) -> FeedbackToCandidate | None:
        stripped: dict[str, Any] = {
            key: value.strip() if isinstance(value, str) else value for key, value in values.items()
        }
        feedback = replace(self.recorded, **stripped)
        return self._session.save_edit(self._edit, visits.say_to_candidate, self._place.candidate, feedback)

    def _keep_refused(self) -> bool:
        """Keep as unfinished what was typed as the account was signed elsewhere; return whether it is kept.

        The page can then be left. The words are put back once the account is open again.
        """
        changed = self._fields.changed().items()
        typed = {
            key: value.isoformat() if isinstance(value, date) else value for key, value in changed if value
        }
        title, page = text("Feedback to the candidate"), asdict(self._place)
        if not self._session.run_silently(
            drafts.keep_form_draft, self._draft_place, _REFUSED, typed, title, page
        ):
            return False
        self._is_put_back = False
        self._show_feedback(self._fields.fill)
        return True

    def _put_refused_back(self) -> None:
        """Put back what a signature overtook; nothing can have been typed while the fields were closed."""
        if self._is_put_back:
            return  # more may have been typed since
        stored = self._session.read(drafts.form_draft, self._draft_place, _REFUSED)
        for key, words in stored.items():
            field = self._named[key][0]
            if isinstance(field, QPlainTextEdit):
                field.setPlainText(words)
            elif isinstance(field, QLineEdit):
                field.setText(words)
            elif isinstance(field, QDateEdit):
                field.setDate(QDate.fromString(words, Qt.DateFormat.ISODate))
        if stored:
            self._is_put_back = True
            self._save_soon()

    @property
    def _draft_place(self) -> tuple[str, str]:
        return self._place.candidate, self._place.item

    def _ask_to_open(self) -> None:
        if self.save():
            self.opening_asked.emit()
