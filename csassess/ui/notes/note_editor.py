"""The editor of a note: saves a draft within a second, and the note on leaving the field."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout

from csassess.catalogue import text
from csassess.domain.dates import clock_time
from csassess.domain.records.evidence import Customer, Demonstrated, Note, NoteKind
from csassess.domain.records.questions import BankQuestion
from csassess.domain.units.marks import Mark
from csassess.services.evidence import drafts, evidence, phrases
from csassess.ui.base.session import Session
from csassess.ui.notes.customer_bar import CustomerBar
from csassess.ui.notes.draft_saver import DraftSaver
from csassess.ui.notes.mark_chips import MarkChips
from csassess.ui.visits import time_dialogs
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import OneLine, button, caption, chip, label, restyle, shortened
from csassess.ui.widgets.fields import choice, lines, long_line
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import ANY_HEIGHT, column, holder, spaced
from csassess.ui.widgets.recorded_fields import RecordedFields

DRAFT_AFTER = 250  # milliseconds from a keystroke to the saved draft
EVENT_AFTER = 30_000  # milliseconds of writing in one note until it is recorded


class NoteEditor(QFrame):
    """The note being written.

    Typing is saved as a draft within a second; it becomes a change of the record when the field
    loses the focus, or after a while of writing.
    """

    removed = Signal()
    drafted = Signal(str, bool)  # the note's id, and whether the stored draft has words
    asked = Signal(str, str)  # unit and criterion of a question taken from the bank

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._candidate = session, ""
        self._note: Note | None = None
        self._edit: Any = None  # of the note shown
        self._has_draft = False
        self.setProperty("role", "card")
        self.title = OneLine("heading")  # its words change with the class of the customer
        self.recorded_candidate = label("", "eyebrow")
        self.customer = CustomerBar(session)
        self.question = long_line(hint=text("The question you asked"))
        self.question.setAccessibleName(text("Question"))
        self.bank = choice([])
        self.bank.setAccessibleName(text("Question from the centre’s bank"))
        self.bank.setMinimumContentsLength(12)
        self.bank.activated.connect(self._take_question)
        self.text = lines()
        self.text.setAccessibleName(text("What you saw"))
        self.text.setMinimumHeight(theme.current().px(84))
        self.text.setMaximumHeight(ANY_HEIGHT)
        # takes the height that the other parts leave
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.responsible = chip(text("responsibility for own actions"), self._set_responsibility)
        self.marks = MarkChips(self._toggle_mark)
        self.remove = button(text("Remove"), self._remove, "link")
        layout = QVBoxLayout(self)
        spaced(layout, 1)
        layout.addWidget(self.recorded_candidate)
        layout.addWidget(self.title)
        self.signed = label(text("Signed. To change it, choose More (…), Open the signed account."), "quiet")
        layout.addWidget(self.signed)
        layout.addWidget(self.customer)
        layout.addWidget(self.bank)
        layout.addWidget(self.question)
        # in a holder, as a layout that wraps counts no height for a field that ignores its size hint
        layout.addWidget(holder(column(self.text)), 1)
        self.phrases = button(text("Phrases"), self._offer_phrases, "link")
        self.time = button(text("Time"), self._change_time, "link")
        layout.addWidget(self.marks)
        layout.addLayout(FlowLayout(self.responsible, self.phrases, self.time, self.remove))
        self._drafting = DraftSaver(session)
        self._draft, self._event = QTimer(self), QTimer(self)
        self._drafting.failed.connect(self._draft.start)
        self._drafting.kept.connect(self._tell_drafted)
        for timer, after, act in (
            (self._draft, DRAFT_AFTER, self._keep_draft),
            (self._event, EVENT_AFTER, self._save_while_typing),
        ):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(act)
        self.text.textChanged.connect(self._typed)
        self.question.textEdited.connect(self._typed)
        for field in (self.text, self.question):
            field.installEventFilter(self)
        self._fields = RecordedFields(self, {"text": self.text, "question": self.question})
        self._fields.shown_late.connect(self._begin_edit)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Save the note when one of its fields loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.save()
        return False

    def show_note(
        self,
        candidate_id: str,
        note: Note | None,
        heading: str,
        customer: Customer | None,
        others: Sequence[tuple[str, str]] = (),
        *,
        locked: bool,
        signed: bool,
        asks: bool,
        bank: Sequence[tuple[str, BankQuestion]] = (),
        marks: Sequence[Mark] = (),
    ) -> None:
        """Show a note under its heading, with its customer, keeping what is being typed into this same note.

        Call `save` before showing another note. `others` holds customers of other visits (words, id).
        A note of a `locked` item cannot be changed; one that is `signed` only in what no signature covers.
        `asks` is True if a unit asks for responsibility for own actions, `marks` are what units name.
        """
        is_same_note = self._note is not None and note is not None and note.id == self._note.id
        self._candidate, self._note = candidate_id, note
        self.setVisible(note is not None)
        if note is None:
            return
        self._show_fields(note, self._fields.show if is_same_note else self._fields.fill)
        if not is_same_note:
            self.text.moveCursor(QTextCursor.MoveOperation.End)  # whoever types goes on from there
        self.responsible.setEnabled(not locked)
        named = () if note.kind is NoteKind.NOT_OBSERVED else marks
        self.marks.show_marks(named, note.shows, locked=locked)
        self.signed.setVisible(signed and not locked)
        locked = locked or signed
        self.customer.show_customer(candidate_id, customer, others, locked=locked)
        self.title.setText(heading)
        self.question.setVisible(note.kind is NoteKind.QUESTION)
        self._show_bank(bank, is_shown=note.kind is NoteKind.QUESTION and not locked)
        self.text.setPlaceholderText(
            text("The candidate’s answer")
            if note.kind is NoteKind.QUESTION
            else text("Write what you see, as it happens.")
        )
        self.responsible.setVisible(asks and note.kind is not NoteKind.NOT_OBSERVED)
        self.responsible.setChecked(Demonstrated.OWN_RESPONSIBILITY in note.shows)
        is_gap = note.kind is NoteKind.NOT_OBSERVED
        self.text.setVisible(not is_gap)
        self.remove.setVisible(not locked)
        self.phrases.setVisible(not locked and not is_gap)
        self.time.setVisible(not locked and (not is_gap or note.until is not None))
        if self.text.isReadOnly() != locked:  # Qt restyles the field even if nothing changes
            self.text.setReadOnly(locked)
        self.question.setReadOnly(locked)

    def save(self) -> bool:
        """Record what was typed. Return False if that failed; the words stay in the fields."""
        self._draft.stop()
        self._event.stop()
        if self._note is None:
            return True
        self._drafting.wait()
        if not self._fields.changed():
            if self._has_draft:
                self._has_draft = not self._session.run_silently(drafts.keep_draft, self._note.id, {})
            return True
        if not self._fields.save(self._save_note):
            if self.text.isReadOnly():
                # closed elsewhere: the words stay as a draft, and the page can be left
                return self._session.run_silently(drafts.keep_draft, self._note.id, self._fields.values())
            self._event.start()
            return False
        self._has_draft = False
        return True

    def _save_note(self, values: dict[str, Any]) -> Note | None:
        assert self._note is not None
        before = self._note
        note = replace(before, **values)
        saved = self._session.save_edit(self._edit, evidence.change_note, self._candidate, note)
        if saved and self._note is before:  # else the refresh has brought a newer one
            self._note = saved
        return saved

    def _save_while_typing(self) -> None:
        """Record what was typed so far, unless something else is being written.

        In that case, try again later; the draft holds the words until then.
        """
        if self._drafting.busy or not self._session.is_free:
            self._event.start()
        else:
            self.save()

    def _show_fields(self, note: Note, show: Callable[[dict[str, Any]], None]) -> None:
        """Show a note's text and question, and begin an edit of what is shown."""
        show({"text": note.text, "question": note.question})
        self._has_draft = self._has_draft and bool(self._fields.changed())
        self._begin_edit()

    def _begin_edit(self) -> None:
        if self._note is not None:
            note = replace(self._note, **self._fields.shown)
            self._edit = self._session.begin_edit(self._candidate, note)

    @property
    def is_changed(self) -> bool:
        """Return whether something typed is not saved yet."""
        return self._note is not None and bool(self._fields.changed())

    def _show_bank(self, bank: Sequence[tuple[str, BankQuestion]], *, is_shown: bool) -> None:
        self.bank.setVisible(is_shown and bool(bank))
        if not is_shown:
            return
        self.bank.clear()
        self.bank.addItem(text("choose a question from the bank"), None)
        for words, question in bank:
            self.bank.addItem(words, question)

    def _take_question(self) -> None:
        """Put a question of the bank into the field and show its criterion.

        Only the assessor ticks the criterion.
        """
        bank_question = self.bank.currentData()
        if bank_question is not None:
            self.question.setText(bank_question.words)
            self.save()
            self.asked.emit(bank_question.unit, bank_question.criterion)
            self.text.setFocus()

    def _typed(self) -> None:
        if not self._draft.isActive():
            self._draft.start()
        if not self._event.isActive():
            self._event.start()

    def _keep_draft(self) -> None:
        if self._note is None:
            return
        typed = self._fields.values() if self._fields.changed() else {}
        self._has_draft = True
        if not self._drafting.keep(self._note.id, typed):
            self._draft.start()

    def _tell_drafted(self) -> None:
        if self._note is not None:
            self.drafted.emit(self._note.id, bool(self.text.toPlainText().strip()))

    def _set_responsibility(self) -> None:
        self._toggle_mark(Demonstrated.OWN_RESPONSIBILITY.value)

    def _toggle_mark(self, key: str) -> None:
        """Mark the note with what a unit asks for, or take the mark off."""
        self.save()
        if self._note:
            shows = self._note.shows
            others = tuple(mark for mark in shows if mark != key)
            note = replace(self._note, shows=others if key in shows else (*shows, key))
            self._session.save_edit(self._edit, evidence.change_note, self._candidate, note)

    def show_recorded_candidate(self, words: str) -> None:
        """Show which candidate the note is for, if several are observed (`words` is not empty).

        Guards against writing in the wrong record.
        """
        self.recorded_candidate.setText(words)
        self.recorded_candidate.setVisible(bool(words))
        restyle(self, "several", bool(words))

    def _offer_phrases(self) -> None:
        """Show a menu of the assessor's phrases.

        A chosen phrase is inserted at the cursor; the selected words can be saved as a phrase.
        """
        menu = QMenu(self)
        for phrase in self._session.read(phrases.phrases):
            menu.addAction(caption(shortened(phrase.words, 60))).triggered.connect(
                partial(self.put, phrase.words)
            )
        menu.addSeparator()
        keep = menu.addAction(text("Save the selected words as a phrase"))
        selected = self.text.textCursor().selectedText().replace("\u2029", "\n")
        keep.setEnabled(bool(selected.strip()))
        keep.triggered.connect(lambda *_: self._session.run(phrases.keep_phrase, selected))
        drop = menu.addMenu(text("Remove a phrase"))
        for phrase in self._session.read(phrases.phrases):
            drop.addAction(caption(shortened(phrase.words, 60))).triggered.connect(
                lambda *_, dropped=phrase: self._session.remove_shared(
                    text("The phrase was removed."), phrases.drop_phrase, dropped
                )
            )
        drop.setEnabled(not drop.isEmpty())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.phrases.mapToGlobal(self.phrases.rect().bottomLeft()))

    def put(self, words: str, *_: object) -> None:
        """Insert words at the cursor, after a space."""
        before = self.text.toPlainText()[: self.text.textCursor().position()]
        self.text.insertPlainText(f" {words}" if before and not before[-1].isspace() else words)
        self.text.setFocus()

    def _change_time(self) -> None:
        if self.save() and self._note:
            time_dialogs.note_time(self, self._session, self._candidate, self._note)

    def _remove(self) -> None:
        if self.save() and self._note:
            sentence = text("The note of {time} was removed.", time=clock_time(self._note.at))
            if self._session.remove(sentence, evidence.remove_note, self._candidate, self._note):
                self.removed.emit()
