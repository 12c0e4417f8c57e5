"""The pane of an item's notes and customer feedback, with the note being written below them."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.attachments import Attachment
from csassess.domain.records.evidence import Addendum, Customer, CustomerFeedback, Method, Note
from csassess.domain.records.questions import BankQuestion
from csassess.domain.signing.accounts import signed_entries
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.marks import marks_of
from csassess.domain.units.units import Unit
from csassess.ui.attachments.photograph_editor import PhotographEditor
from csassess.ui.base.session import Session
from csassess.ui.notes.item_rows import ItemRows
from csassess.ui.notes.note_editor import NoteEditor
from csassess.ui.notes.note_words import note_heading, photograph_heading
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import label, shortened
from csassess.ui.widgets.layouts import ANY_HEIGHT, column, holder, scrolled, spaced
from csassess.ui.widgets.row_list import RowList

_OPENED_ELSEWHERE = (CustomerFeedback, Addendum, Attachment)  # rows that this pane's editors do not show


class NotesPart(Enum):
    """What the pane shows."""

    ALL = auto()
    LIST = auto()
    WRITING = auto()


class NotesPane(QWidget):
    """A list of an item's notes and customer feedback, with the note being written below it."""

    selected = Signal(str)
    feedback_chosen = Signal(object)
    attachment_chosen = Signal(object)
    cover_asked = Signal(object)
    asked = Signal(str, str)  # unit and criterion of a question taken from the bank
    writing_asked = Signal()  # the note selected is to be shown for writing

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._part = NotesPart.ALL
        self.list = RowList(text("Notes"))
        self.list.chosen.connect(self._open_row)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._selection_moved())
        self.list.offers = self._row_offers
        self.editor = NoteEditor(session)
        self.editor.asked.connect(self.asked.emit)
        self.editor.drafted.connect(self._show_drafted)
        self.editor.text.cursorPositionChanged.connect(self._keep_line_in_sight)
        self.editor.removed.connect(self.list.setFocus)  # not to the next note's Remove
        self.photo = PhotographEditor(session)
        self.photo.cover_asked.connect(self.cover_asked.emit)
        self.photo.removed.connect(self.list.setFocus)
        self._rows = ItemRows(session)
        self.empty = label("", "quiet")
        self.note = ""
        layout = QVBoxLayout(self)
        spaced(layout)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.list)
        self._written = holder(column(self.editor, self.photo))
        self._editor_area = scrolled(self._written)
        layout.addWidget(self._editor_area, 1)
        self._portfolio: Portfolio | None = None
        self._item, self._locked = "", False
        self._ids: set[str] = set()  # of the notes and photographs shown last
        self._is_rescuing = False
        self._ids_of = ""  # their item
        self._units: tuple[Unit, ...] = ()
        self._bank: Sequence[BankQuestion] = ()

    def show_item(
        self,
        portfolio: Portfolio,
        item: str,
        units: tuple[Unit, ...],
        *,
        locked: bool,
        bank: Sequence[BankQuestion] = (),
    ) -> None:
        """Show an item's notes and keep the selected one selected.

        `bank` holds the centre's questions to choose from.
        """
        self._bank = bank
        self._portfolio, self._item, self._units, self._locked = portfolio, item, units, locked
        notes = portfolio.notes_of(item)
        pictures = portfolio.photographs_of(item)
        is_opened_elsewhere = isinstance(self.list.key(), _OPENED_ELSEWHERE) and not self.note
        selectable_ids = {note.id for note in notes} | {photograph.id for photograph in pictures}
        if self.note not in selectable_ids and self.editor.is_changed and not self._is_rescuing:
            self._is_rescuing = True  # removed elsewhere while it was written: saving brings it back
            self.editor.save()
            self._is_rescuing = False
            return
        back = selectable_ids - self._ids if self._session.is_undoing and self._ids_of == item else set()
        if len(back) == 1:
            self.note = back.pop()  # what was undone or redone is shown
        self._ids, self._ids_of = selectable_ids, item
        if self.note not in selectable_ids and not is_opened_elsewhere:
            self.note = notes[-1].id if notes else ""
        with QSignalBlocker(self.list), QSignalBlocker(self.list.selectionModel()):
            self._rows.being_written = ""
            self.list.show_rows(self._rows.rows(portfolio, item, units))
            if self.list.key() != self.note and not isinstance(self.list.key(), _OPENED_ELSEWHERE):
                self.list.select(self.note)
                self.list.viewport().update()
        self._show_part()
        if portfolio.item(item).method == Method.OBSERVATION:
            hint = text(
                "Nothing has been written yet. Choose “Next customer” to start a note with "
                "the time and the next letter."
            )
        else:
            hint = text(
                "Nothing has been written yet. Choose “Note” or “Question” to start. You can "
                "also tick criteria for the whole item."
            )
        self.empty.setText(hint)
        self._show_editor()

    def show_part(self, part: NotesPart) -> None:
        """Show the list, the note being written, or both."""
        self._part = part
        self._fit_list()
        self._show_part()

    def _show_part(self) -> None:
        self.list.setVisible(bool(self.list.rows.rows) and self._part is not NotesPart.WRITING)
        self._editor_area.setVisible(self._part is not NotesPart.LIST)
        self.empty.setVisible(not self._ids)

    def _show_drafted(self, note_id: str, has_words: bool) -> None:
        """Show no longer as to write up the note whose words were just stored."""
        if self._portfolio is None or self._session.shows_later():
            return
        self._rows.being_written = note_id if has_words else ""
        with QSignalBlocker(self.list), QSignalBlocker(self.list.selectionModel()):
            self.list.show_rows(self._rows.rows(self._portfolio, self._item, self._units))
        self.list.viewport().update()

    def _fit_list(self) -> None:
        """Give the list a constant share of the pane: as its rows grow, the note below does not move."""
        if self._part is NotesPart.LIST:
            self.list.setMinimumHeight(0)
            self.list.setMaximumHeight(ANY_HEIGHT)
            return
        px = theme.current().px
        share = px(52) if theme.current().is_large else round(self.window().height() * 0.22)
        self.list.setFixedHeight(max(px(44), share))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()

    def select(self, note_id: str) -> None:
        """Save what is being typed, then select and show another note."""
        if self.save():
            self.note = note_id
            self.list.select(note_id)
            self._show_editor()
            self.selected.emit(note_id)

    def save(self) -> bool:
        """Save what is being typed. Return False if that failed; the words stay in the fields."""
        return self.editor.save() and self.photo.save()

    def write(self) -> None:
        """Move the focus to the note or caption being written."""
        if self.photo.isVisible():
            self.photo.caption.setFocus()
            QTimer.singleShot(0, partial(self._editor_area.ensureWidgetVisible, self.photo.caption))
            return
        QTimer.singleShot(0, self._keep_line_in_sight)
        question = self.editor.question
        (question if question.isVisible() and not question.text() else self.editor.text).setFocus()

    def take_words(self, words: str) -> bool:
        """Add words that were dropped or pasted to the note being written; return whether there is one."""
        field = self.editor.text
        if not field.isVisible() or field.isReadOnly():
            return False
        self.editor.put(words)
        return True

    def _keep_line_in_sight(self) -> None:
        """Scroll to the line being typed, with the line above and below it."""
        field = self.editor.text
        line = field.cursorRect()
        at = field.viewport().mapTo(self._written, line.center())
        self._editor_area.ensureVisible(at.x(), at.y(), 0, 2 * line.height())

    def focus_customer(self) -> None:
        """Move the focus to the kind of customer, or to the list if the note has no customer."""
        demeanour = self.editor.customer.easy
        (demeanour if demeanour.isVisible() else self.list).setFocus()

    def focus_responsibility(self, mark: str) -> None:
        """Move the focus to the note's mark of own responsibility, or to one that begins with `mark`."""
        if mark:
            self.editor.marks.focus_on(mark)
        else:
            self.editor.responsible.setFocus()

    def _open_row(self, key: object) -> None:
        if isinstance(key, CustomerFeedback):
            self.feedback_chosen.emit(key)
        elif isinstance(key, Attachment):
            self.attachment_chosen.emit(key)
        elif not isinstance(key, Addendum):
            self.writing_asked.emit()
            self.write()

    def _row_offers(self, key: object) -> list[tuple[str, Callable[[], object]]]:
        """Return what the menu of a note's or photograph's row offers: the buttons of its editor."""
        editor = self.photo if self.photo.isVisible() else self.editor
        is_shown = isinstance(key, str) and key == self.note
        buttons = [b for b in editor.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
        return [(b.text().strip(), b.click) for b in buttons if is_shown and not b.isCheckable()]

    def _selection_moved(self) -> None:
        key = self.list.key()
        note = "" if isinstance(key, _OPENED_ELSEWHERE) else key
        if note is None or note == self.note:
            return
        if not self.save():  # stay with the note, whose words are unsaved
            self.list.select(self.note)
            return
        self.note = note
        self._show_editor()
        self.selected.emit(note)

    def _show_editor(self) -> None:
        if self._portfolio is None:
            return
        note = next((n for n in self._portfolio.notes_of(self._item) if n.id == self.note), None)
        photograph = next((p for p in self._portfolio.photographs_of(self._item) if p.id == self.note), None)
        is_signed = self.note in signed_entries(self._item, self._portfolio)
        self.photo.show_photograph(
            self._portfolio.candidate.id,
            photograph,
            photograph_heading(photograph, self._portfolio) if photograph else "",
            locked=self._locked,
            signed=is_signed,
        )
        customer = self._customer(note) if note else None
        asks = any(unit.asks_responsibility for unit in self._units)
        self.editor.show_note(
            self._portfolio.candidate.id,
            note,
            note_heading(note, self._portfolio) if note else "",
            customer,
            self._customers_of_other_days(),
            locked=self._locked,
            signed=is_signed,
            asks=asks,
            bank=self._bank_choices(),
            marks=[mark for unit in self._units for mark in marks_of(unit)],
        )

    def _bank_choices(self) -> list[tuple[str, BankQuestion]]:
        """Return the words (unit, criterion and question) for each question of the bank."""
        units, names = {unit.id: unit for unit in self._units}, names_of_units(self._units)
        return [
            (f"{names[q.unit]} {units[q.unit].short(q.criterion)}  {shortened(q.words, 90)}", q)
            for q in self._bank
        ]

    def _customers_of_other_days(self) -> list[tuple[str, str]]:
        """Return words and id of each customer of the portfolio's other items."""
        assert self._portfolio is not None
        return [
            (
                text(
                    "Customer {letter} of {day}",
                    letter=self._portfolio.letter_of(customer),
                    day=long_date(item.on),
                ),
                customer.id,
            )
            for item in self._portfolio.items_not_withdrawn()
            if item.id != self._item
            for customer in self._portfolio.customers_of(item.id)
        ]

    def _customer(self, note: Note) -> Customer | None:
        assert self._portfolio is not None
        return next((c for c in self._portfolio.customers_of(self._item) if c.id == note.customer), None)
