"""Two wordings of a unit side by side, and the candidates who can move to the one in force."""

from collections.abc import Sequence
from dataclasses import asdict

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from csassess.catalogue import plural, text
from csassess.domain.dates import long_date
from csassess.domain.errors import UserError
from csassess.domain.rule_words import sentence
from csassess.domain.units.comparison import Change, Compared, Stated, compare
from csassess.domain.units.rules import Rule
from csassess.services.evidence import new_wordings
from csassess.services.evidence.new_wordings import OnEarlier, Version
from csassess.services.units import reviews
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.units.moving_dialog import move
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, chip, label
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, scroll_whole
from csassess.ui.widgets.row_list import Row, RowList

_ORDER = (Change.REWORDED, Change.OTHER_RULES, Change.RENUMBERED, Change.NEW, Change.GONE, Change.SAME)


class VersionsPage(PageWidget):
    """Compares the wordings of the unit that the location names; `form` is the later one."""

    shown_kinds = frozenset({"unit-version", "enrolment", "candidate"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._place = Location(Page.VERSIONS)
        self._versions: list[Version] = []
        self._earlier: list[OnEarlier] = []
        self.title = label("", "title")
        self.before, self.after = choice([]), choice([])
        self.before.setAccessibleName(text("Earlier wording"))
        self.after.setAccessibleName(text("Later wording"))
        for field in (self.before, self.after):
            field.activated.connect(lambda _: self._compare())
        self.counts = label("", "quiet")
        self.differing = chip(text("Only what differs"), self._compare)
        self.differing.setChecked(True)
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(text("Comparison of the wordings"))
        self.table.setHorizontalHeaderLabels([text("What changed"), text("Earlier"), text("Later")])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for part in (1, 2):
            header.setSectionResizeMode(part, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.moving = label("", "heading")
        self.candidates = RowList(text("Candidates on an earlier wording"))
        self.candidates.chosen.connect(self._move)
        self.to_review = button(text("Back to the review"), self._go_to_review, icon_name="chevron-left")
        self.back = button(
            text("All units"), lambda: self.go.emit(Location(Page.UNITS, unit=self.place.unit))
        )
        self._lay_out()

    def _lay_out(self) -> None:
        arrow = label("→")
        arrow.setWordWrap(False)
        arrow.setMinimumHeight(theme.current().px(theme.TARGET))
        for field in (self.before, self.after):
            field.setMinimumContentsLength(28)
        choices = holder(
            FlowLayout(self.before, arrow, self.after, self.differing, self.to_review, self.back)
        )
        self._moving = holder(column(self.moving, self.candidates))
        self.table.setMinimumHeight(theme.current().px(260))
        content = column(self.title, choices, self.counts, self.table, self._moving)
        content.setStretch(3, 1)
        scroll_whole(self, content)

    def show_location(self, place: Location) -> None:
        """Compare the wording that the location names with the one before it."""
        self._place = place
        self._read()
        keys = [version.key for version in self._versions]
        later = keys.index(place.form) if place.form in keys else len(keys) - 1
        if later == 0 and len(keys) > 1:
            later = 1
        self._fill(max(later - 1, 0), later)
        self._compare()

    def refresh(self) -> None:
        before, after = self.before.currentData(), self.after.currentData()
        self._read()
        keys = [version.key for version in self._versions]
        last = len(keys) - 1
        self._fill(
            keys.index(before) if before in keys else max(last - 1, 0),
            keys.index(after) if after in keys else last,
        )
        self._compare()

    def _read(self) -> None:
        unit_id, form = self._place.unit, self._place.form
        is_review = self._session.read(reviews.is_under_review, form)
        self.to_review.setVisible(is_review)
        try:
            self._versions = self._session.read(new_wordings.versions, unit_id)
            if is_review:
                self._versions = self._session.read(new_wordings.versions, unit_id, form)
        except UserError as error:
            self._session.problem.emit(str(error))
        self._earlier = self._session.read(new_wordings.on_earlier, unit_id)

    def _go_to_review(self) -> None:
        self.go.emit(Location(Page.REVIEW, form=self._place.form))

    def _fill(self, before: int, after: int) -> None:
        for field, at in ((self.before, before), (self.after, after)):
            field.offer([(version.words, version.key) for version in self._versions])
            field.setCurrentIndex(at)

    def _compare(self) -> None:
        chosen = {version.key: version.unit for version in self._versions}
        before, after = chosen.get(self.before.currentData()), chosen.get(self.after.currentData())
        self.title.setText(after.full_name if after else text("Wordings of a unit"))
        self._show_candidates()
        self.table.setRowCount(0)
        if before is None or after is None or len(self._versions) < 2:
            self.counts.setText(text("There is one wording of this unit only: nothing to compare."))
            return
        comparison = compare(before, after)
        self.counts.setText(
            ", ".join(
                _count_words(change, comparison.count(change))
                for change in _ORDER
                if comparison.count(change)
            )
        )
        for compared in comparison.criteria:
            self._add(compared, "")
        for compared in comparison.requirements:
            self._add(compared, text("Evidence") + " ")
        self.table.resizeRowsToContents()

    def _add(self, compared: Compared, what: str) -> None:
        if self.differing.isChecked() and compared.change is Change.SAME:
            return
        at = self.table.rowCount()
        self.table.insertRow(at)
        tells_rules = compared.change is Change.OTHER_RULES
        before = _words(compared.before, what, tells_rules=tells_rules)
        cells = (compared.change.words, before, _words(compared.after, what, tells_rules=tells_rules))
        for place, words in enumerate(cells):
            cell = QTableWidgetItem(words)
            cell.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            if place == 0:
                cell.setForeground(QColor(_colour(compared.change)))
            self.table.setItem(at, place, cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.resizeRowsToContents()

    def _show_candidates(self) -> None:
        self._moving.setVisible(bool(self._earlier))
        count = len(self._earlier)
        self.moving.setText(
            plural(
                "{count} candidate stays on an earlier wording until you move them",
                "{count} candidates stay on an earlier wording until you move them",
                count,
            )
        )
        self.candidates.show_rows(
            [
                Row(
                    each.candidate.id,
                    each.candidate.name,
                    foot=text("enrolled on {date}", date=long_date(each.enrolled.on)),
                    state=text("Move…"),
                    tone="quiet",
                )
                for each in self._earlier
            ]
        )
        self.candidates.fit()

    def _move(self, candidate_id: str) -> None:
        move(self, self._session, candidate_id, self._place.unit)


def _colour(change: Change) -> str:
    colours = theme.current().colours
    return {
        Change.SAME: colours.quiet,
        Change.RENUMBERED: colours.warn,
        Change.OTHER_RULES: colours.warn,
        Change.REWORDED: colours.warn,
        Change.NEW: colours.good,
        Change.GONE: colours.bad,
    }[change]


def _words(stated: Stated | None, what: str, *, tells_rules: bool) -> str:
    if stated is None:
        return "–"
    words = f"{what}{stated.label}  {stated.words}"
    if not tells_rules:
        return words
    rules = [_rule_words(rule, stated.letters) for rule in stated.rules]
    return "\n".join((words, *(rules or [text("No rule: the assessor confirms it.")])))


def _rule_words(rule: Rule, letters: Sequence[str]) -> str:
    words = sentence({**asdict(rule), "for": rule.only, "except": rule.without}, letters)
    return f"{rule.item}  {words}" if rule.item else words


def _count_words(change: Change, count: int) -> str:
    return {
        Change.SAME: plural("{count} the same", "{count} the same", count),
        Change.RENUMBERED: plural("{count} renumbered", "{count} renumbered", count),
        Change.OTHER_RULES: plural("{count} with other rules", "{count} with other rules", count),
        Change.REWORDED: plural("{count} reworded", "{count} reworded", count),
        Change.NEW: plural("{count} new", "{count} new", count),
        Change.GONE: plural("{count} gone", "{count} gone", count),
    }[change]
