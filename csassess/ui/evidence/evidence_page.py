"""The page of one item: its notes, the criteria of every unit, and what the unit still needs."""

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from csassess.domain.assessment.acceptance import Reason
from csassess.domain.assessment.planning import what_to_look_for
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.conflicts import Conflict
from csassess.domain.records.evidence import CustomerFeedback, EvidenceItem, Reference
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.access import write_checks
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.units import question_bank
from csassess.services.visits import visits
from csassess.ui.attachments.intake import Intake
from csassess.ui.base.announcing import announce
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog, evidence_dialogs, judgement_dialogs
from csassess.ui.evidence.capture_bar import CaptureBar
from csassess.ui.evidence.criteria_pane import CriteriaPane
from csassess.ui.evidence.criteria_ticks import CriteriaTicks
from csassess.ui.evidence.criterion_rows import CriterionRows
from csassess.ui.evidence.finding_links import FindingLinks
from csassess.ui.evidence.findings_panel import FindingsPanel
from csassess.ui.evidence.item_header import ItemHeader
from csassess.ui.evidence.item_menu import ItemMenu
from csassess.ui.evidence.item_notices import ItemNotices
from csassess.ui.evidence.judgement_bar import JudgementBar
from csassess.ui.evidence.people_tabs import PeopleTabs
from csassess.ui.evidence.responsive_panes import ResponsivePanes
from csassess.ui.exchange import exchange_dialogs
from csassess.ui.notes.notes_pane import NotesPane
from csassess.ui.widgets.layouts import column, frame, row, spaced
from csassess.ui.widgets.status_text import criterion_in_words


