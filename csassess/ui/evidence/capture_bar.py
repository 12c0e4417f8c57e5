"""The tool bar with which an assessor captures evidence."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from csassess.catalogue import text
from csassess.domain.dates import clock_time
from csassess.domain.records.evidence import EvidenceItem, Method, Note, NoteKind
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.access.write_checks import reason_against_item
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.evidence.event_times import is_earlier_discussion, time_of_event
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.visits import visits
from csassess.ui.base.session import Session
from csassess.ui.evidence.discussion_clock import DiscussionClock
from csassess.ui.evidence.item_bar import ItemBar
from csassess.ui.evidence.item_menu import ItemMenu
from csassess.ui.visits import time_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import offer
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.text_fields import leave_text

_ALL_WORDS_FIT = 1280  # pixels of the page at 100 % text


class CaptureBar(ItemBar):
    """The capture buttons of an item: one press each; notes are written up and mapped later."""

    captured = Signal(str, bool)  # the new note's id, and whether to start writing it now
    feedback_asked = Signal(object)  # the origin of the customer feedback
    photograph_asked = Signal()

    def __init__(self, page: QWidget, session: Session, ready: Callable[[], bool], menu: ItemMenu) -> None:
        super().__init__(text("Capture"), page, session, ready)
        add, note = self._add, self._note
        self.next_customer = add(text("Next customer"), "user-plus", self._next_customer, "Ctrl+J", "main")
        self.add_note = add(text("Note"), "pen-line", partial(note, NoteKind.OBSERVED), "Ctrl+N")
        self.mark_moment = add(text("Mark moment"), "bookmark", partial(note, NoteKind.MOMENT), "Ctrl+M")
        self.discussion = add(text("Start the clock"), "clock", self._run_clock)
        self.clock = DiscussionClock(session, self.discussion)
        question = partial(note, NoteKind.QUESTION)
        self.ask = add(text("Question"), "message-circle-question-mark", question, "Ctrl+U")
        feedback = partial(self.feedback_asked.emit, FeedbackOrigin.SPONTANEOUS)
        self.customer_feedback = add(text("Customer feedback"), "message-square", feedback, "Ctrl+B")
        self.photograph = add(text("Photograph"), "camera", self.photograph_asked.emit, "Ctrl+Shift+P")
        self.not_observing = add(text("Not observing"), "eye-off", self._not_observing)
        self.undo = add(text("Undo"), "undo-2", self._undo)
        self._menu_button = menu.button()
        self.more = self.addWidget(self._menu_button)
        self.more.setIcon(self._menu_button.icon())
        self.more.setIconText(self._menu_button.text())

    def show_item(self, view: PortfolioView, item: EvidenceItem, *, reason: str) -> None:
        """Enable what can be captured in an item; with a reason against that, only undo and the menu."""
        for action in (self.next_customer, self.not_observing):
            action.setVisible(item.method == Method.OBSERVATION)
        for action in self._offered:
            offer(action, "" if action in (self.undo, self.discussion) else reason)
        offer(self.undo, self._session.reason_against_undoing(view.portfolio.candidate.id))
        self.clock.show_item(item.id, discussed=item.method == Method.PROFESSIONAL_DISCUSSION)
        self._apply_site_rules(view.portfolio.visit_of(item), reason)
        gap = visits.running_gap(view.portfolio.notes_of(item.id))
        self.not_observing.setIconText(f" {text('Observing again') if gap else text('Not observing')}")

    def _apply_site_rules(self, visit: Visit | None, reason: str) -> None:
        """Disable what the site does not allow, and show why."""
        is_camera_off = visit is not None and visit.camera_allowed is False
        camera = icon("camera-off" if is_camera_off else "camera", theme.current().colours.ink)
        if self.photograph.icon().cacheKey() != camera.cacheKey():  # Qt lays out the bar for any new icon
            self.photograph.setIcon(camera)
        self.photograph.setIconText(f" {text('Camera off') if is_camera_off else text('Photograph')}")
        offer(self.photograph, reason or photographs.reason_against_camera(visit))
        if visit is not None and visit.is_open and visit.devices_allowed is False and not reason:
            words = text(
                "No devices are allowed on this site. Write on the printed visit sheet, "
                "finish the visit, then type it up."
            )
            for action in (
                self.next_customer,
                self.mark_moment,
                self.ask,
                self.add_note,
                self.customer_feedback,
                self.not_observing,
            ):
                offer(action, words)
            self._session.message.emit(words)

    def fit(self, width: int) -> None:
        """Drop the words of buttons whose icons explain themselves as the page narrows.

        A page with still less room shows the first buttons, with words, and leaves the others to the menu.
        """
        is_narrow, is_wide = self.is_narrow(width), width >= theme.current().px(_ALL_WORDS_FIT)
        words, no_words = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            Qt.ToolButtonStyle.ToolButtonIconOnly,
        )
        self._leave_to_menu(self._without_room(width) if is_narrow else ())
        self._menu_button.setToolButtonStyle(words if is_narrow else no_words)
        wordless = (self.undo,) if is_narrow else (self.not_observing, self.photograph, self.undo)
        for action in self._offered:
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(words if is_wide or action not in wordless else no_words)

    def _without_room(self, width: int) -> list[QAction]:
        """Return the actions that do not fit a width with their words, the least used first to go."""
        room = width - self._width_with_words(self.more) - self._width_with_words(self.undo)
        left_out = []
        for action in self._by_use():
            room -= self._width_with_words(action) if action.isVisible() else 0
            if room < 0:
                left_out.append(action)
        return left_out

    def _by_use(self) -> list[QAction]:
        """Return the actions by how often they are used in an item; undo always has its button."""
        first = (self.next_customer, self.discussion, self.add_note, self.mark_moment, self.photograph)
        others = (a for a in self._offered if a not in first and a is not self.undo)
        return [*first, *others]

    def menu_actions(self) -> list[QAction]:
        """Return the actions for the Capture menu: all but the button that opens the item's own menu."""
        return list(self._offered)

    def may_capture(self) -> bool:
        """Save what is being typed and return whether the item can be changed.

        Shows the reason if it cannot.
        """
        if self._current() is None or not self._ready():
            return False
        reason = self._session.read(reason_against_item, self._candidate, self._item)
        if reason:
            self._session.problem.emit(reason)
        return not reason

    def _next_customer(self) -> None:
        if not self.may_capture() or self._asks_time(NoteKind.OBSERVED, self._begin_customer):
            return
        blank = evidence.blank_customer_note(self._view().portfolio, self._item, self._session.now())
        if blank:
            self._captured(blank, write=True)
            return
        self._observe_again()
        customer_and_note = self._session.run(evidence.next_customer, self._candidate, self._item)
        if customer_and_note:
            self._captured(customer_and_note[1], write=True)

    def _note(self, kind: NoteKind) -> None:
        if not self.may_capture() or self._asks_time(kind, partial(self._begin_note, kind)):
            return
        blank = evidence.blank_note(self._view().portfolio, self._item, kind, self._session.now())
        if blank:
            self._captured(blank, write=True)
            return
        self._observe_again()
        note = self._session.run(evidence.add_note, self._candidate, self._item, kind=kind)
        if note:
            self._captured(note, write=kind is not NoteKind.MOMENT)

    def _captured(self, note: Note, *, write: bool) -> None:
        """Show a note just begun, to be written now or later, and say if its time is not the present time."""
        self.captured.emit(note.id, write)
        item = self._current()
        visit = self._view().portfolio.visit_of(item) if item else None
        if visit and visit.ended and not visit.typing_up:
            words = text(
                "The visit is over. This note is entered at {time}: change its time if need be.",
                time=clock_time(note.at),
            )
            self._session.message.emit(words)

    def _asks_time(self, kind: NoteKind, begin: Callable[[datetime, datetime | None, str], Note]) -> bool:
        """Ask when it happened if that was earlier, then begin the note; return whether it is asked.

        That is so if the visit is being typed up, for what was not observed in a visit that is over, and in a
        discussion of an earlier day.
        """
        item = self._current()
        if item is None:
            return False
        visit = self._view().portfolio.visit_of(item)
        is_over = visit is not None and visit.ended is not None
        is_earlier = is_earlier_discussion(item, self._session.now().date())
        is_typed_up = visit is not None and visit.typing_up
        if not (is_typed_up or is_earlier or (is_over and kind is NoteKind.NOT_OBSERVED)):
            return False

        def show(at: datetime, until: datetime | None, later_because: str) -> None:
            note = begin(at, until, later_because)
            self._captured(note, write=kind in (NoteKind.OBSERVED, NoteKind.QUESTION))

        last = self._session.read(time_of_event, self._candidate, item)
        time_dialogs.time_of_new_note(self._page, last, kind, show)
        return True

    def ask_time_of(self, moment: Note) -> None:
        """Ask when a moment happened that a tick made, if the visit is being typed up."""
        visit = self._view().portfolio.visit_of(self._view().portfolio.item(moment.evidence))
        if visit and visit.typing_up:
            time_dialogs.note_time(self._page, self._session, self._candidate, moment)

    def _begin_note(self, kind: NoteKind, at: datetime, until: datetime | None, later_because: str) -> Note:
        return self._session.run_or_raise(
            evidence.add_note,
            self._candidate,
            self._item,
            kind=kind,
            at=at,
            until=until,
            later_because=later_because,
        )

    def _begin_customer(self, at: datetime, _: datetime | None, later_because: str) -> Note:
        return self._session.run_or_raise(
            evidence.next_customer, self._candidate, self._item, at, later_because
        )[1]

    def _observe_again(self) -> None:
        """End a running time not observed, because whatever is captured was observed."""
        if visits.running_gap(self._view().portfolio.notes_of(self._item)):
            self._session.run(visits.toggle_observing, self._candidate, self._item)

    def _not_observing(self) -> None:
        gap = partial(self._begin_note, NoteKind.NOT_OBSERVED)
        if self.may_capture() and not self._asks_time(NoteKind.NOT_OBSERVED, gap):
            self._session.run(visits.toggle_observing, self._candidate, self._item)

    def _run_clock(self) -> None:
        self.clock.start_or_stop()

    def _undo(self) -> None:
        if self._ready():
            leave_text(self._page)
            self._session.undo(self._candidate)
