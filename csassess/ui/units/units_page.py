"""The units of this caseload: bring one in, go on with a review, approve, enrol."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from csassess.catalogue import plural, text
from csassess.domain.assessment.unit_versions import UnitState
from csassess.domain.names import holds, name_key
from csassess.domain.records.kinds import Stream
from csassess.domain.records.questions import UnitVersion
from csassess.domain.units.review import Review
from csassess.domain.units.review_wording import left_in_words
from csassess.services.access.write_checks import reason_against
from csassess.services.units import caseload_units, reviews, units
from csassess.services.units.reading import SourceDocument
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.units import unit_dialogs
from csassess.ui.units.bringing_in import BringingIn
from csassess.ui.units.unit_details import UnitDetails
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.file_dialogs import choose_file
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, row, scrolled, spaced
from csassess.ui.widgets.panes import Panes
from csassess.ui.widgets.row_list import Row, RowList

_TONES = {UnitState.DRAFT: "warn", UnitState.APPROVED: "good", UnitState.SUPERSEDED: "quiet"}


class UnitsPage(PageWidget):
    """Lists units under review, units brought in, and those that come with the program."""

    shown_kinds = frozenset({"unit-version", "enrolment", "candidate", "centre"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._place = Location(Page.UNITS)
        self._reviews: list[Review] = []
        self._review_rows: list[Row] = []
        self._versions: list[tuple[UnitVersion, UnitState]] = []
        self.bringing_in = BringingIn(self, session)
        self.bringing_in.progressed.connect(self._show_progress)
        self.bringing_in.read.connect(self._read)
        self.bringing_in.locked.connect(self._ask_password)
        self.bringing_in.begun.connect(self._begun)
        self.bringing_in.ended.connect(self._show_reading)
        self.bring_in = button(text("Bring in a unit…"), self.choose, "main", "upload")
        self.paste = button(text("Paste its text…"), self._paste, icon_name="clipboard-paste")
        self.doing, self.progress = label("", "quiet"), QProgressBar()
        self.progress.setTextVisible(False)
        self.cancel = button(text("Cancel reading"), self.bringing_in.stop)
        self.reading = holder(column(self.doing, row(self.progress, self.cancel)))
        self.search = line("", text("Find a unit"))
        self.search.setAccessibleName(text("Find a unit"))
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.list = RowList(text("Units"))
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.chosen.connect(self._open)
        self.details = UnitDetails(session)
        self.details.go.connect(self.go)
        self._lay_out()
        self.setAcceptDrops(True)
        self._show_reading()

    def _lay_out(self) -> None:
        self._explanation = label(
            text(
                "Bring in a unit from the awarding body’s own document: PDF, Word, OpenDocument, web page or"
                " text. You compare it with the document, then approve it. You can also drop the file here."
            ),
            "quiet",
        )
        left = QWidget()
        left.setLayout(spaced(column(self.search, self.list)))
        listed, self._chosen_unit = (text("Units"), left), scrolled(self.details)
        details = (text("Chosen unit"), self._chosen_unit)
        self.panes = Panes([listed], [details], (50, 50), [listed, details])
        self.panes.rearranged.connect(lambda is_narrow: self._explanation.setVisible(not is_narrow))
        layout = QVBoxLayout(self)
        spaced(layout, 2, 1)
        layout.addWidget(label(text("Units"), "title"))
        layout.addWidget(self._explanation)
        layout.addWidget(holder(FlowLayout(self.bring_in, self.paste)))
        layout.addWidget(self.reading)
        layout.addWidget(self.panes, 1)

    def show_location(self, place: Location) -> None:
        """Show the units; choose the wording that the location names (as `form`), or its unit."""
        self._place = Location(Page.UNITS)
        self.refresh()
        key = next(
            (
                ("version", version.id)
                for version, _ in reversed(self._versions)
                if version.id == place.form or (not place.form and version.unit == place.unit)
            ),
            ("built-in", place.unit),
        )
        if self.list.select(key):
            self.panes.bring_up(self._chosen_unit)
        elif self.list.key() is None and self.list.rows.rows:
            self.list.select(self.list.rows.rows[0].key)

    def refresh(self) -> None:
        self._reviews = self._session.read(reviews.reviews)
        self._review_rows = [*map(_review_row, self._reviews)]
        self._versions = self._session.read(caseload_units.listed)
        barred = self._session.read(reason_against, Stream.CASELOAD, "unit-version")
        for control in (self.bring_in, self.paste):
            offer(control, barred)
        self._show_rows()
        self._show_details()

    def _show_rows(self) -> None:
        wanted = self.search.text()
        rows = [*self._review_rows]
        order = [UnitState.DRAFT, UnitState.APPROVED, UnitState.SUPERSEDED]
        rows += [
            Row(
                ("version", version.id),
                version.name,
                foot=version.origin,
                state=state.words,
                tone=_TONES[state],
            )
            for version, state in sorted(
                self._versions, key=lambda v: (order.index(v[1]), name_key(v[0].name))
            )
        ]
        rows += [
            Row(("built-in", unit.id), unit.full_name, foot=text("comes with the program"))
            for unit in units.all_units()
        ]
        self.list.show_rows([row for row in rows if holds(f"{row.head} {row.foot}", wanted)])

    def _show_details(self) -> None:
        kind, name = self.list.key() or ("", "")
        if review := next((r for r in self._reviews if (kind, name) == ("review", r.id)), None):
            self.details.show_review(review)
            return
        brought = self._session.read(caseload_units.brought_in, name) if kind == "version" else None
        if brought:
            siblings = sum(version.unit == brought.version.unit for version, _ in self._versions)
            self.details.show_unit(brought, siblings)
        elif kind == "built-in":
            self.details.show_built_in(units.unit(name))
        else:
            self.details.show_nothing()

    def _chosen(self, *_: QModelIndex) -> None:
        self._show_details()

    def _open(self, _: object) -> None:
        """Bring up what was chosen, if it is not shown next to the list already."""
        self.panes.bring_up(self._chosen_unit)

    # Bringing in

    def choose(self) -> None:
        """Ask for a document and read it."""
        patterns = text("Documents (*.pdf *.docx *.odt *.html *.htm *.txt)") + ";;" + text("All files (*)")
        choose_file(
            self, text("Bring in a unit"), lambda path: self.bringing_in.read_file(Path(path)), patterns
        )

    def _paste(self) -> None:
        unit_dialogs.paste(self, self.bringing_in.read_words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.bring_in.isEnabled() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            self.bringing_in.read_file(Path(url.toLocalFile()))

    def _ask_password(self, path: Path, sentence: str) -> None:
        unit_dialogs.ask_password(self, sentence, partial(self.bringing_in.read_file, path))

    def _read(self, source: SourceDocument) -> None:
        found = source.reading.units
        if len(found) > 1:
            unit_dialogs.choose_units(self, source, partial(self.bringing_in.begin, source))
        else:
            self.bringing_in.begin(source, found)

    def _begun(self, ids: Sequence[str]) -> None:
        if len(ids) > 1:
            self._session.message.emit(
                plural("{count} unit is under review.", "{count} units are under review.", len(ids))
            )
            self.refresh()
        elif ids:
            self.go.emit(Location(Page.REVIEW, form=ids[0]))

    def _show_progress(self, done: int, whole: int) -> None:
        self.progress.setRange(0, whole)
        self.progress.setValue(done)
        words = text("Reading page {done} of {whole} …", done=done, whole=whole)
        self.doing.setText(words if whole else text("Reading the document …"))
        self._show_reading()

    def _show_reading(self) -> None:
        self.reading.setVisible(self.bringing_in.busy)


def _review_row(review: Review) -> Row:
    foot = text("{file}: {left}", file=review.file, left=left_in_words(review))
    return Row(("review", review.id), review.name, foot=foot, state=text("under review"), tone="warn")
