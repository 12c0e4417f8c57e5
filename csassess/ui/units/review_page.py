"""A unit that was read, row by row next to its document, until it is approved."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.records.kinds import Stream
from csassess.domain.units import review as edits
from csassess.domain.units.review import Part, Review
from csassess.domain.units.review_wording import Problem, problems
from csassess.services.access.write_checks import reason_against
from csassess.services.units import caseload_units
from csassess.services.units.caseload_units import CaseloadUnit
from csassess.services.units.rules_in_force import as_version_of
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.units import unit_dialogs
from csassess.ui.units.review_bar import ReviewBar
from csassess.ui.units.review_document import ReviewDocument
from csassess.ui.units.review_words import list_rows
from csassess.ui.units.review_work import ReviewWork
from csassess.ui.units.row_editor import RowEditor
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, frame, holder, scrolled, spaced
from csassess.ui.widgets.panes import Panes
from csassess.ui.widgets.row_list import RowList


class ReviewRows(RowList):
    """The rows of a review; Enter says that the current one is right."""

    right = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.right.emit()
        else:
            super().keyPressEvent(event)


class ReviewPage(PageWidget):
    """Shows the review that the location names (as `form`), beginning with the rows to look at."""

    shown_kinds = frozenset({"unit-version"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._place = Location(Page.REVIEW)
        self._known: dict[str, str] = {}
        self.work = ReviewWork(self, session)
        self.work.shown.connect(self._show)
        self.work.done.connect(self._say_done)
        self.bar = ReviewBar(
            lambda: self.go.emit(Location(Page.UNITS)),
            self._approve,
            self.work.keeper.undo,
            lambda: self.work.keeper.change(edits.label_the_rest),
            self._compare,
            self._give_up,
        )
        self.bar.filtered.connect(self._show)
        self.bar.added.connect(self._add)
        self.document = ReviewDocument(session)
        self.document.taken.connect(self._take)
        self.rows = ReviewRows(text("Rows of the unit"), head_width=104)
        self.rows.setMinimumHeight(theme.current().px(110))
        self.rows.right.connect(self.work.settle)
        self.rows.chosen.connect(self._show_editor)
        self.rows.selectionModel().currentChanged.connect(self._row_chosen)
        self.editor = RowEditor()
        self._connect_editor()
        rows = (text("Rows"), self.rows)
        self._editing = scrolled(self.editor)
        editor, document = (text("Chosen row"), self._editing), (text("Document"), self.document)
        self.panes = Panes([document], [rows, editor], (45, 55), [rows, editor, document])
        self.panes.setContentsMargins(theme.STEP, 0, theme.STEP, 0)
        self.to_units = button(text("Show the units"), lambda: self.go.emit(Location(Page.UNITS)))
        ended = label(text("No unit is under review here: it was approved or given up."), "quiet")
        self._ended = frame("card", column(ended, holder(FlowLayout(self.to_units))))
        layout = QVBoxLayout(self)
        spaced(layout, 0, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.panes, 1)
        layout.addWidget(self._ended)

    def _connect_editor(self) -> None:
        editor, work = self.editor, self.work
        editor.edited.connect(work.edit)
        editor.version_said.connect(self._say_version)
        editor.right.connect(work.settle)
        editor.below.connect(self._add)
        editor.joined.connect(work.join)
        editor.divided.connect(work.divide)
        editor.put_aside.connect(work.put_aside)
        editor.used.connect(work.use)
        editor.made.connect(work.make)
        editor.rules.changed.connect(lambda rules: work.edit({"rules": tuple(rules)}))
        editor.rules.taken.connect(lambda rule: work.on_row(edits.take_proposal, rule))
        editor.rules.refused.connect(lambda rule: work.on_row(edits.refuse_proposal, rule))
        editor.rules.rest_confirmed.connect(lambda: work.on_row(edits.let_assessor_confirm_rest))
        editor.rules.all_covered.connect(lambda: work.on_row(edits.let_rules_cover_all))

    @property
    def review(self) -> Review | None:
        """The review that is shown."""
        return self.work.review

    def show_location(self, place: Location) -> None:
        """Show a review; if it was shown before, the same row."""
        is_other = place.form != self._place.form
        self._place = Location(Page.REVIEW, form=place.form)
        self.work.keeper.show(place.form)
        if is_other or self.work.row is None:
            self.work.begin()
        self.refresh()
        self.rows.setFocus()

    def leave(self) -> bool:
        """Save what was changed."""
        return self.work.keeper.keep()

    def refresh(self) -> None:
        self._known = {version.unit: version.name for version, _ in self._session.read(caseload_units.listed)}
        if self.review:
            self.document.open(self.review)
        self._show()

    def _show(self) -> None:
        review = self.review
        for part in (self.bar, self.panes):
            part.setVisible(review is not None)
        self._ended.setVisible(review is None)
        if review is None:
            return
        if self.work.row is None:
            self.work.begin()
        found = problems(review)
        self.bar.show_review(
            review,
            found,
            self._session.read(reason_against, Stream.CASELOAD, "unit-version"),
            can_undo=self.work.keeper.can_undo,
        )
        self._show_rows(review, found)
        self._show_row(review)

    def _show_rows(self, review: Review, found: list[Problem]) -> None:
        in_the_way: dict[str, str] = {}
        for problem in found:
            in_the_way.setdefault(problem.row, problem.words)
        chosen = self.work.chosen
        shown = [
            row
            for row in review.rows
            if self.bar.all.isChecked()
            or review.is_to_look_at(row)
            or row.id in in_the_way
            or row.id == chosen
        ]
        self.rows.show_rows(list_rows(review, shown, in_the_way))
        if self.rows.key() != chosen:
            self.rows.select(chosen)

    def _show_row(self, review: Review) -> None:
        row = self.work.row
        if row:
            self.editor.show_row(review, row, self.work.find(self.work.last_worded), self._known)
            self.document.light(row)

    def _row_chosen(self, now: QModelIndex, _: QModelIndex) -> None:
        rows = self.rows.rows.rows
        if now.isValid() and now.row() < len(rows) and rows[now.row()].key != self.work.chosen:
            self.work.choose(rows[now.row()].key)

    def _show_editor(self, *_: object) -> None:
        self.panes.bring_up(self._editing)

    def _say_version(self, unit_id: str | None) -> None:
        if self.review and unit_id is not None:
            said = self._session.read(as_version_of, self.review, unit_id)
            self.work.keeper.change(lambda _: said)

    def _add(self, part: Part) -> None:
        self.work.add(part)
        self._show_editor()
        self.editor.label.setFocus()

    def _take(self, words: str, places: object) -> None:
        row = self.work.row
        if not words:
            self._session.problem.emit(text("There are no words in this box. Drag it around the words."))
        elif row is None or not self.work.take(
            words,
            places,  # type: ignore[arg-type]  # a signal knows no tuples
            adds=self.document.adding.isChecked(),
        ):
            self._session.problem.emit(text("Choose the row that the words belong to, then take them."))

    def _say_done(self) -> None:
        self._session.message.emit(
            text("Every doubt was looked at. Look at the other rows, or approve the unit.")
        )

    def _compare(self) -> None:
        if self.review and self.review.replaces and self.leave():
            self.go.emit(Location(Page.VERSIONS, unit=self.review.replaces, form=self.review.id))

    def _approve(self) -> None:
        if self.review and self.leave():
            unit_dialogs.approve_review(self, self._session, self.review, self._approved)

    def _approved(self, brought: CaseloadUnit) -> None:
        self.work.keeper.end()
        self.go.emit(Location(Page.UNITS, unit=brought.unit.id, form=brought.version.id))

    def _give_up(self) -> None:
        if self.review and self.leave():
            unit_dialogs.give_up(self, self._session, self.review, self._given_up)

    def _given_up(self) -> None:
        self.work.keeper.end()
        self.go.emit(Location(Page.UNITS))
