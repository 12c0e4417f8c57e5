"""One item: its notes beside the criteria of every unit, and what the unit still needs."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton, QVBoxLayout

from csassess.catalogue import text
from csassess.domain.assessment.acceptance import Reason
from csassess.domain.dates import long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import CustomerFeedback, EvidenceItem, Method, NoteKind, Reference
from csassess.domain.records.verification import ActionState
from csassess.domain.records.visits import Visit
from csassess.domain.units.units import FeedbackOrigin
from csassess.domain.verification.sampling import action_state, actions_of
from csassess.services.evidence import evidence, judgement, references, suggestions
from csassess.services.evidence.suggestions import CoReferenceCounts
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.units import question_bank
from csassess.services.visits import visits
from csassess.ui.attachments import picture_import
from csassess.ui.attachments.picture_import import PictureImport
from csassess.ui.base import tasks
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog, evidence_dialogs, judgement_dialogs
from csassess.ui.evidence.criteria_pane import CriteriaPane
from csassess.ui.evidence.criterion_rows import CriterionRows
from csassess.ui.evidence.discussion_clock import DiscussionClock
from csassess.ui.evidence.finding_links import FindingLinks
from csassess.ui.evidence.findings_panel import FindingsPanel
from csassess.ui.evidence.item_menu import ItemMenu
from csassess.ui.evidence.notes_pane import NotesPane
from csassess.ui.evidence.people_tabs import PeopleTabs
from csassess.ui.evidence.responsive_panes import ResponsivePanes
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import OneLine, button, label, shortened
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.layouts import column, frame, row, spaced
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import account_in_words, item_state

_WORDS_FIT, _ALL_WORDS_FIT = 820, 1280  # pixels at 100 % text


class EvidencePage(PageWidget):
    """Capture first, map later: every capture is one action, and the tick belongs to the selected note."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._candidate = self._item = ""
        self._counting: tasks.Task | None = None
        self.intake = PictureImport(session)
        self._just_ticked = ("", "")  # unit and criterion: what is alike in other units is offered under it
        self.back = button(
            "", lambda: self.go.emit(Location(Page.PORTFOLIO, self._candidate)), "link", "arrow-left"
        )
        self.title, self.subtitle = OneLine("heading"), OneLine()
        self.state = label("", "eyebrow")
        self.decide, self.capture = _toolbar(text("Item")), _toolbar(text("Capture"))
        self._make_actions()
        self.people = PeopleTabs()
        self.notes, self.criteria, self.findings = NotesPane(session), CriteriaPane(), FindingsPanel()
        self.panes = ResponsivePanes(
            (text("Notes"), self.notes), (text("Criteria"), self.criteria), self.findings
        )
        self._against_shown = False
        self.asked = RowList(text("Actions of the internal verifier"))
        self.asked.chosen.connect(self._show_action)
        self.reasons = RowList(text("Before this item can be accepted"))
        self._reasons_heading = label(text("Before this item can be accepted:"), "problem")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        second = row(self.state, self.subtitle)
        second.setStretch(1, 1)
        titles = column(self.title, second)
        titles.setSpacing(0)
        head = row(self.back, titles, self.decide)
        head.setStretch(1, 1)
        self.state.setWordWrap(False)
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        spaced(layout, 0)
        layout.addWidget(frame("bar", column(head, self.people), 1))
        bar = row(self.capture)
        bar.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(bar)
        against = column(self.asked, self._reasons_heading, self.reasons)
        against.setContentsMargins(8, 0, 8, 0)
        layout.addLayout(against)
        self.reasons.hide()
        self._reasons_heading.hide()
        body = row(self.panes)
        body.setContentsMargins(8, 0, 8, 8)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        self.reasons.chosen.connect(self._put_right)
        self.people.asked.connect(self._switch)
        self.notes.selected.connect(self._note_selected)
        self.notes.feedback_chosen.connect(self.change_feedback)
        self.notes.asked.connect(self.criteria.show_criterion)
        self.notes.attachment_chosen.connect(self.more.open_attachment)
        self.notes.cover_asked.connect(self._cover)
        self.criteria.toggled.connect(self._toggled)
        self.criteria.locating.connect(self._locate)
        self.criteria.unit_shown.connect(lambda _: self._show_findings())
        self._meeting = FindingLinks(self, self._session)  # kept: a signal holds on to no plain object
        self.findings.chosen.connect(self._meeting.meet)

    def _make_actions(self) -> None:
        add, decide, capture = self._action, self.decide, self.capture
        self.next_customer = add(
            capture, text("Next customer"), "user-plus", self._next_customer, "Ctrl+J", "main"
        )
        self.add_note = add(
            capture, text("Note"), "pen-line", partial(self._note, NoteKind.OBSERVED), "Ctrl+N"
        )
        self.mark_moment = add(
            capture, text("Mark moment"), "bookmark", partial(self._note, NoteKind.MOMENT), "Ctrl+M"
        )
        self.discussion = add(capture, text("Start the clock"), "clock", self._run_clock)
        self.clock = DiscussionClock(self._session, self.discussion)
        self.ask = add(
            capture,
            text("Question"),
            "message-circle-question-mark",
            partial(self._note, NoteKind.QUESTION),
            "Ctrl+U",
        )
        feedback = partial(self.ask_feedback, FeedbackOrigin.SPONTANEOUS)
        self.customer_feedback = add(capture, text("Customer feedback"), "message-square", feedback, "Ctrl+B")
        self.photograph = add(capture, text("Photograph"), "camera", self._photograph, "Ctrl+P")
        self.not_observing = add(capture, text("Not observing"), "eye-off", self._not_observing)
        self.undo = add(capture, text("Undo"), "undo-2", self._undo)
        self.more = ItemMenu(self, self._session, self.leave)
        self.more.go.connect(self.go.emit)
        self._more_action = capture.addWidget(self.more.button())
        self.details = add(decide, text("Details"), "pencil", self.show_details)
        self.bring_back = add(decide, text("Bring back"), "rotate-ccw", self._bring_back)
        self.addendum = add(decide, text("Addendum"), "plus", self._addendum)
        self.reopen = add(decide, text("Reopen"), "rotate-ccw", self._reopen)
        self.finish = add(decide, text("Finish visit"), "flag", self._finish, "Ctrl+Shift+F", "main")
        self.accept = add(decide, text("Accept"), "check", self._accept, "Ctrl+Return")

    def _action(
        self,
        bar: QToolBar,
        words: str,
        icon_name: str,
        act: Callable[[], object],
        keys: str = "",
        role: str = "",
    ) -> QAction:
        colours = theme.current().colours
        action = QAction(icon(icon_name, colours.on_accent if role == "main" else colours.ink), words, self)
        action.setIconText(f" {words}")  # a space, for the icon is set too close
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{words}  ({keys})" if keys else words)
        action.setIconVisibleInMenu(False)  # the ink of a bar is not the ink of a menu
        action.triggered.connect(lambda *_: act())
        bar.addAction(action)
        bar.widgetForAction(action).setProperty("role", role)
        bar.widgetForAction(action).setAccessibleName(words)
        bar.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addAction(action)
        return action

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where large text leaves no room for words, the buttons keep their icons; the words stay for tip and reader."""
        super().resizeEvent(event)
        width, px = event.size().width(), theme.current().px
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if width < px(_WORDS_FIT)
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for bar in (self.decide, self.capture):
            bar.setToolButtonStyle(style)
        for action in (
            self.not_observing,
            self.photograph,
            self.undo,
        ):  # known by their icon where there is little room
            shown = self.capture.widgetForAction(action)
            if isinstance(shown, QToolButton) and width < px(_ALL_WORDS_FIT):
                shown.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _undo(self) -> None:
        if self.leave():
            self._session.undo(self._candidate)

    @property
    def busy(self) -> bool:
        return self.intake.busy

    def show_location(self, place: Location) -> None:
        """Show an item, with a note of it selected and a unit on top where they are named."""
        self.leave()
        self._against_shown = False
        self._just_ticked = ("", "")
        self._candidate, self._item = place.candidate, place.item
        self.notes.note = place.note
        self.refresh()
        if place.unit:
            self.criteria.show_unit(place.unit)
        self._count_links()

    def _count_links(self) -> None:
        """Count beside what is offered under a tick, so that the first tick of a criterion is as quick as any."""
        caseload, view = self._session.caseload, self.view()
        if self._counting is None and not suggestions.are_counted(caseload, view):
            self._counting = self._session.run_in_background(
                partial(suggestions.count, view=view), self._counted, lambda _: self._counted()
            )

    def _counted(self, linked: CoReferenceCounts | None = None) -> None:
        self._counting = None
        if linked is not None:
            self._session.caseload.linked = linked

    def leave(self) -> bool:
        """Save what is being typed; False where that could not be, and the words are still there."""
        return self.notes.save()

    @property
    def place(self) -> Location:
        """Where this page is, to come back to."""
        return Location(Page.EVIDENCE, self._candidate, self._item, self.notes.note, self.criteria.unit)

    def refresh(self) -> None:
        if not self._item:
            return
        view, item = self.view(), self._current()
        if item is None:  # undone meanwhile
            self._item = ""
            self.go.emit(Location(Page.PORTFOLIO, self._candidate))
            return
        accepted = view.portfolio.is_accepted(item)
        locked = self._is_locked(item)
        visit = view.portfolio.visit_of(item)
        is_open = visit is not None and visit.is_open
        method = words_for(Method(item.method)) if item.method in list(Method) else item.method
        self.back.setText(f" {shortened(view.portfolio.candidate.name, 24)}")
        self.title.setText(f"{item.number}  {method.capitalize()}, {long_date(item.on)}")
        self.state.setText(
            "   ".join(
                filter(None, (item_state(view.portfolio, item)[0], account_in_words(view.portfolio, item)))
            )
        )
        reason = next((j.comment for j in view.portfolio.judgements if j.id == item.id and not accepted), "")
        self.subtitle.setText(
            "  ·  ".join(part for part in (*self._site_rules(visit), reason, item.description) if part)
        )
        for action, shown in (
            (self.accept, not locked and not is_open),
            (self.finish, not locked and is_open),
            (self.details, not locked),
            (self.reopen, accepted),
            (self.addendum, accepted),
            (self.bring_back, item.withdrawn),
        ):
            action.setVisible(shown)
        for action in (self.next_customer, self.not_observing):
            action.setVisible(item.method == Method.OBSERVATION)
        for action in self.capture.actions():
            action.setEnabled(not locked or action in (self.undo, self._more_action))
        self.clock.show_item(item.id, discussed=item.method == Method.PROFESSIONAL_DISCUSSION)
        self._apply_site_rules(visit, locked=locked)
        self._show_people(item)
        gap = visits.standing_gap(view.portfolio.notes_of(item.id))
        self.not_observing.setIconText(f" {text('Observing again') if gap else text('Not observing')}")
        bank = question_bank.to_ask(self._session.caseload, view)
        self.notes.show_item(
            view.portfolio, item.id, tuple(stand.unit for stand in view.standings), locked=locked, bank=bank
        )
        self._show_criteria()
        self._show_reasons()
        self._show_asked(view, item)

    def _show_asked(self, view: PortfolioView, item: EvidenceItem) -> None:
        """Show the verifier's actions on this very item until they are closed."""
        rows = []
        for action in actions_of(item.id, view.portfolio):
            state = action_state(action, view.portfolio)
            if state is not ActionState.CLOSED:
                due = text("Action of the internal verifier, due {day}", day=long_date(action.due))
                rows.append(Row(action.id, due, action.what, state=words_for(state), tone="warn"))
        self.asked.show_rows(rows)
        self.asked.setVisible(bool(rows))
        self.asked.fit()

    def _show_action(self, action_id: str) -> None:
        if self.leave():
            action_dialog.show_action(self, self._session, self._candidate, action_id)

    def view(self) -> PortfolioView:
        """Return the record of the candidate shown."""
        return self._session.overview(self._candidate)

    def _current(self) -> EvidenceItem | None:
        return next((item for item in self.view().portfolio.evidence if item.id == self._item), None)

    def _is_locked(self, item: EvidenceItem) -> bool:
        return self.view().portfolio.is_accepted(item) or item.withdrawn

    def _site_rules(self, visit: Visit | None) -> list[str]:
        """Return what the site does not allow, so that it can be shown to whoever asks."""
        if visit is None:
            return []
        rules = (
            (visit.camera_allowed, text("CAMERA OFF (site rule)")),
            (visit.recording_allowed, text("RECORDING OFF (site rule)")),
            (visit.devices_allowed, text("NO DEVICES (site rule)")),
        )
        return [words for allowed, words in rules if allowed is False]

    def _apply_site_rules(self, visit: Visit | None, *, locked: bool) -> None:
        """Switch off what the site does not allow, and say so on the control itself."""
        off = visit is not None and visit.camera_allowed is False
        shown = icon("camera-off" if off else "camera", theme.current().colours.ink)
        if (
            self.photograph.icon().cacheKey() != shown.cacheKey()
        ):  # Qt lays the whole bar out anew whatever it was
            self.photograph.setIcon(shown)
        self.photograph.setIconText(f" {text('Camera off') if off else text('Photograph')}")
        self.photograph.setEnabled(not off and not locked)
        if visit is not None and visit.is_open and visit.devices_allowed is False and not locked:
            for action in (
                self.next_customer,
                self.mark_moment,
                self.ask,
                self.add_note,
                self.customer_feedback,
                self.not_observing,
            ):
                action.setEnabled(False)
            self._session.message.emit(
                text(
                    "No devices on this site: write on the printed visit sheet, finish the visit, then type"
                    " it up."
                )
            )

    def _show_people(self, item: EvidenceItem) -> None:
        self.people.show_people(
            visits.together(self._session.caseload, self._candidate, item), self._candidate
        )
        self.notes.editor.show_whose(self.people.whose)
        self._show_more()

    @property
    def observed(self) -> list[tuple[str, str, str]]:
        """Who is observed in the visit that is shown: shape, candidate and item."""
        return self.people.observed

    def _show_more(self) -> None:
        item = self._current()
        if item:
            self.more.show_item(
                self.view().portfolio,
                item,
                self.notes.note,
                several=self.people.several,
                locked=self._is_locked(item),
            )

    def _switch(self, candidate: str, item: str) -> None:
        """Write the record of another candidate of the visit; what was typed stays with the one before."""
        if self.leave():
            self.go.emit(Location(Page.EVIDENCE, candidate, item, unit=self.criteria.unit))

    def _show_criteria(self) -> None:
        item = self._current()
        if item is None:
            return
        offers_made = (
            suggestions.suggestions(self._session.caseload, self.view(), *self._just_ticked)
            if self._just_ticked[0]
            else ()
        )
        rows = CriterionRows(self.view(), item.id, self.notes.note, (self._just_ticked, offers_made))
        self.criteria.show_item(rows, locked=self._is_locked(item))
        self._show_findings()

    def _show_findings(self) -> None:
        unit = self.criteria.unit
        self.findings.show_unit(self.view().of(unit) if unit else None)

    def _note_selected(self) -> None:
        self._just_ticked = ("", "")
        self._show_more()
        self._show_criteria()

    # Capture

    def _may_capture(self) -> bool:
        """Save what is being typed and return whether this item takes more; say why where it does not."""
        item = self._current() if self._item else None
        if item is None or not self.leave():
            return False
        return self._session.run_silently(evidence.changeable_item, self._candidate, item.id)

    def _next_customer(self) -> None:
        if not self._may_capture():
            return
        self._observe_again()
        opened = self._session.run(evidence.next_customer, self._candidate, self._item)
        if opened:
            self._open(opened[1].id)

    def _note(self, kind: NoteKind) -> None:
        if not self._may_capture():
            return
        self._observe_again()
        note = self._session.run(evidence.add_note, self._candidate, self._item, kind=kind)
        if note:
            self._open(note.id, write=kind is not NoteKind.MOMENT)

    def _open(self, note_id: str, *, write: bool = True) -> None:
        self.notes.select(note_id)
        self.panes.show_left()
        if write:
            self.notes.write()

    def ask_feedback(self, origin: FeedbackOrigin) -> None:
        """Ask for customer feedback of a kind."""
        if self._may_capture():
            evidence_dialogs.feedback(
                self, self._session, self._candidate, self._item, note=self.notes.note or None, origin=origin
            )

    def change_feedback(self, present: CustomerFeedback) -> None:
        """Ask for what is to be changed of customer feedback."""
        if self._may_capture():
            evidence_dialogs.feedback(self, self._session, self._candidate, self._item, present=present)

    def _photograph(self) -> None:
        if self._may_capture():
            self.go.emit(
                Location(Page.CAMERA, self._candidate, self._item, self.notes.note, self.criteria.unit)
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures and files may be dropped on an item."""
        if picture_import.readers(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in the pictures that were dropped."""
        if not self._may_capture():
            return
        for read in picture_import.readers(event.mimeData()):
            self.intake.take(read, self._candidate, self._item, self._was_taken_in)

    def _was_taken_in(self, photograph: Photograph) -> None:
        """Select a picture that was dropped, unless something else is being done meanwhile."""
        if photograph.evidence == self._item and not self.notes.editor.text.hasFocus():
            self.notes.select(photograph.id)

    def _cover(self, photograph: Photograph) -> None:
        if self.leave():
            self.go.emit(Location(Page.PICTURE, self._candidate, self._item, photograph.id))

    def _observe_again(self) -> None:
        """What is captured was observed: a time not observed ends with it."""
        if visits.standing_gap(self.view().portfolio.notes_of(self._item)):
            self._session.run(visits.not_observing, self._candidate, self._item)

    def _run_clock(self) -> None:
        self.clock.start_or_stop()

    def _not_observing(self) -> None:
        if self._may_capture():
            self._session.run(visits.not_observing, self._candidate, self._item)

    def _finish(self) -> None:
        if self.leave():
            self.go.emit(Location(Page.FINISH, self._candidate, self._item))

    # References

    def _toggled(self, unit: str, criterion: str, ticked: bool) -> None:
        self.leave()
        note, item = self._note_to_tick(), self._current()
        offered = unit != self.criteria.unit  # what was offered under a row stays where it is
        if not offered:
            self._just_ticked = (unit, criterion) if ticked else ("", "")
        if not ticked:
            self._session.run(
                references.untick, self._candidate, references.reference(self._item, unit, criterion, note)
            )
        elif note is None and item and item.method == Method.OBSERVATION:
            moment = self._session.run(references.tick_moment, self._candidate, self._item, unit, criterion)
            if moment:
                just_ticked = self._just_ticked
                self.notes.select(moment.id)
                self._just_ticked = just_ticked
                self._show_criteria()
        else:
            self._session.run(
                references.tick, self._candidate, self._item, unit, criterion, note, location=self.clock.point
            )

    def _note_to_tick(self) -> str | None:
        """Return the selected note or photograph; a time not observed shows nothing, so nothing hangs on it."""
        gaps = {n.id for n in self.view().portfolio.notes_of(self._item) if n.kind is NoteKind.NOT_OBSERVED}
        return self.notes.note if self.notes.note and self.notes.note not in gaps else None

    def _locate(self, reference: Reference) -> None:
        if self.leave():
            evidence_dialogs.locate(self, self._session, self._candidate, reference)

    # Judgement

    def _accept(self) -> None:
        item = self._current()
        if item is None or not self.leave():
            return
        self._against_shown = True
        self._show_reasons()
        if self.reasons.isHidden():
            look_again = judgement.look_again(self._session.caseload, self._candidate, item.id)
            judgement_dialogs.judge(self, self._session, self._candidate, item, look_again)

    def _show_reasons(self) -> None:
        """Show what stands in the way of accepting, once it was asked for, until it is put right."""
        against = (
            judgement.reasons(self._session.caseload, self._candidate, self._item)
            if self._against_shown
            else ()
        )
        self._against_shown = bool(against)
        self.reasons.show_rows([Row(reason, "", reason.words, state="›", tone="bad") for reason in against])
        self.reasons.setVisible(bool(against))
        self._reasons_heading.setVisible(bool(against))
        self.reasons.fit()

    def _put_right(self, reason: Reason) -> None:
        """Lead to where a reason against accepting can be put right."""
        if reason.note:
            self.notes.select(reason.note)
            self.panes.show_left()
            self.notes.write()
        elif reason.in_details:
            self.show_details()
        else:
            self.criteria.criteria.setFocus()

    def _reopen(self) -> None:
        item = self._current()
        if item:
            judgement_dialogs.reopen(self, self._session, self._candidate, item)

    def _addendum(self) -> None:
        item = self._current()
        if item:
            evidence_dialogs.add_addendum(self, self._session, self._candidate, item)

    def _bring_back(self) -> None:
        self._session.run(judgement.bring_back, self._candidate, self._item)

    def show_details(self) -> None:
        """Ask for what is to be changed of the item itself."""
        item = self._current()
        if item and self.leave():
            evidence_dialogs.change_item(self, self._session, self._candidate, item)


def _toolbar(name: str) -> QToolBar:
    """Return a bar of actions."""
    bar = QToolBar()
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    size = theme.current().px(18)
    bar.setIconSize(QSize(size, size))
    bar.setAccessibleName(name)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    return bar
