"""The criteria of an item's units: tabs for units, chips for outcomes, rows for criteria."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.labels import with_capital
from csassess.domain.records.evidence import Reference
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.units import Outcome
from csassess.services.units import wording
from csassess.ui.evidence.criterion_rows import CriterionRows, Offer, chip_words
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import OneLine, button, caption, chip, label, set_tip, shortened
from csassess.ui.widgets.controls import offer as enable
from csassess.ui.widgets.fields import Tabs, line
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import clear, column, holder, in_tab_order, row, spaced
from csassess.ui.widgets.row_list import RowList

_SHOWN_WORDS = 80  # characters of the note ticked for


class CriteriaPane(QWidget):
    """Criteria with check boxes.

    Only the assessor ticks; a tick belongs to the selected note.
    """

    toggled = Signal(str, str, bool)  # unit, criterion, ticked
    unit_shown = Signal(str)
    locating = Signal(object)  # the reference to locate inside the item

    def __init__(self) -> None:
        super().__init__()
        self.hint = OneLine("eyebrow")
        self.tabs = Tabs(text("Units"))
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
        set_tip(
            self.check,
            text("Criteria whose wording is closest to the note. These are suggestions: nothing is ticked"),
        )
        self.criteria = RowList(text("Criteria"), head_width=76)
        self.criteria.toggled.connect(self._toggled)
        self.criteria.selectionModel().currentChanged.connect(lambda *_: self._show_locate())
        self.locate = button(text("Where in the item"), self._locate, "link")
        self.empty = label(
            text("The candidate is not enrolled on a unit yet. Enrol them on the portfolio page."), "quiet"
        )
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.hint)
        layout.addWidget(self.tabs)
        search_row = row(self.search, self.check)
        search_row.setStretch(0, 1)
        self._search_row = holder(search_row)
        self._search_row.setVisible(not self._large)
        layout.addLayout(self._chips)
        layout.addWidget(self._search_row)
        layout.addLayout(column(self.title, self.lead))
        layout.addWidget(self.criteria, 1)
        self.offers: list[QPushButton] = []
        self._offers = FlowLayout()
        self._foot = holder(column(self._offers, row(self.locate, 0)))
        layout.addWidget(self._foot)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.empty, 1)
        self._rows: CriterionRows | None = None
        self._is_locked, self._barred = False, ""
        self._outcome: dict[str, int] = {}  # the index of the outcome last shown, by unit
        self._note = ""  # for which criteria were last shown

    def show_item(self, rows: CriterionRows, *, locked: bool, barred: str = "") -> None:
        """Show the criteria of the candidate's units, ticked if the selected note references them.

        `barred` says why no one here may tick them; empty if they may.
        """
        self._rows, self._barred = rows, barred
        self._is_locked = locked or bool(barred)
        self.criteria.refusal = self._closed_words() if self._is_locked else ""
        standings = rows.view.standings
        self._show_tabs(standings)
        has_words = bool(rows.note_words())
        if not has_words:
            self.check.setChecked(False)
        self.check.setVisible(bool(standings) and has_words)
        for part in (self.tabs, self.title, self.criteria):
            part.setVisible(bool(standings))
        self.hint.setVisible(bool(standings) and not self._large)
        if not standings:
            self.lead.hide()
            self._search_row.hide()
        self.empty.setVisible(not standings)
        if rows.note != self._note:
            self._note = rows.note
            standing = self._standing()
            if standing:
                self._outcome[self.unit] = rows.outcome_to_show(standing, self._outcome.get(self.unit, 0))
        self._show_outcomes()

    def _show_tabs(self, standings: Sequence[UnitStanding]) -> None:
        units = [standing.unit.id for standing in standings]
        if units != [self.tabs.tabData(index) for index in range(self.tabs.count())]:
            with QSignalBlocker(self.tabs):
                while self.tabs.count():
                    self.tabs.removeTab(0)
                for unit_id in units:
                    self.tabs.setTabData(self.tabs.addTab(""), unit_id)
        names = names_of_units(standing.unit for standing in standings)
        for index, standing in enumerate(standings):
            done, total = standing.count()
            name = caption(shortened(names[standing.unit.id], 20))
            words = text("{unit}  {done} of {total}", unit=name, done=done, total=total)
            if self.tabs.tabText(index) != words:  # Qt lays out all tabs whenever a text is set
                self.tabs.setTabText(index, words)
            self.tabs.setTabToolTip(index, standing.unit.full_name)

    @property
    def unit(self) -> str:
        """The id of the unit shown."""
        return str(self.tabs.tabData(self.tabs.currentIndex()) or "")

    def show_unit(self, unit_id: str) -> None:
        """Show a unit's tab, if the candidate has the unit."""
        for index in range(self.tabs.count()):
            if self.tabs.tabData(index) == unit_id:
                self.tabs.setCurrentIndex(index)

    def show_outcome(self, index: int) -> None:
        """Show an outcome of the unit by its index."""
        self.stop_finding()
        self._foot.setMinimumHeight(0)
        self._outcome[self.unit] = index
        self._show_outcomes()
        self.criteria.scrollToTop()

    def show_criterion(self, unit_id: str, criterion: str) -> None:
        """Show the outcome of a criterion and make its row the current one."""
        self.show_unit(unit_id)
        standing = self._standing()
        if self._rows is None or standing is None or standing.unit.id != unit_id:
            return
        first = len(self._rows.outcomes(standing)) - len(standing.unit.outcomes)
        for index, outcome in enumerate(standing.unit.outcomes, start=first):
            if criterion in [c.label for c in outcome.criteria]:
                self.show_outcome(index)
                self.criteria.select((unit_id, criterion))

    def _unit_changed(self) -> None:
        self._foot.setMinimumHeight(0)
        self._show_outcomes()
        self.criteria.scrollToTop()
        self.unit_shown.emit(self.unit)

    def _standing(self) -> UnitStanding | None:
        standings = self._rows.view.standings if self._rows else ()
        return next((standing for standing in standings if standing.unit.id == self.unit), None)

    def _show_outcomes(self) -> None:
        standing = self._standing()
        if self._rows is None or standing is None:
            clear(self._chips)
            self.chips = []
            return
        outcomes = self._rows.outcomes(standing)
        current = min(self._outcome.get(self.unit, 0), len(outcomes) - 1)
        is_searching = self._show_matches(self._rows)
        self._show_chips(standing, outcomes, -1 if is_searching else current)
        if is_searching:
            return
        outcome = outcomes[current]
        self.title.setText(
            f"{outcome.label}  {outcome.title}"
            if outcome.label and outcome.title
            else with_capital(outcome.words)
        )
        reason = self._rows.reason_not_allowed(standing, [c.label for c in outcome.criteria])
        not_allowed = text("Not allowed for this unit: {reason}.", reason=reason) if reason else ""
        self.lead.setText("  ".join(filter(None, (not_allowed, outcome.lead))))
        self.lead.setVisible(bool(self.lead.text()) and not self._large)
        self.criteria.show_rows(self._rows.of_outcome(standing, outcome))
        self.hint.setText(self._hint())
        self._show_offers(self._rows.offers(standing))
        self._show_locate()

    def _show_offers(self, offers: list[Offer]) -> None:
        """Show the offers below the list, so that they move no criterion."""
        self._hold_foot()
        clear(self._offers)
        self.offers = []
        for offer in offers:
            words = text("also in {criterion}", criterion=offer.words)
            offer_chip = chip(shortened(words, 48), partial(self._tick_offer, offer))
            offer_chip.setChecked(offer.is_ticked)
            set_tip(offer_chip, f"{words} ({offer.why})")
            offer_chip.setAccessibleName(words)
            if self._is_locked:
                enable(offer_chip, self._closed_words())
            self.offers.append(offer_chip)
            self._offers.addWidget(offer_chip)
        in_tab_order(self.criteria, *self.offers, self.locate)

    def _tick_offer(self, offer: Offer) -> None:
        self.toggled.emit(*offer.key, not offer.is_ticked)

    def _show_chips(self, standing: UnitStanding, outcomes: list[Outcome], current: int) -> None:
        """Show a chip for each outcome, the current one checked; -1 checks none."""
        if len(self.chips) != len(outcomes):
            clear(self._chips)
            self.chips = [chip("", partial(self.show_outcome, index)) for index in range(len(outcomes))]
            above = [*self.chips]
            if self._large:  # with large text, the search field is shown only on request
                find = chip(text("Find"), self.start_finding)
                find.setCheckable(False)
                above.append(find)
            for part in above:
                self._chips.addWidget(part)
            in_tab_order(self.tabs, *above, self.search, self.check, self.criteria)
        for index, (outcome_chip, outcome) in enumerate(zip(self.chips, outcomes, strict=True)):
            words = chip_words(standing, outcome)
            outcome_chip.setText(words)
            outcome_chip.setAccessibleName(f"{outcome.words}, {words}")
            set_tip(outcome_chip, outcome.words)
            outcome_chip.setChecked(index == current)

    def start_finding(self) -> None:
        """Show the search field and move the focus to it."""
        self._search_row.show()
        self.search.setFocus()

    def stop_finding(self) -> None:
        """Show the outcomes again instead of what was searched for."""
        with QSignalBlocker(self.search), QSignalBlocker(self.check):
            self.search.clear()
            self.check.setChecked(False)
        self._search_row.setVisible(not self._large)

    def _check(self) -> None:
        with QSignalBlocker(self.search):
            self.search.clear()
        self._show_outcomes()

    def _show_matches(self, rows: CriterionRows) -> bool:
        """Show the criteria that the search finds, or those suggested for the note.

        Return False if there is neither a search nor a request for suggestions.
        """
        typed = self.search.text().strip()
        if typed:
            matches = wording.find(rows.view, typed)
            words = text("Found: {count}", count=len(matches))
        elif self.check.isChecked():
            matches = wording.suggest(rows.view, rows.note_words())
            words = text("Check? Only a suggestion: nothing is ticked")
        else:
            return False
        self.title.setText(words)
        self.lead.setText("" if matches else text("No criterion in these units contains these words."))
        self.lead.setVisible(bool(self.lead.text()) and not self._large)
        self.criteria.show_rows(rows.of_keys(matches))
        self.hint.setText(self._hint())
        self._show_locate()
        return True

    def _hint(self) -> str:
        if self._is_locked:
            return self._closed_words()
        if self._rows and self._rows.note:
            words = shortened(self._rows.note_words(), _SHOWN_WORDS)
            note = " – ".join(filter(None, (self._rows.note_heading(), words)))
            return text("Tick for  ▸  {note}", note=note)
        return text(
            "If no note is selected, ticking a criterion in an observation adds a moment to write up."
        )

    def _closed_words(self) -> str:
        closed = text("This item is closed. Reopen it, or bring it back, to change its references.")
        return self._barred or closed

    def _current_reference(self) -> Reference | None:
        """Return the selected note's reference in the current row, or None if it is not ticked."""
        key = self.criteria.key()
        return self._rows.reference(key) if key and self._rows else None

    def _show_locate(self) -> None:
        self._hold_foot()
        self.locate.setVisible(not self._is_locked and self._current_reference() is not None)
        has_content = not self.locate.isHidden() or bool(self.offers)
        self._foot.setVisible(has_content or self._foot.minimumHeight() > 0)

    def _hold_foot(self) -> None:
        """Keep the height below the list while it shows the same criteria.

        If the list grew, rows at its end would slide away between press and release.
        """
        if self._foot.isVisible():
            self._foot.setMinimumHeight(self._foot.height())

    def _locate(self) -> None:
        reference = self._current_reference()
        if reference:
            self.locating.emit(reference)

    def _toggled(self, key: tuple[str, str], ticked: bool) -> None:
        self.toggled.emit(*key, ticked)
