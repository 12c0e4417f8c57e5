"""A sample: the evidence left, the verifier's judgement right; what was looked at and what was found are two facts."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QDate, QTimer
from PySide6.QtWidgets import QButtonGroup

from csassess.catalogue import text
from csassess.domain.assessment.hints import qualities
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.labels import label as words_for
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Action, Sample, Stage, Verdict
from csassess.domain.retention.milestone_rules import broken_order
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.verification.sampling import action_state, is_overdue, signature_of
from csassess.services.access import caseloads
from csassess.services.papers.unit import decision_words
from csassess.services.papers.verification import course, where
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.signing import screen_or_paper_signatures
from csassess.services.verification import sampling
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog
from csassess.ui.evidence.item_rows import record_rows
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.signing.signature_pad import Strokes
from csassess.ui.widgets.controls import button, chip, label, shortened
from csassess.ui.widgets.fields import day, lines
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_dialog import value_of
from csassess.ui.widgets.layouts import clear, column, frame, holder, row, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.two_columns import TwoColumns

_TYPED = ("comment", "feedback", "exceptions", "assessor_observed", "candidate_interviewed")
_SAVED_AFTER = 1_500  # milliseconds behind the keys


class SamplePage(PageWidget):
    """Its place names the candidate, the unit, the sample (as form) and the item that is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVED_AFTER)
        self._soon.timeout.connect(self.leave)
        self.back = button(
            text("Verification"), lambda: self.go.emit(Location(Page.VERIFICATION)), "link", "arrow-left"
        )
        self.title, self.about = label("", "title"), label("", "quiet")
        self.warnings = label("", "problem")
        self._items = FlowLayout()
        self._item_group = QButtonGroup(self)
        self.item_title = label("", "heading")
        self.record = RowList(text("The item’s record"))
        self.record.selectionModel().currentChanged.connect(lambda *_: self._show_action_note())
        self.criteria = RowList(text("Criteria looked at"), head_width=48)
        self.criteria.toggled.connect(self._look)
        self.all_button = button(text("All of this item looked at"), self._look_at_all, icon_name="check")
        self._make_judgement()
        self.earlier = column()
        self._earlier = frame(
            "card", column(label(text("Earlier actions on this unit"), "heading"), self.earlier)
        )
        left = column(
            holder(self._items),
            frame("card", column(self.item_title, self.record)),
            0,
        )
        right = column(
            self._earlier,
            frame(
                "card",
                column(
                    label(text("Looked at, in this item"), "heading"), self.criteria, row(self.all_button, 0)
                ),
            ),
            self._judged,
            self._action_card,
            self._sign_card,
            0,
        )
        self._sides = TwoColumns(left, right)
        scroll_whole(self, column(row(self.back, 0), self.title, self.about, self.warnings, self._sides, 0))

    def _make_judgement(self) -> None:
        self.agree = chip(words_for(Verdict.AGREE).capitalize(), partial(self._judge, Verdict.AGREE))
        self.needed = chip(
            words_for(Verdict.ACTION_NEEDED).capitalize(), partial(self._judge, Verdict.ACTION_NEEDED)
        )
        offered = qualities(caseloads.centre_of(self._session.caseload))
        self.exceptions = {
            quality: chip(text("not {quality}", quality=words_for(quality)), self.leave)
            for quality in offered
        }
        self.observed = chip(text("assessor observed"), self.leave)
        self.interviewed = chip(text("candidate interviewed"), self.leave)
        self.comment, self.feedback = lines(), lines()
        self.comment.setAccessibleName(text("Comment"))
        self.feedback.setAccessibleName(text("Feedback to the assessor"))
        for field in (self.comment, self.feedback):
            field.textChanged.connect(self._save_soon)
        self._judged = frame(
            "card",
            column(
                label(text("The assessor’s decision"), "heading"),
                FlowLayout(self.agree, self.needed),
                FlowLayout(*self.exceptions.values()),
                label(self.comment.accessibleName(), "eyebrow"),
                self.comment,
                label(self.feedback.accessibleName(), "eyebrow"),
                self.feedback,
                FlowLayout(self.observed, self.interviewed),
            ),
        )
        self.what, self.due = lines(), day(self._session.caseload.clock().date())
        self.what.setAccessibleName(text("What is needed"))
        self.due.setAccessibleName(text("Due"))
        self.points_at = label("", "quiet")
        self.ask_button = button(text("Ask for this action"), self._ask, icon_name="flag")
        self.asked = column()
        self._action_card = frame(
            "card",
            column(
                label(text("Action needed"), "heading"),
                self.asked,
                label(self.what.accessibleName(), "eyebrow"),
                self.what,
                self.points_at,
                row(label(self.due.accessibleName(), "eyebrow"), self.due, 0),
                row(0, self.ask_button),
            ),
        )
        self.signed = label("")
        self.sign_button = button(text("Sign the sample"), self._sign, "main", "signature")
        self.unit_button = button(text("Sign the unit’s declaration"), self._sign_unit, icon_name="signature")
        self._sign_card = frame("card", column(self.signed, FlowLayout(self.sign_button, self.unit_button)))

    def show_location(self, place: Location) -> None:
        """Show a sample; where it is no longer there, the plan."""
        self.leave()
        self._place = place
        if not place.candidate or place.form not in {sample.id for sample in self._view().portfolio.samples}:
            self._place = Location(Page.VERIFICATION)
            self.go.emit(self._place)
            return
        sample = self._sample()
        self._fill(sample)
        if not place.item:
            items = self._view().portfolio.items_for(sample.unit)
            first = next((i.id for i in items if i.id in sample.evidence), items[0].id if items else "")
            self._place = replace(place, item=first)
        self.refresh()

    def _view(self) -> PortfolioView:
        return self._session.overview(self._place.candidate)

    def _sample(self) -> Sample:
        for sample in self._view().portfolio.samples:
            if sample.id == self._place.form:
                return sample
        raise KeyError(self._place.form)

    def _item(self) -> EvidenceItem | None:
        items = self._view().portfolio.items_for(self._place.unit)
        return next((item for item in items if item.id == self._place.item), None)

    def _fill(self, sample: Sample) -> None:
        """Put into the fields what the record says."""
        self._filled = sample
        for field, words in ((self.comment, sample.comment), (self.feedback, sample.feedback)):
            field.blockSignals(True)
            field.setPlainText(words)
            field.blockSignals(False)
        for quality, made in self.exceptions.items():
            made.setChecked(quality in sample.exceptions)
        self.observed.setChecked(sample.assessor_observed)
        self.interviewed.setChecked(sample.candidate_interviewed)
        self.due.setDate(QDate(sample.on.year, sample.on.month, sample.on.day))

    def refresh(self) -> None:
        if not self._place.form:
            return
        try:
            sample = self._sample()
        except KeyError:  # undone meanwhile
            self.go.emit(Location(Page.VERIFICATION))
            return
        if self._typed(self._filled) == self._filled and sample != self._filled:
            self._fill(sample)  # changed elsewhere, or undone, and nothing typed here
        view, signed = self._view(), signature_of(self._sample(), self._view().portfolio)
        unit = view.of(sample.unit).unit
        self.title.setText(f"{view.portfolio.candidate.name}, {unit.name}")
        assessor = caseloads.assessor_for(self._session.caseload, view.portfolio)
        self.about.setText(
            text(
                "{stage} sample of {day} by {verifier}. Assessor: {assessor}.",
                stage=words_for(sample.stage).capitalize(),
                day=long_date(sample.on),
                verifier=sample.name,
                assessor=assessor.name,
            )
        )
        broken = broken_order(view.portfolio)
        self.warnings.setText("\n".join(broken))
        self.warnings.setVisible(bool(broken))
        self._show_items(view, sample)
        self._show_item(view, sample)
        self.agree.setChecked(sample.verdict is Verdict.AGREE)
        self.needed.setChecked(sample.verdict is Verdict.ACTION_NEEDED)
        self._show_asked(view, sample)
        self._show_earlier(view, sample)
        for part in (self._judged, self.criteria, self.all_button, self.what, self.due, self.ask_button):
            part.setEnabled(signed is None)
        self._action_card.setVisible(sample.verdict is Verdict.ACTION_NEEDED or bool(self.asked.count()))
        self.sign_button.setVisible(signed is None)
        final = sample.stage is Stage.FINAL and sample.verdict is Verdict.AGREE
        self.unit_button.setVisible(
            signed is not None
            and final
            and next_signer(view.of(sample.unit), view.portfolio) is Signer.VERIFIER
        )
        self.signed.setText(
            text(
                "Signed by {name} on {when}. What came after it stands in a new sample.",
                name=signed.name,
                when=date_and_time(signed.at),
            )
            if signed
            else text("Not signed yet: everything is saved as you work.")
        )

    def _show_items(self, view: PortfolioView, sample: Sample) -> None:
        for made in self._item_group.buttons():
            self._item_group.removeButton(made)
        clear(self._items)
        for item in view.portfolio.items_for(sample.unit):
            seen = "\N{CHECK MARK} " if item.id in sample.evidence else ""
            made = chip(f"{seen}{item.number} {item.method}", partial(self._show, item.id))
            made.setAccessibleName(
                text(
                    "Item {number}, {method}{seen}",
                    number=item.number,
                    method=item.method,
                    seen=text(", looked at") if seen else "",
                )
            )
            made.setChecked(item.id == self._place.item)
            self._item_group.addButton(made)
            self._items.addWidget(made)

    def _show(self, item_id: str) -> None:
        self.leave()
        self._place = replace(self._place, item=item_id)
        self.refresh()

    def _show_item(self, view: PortfolioView, sample: Sample) -> None:
        item = self._item()
        if item is None:
            self.item_title.setText(text("There is no evidence for this unit yet."))
            self.record.show_rows([])
            self.criteria.show_rows([])
            return
        unit = view.of(sample.unit).unit
        visit = view.portfolio.visit_of(item)
        place = f", {visit.place}" if visit and visit.place else f", {item.location}" if item.location else ""
        state = text("accepted") if view.portfolio.is_accepted(item) else text("draft")
        self.item_title.setText(
            f"{item.number}  {item.method}  {long_date(item.on)}{place} ({state})\n{item.description}".strip()
        )
        self.record.show_rows(record_rows(self._session, view.portfolio, item.id, (unit,)))
        self.record.fit()
        looked = {
            each.criterion
            for each in view.portfolio.looked_at
            if (each.sample, each.evidence) == (sample.id, item.id)
        }
        referenced = {r.criterion for r in view.portfolio.references_of(item.id, sample.unit)}
        self.criteria.show_rows(
            [
                Row(criterion, unit.short(criterion), unit.wording(criterion), ticked=criterion in looked)
                for criterion in unit.labels()
                if criterion in referenced
            ]
        )
        self.criteria.fit()
        self._show_action_note()

    def _show_action_note(self) -> None:
        item, note = self._item(), self._note()
        if item is None:
            return
        words = text("It points at item {number}{note}.")
        at = ""
        found = next((n for n in self._view().portfolio.notes_of(item.id) if n.id == note), None)
        if found:
            at = text(", note {time}", time=f"{found.at:%H:%M}")
        self.points_at.setText(words.format(number=item.number, note=at))

    def _note(self) -> str:
        """Return the note that is selected in the record; empty for the item as a whole."""
        key, item = self.record.key(), self._item()
        known = {note.id for note in self._view().portfolio.notes_of(item.id)} if item else set()
        return key if key in known else ""

    def _show_asked(self, view: PortfolioView, sample: Sample) -> None:
        clear(self.asked)
        signed = signature_of(sample, view.portfolio)
        for action in (a for a in view.portfolio.actions if a.sample == sample.id):
            due = text("due {day}", day=long_date(action.due))
            words = label(f"{action.what}\n{where(action, view)}, {due}")
            back = button(text("Take back"), partial(self._take_back, action), "link")
            back.setVisible(signed is None)
            line = row(words, back)
            line.setStretch(0, 1)
            self.asked.addLayout(line)

    def _show_earlier(self, view: PortfolioView, sample: Sample) -> None:
        """Show the actions of other samples of this unit: closing them is half the visit."""
        clear(self.earlier)
        others = [a for a in view.portfolio.actions if a.unit == sample.unit and a.sample != sample.id]
        today = self._session.caseload.clock().date()
        for action in others:
            state = (
                text("overdue")
                if is_overdue(action, view.portfolio, today)
                else words_for(action_state(action, view.portfolio))
            )
            told = [f"{long_date(action.at.date())}: {action.what}", *course(action, view), state]
            opened = button(
                text("Open"),
                partial(action_dialog.show_action, self, self._session, self._place.candidate, action.id),
                icon_name="eye",
            )
            line = row(label("\n".join(told)), opened)
            line.setStretch(0, 1)
            self.earlier.addLayout(line)
        self._earlier.setVisible(bool(others))

    def _look(self, criterion: str, _: bool) -> None:
        self.leave()
        self._session.run(
            sampling.tick_looked_at, self._place.candidate, self._sample(), self._place.item, criterion
        )

    def _look_at_all(self) -> None:
        self.leave()
        sample, item = self._sample(), self._item()
        if item is None:
            return
        self._session.run(sampling.look_at_all, self._place.candidate, sample, item.id)

    def _judge(self, verdict: Verdict) -> None:
        self.leave()
        self._session.run(
            sampling.change_sample, self._place.candidate, replace(self._sample(), verdict=verdict)
        )

    def _save_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def leave(self) -> bool:
        """Save what was typed and ticked; False where that could not be, and it is still there."""
        self._soon.stop()
        if not self._place.form:
            return True
        sample = next((s for s in self._view().portfolio.samples if s.id == self._place.form), None)
        if sample is None or signature_of(sample, self._view().portfolio):
            return True
        typed = self._typed(self._filled)
        changed = {
            name: getattr(typed, name)
            for name in _TYPED
            if getattr(typed, name) != getattr(self._filled, name)
        }
        if not changed:
            return True
        saved = self._session.run_silently(
            sampling.change_sample, self._place.candidate, replace(sample, **changed)
        )
        self._session.read_again()
        if saved:
            self._filled = typed
        return saved

    def _typed(self, sample: Sample) -> Sample:
        """Return a sample with what stands in the fields."""
        return replace(
            sample,
            comment=self.comment.toPlainText(),
            feedback=self.feedback.toPlainText(),
            exceptions=tuple(quality for quality, made in self.exceptions.items() if made.isChecked()),
            assessor_observed=self.observed.isChecked(),
            candidate_interviewed=self.interviewed.isChecked(),
        )

    def _ask(self) -> None:
        self.leave()
        item = self._item()
        if item is None:
            return
        asked = self._session.run(
            sampling.ask_action,
            self._place.candidate,
            self._sample(),
            item.id,
            self.what.toPlainText(),
            value_of(self.due),
            self._note(),
        )
        if asked:
            self.what.clear()

    def _take_back(self, action: Action) -> None:
        self._session.run(sampling.take_action_back, self._place.candidate, action)

    def _sign(self) -> None:
        if not self.leave():
            return
        sample, view = self._sample(), self._view()

        def sign(_: str, strokes: Strokes, on_paper: bool) -> None:
            self._session.run_or_raise(
                sampling.sign_sample, self._place.candidate, sample.id, strokes, on_paper=on_paper
            )

        statement = text("I have sampled this evidence; I have not assessed this candidate.")
        dialog = SignDialog(
            self, self._words(view, sample), statement, Signer.VERIFIER, sample.name, sign, lambda: None
        )
        dialog.name.setReadOnly(True)  # nobody signs in another's name
        dialog.open()

    @staticmethod
    def _words(view: PortfolioView, sample: Sample) -> str:
        """Return the sample as plain text, as it is signed."""
        portfolio, unit = view.portfolio, view.of(sample.unit).unit
        told = [portfolio.candidate.name, unit.full_name, words_for(sample.stage)]
        for item in portfolio.evidence:
            if item.id in sample.evidence:
                seen: Sequence[str] = [
                    unit.short(each.criterion)
                    for each in portfolio.looked_at
                    if (each.sample, each.evidence) == (sample.id, item.id)
                ]
                told.append(f"{item.number} {item.method}: {', '.join(seen)}")
        told += [words_for(sample.verdict) if sample.verdict else "", sample.comment, sample.feedback]
        told += [
            f"{shortened(action.what, 200)} ({where(action, view)}, {long_date(action.due)})"
            for action in portfolio.actions
            if action.sample == sample.id
        ]
        return "\n".join(part for part in told if part)

    def _sign_unit(self) -> None:
        """Sign the decision on the unit after a final sample that agrees."""
        candidate, sample = self._place.candidate, self._sample()

        def sign(name: str, strokes: Strokes, on_paper: bool) -> None:
            self._session.run_or_raise(
                screen_or_paper_signatures.sign_decision,
                candidate,
                sample.unit,
                Signer.VERIFIER,
                name,
                strokes,
                on_paper=on_paper,
            )

        words = decision_words(self._session.caseload, self._view(), sample.unit)
        statement = text("I have verified this decision; I have not assessed this candidate.")
        SignDialog(self, words, statement, Signer.VERIFIER, sample.name, sign, lambda: None).open()
