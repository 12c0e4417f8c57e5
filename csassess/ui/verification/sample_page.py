"""The page of one sample: evidence on the left, the verifier's judgement on the right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QScrollArea

from csassess.catalogue import plural, text
from csassess.domain.asking.lines import Line
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.changes import Changes
from csassess.domain.dates import clock_time, long_date
from csassess.domain.labels import stage_label, with_capital
from csassess.domain.records.evidence import EvidenceItem, Note
from csassess.domain.records.verification import Action, Sample
from csassess.domain.retention.date_order import broken_order
from csassess.domain.signing.unit_signing import valid_signatures, void_signatures
from csassess.domain.verification.sampling import signature_of
from csassess.services.access import caseloads
from csassess.services.access.write_checks import reason_against
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.verification import sampling
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog
from csassess.ui.notes.item_rows import ItemRows
from csassess.ui.verification.action_card import ActionCard, EarlierActions
from csassess.ui.verification.begun_sample_bar import BegunSampleBar
from csassess.ui.verification.looked_at_chips import LookedAtChips
from csassess.ui.verification.sample_judgement import SampleJudgement
from csassess.ui.verification.sample_signing import SampleSigning
from csassess.ui.verification.talks_card import FeedbackCard, TalksCard
from csassess.ui.widgets.controls import OneLine, button, chip, label, offer
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, frame, go_to, holder, row, scrolled, spaced
from csassess.ui.widgets.panes import Panes
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import decision_in_words, unit_signatures_in_words
from csassess.ui.widgets.theme import STEP

_SHARES = (59, 41)  # of the width, in per cent: evidence and judgement
_TIME_TO_ANSWER = timedelta(days=14)  # proposed for an action

_WRITTEN_HERE = frozenset({"sample", "looked-at", "action", "sample-signature"})


class SamplePage(PageWidget):
    """One sample: what was looked at, the verifier's judgement, actions and signature.

    The location names the candidate, the unit, the sample (as `form`) and the item on show.
    What was looked at and the judgement are recorded separately.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.back = button(
            text("Verification"), lambda: self.go.emit(Location(Page.VERIFICATION)), "link", "arrow-left"
        )
        self.title, self.about = OneLine("heading"), OneLine("quiet")
        self.warnings = label("", "problem")
        self.begun = BegunSampleBar(session)
        self._items = FlowLayout()
        self._item_group = QButtonGroup(self)
        self.item_title = label("", "heading")
        self.checks = RowList(text("To check in this item"))
        self.checks.chosen.connect(self._show_note)
        self.unit_checks = RowList(text("What would be asked of the unit"))
        self._asked: tuple[Line, ...] | None = None  # of the portfolio, until the evidence changes
        self._rows = ItemRows(session, for_reading=True)
        self.record = RowList(text("The item’s record"))
        self.record.selectionModel().currentChanged.connect(lambda *_: self._show_action_note())
        self.criteria = LookedAtChips()
        self.criteria.toggled.connect(self._look)
        self.all_button = button(text("Mark whole item as looked at"), self._look_at_all, icon_name="check")
        self.earlier = EarlierActions()
        self.earlier.opening.connect(self._open_action)
        self.judgement = SampleJudgement(session)
        self.feedback, self.talks = FeedbackCard(session), TalksCard(session)
        self.action_card = ActionCard(session)
        self.action_card.asking.connect(self._ask)
        self.action_card.taking_back.connect(self._take_back)
        self.signing = SampleSigning(session, self.leave)
        self.signing.going.connect(self.go.emit)
        self.act_button = button(text("Act on this"), self._act_on_this, icon_name="flag")
        self.record.offers = lambda _: [(text("Act on this"), self._act_on_this)]
        self._unit_card = frame(
            "card", column(label(text("What would be asked of the unit"), "heading"), self.unit_checks)
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(self.item_title, self.act_button)
        head.setStretch(0, 1)
        head.setAlignment(self.act_button, Qt.AlignmentFlag.AlignTop)
        evidence = column(
            holder(self._items), frame("card", column(head, self.checks, self.record), above=1), 0
        )
        looked_at = column(
            label(text("Looked at, in this item"), "heading"), self.criteria, row(self.all_button, 0)
        )
        judgement = column(
            frame("card", looked_at, above=1),
            self.judgement,
            self.action_card,
            self.signing,
            self.earlier,
            self._unit_card,
            self.feedback,
            self.talks,
            0,
        )
        self._evidence, self._judging = _pane(evidence), _pane(judgement)
        parts = (text("Evidence"), self._evidence), (text("Judgement"), self._judging)
        self.panes = Panes([parts[0]], [parts[1]], _SHARES, parts)
        titles = column(self.title, self.about)
        titles.setSpacing(0)
        top = row(self.back, titles)
        top.setStretch(1, 1)
        content = column(top, self.begun, self.warnings, self.panes)
        content.setStretch(3, 1)
        content.setContentsMargins(2 * STEP, STEP, 0, 0)
        self.setLayout(content)

    def show_location(self, place: Location) -> None:
        """Show a sample, or the sampling plan if the sample no longer exists."""
        self.leave()
        if place.form != self._place.form:
            self.panes.bring_up(self._evidence)
        self._place, self._asked = place, None
        if not place.candidate or place.form not in {sample.id for sample in self._view().portfolio.samples}:
            self._place = Location(Page.VERIFICATION)
            self.go.emit(self._place)
            return
        sample = self._sample()
        self.judgement.fill(place.candidate, sample)
        self.action_card.begin(place.candidate, sample.id, sample.on + _TIME_TO_ANSWER)
        if not place.item:
            items = self._view().portfolio.items_for(sample.unit)
            first = next((i.id for i in items if i.id in sample.evidence), items[0].id if items else "")
            self._place = replace(place, item=first)
        self.refresh()

    def _view(self) -> PortfolioView:
        return self._session.portfolio_view(self._place.candidate)

    def _sample(self) -> Sample:
        for sample in self._view().portfolio.samples:
            if sample.id == self._place.form:
                return sample
        raise KeyError(self._place.form)

    def _item(self) -> EvidenceItem | None:
        items = self._view().portfolio.items_for(self._place.unit)
        return next((item for item in items if item.id == self._place.item), None)

    def refresh(self) -> None:
        if not self._place.form:
            return
        try:
            sample = self._sample()
        except KeyError:  # the sample was undone meanwhile
            self.go.emit(Location(Page.VERIFICATION))
            return
        view = self._view()
        if sample.unit not in {standing.unit.id for standing in view.standings}:
            self.go.emit(Location(Page.VERIFICATION))  # the enrolment was withdrawn meanwhile
            return
        is_signed = signature_of(sample, view.portfolio) is not None
        barred = self._session.read(reason_against, self._place.candidate, "sample")
        reason = barred or (text("This sample is signed.") if is_signed else "")
        unit = view.of(sample.unit).unit
        self.title.setText(f"{view.portfolio.candidate.name}, {view.name_of(unit)}")
        assessor = self._session.read(caseloads.assessor_for, view.portfolio)
        self.about.setText(
            text(
                "{stage} sample of {day} by {verifier}. Assessor: {assessor}.",
                stage=stage_label(sample.stage, formative=view.portfolio.formative).capitalize(),
                day=long_date(sample.on),
                verifier=sample.name,
                assessor=assessor.name,
            )
        )
        broken = [*broken_order(view.portfolio), *_decision_warnings(view, sample)]
        self.warnings.setText("\n".join(broken))
        self.warnings.setVisible(bool(broken))
        if self._asked is None:
            self._asked = self._session.read(would_ask.lines_of, view)
        self._show_items(view, sample)
        self.unit_checks.show_rows([_check_row(n, line, {}) for n, line in enumerate(self._asked_of(""))])
        self._unit_card.setVisible(bool(self.unit_checks.rows.rows))
        self.unit_checks.fit()
        self._show_item(view, sample)
        self.criteria.offer(reason)
        for part in (self.all_button, self.act_button):
            offer(part, reason)
        self.begun.show_sample(view, sample, reason=reason)
        self.judgement.show_sample(sample, reason=reason)
        self.action_card.show_sample(view, sample, reason=reason)
        self.earlier.show_sample(view, sample, self._session.now().date())
        for card in (self.feedback, self.talks, self.signing):
            card.show_sample(view, sample)

    def record_changed(self, changes: Changes) -> None:
        if changes.is_everything or not changes.kinds <= _WRITTEN_HERE:
            self._asked = None
        super().record_changed(changes)

    def _asked_of(self, item_id: str) -> list[Line]:
        """Return what would be asked of an item for the unit that is sampled, or of the unit itself."""
        unit = self._place.unit
        units = ("", unit) if item_id else (unit,)
        return [line for line in self._asked or () if line.item == item_id and line.unit in units]

    def _show_items(self, view: PortfolioView, sample: Sample) -> None:
        for item_chip in self._item_group.buttons():
            self._item_group.removeButton(item_chip)
        clear(self._items)
        for item in view.portfolio.items_for(sample.unit):
            seen = "\N{CHECK MARK} " if item.id in sample.evidence else ""
            count = len([line for line in self._asked_of(item.id) if line.answer is None])
            to_check = plural("{count} to check", "{count} to check", count) if count else ""
            words = f"{seen}{item.number} {item.method}" + (f"  ! {to_check}" if to_check else "")
            item_chip = chip(words, partial(self._show, item.id))
            item_chip.setAccessibleName(
                text(
                    "Item {number}, {method}{seen}",
                    number=item.number,
                    method=item.method,
                    seen=text(", looked at") if seen else "",
                )
                + (f", {to_check}" if to_check else "")
            )
            item_chip.setChecked(item.id == self._place.item)
            self._item_group.addButton(item_chip)
            self._items.addWidget(item_chip)

    def _show(self, item_id: str) -> None:
        self.leave()
        self._place = replace(self._place, item=item_id)
        self.refresh()

    def _show_item(self, view: PortfolioView, sample: Sample) -> None:
        item = self._item()
        if item is None:
            self.item_title.setText(text("There is no evidence for this unit yet."))
            self.record.show_rows([])
            self.checks.show_rows([])
            self.checks.hide()
            self.criteria.show_criteria(view.of(sample.unit).unit, (), ())
            return
        unit = view.of(sample.unit).unit
        visit = view.portfolio.visit_of(item)
        place = visit.place if visit and visit.place else item.location
        where, state = f", {place}" if place else "", view.state_of(item).words
        title = f"{item.number}  {item.method}  {long_date(item.on)}{where} ({state})"
        described = item.description if item.description != place else ""
        self.item_title.setText(f"{title}\n{described}".strip())
        found = self._asked_of(item.id)
        times = {note.id: clock_time(note.at) for note in view.portfolio.notes_of(item.id)}
        self.checks.show_rows([_check_row(number, line, times) for number, line in enumerate(found)])
        self.checks.setVisible(bool(found))
        self.checks.fit()
        to_check = {line.note for line in found if line.note and line.answer is None}
        self.record.show_rows(
            [
                replace(row, state=row.state or text("check"), tone="warn") if row.key in to_check else row
                for row in self._rows.rows(view.portfolio, item.id, (unit,))
            ]
        )
        self.record.fit()
        referenced = {r.criterion for r in view.portfolio.references_of(item.id, sample.unit)}
        labels = tuple(criterion for criterion in unit.labels() if criterion in referenced)
        self.criteria.show_criteria(unit, labels, _looked_at(view, sample, item))
        self._show_action_note()

    def _show_note(self, key: tuple[int, str]) -> None:
        """Select the note that a check is about."""
        if key[1] and self.record.select(key[1]):
            self.record.setFocus()

    def _show_action_note(self) -> None:
        item = self._item()
        if item:
            self.action_card.point_at(item, self._note())

    def _act_on_this(self) -> None:
        if not self.judgement.needed.isChecked():
            self.judgement.needed.click()
        self.panes.bring_up(self._judging)
        go_to(self.action_card.what)

    def _note(self) -> Note | None:
        """Return the note selected in the record, or None for the item as a whole."""
        key, item = self.record.key(), self._item()
        notes = self._view().portfolio.notes_of(item.id) if item else ()
        return next((note for note in notes if note.id == key), None)

    def _open_action(self, action_id: str) -> None:
        action_dialog.show_action(self, self._session, self._place.candidate, action_id)

    def _look(self, criterion: str, is_looked_at: bool) -> None:
        self.leave()
        place, sample = self._place, self._sample()
        if is_looked_at:
            self._session.run(sampling.tick_looked_at, place.candidate, sample, place.item, criterion)
        else:
            sentence = text("Criterion {criterion} is no longer marked as looked at.", criterion=criterion)
            self._session.remove(
                sentence, sampling.tick_looked_at, place.candidate, sample, place.item, criterion
            )

    def _look_at_all(self) -> None:
        self.leave()
        sample, item = self._sample(), self._item()
        if item is None:
            return
        self._session.run(sampling.look_at_all, self._place.candidate, sample, item.id)

    def leave(self) -> bool:
        """Save the judgement, and keep what was typed; return False if it could not be saved."""
        self.action_card.keep_draft()
        return not self._place.form or self.judgement.save()

    def _ask(self, what: str, due: date) -> None:
        self.leave()
        item, note = self._item(), self._note()
        if item is None:
            return
        action = self._session.run(
            sampling.ask_action,
            self._place.candidate,
            self._sample(),
            item.id,
            what,
            due,
            note.id if note else "",
        )
        if action:
            self.action_card.clear()

    def _take_back(self, action: Action) -> None:
        sentence = text("The action was withdrawn.")
        self._session.remove(sentence, sampling.take_action_back, self._place.candidate, action)


def _check_row(number: int, line: Line, times: Mapping[str, str]) -> Row:
    """Return the row of something to check, with its answer; it leads to its note if it is about one."""
    time = times.get(line.note, "")
    words = f"{time}: {line.what}" if time else with_capital(line.what)
    key, state = (number, line.note), "›" if line.note else ""
    if line.answer:
        return Row(
            key, "", f"\N{CHECK MARK}  {words}", text("Answered: {reason}", reason=line.answer.reason), state
        )
    return Row(key, "", f"!  {words}", state=state, tone="warn")


def _decision_warnings(view: PortfolioView, sample: Sample) -> list[str]:
    """Return how the decision on the unit and its signatures are no longer valid."""
    standing = view.of(sample.unit)
    is_changed = decision_state(standing, view.portfolio) is DecisionState.CHANGED
    is_void = void_signatures(standing, view.portfolio) and not valid_signatures(standing, view.portfolio)
    return [
        *([decision_in_words(standing, view.portfolio)[0]] if is_changed else []),
        *([unit_signatures_in_words(standing, view.portfolio)] if is_void else []),
    ]


def _looked_at(view: PortfolioView, sample: Sample, item: EvidenceItem) -> set[str]:
    """Return the criteria of an item that were looked at in a sample."""
    return {
        looked.criterion
        for looked in view.portfolio.looked_at
        if (looked.sample, looked.evidence) == (sample.id, item.id)
    }


def _pane(content: QBoxLayout) -> QScrollArea:
    """Return a part that scrolls by itself, so that the other one never leaves the screen."""
    return scrolled(holder(spaced(content, 1, 2, above=0)))
