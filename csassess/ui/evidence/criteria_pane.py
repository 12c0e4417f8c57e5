"""The criteria of one item's units: a tab a unit, a chip an outcome, a row a criterion. The outcome is the page."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QTabBar, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.assessment.eligibility import reason_not_allowed
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.records.evidence import Reference
from csassess.domain.units.units import Kind, Outcome
from csassess.services.evidence.suggestions import Suggestion
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.units import wording
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import OneLine, button, chip, label, shortened
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, holder, row, spaced
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.status_text import criterion_state


class CriteriaPane(QWidget):
    """Checkbox grids for each criterion. Nothing is ticked but by the assessor; a tick belongs to the selected note."""

    toggled = Signal(str, str, bool)  # unit, criterion, ticked
    unit_shown = Signal(str)
    locating = Signal(object)  # the reference whose place inside the item is to be noted

    def __init__(self) -> None:
        super().__init__()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(text("Units"))
        self.tabs.currentChanged.connect(self._unit_changed)
        self._chips = FlowLayout()
        self.chips: list[QPushButton] = []
        self._large = theme.current().is_large
        self.title = OneLine("heading") if self._large else label("", "heading")
        self.lead = label("", "quiet")
        self.search = line(hint=text("Find wording in every unit"))
        self.search.setAccessibleName(text("Find a criterion by its wording"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._show_outcomes())
        self.check = button(text("Check?"), self._check, "link")
        self.check.setCheckable(True)
        self.check.setToolTip(
            text("Criteria whose wording has most in common with the note: suggestions, nothing is ticked")
        )
        self.criteria = RowList(text("Criteria"), head_width=76)
        self.criteria.toggled.connect(self._toggled)
        self.criteria.selectionModel().currentChanged.connect(lambda *_: self._show_locate())
        self.hint = label("", "quiet")
        self.locate = button(text("Where in the item"), self._locate, "link")
        self.empty = label(
            text("The candidate is not enrolled on a unit yet. Enrol them from the portfolio."), "quiet"
        )
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.tabs)
        searching = row(self.search, self.check)
        searching.setStretch(0, 1)
        self._searching = holder(searching)
        self._searching.setVisible(not self._large)
        layout.addLayout(self._chips)
        layout.addWidget(self._searching)
        layout.addLayout(column(self.title, self.lead))
        layout.addWidget(self.criteria, 1)
        foot = row(self.hint, self.locate)
        foot.setStretch(0, 1)
        self._foot = holder(foot)
        layout.addWidget(self._foot)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.empty, 1)
        self._view: PortfolioView | None = None
        self._item, self._note, self._locked = "", "", False
        self._outcome: dict[str, int] = {}  # the outcome shown last, by unit
        self._offered: tuple[tuple[str, str], Sequence[Suggestion]] = (("", ""), ())

    def show_item(
        self,
        view: PortfolioView,
        item: str,
        note: str,
        *,
        locked: bool,
        offered: tuple[tuple[str, str], Sequence[Suggestion]] = (("", ""), ()),
    ) -> None:
        """Show the criteria of the candidate's units, ticked as the selected note references them.

        `offered` are a criterion just ticked, as (unit, label), and what to offer under it.
        """
        self._offered = offered
        units = [stand.unit.id for stand in view.standings]
        if units != [self.tabs.tabData(index) for index in range(self.tabs.count())]:
            self.tabs.blockSignals(True)
            while self.tabs.count():
                self.tabs.removeTab(0)
            for stand in view.standings:
                self.tabs.setTabData(self.tabs.addTab(""), stand.unit.id)
            self.tabs.blockSignals(False)
        self._view, self._item, self._note, self._locked = view, item, note, locked
        for index, stand in enumerate(view.standings):
            done, total = stand.count()
            name = shortened(stand.unit.name, 20)
            words = text("{unit}  {done} of {total}", unit=name, done=done, total=total)
            if self.tabs.tabText(index) != words:  # Qt lays the tabs out anew whatever they said
                self.tabs.setTabText(index, words)
            self.tabs.setTabToolTip(index, stand.unit.full_name)
        if not self._has_words():
            self.check.setChecked(False)
        self.check.setVisible(bool(units) and self._has_words())
        for part in (self.tabs, self.title, self.criteria):
            part.setVisible(bool(units))
        for extra in (self.lead, self.hint):
            extra.setVisible(bool(units) and not self._large)
        if not units:
            self._searching.hide()
        self.empty.setVisible(not units)
        self._show_outcomes()

    @property
    def unit(self) -> str:
        """The id of the unit shown."""
        return str(self.tabs.tabData(self.tabs.currentIndex()) or "")

    def show_unit(self, unit_id: str) -> None:
        """Show a unit's tab, where the candidate has it."""
        for index in range(self.tabs.count()):
            if self.tabs.tabData(index) == unit_id:
                self.tabs.setCurrentIndex(index)

    def show_outcome(self, place: int) -> None:
        """Show an outcome of the unit by its place."""
        self._stop_finding()
        self._outcome[self.unit] = place
        self._show_outcomes()

    def show_criterion(self, unit_id: str, criterion: str) -> None:
        """Show the outcome of a criterion and make its row the current one."""
        self.show_unit(unit_id)
        stand = self._stand()
        if stand is None or stand.unit.id != unit_id:
            return
        planned = 1 if self._planned(stand) else 0
        for place, outcome in enumerate(stand.unit.outcomes, start=planned):
            if criterion in [each.label for each in outcome.criteria]:
                self.show_outcome(place)
                self.criteria.select((unit_id, criterion))

    def _unit_changed(self) -> None:
        self._show_outcomes()
        self.unit_shown.emit(self.unit)

    def _stand(self) -> UnitStanding | None:
        return (
            next((stand for stand in self._view.standings if stand.unit.id == self.unit), None)
            if self._view
            else None
        )

    def _show_outcomes(self) -> None:
        stand = self._stand()
        if stand is None:
            clear(self._chips)
            self.chips = []
            return
        planned = self._planned(stand)
        outcomes = [
            *([planned] if planned else []),
            *stand.unit.outcomes,
        ]  # what was agreed for the visit comes first
        current = min(self._outcome.get(self.unit, 0), len(outcomes) - 1)
        wanted = [self._chip_words(stand, outcome) for outcome in outcomes]
        if len(self.chips) != len(wanted):
            clear(self._chips)
            self.chips = [chip("", partial(self.show_outcome, place)) for place in range(len(wanted))]
            for each in self.chips:
                self._chips.addWidget(each)
            if self._large:  # large text leaves no line for searching until it is asked for
                find = chip(text("Find"), self.start_finding)
                find.setCheckable(False)
                self._chips.addWidget(find)
        for place, (each, words) in enumerate(zip(self.chips, wanted, strict=True)):
            each.setText(words)
            each.setAccessibleName(f"{outcomes[place].title}, {words}")
            each.setToolTip(outcomes[place].title)
            each.setChecked(place == current)
        if self._show_found():
            for each in self.chips:
                each.setChecked(False)
            return
        outcome = outcomes[current]
        self.title.setText(f"{outcome.label}  {outcome.title}" if outcome.label else outcome.title)
        self.lead.setText(outcome.lead)
        self.criteria.show_rows(
            [
                each
                for c in outcome.criteria
                for each in (self._row(stand, c.label, c.text), *self._offers(stand, c.label))
            ]
        )
        self.hint.setText(self._hint())
        self._show_locate()

    def start_finding(self) -> None:
        """Put the cursor where wording is searched for."""
        self._searching.show()
        self.search.setFocus()

    def _stop_finding(self) -> None:
        for control in (self.search, self.check):
            control.blockSignals(True)
        self.search.clear()
        self.check.setChecked(False)
        self._searching.setVisible(not self._large)
        for control in (self.search, self.check):
            control.blockSignals(False)

    def _check(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._show_outcomes()

    def _note_words(self) -> str:
        """Return the selected note's question and answer, or the photograph's caption."""
        if self._view is None:
            return ""
        portfolio = self._view.portfolio
        for note in portfolio.notes_of(self._item):
            if note.id == self._note:
                return f"{note.question} {note.text}".strip()
        return next((p.caption for p in portfolio.photographs_of(self._item) if p.id == self._note), "")

    def _has_words(self) -> bool:
        return bool(self._note_words())

    def _show_found(self) -> bool:
        """Show what was searched for, or suggested for the note, over all units; False where neither was asked."""
        assert self._view is not None
        typed = self.search.text().strip()
        if typed:
            found = wording.find(self._view, typed)
            words = text("Found: {count}", count=len(found))
        elif self.check.isChecked():
            found = wording.suggest(self._view, self._note_words())
            words = text("Check? A suggestion only, nothing is ticked")
        else:
            return False
        self.title.setText(words)
        self.lead.setText("" if found else text("No criterion of these units has these words."))
        rows = []
        for unit_id, criterion in found:
            stand = self._view.of(unit_id)
            shown = self._row(stand, criterion, stand.unit.wording(criterion))
            rows.append(
                replace(shown, head=f"{shortened(stand.unit.name, 12)} {stand.unit.short(criterion)}")
            )
        self.criteria.show_rows(rows)
        self.hint.setText(self._hint())
        self._show_locate()
        return True

    def _planned(self, stand: UnitStanding) -> Outcome | None:
        """Return the unit's criteria that the visit was planned for, as a page of their own; accepted ones are ticked off."""
        plan = self._view.portfolio.plan if self._view else None
        wanted = plan.criteria_of(stand.unit.id) if plan else frozenset()
        criteria = tuple(c for outcome in stand.unit.outcomes for c in outcome.criteria if c.label in wanted)
        if not criteria:
            return None
        return Outcome(text("for this visit"), Kind.PERFORMANCE, "", criteria, label=text("Planned"))

    def _chip_words(self, stand: UnitStanding, outcome: Outcome) -> str:
        labels = tuple(criterion.label for criterion in outcome.criteria)
        name = outcome.label or text("Knowledge")
        if outcome.kind is Kind.KNOWLEDGE and outcome.label:
            name = text("{label} know", label=outcome.label)
        return f"{name}  {stand.coverage.accepted(labels)}/{len(labels)}"

    def _hint(self) -> str:
        if self._locked:
            return text("This item is closed. Reopen it, or bring it back, to change its references.")
        if self._note:
            return text("A tick belongs to the selected note.")
        return text("With no note selected, a tick in an observation makes a moment to write up.")

    def _row(self, stand: UnitStanding, criterion: str, words: str) -> Row:
        assert self._view is not None
        here = self._references(stand.unit.id, criterion)
        beside = [r for r in here if not self._is_selected(r)]
        state, tone = criterion_state(stand.coverage.of(criterion))
        foot = ""
        if self._note and beside:
            loose = all(reference.note is None for reference in beside)
            foot = (
                text("referenced by the item, not beside a note yet")
                if loose
                else text("also by another note of this item")
            )
        places = ", ".join(r.location for r in here if r.location and self._is_selected(r))
        if places:
            foot = text("at {place}", place=places)
        barred = self._not_allowed(stand, criterion) if here else None
        if barred:
            state, tone, foot = "n", "bad", text("not allowed for this unit: {reason}", reason=barred)
        return Row(
            (stand.unit.id, criterion), criterion, words, foot, state, tone, ticked=len(here) > len(beside)
        )

    def _offers(self, stand: UnitStanding, criterion: str) -> list[Row]:
        """Return a row for each criterion of another unit to offer under the one just ticked; nothing is ticked by itself."""
        assert self._view is not None
        ticked, offers = self._offered
        if ticked != (stand.unit.id, criterion):
            return []
        rows = []
        for offer in offers:
            unit = self._view.of(offer.unit).unit
            here = self._references(offer.unit, offer.criterion)
            words = text(
                "{unit} {criterion}  {words}",
                unit=shortened(unit.name, 24),
                criterion=unit.short(offer.criterion),
                words=unit.wording(offer.criterion),
            )
            is_ticked = any(self._is_selected(reference) for reference in here)
            rows.append(
                Row(
                    (offer.unit, offer.criterion),
                    text("also in"),
                    words,
                    offer.why,
                    tone="quiet",
                    ticked=is_ticked,
                )
            )
        return rows

    def _references(self, unit: str, criterion: str) -> list[Reference]:
        assert self._view is not None
        return [r for r in self._view.portfolio.references_of(self._item, unit) if r.criterion == criterion]

    def _current_reference(self) -> Reference | None:
        """Return the selected note's reference in the current row, or None where it is not ticked."""
        key = self.criteria.key()
        if key is None or self._view is None:
            return None
        return next((r for r in self._references(*key) if self._is_selected(r)), None)

    def _show_locate(self) -> None:
        self.locate.setVisible(not self._locked and self._current_reference() is not None)
        self._foot.setVisible(not self.locate.isHidden() or not self.hint.isHidden())

    def _locate(self) -> None:
        reference = self._current_reference()
        if reference:
            self.locating.emit(reference)

    def _not_allowed(self, stand: UnitStanding, criterion: str) -> str | None:
        assert self._view is not None
        return reason_not_allowed(
            stand.unit, self._view.portfolio.item(self._item), stand.unit.kind_of(criterion)
        )

    def _is_selected(self, reference: Reference) -> bool:
        return (reference.note or "") == self._note

    def _toggled(self, key: tuple[str, str], ticked: bool) -> None:
        self.toggled.emit(*key, ticked)