class EvidencePage(PageWidget):
    """Connects the parts of an item's page; a tick belongs to the selected note or photograph."""

    shows_other_candidates = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._candidate = self._item = ""
        self.header = ItemHeader()
        self.judgement = JudgementBar(self, session, self.leave)
        self.people = PeopleTabs()
        self.more = ItemMenu(self, session, self.leave)
        self.more.attaching.connect(self._attach)
        self.capture = CaptureBar(self, session, self.leave, self.more)
        self.notices = ItemNotices(session)
        self.notes, self.criteria, self.findings = NotesPane(session), CriteriaPane(), FindingsPanel()
        self.panes = ResponsivePanes(self.notes, self.criteria, self.findings)
        self._ticks = CriteriaTicks(session)
        self._links = FindingLinks(self, session)
        selected, write = self._select_imported, self.notes.take_words
        self.intake = Intake(self, session, self._where, selected, self.leave, write)
        self._lay_out()
        self._connect()
        self._connect_links()

    def _lay_out(self) -> None:
        head = row(self.header, self.judgement)
        head.setStretch(0, 1)
        bar = row(self.capture)
        bar.setContentsMargins(8, 8, 8, 8)
        body = row(self.panes)
        body.setContentsMargins(8, 0, 8, 8)
        layout = QVBoxLayout(self)
        spaced(layout, 0)
        layout.addWidget(frame("bar", column(head, self.people), 1))
        layout.addLayout(bar)
        layout.addLayout(body, 1)
        layout.addWidget(self.notices)  # below, so that it moves nothing as it comes and goes

    def _connect(self) -> None:
        for part in (self.header, self.judgement, self.more):
            part.go.connect(self.go.emit)
        self.judgement.accept_asked.connect(self._accept)
        self.capture.captured.connect(self._open_note)
        self.capture.feedback_asked.connect(self._ask_feedback)
        self.capture.photograph_asked.connect(self._photograph)
        self.notices.action_chosen.connect(self._show_action)
        self.notices.reason_chosen.connect(self._open_reason)
        self.notices.conflict_chosen.connect(self._choose_value)
        self.people.asked.connect(self._switch)
        self.notes.selected.connect(self._note_selected)
        self.notes.writing_asked.connect(self.panes.show_writing)
        self.notes.feedback_chosen.connect(self._change_feedback)
        self.notes.asked.connect(self.criteria.show_criterion)
        self.notes.attachment_chosen.connect(self.more.open_attachment)
        self.notes.cover_asked.connect(self._cover)
        self.criteria.toggled.connect(self._toggled)
        self.criteria.locating.connect(self._locate)
        self.criteria.unit_shown.connect(lambda _: self._show_findings())

    def _connect_links(self) -> None:
        """Connect each place a finding can lead to."""
        links = self._links
        self.findings.chosen.connect(links.open_target)
        for signal in (links.customer, links.responsibility):
            signal.connect(self.panes.show_writing)
        links.customer.connect(self.notes.focus_customer)
        links.responsibility.connect(self.notes.focus_responsibility)
        links.new_feedback.connect(self._ask_feedback)
        links.feedback.connect(self._change_feedback)
        links.item.connect(self._open_item)
        links.details.connect(self._show_details)
        links.confirmation.connect(self._confirm)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.more.share_room(self.width(), self.judgement, self.capture)

    @property
    def place(self) -> Location:
        """The location of this page, to come back to."""
        return Location(Page.EVIDENCE, self._candidate, self._item, self.notes.note, self.criteria.unit)

    @property
    def observed(self) -> list[tuple[str, str, str]]:
        """The people observed in the visit shown: shape, candidate and item."""
        return self.people.observed

    def show_location(self, place: Location) -> None:
        """Show an item, with its note and unit selected if the location names them."""
        self.leave()
        self.notices.forget_reasons()
        self._ticks.last_tick = ("", "")
        self._set_item(place.candidate, place.item)
        self.notes.note = place.note
        self.refresh()
        self.criteria.show_unit(
            place.unit or (_unit_of_note(self._view(), self._item, self.notes.note) if self._item else "")
        )
        self._ticks.count_links()
        if place.note and place.note == self.notes.note:
            self._open_note(place.note)

    def leave(self) -> bool:
        """Save what is being typed. Return False if that failed; the words stay in the field."""
        return self.notes.save()

    def refresh(self) -> None:
        if not self._item:
            return
        view, item = self._view(), self._current()
        if item is None:  # undone in the meantime
            self._set_item(self._candidate, "")
            self.go.emit(Location(Page.PORTFOLIO, self._candidate))
            return
        reason = self._reason_against_changing(item)
        self.header.show_item(view, item)
        self.judgement.show_item(view, item, locked=view.state_of(item).is_locked)
        self.capture.show_item(view, item, reason=reason)
        self.more.share_room(self.width(), self.judgement, self.capture)
        self._show_people(item)
        bank, units = self._session.read(question_bank.to_ask, view), view.units
        self.notes.show_item(view.portfolio, item.id, units, locked=bool(reason), bank=bank)
        self._show_more()  # again, as the list may have chosen a note
        self._show_criteria()
        self.notices.show_item(view, item.id)

    def _set_item(self, candidate_id: str, item_id: str) -> None:
        if item_id != self._item:
            self.criteria.stop_finding()
        self._candidate, self._item = candidate_id, item_id
        for part in (self.judgement, self.capture, self._ticks):
            part.set_item(candidate_id, item_id)

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._candidate)

    def _current(self) -> EvidenceItem | None:
        return next((item for item in self._view().portfolio.evidence if item.id == self._item), None)

    def _reason_against_changing(self, item: EvidenceItem) -> str:
        return self._session.read(write_checks.reason_against_item, self._candidate, item.id)

    # Candidates of one visit

    def _show_people(self, item: EvidenceItem) -> None:
        people = self._session.read(visits.observed_together, self._candidate, item)
        self.people.show_people(people, self._candidate)
        self.notes.editor.show_recorded_candidate(self.people.recorded_candidate)
        self._show_more()

    def _show_more(self) -> None:
        item = self._current()
        if item:
            self.more.show_item(
                self._view().portfolio,
                item,
                self.notes.note,
                several=self.people.several,
                reason=self._reason_against_changing(item),
            )

    def _switch(self, candidate: str, item: str) -> None:
        """Save what is being typed for this candidate, then show another of the visit."""
        if self.leave():
            self.go.emit(Location(Page.EVIDENCE, candidate, item, unit=self.criteria.unit))

    # Notes, feedback and photographs

    def _note_selected(self) -> None:
        self._ticks.last_tick = ("", "")
        self._show_more()
        self._show_criteria()

    def _open_note(self, note_id: str, write: bool = True) -> None:
        self.notes.select(note_id)
        self.panes.show_writing()
        if write:
            self.notes.write()

    def _ask_feedback(self, origin: FeedbackOrigin) -> None:
        if self.capture.may_capture():
            dialog = evidence_dialogs.feedback(
                self, self._session, self._candidate, self._item, note=self.notes.note or None, origin=origin
            )
            dialog.accepted.connect(self._reveal_feedback)

    def _reveal_feedback(self) -> None:
        """Scroll to the feedback just recorded."""
        recorded = self._view().portfolio.feedback_of(self._item)
        if recorded:
            self.notes.list.reveal(recorded[-1])

    def _change_feedback(self, feedback: CustomerFeedback) -> None:
        if self.capture.may_capture():
            evidence_dialogs.feedback(self, self._session, self._candidate, self._item, present=feedback)

    def _photograph(self) -> None:
        if self.capture.may_capture():
            self.go.emit(
                Location(Page.CAMERA, self._candidate, self._item, self.notes.note, self.criteria.unit)
            )

    def _cover(self, photograph: Photograph) -> None:
        if self.leave():
            self.go.emit(Location(Page.PICTURE, self._candidate, self._item, photograph.id))

    def _where(self) -> tuple[str, str]:
        return self._candidate, self._item

    def _attach(self, path: str, is_sheet: bool) -> None:
        self.intake.take_files([Path(path)], sheet=is_sheet)

    def _select_imported(self, photograph: Photograph) -> None:
        """Select an imported photograph, unless another item is shown or a note is being typed."""
        if photograph.evidence == self._item and not self.notes.editor.text.hasFocus():
            self.notes.select(photograph.id)

    # Criteria

    def _show_criteria(self) -> None:
        item = self._current()
        if item is None:
            return
        rows = CriterionRows(self._view(), item.id, self.notes.note, self._ticks.offers())
        closed = "" if self._view().state_of(item).is_locked else self._reason_against_changing(item)
        self.criteria.show_item(rows, locked=self._view().state_of(item).is_locked, barred=closed)
        self._show_findings()

    def _toggled(self, unit: str, criterion: str, ticked: bool) -> None:
        self.leave()
        moment = self._ticks.tick(
            unit,
            criterion,
            self.notes.note,
            ticked=ticked,
            is_offer=unit != self.criteria.unit,
            location=self.capture.clock.point,
        )
        announce(self, criterion_in_words(self._view().of(unit).coverage.of(criterion)))
        if moment:
            tick = self._ticks.last_tick
            self.notes.select(moment.id)
            self._ticks.last_tick = tick
            self._show_criteria()
            self.capture.ask_time_of(moment)

    def _locate(self, reference: Reference) -> None:
        if self.leave():
            evidence_dialogs.locate(self, self._session, self._candidate, reference)

    # Findings of the unit shown

    def _show_findings(self) -> None:
        unit = self.criteria.unit
        self._links.show_unit(self._candidate, self._item, unit)
        self.findings.show_unit(self._view(), unit, _to_leave_with(self._view(), self._current()))

    def _open_item(self, item_id: str, unit_id: str) -> None:
        self.go.emit(Location(Page.EVIDENCE, self._candidate, item_id, unit=unit_id))

    def _show_details(self) -> None:
        if self.judgement.details.isVisible() and self.judgement.details.isEnabled():
            self.judgement.show_details()

    def _confirm(self, unit_id: str, requirement: str, detail: str) -> None:
        if self._may_write("confirmation"):
            judgement_dialogs.confirm(self, self._session, self._candidate, unit_id, requirement, detail)

    def _may_write(self, kind: str) -> bool:
        """Return whether records of a kind may be written here; show why not."""
        reason = self._session.read(write_checks.reason_against, self._candidate, kind)
        if reason:
            self._session.problem.emit(reason)
        return not reason

    # Judgement

    def _accept(self) -> None:
        if self._current() and self.leave() and not self.notices.ask_reasons():
            self.judgement.judge()

    def _open_reason(self, reason: Reason) -> None:
        """Open the place where a reason against accepting can be put right."""
        if reason.note:
            self._open_note(reason.note)
        elif reason.in_details:
            self.judgement.show_details()
        else:
            self.criteria.criteria.setFocus()

    def _choose_value(self, conflict: Conflict) -> None:
        if self.leave() and self._may_write(conflict.entity):
            exchange_dialogs.choose_value(self, self._session, self._candidate, conflict)

    def _show_action(self, action_id: str) -> None:
        if self.leave():
            action_dialog.show_action(self, self._session, self._candidate, action_id)


def _unit_of_note(view: PortfolioView, item_id: str, note_id: str) -> str:
    """Return the unit that a note referenced last, or else its item; empty if none."""
    references = view.portfolio.references_of(item_id)
    of_note = [reference for reference in references if reference.note == note_id]
    return next((reference.unit for reference in reversed(of_note or list(references))), "")


def _to_leave_with(view: PortfolioView, item: EvidenceItem | None) -> list[str]:
    """Return what an open visit should still see, in words; nothing once it is over."""
    visit = view.portfolio.visit_of(item) if item else None
    if item is None or visit is None or not visit.is_open:
        return []
    return [target.words for target in what_to_look_for(view.standings_to_plan(item)) if target.requirements]
