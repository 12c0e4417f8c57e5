"""The matrix page: evidence against criteria as on the paper form, editable by keyboard."""

from functools import partial

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.labels import label as words_for
from csassess.domain.units.units import Kind
from csassess.services.access.write_checks import reason_against
from csassess.services.evidence import references
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.matrix.matrix_model import FIXED, MatrixModel
from csassess.ui.matrix.matrix_table import MatrixTable
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import OneLine, button, caption, chip, label, shortened
from csassess.ui.widgets.fields import Tabs
from csassess.ui.widgets.layouts import frame, row, spaced
from csassess.ui.widgets.status_text import requirements_in_words


class MatrixPage(PageWidget):
    """Shows the performance or the knowledge criteria of one unit."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._candidate = ""
        self._kind = Kind.PERFORMANCE
        self.back = button(
            "", lambda: self.go.emit(Location(Page.PORTFOLIO, self._candidate)), "link", "arrow-left"
        )
        self.title = OneLine("heading")
        self.form_button = button(text("Form"), lambda: self._to(Page.FORMS), icon_name="file-text")
        head = row(self.back, self.title, self.form_button)
        head.setStretch(1, 1)
        self.tabs = Tabs(text("Units"))
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.kinds = {kind: chip("", partial(self._show_kind, kind)) for kind in Kind}
        self.wording = label("", "")
        self.wording.setMinimumHeight(theme.current().px(44))
        self.model = MatrixModel()
        self.model.ticked.connect(self._ticked)
        self.model.located.connect(self._located)
        self.table = MatrixTable(self.model)
        self.table.setAccessibleName(text("Evidence against criteria"))
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_wording())
        self.requirements = label("", "quiet")
        self.keys = label(
            text(
                "Arrow keys move, Space ticks, F2 records where in the item it is (p. 4), "
                "Enter opens the note."
            ),
            "quiet",
        )
        self.keys.setVisible(theme.current().text_size <= 125)
        layout = QVBoxLayout(self)
        spaced(layout, 0)
        layout.addWidget(frame("bar", head, 1))
        body = QVBoxLayout()
        spaced(body, 1)
        body.addLayout(row(self.tabs, *self.kinds.values(), 0))
        body.addWidget(frame("band", row(self.wording), 1))
        body.addWidget(self.table, 1)
        body.addWidget(self.requirements)
        body.addWidget(self.keys)
        layout.addLayout(body, 1)

    def show_location(self, place: Location) -> None:
        """Show a candidate's matrix of a unit."""
        self._candidate = place.candidate
        self._fill_tabs()
        for index in range(self.tabs.count()):
            if self.tabs.tabData(index) == place.unit:
                self.tabs.setCurrentIndex(index)
        self.refresh()
        self.table.setFocus()

    @property
    def place(self) -> Location:
        """Return the location of this page, for going back to it."""
        return Location(
            Page.MATRIX, self._candidate, unit=str(self.tabs.tabData(self.tabs.currentIndex()) or "")
        )

    def _fill_tabs(self) -> None:
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            view = self._session.portfolio_view(self._candidate)
            for unit_standing in view.standings:
                index = self.tabs.addTab(caption(shortened(view.name_of(unit_standing.unit), 24)))
                self.tabs.setTabData(index, unit_standing.unit.id)
                self.tabs.setTabToolTip(index, unit_standing.unit.full_name)

    def refresh(self) -> None:
        if not self._candidate:
            return
        view = self._session.portfolio_view(self._candidate)
        if [unit_standing.unit.id for unit_standing in view.standings] != [
            self.tabs.tabData(i) for i in range(self.tabs.count())
        ]:
            self._fill_tabs()
        if not view.standings:  # the enrolment on the last unit was withdrawn
            self.go.emit(Location(Page.PORTFOLIO, self._candidate))
            return
        unit_standing = view.of(self.place.unit)
        self.back.setText(f" {shortened(view.portfolio.candidate.name, 24)}")
        self.title.setText(unit_standing.unit.full_name)
        present = [kind for kind in self.kinds if unit_standing.unit.labels(kind)]
        if self._kind not in present:  # many units have criteria of one kind only
            self._kind = present[0]
        for kind, kind_chip in self.kinds.items():
            done, total = unit_standing.count(kind)
            kind_chip.setVisible(kind in present)
            kind_chip.setText(
                text("{kind}  {done} of {total}", kind=words_for(kind).capitalize(), done=done, total=total)
            )
            kind_chip.setAccessibleName(kind_chip.text())
            kind_chip.setChecked(kind is self._kind)
        self.model.barred = self._session.read(reason_against, self._candidate, "reference")
        self.model.show(view, unit_standing, unit_standing.unit.labels(self._kind))
        self.requirements.setText(requirements_in_words(unit_standing))
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, FIXED))
        self._show_wording()

    def _show_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.refresh()

    def _show_wording(self) -> None:
        column = self.table.currentIndex().column() - FIXED
        if 0 <= column < len(self.model.labels):
            criterion = self.model.labels[column]
            unit = self._session.portfolio_view(self._candidate).of(self.place.unit).unit
            self.wording.setText(f"{criterion}  {unit.in_full(criterion)}")
        else:
            self.wording.setText(text("Choose a cell to see the criterion’s full wording here."))

    def _ticked(self, item: str, criterion: str, ticked: bool) -> None:
        unit = self.place.unit
        if ticked:
            self._session.run(references.tick, self._candidate, item, unit, criterion)
        else:
            unticked = self.model.references_at(self.table.currentIndex())
            sentence = text("The reference to criterion {criterion} was removed.", criterion=criterion)
            self._session.remove(sentence, references.untick, self._candidate, *unticked)

    def _located(self, item: str, criterion: str, location: str) -> None:
        self._session.run(
            references.tick, self._candidate, item, self.place.unit, criterion, location=location
        )

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid() or index.row() >= len(self.model.items):
            return
        cell_references = self.model.references_at(index)
        note = next((reference.note for reference in cell_references if reference.note), "")
        item = self.model.items[index.row()].id
        self.go.emit(Location(Page.EVIDENCE, self._candidate, item, note or "", self.place.unit))

    def _to(self, page: Page) -> None:
        self.go.emit(Location(page, self._candidate, unit=self.place.unit))
