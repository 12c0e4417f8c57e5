"""One item: its notes beside the criteria of every unit, and what the unit still needs."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QToolBar, QVBoxLayout

from csassess.domain.acceptance import Reason
from csassess.domain.dates import long_date
from csassess.domain.evidence import CustomerFeedback, EvidenceItem, Method, NoteKind, Reference
from csassess.domain.findings import Finding, FindingState
from csassess.domain.labels import label as words_for
from csassess.domain.units import ConfirmationRule, CoverageRule, DemonstrationRule, FeedbackOrigin, SettingRule
from csassess.services import evidence, judgement, offers, question_bank, references
from csassess.services.overview import Overview
from csassess.ui import dialogs, theme
from csassess.ui.criteria_pane import CriteriaPane
from csassess.ui.desk import Desk
from csassess.ui.findings_panel import FindingsPanel
from csassess.ui.icons import icon
from csassess.ui.notes_pane import NotesPane
from csassess.ui.page import PageWidget
from csassess.ui.panes import Panes
from csassess.ui.parts import OneLine, button, column, frame, label, row, shortened, spaced
from csassess.ui.place import Page, Place
from csassess.ui.rows import Row, RowsView
from csassess.ui.states import item_state

_WORDS_FIT = 820  # pixels at 100 % text


class EvidencePage(PageWidget):
    """Capture first, map later: every capture is one action, and the tick belongs to the selected note."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._candidate = self._item = ""
        self._just_ticked = ("", "")  # unit and criterion: what is alike in other units is offered under it
        self.back = button("", lambda: self.go.emit(Place(Page.PORTFOLIO, self._candidate)), "link", "arrow-left")
        self.title, self.subtitle = OneLine("heading"), OneLine()
        self.state = label("", "eyebrow")
        self.decide, self.capture = _toolbar(self.tr("Item")), _toolbar(self.tr("Capture"))
        self._make_actions()
        second = row(self.state, self.subtitle)
        second.setStretch(1, 1)
        titles = column(self.title, second)
        titles.setSpacing(0)
        head = row(self.back, titles, self.decide)
        head.setStretch(1, 1)
        self.state.setWordWrap(False)
        self.notes, self.criteria, self.findings = NotesPane(desk), CriteriaPane(), FindingsPanel()
        self.panes = Panes((self.tr("Notes"), self.notes), (self.tr("Criteria"), self.criteria), self.findings)
        layout = QVBoxLayout(self)
        spaced(layout, 0)
        layout.addWidget(frame("bar", head, 1))
        bar = row(self.capture)
        bar.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(bar)
        self._against_shown = False
        self.reasons = RowsView(self.tr("Before this item can be accepted"))
        self.reasons.chosen.connect(self._put_right)
        self._reasons_heading = label(self.tr("Before this item can be accepted:"), "problem")
        against = column(self._reasons_heading, self.reasons)
        against.setContentsMargins(8, 0, 8, 0)
        layout.addLayout(against)
        self.reasons.hide()
        self._reasons_heading.hide()
        body = row(self.panes)
        body.setContentsMargins(8, 0, 8, 8)
        layout.addLayout(body, 1)
        self.notes.selected.connect(self._note_selected)
        self.notes.feedback_chosen.connect(self._change_feedback)
        self.notes.asked.connect(self.criteria.show_criterion)
        self.criteria.toggled.connect(self._toggled)
        self.criteria.locating.connect(self._locate)
        self.criteria.unit_shown.connect(lambda _: self._show_findings())
        self.findings.chosen.connect(self._meet)

    def _make_actions(self) -> None:
        add, decide, capture = self._action, self.decide, self.capture
        self.next_customer = add(capture, self.tr("Next customer"), "user-plus", self._next_customer, "Ctrl+J", "main")
        self.add_note = add(capture, self.tr("Note"), "pen-line", partial(self._note, NoteKind.OBSERVED), "Ctrl+N")
        self.mark_moment = add(
            capture, self.tr("Mark moment"), "bookmark", partial(self._note, NoteKind.MOMENT), "Ctrl+M"
        )
        self.ask = add(
            capture,
            self.tr("Question"),
            "message-circle-question-mark",
            partial(self._note, NoteKind.QUESTION),
            "Ctrl+U",
        )
        feedback = partial(self._feedback, FeedbackOrigin.SPONTANEOUS)
        self.customer_feedback = add(capture, self.tr("Customer feedback"), "message-square", feedback, "Ctrl+B")
        self.undo = add(capture, self.tr("Undo"), "undo-2", self._undo)
        self.details = add(decide, self.tr("Details"), "pencil", self._details)
        self.withdraw = add(decide, self.tr("Withdraw"), "ban", self._withdraw)
        self.bring_back = add(decide, self.tr("Bring back"), "rotate-ccw", self._bring_back)
        self.addendum = add(decide, self.tr("Addendum"), "plus", self._addendum)
        self.reopen = add(decide, self.tr("Reopen"), "rotate-ccw", self._reopen)
        self.accept = add(decide, self.tr("Accept"), "check", self._accept, "Ctrl+Return")

    def _action(
        self, bar: QToolBar, words: str, icon_name: str, act: Callable[[], object], keys: str = "", role: str = ""
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
        self.addAction(action)
        return action

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where large text leaves no room for words, the buttons keep their icons; the words stay for tip and reader."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.current().px(_WORDS_FIT)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for bar in (self.decide, self.capture):
            bar.setToolButtonStyle(style)

    def _undo(self) -> None:
        if self.leave():
            self._desk.undo(self._candidate)

    def show_place(self, place: Place) -> None:
        """Show an item, with a note of it selected and a unit on top where they are named."""
        self.leave()
        self._against_shown = False
        self._just_ticked = ("", "")
        self._candidate, self._item = place.candidate, place.item
        self.notes.note = place.note
        self.refresh()
        if place.unit:
            self.criteria.show_unit(place.unit)

    def leave(self) -> bool:
        """Save what is being typed; False where that could not be, and the words are still there."""
        return self.notes.editor.save()

    @property
    def place(self) -> Place:
        """Where this page is, to come back to."""
        return Place(Page.EVIDENCE, self._candidate, self._item, self.notes.note, self.criteria.unit)

    def refresh(self) -> None:
        if not self._item:
            return
        view, item = self._view(), self._current()
        if item is None:  # undone meanwhile
            self._item = ""
            self.go.emit(Place(Page.PORTFOLIO, self._candidate))
            return
        accepted = view.portfolio.is_accepted(item)
        locked = self._is_locked(item)
        method = words_for(Method(item.method)) if item.method in list(Method) else item.method
        self.back.setText(f" {shortened(view.portfolio.candidate.name, 24)}")
        self.title.setText(f"{item.number}  {method.capitalize()}, {long_date(item.on)}")
        self.state.setText(item_state(view.portfolio, item)[0])
        reason = next((j.comment for j in view.portfolio.judgements if j.id == item.id and not accepted), "")
        self.subtitle.setText(
            "  ·  ".join(part for part in (*self._site_rules(item), reason, item.description) if part)
        )
        for action, shown in (
            (self.accept, not locked), (self.details, not locked), (self.withdraw, not locked), (self.reopen, accepted),
            (self.addendum, accepted),
            (self.bring_back, item.withdrawn),
        ):  # fmt: skip
            action.setVisible(shown)
        self.next_customer.setVisible(item.method == Method.OBSERVATION)
        for action in self.capture.actions():
            action.setEnabled(not locked or action is self.undo)
        bank = question_bank.to_ask(self._desk.caseload, view)
        self.notes.show_item(
            view.portfolio, item.id, tuple(stand.unit for stand in view.standings), locked=locked, bank=bank
        )
        self._show_criteria()
        self._show_reasons()

    def _view(self) -> Overview:
        return self._desk.overview(self._candidate)

    def _current(self) -> EvidenceItem | None:
        return next((item for item in self._view().portfolio.evidence if item.id == self._item), None)

    def _is_locked(self, item: EvidenceItem) -> bool:
        return self._view().portfolio.is_accepted(item) or item.withdrawn

    def _site_rules(self, item: EvidenceItem) -> list[str]:
        """Return what the site does not allow, so that it can be shown to whoever asks."""
        visit = next((visit for visit in self._view().portfolio.visits if visit.id == item.visit), None)
        if visit is None:
            return []
        rules = (
            (visit.camera_allowed, self.tr("CAMERA OFF (site rule)")),
            (visit.recording_allowed, self.tr("RECORDING OFF (site rule)")),
            (visit.devices_allowed, self.tr("NO DEVICES (site rule)")),
        )
        return [words for allowed, words in rules if allowed is False]

    def _show_criteria(self) -> None:
        item = self._current()
        if item is None:
            return
        offers_made = (
            offers.also_in(self._desk.caseload, self._view(), *self._just_ticked) if self._just_ticked[0] else ()
        )
        self.criteria.show_item(
            self._view(),
            item.id,
            self.notes.note,
            locked=self._is_locked(item),
            offered=(self._just_ticked, offers_made),
        )
        self._show_findings()

    def _show_findings(self) -> None:
        unit = self.criteria.unit
        self.findings.show_unit(self._view().of(unit) if unit else None)

    def _note_selected(self) -> None:
        self._just_ticked = ("", "")
        self._show_criteria()

    # Capture

    def _may_capture(self) -> bool:
        """Save what is being typed and return whether this item takes more; say why where it does not."""
        item = self._current() if self._item else None
        if item is None or not self.leave():
            return False
        return self._desk.quietly(evidence.changeable_item, self._candidate, item.id)

    def _next_customer(self) -> None:
        if not self._may_capture():
            return
        opened = self._desk.do(evidence.next_customer, self._candidate, self._item)
        if opened:
            self._open(opened[1].id)

    def _note(self, kind: NoteKind) -> None:
        if not self._may_capture():
            return
        note = self._desk.do(evidence.add_note, self._candidate, self._item, kind=kind)
        if note:
            self._open(note.id, write=kind is not NoteKind.MOMENT)

    def _open(self, note_id: str, *, write: bool = True) -> None:
        self.notes.select(note_id)
        self.panes.show_left()
        if write:
            self.notes.write()

    def _feedback(self, origin: FeedbackOrigin) -> None:
        if self._may_capture():
            dialogs.feedback(self, self._desk, self._candidate, self._item, note=self.notes.note or None, origin=origin)

    def _change_feedback(self, present: CustomerFeedback) -> None:
        if self._may_capture():
            dialogs.feedback(self, self._desk, self._candidate, self._item, present=present)

    # References

    def _toggled(self, unit: str, criterion: str, ticked: bool) -> None:
        self.leave()
        note, item = self.notes.note or None, self._current()
        offered = unit != self.criteria.unit  # what was offered under a row stays where it is
        if not offered:
            self._just_ticked = (unit, criterion) if ticked else ("", "")
        if not ticked:
            self._desk.do(references.untick, self._candidate, references.reference(self._item, unit, criterion, note))
        elif note is None and item and item.method == Method.OBSERVATION:
            moment = self._desk.do(references.tick_moment, self._candidate, self._item, unit, criterion)
            if moment:
                just_ticked = self._just_ticked
                self.notes.select(moment.id)
                self._just_ticked = just_ticked
                self._show_criteria()
        else:
            self._desk.do(references.tick, self._candidate, self._item, unit, criterion, note)

    def _locate(self, reference: Reference) -> None:
        if self.leave():
            dialogs.locate(self, self._desk, self._candidate, reference)

    # Judgement

    def _accept(self) -> None:
        item = self._current()
        if item is None or not self.leave():
            return
        self._against_shown = True
        self._show_reasons()
        if self.reasons.isHidden():
            look_again = judgement.look_again(self._desk.caseload, self._candidate, item.id)
            dialogs.judge(self, self._desk, self._candidate, item, look_again)

    def _show_reasons(self) -> None:
        """Show what stands in the way of accepting, once it was asked for, until it is put right."""
        against = judgement.reasons(self._desk.caseload, self._candidate, self._item) if self._against_shown else ()
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
            self._details()
        else:
            self.criteria.criteria.setFocus()

    def _reopen(self) -> None:
        item = self._current()
        if item:
            dialogs.reopen(self, self._desk, self._candidate, item)

    def _addendum(self) -> None:
        item = self._current()
        if item:
            dialogs.add_addendum(self, self._desk, self._candidate, item)

    def _withdraw(self) -> None:
        if self.leave():
            self._desk.do(judgement.withdraw, self._candidate, self._item)

    def _bring_back(self) -> None:
        self._desk.do(judgement.bring_back, self._candidate, self._item)

    def _details(self) -> None:
        item = self._current()
        if item and self.leave():
            dialogs.change_item(self, self._desk, self._candidate, item)

    # Findings

    def _meet(self, finding: Finding) -> None:
        """Lead to where a finding can be met."""
        unit = self._view().of(self.criteria.unit).unit
        if finding.state is FindingState.MET:
            return
        for rule in unit.rules_for(finding.requirement, finding.item):
            match rule:
                case CoverageRule():
                    self.panes.show_left()
                    demeanour = self.notes.editor.easy
                    (demeanour if demeanour.isVisible() else self.notes.list).setFocus()
                case DemonstrationRule(origin=FeedbackOrigin() as origin):
                    self._meet_feedback(origin, unit.id)
                case DemonstrationRule():
                    self.panes.show_left()
                    self.notes.editor.responsible.setFocus()
                case ConfirmationRule() if not finding.evidence:
                    self._desk.problem.emit(self.tr("There is no accepted evidence to confirm this on yet."))
                case ConfirmationRule() if finding.requirement:
                    dialogs.confirm(self, self._desk, self._candidate, unit.id, finding.requirement, finding.detail)
                case SettingRule() if finding.evidence:
                    self._open_item(finding.evidence[0], unit.id)

    def _meet_feedback(self, origin: FeedbackOrigin, unit_id: str) -> None:
        """Open the feedback that improved nothing yet, in whichever item it stands; where there is none, ask for one."""
        unused = (f for f in self._view().portfolio.feedback if f.origin is origin and not f.improvement.strip())
        present = next(unused, None)
        if present is None:
            self._feedback(origin)
        elif present.evidence == self._item:
            self._change_feedback(present)
        else:
            self.go.emit(Place(Page.EVIDENCE, self._candidate, present.evidence, unit=unit_id))

    def _open_item(self, number: str, unit_id: str) -> None:
        """Open the item of a number, or its details where it is the one shown."""
        item = next(item for item in self._view().portfolio.evidence if item.number == number)
        if item.id != self._item:
            self.go.emit(Place(Page.EVIDENCE, self._candidate, item.id, unit=unit_id))
        elif self.details.isVisible():
            self._details()


def _toolbar(name: str) -> QToolBar:
    """Return a bar of actions."""
    bar = QToolBar()
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    size = theme.current().px(18)
    bar.setIconSize(QSize(size, size))
    bar.setAccessibleName(name)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    return bar
