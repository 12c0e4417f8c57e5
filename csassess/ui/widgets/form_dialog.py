"""A dialog of named fields that shows errors without losing what was typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from csassess.catalogue import text
from csassess.domain.errors import MissingError, RepetitionError, UserError
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import chip, label, restyle
from csassess.ui.widgets.date_fields import DayField, TimeField
from csassess.ui.widgets.fields import Choices, content_of
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.form_drafts import FormDraft, session_of
from csassess.ui.widgets.layouts import hide_in_place, holder, keep_room, scrolled, spaced
from csassess.ui.widgets.row_list import Row, RowList
from csassess.ui.widgets.text_fields import is_ctrl_enter

Values = TypeVar("Values")
# The signals of fields after which a problem that is shown may no longer hold.
_CHANGED = ("textChanged", "currentIndexChanged", "dateChanged", "timeChanged", "toggled", "changed")


class Ticks(QWidget):
    """A field to choose any number of (words, value) pairs."""

    changed = Signal()

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self.chips = {value: chip(words, self.changed.emit) for words, value in choices}
        self.setLayout(FlowLayout(*self.chips.values()))

    def values(self) -> tuple[Any, ...]:
        """Return the values chosen."""
        return tuple(value for value, value_chip in self.chips.items() if value_chip.isChecked())


class TickedRows(RowList):
    """A field to choose any number of rows, given as (words, smaller line, value).

    The values in `chosen` are chosen at first.
    """

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str, Any]], chosen: Sequence[Any], height: int = 240
    ) -> None:
        super().__init__(name)
        self._chosen_values = list(chosen)
        self._choices = choices
        self.toggled.connect(self._toggle)
        self.setMinimumHeight(theme.current().px(height))
        self._show()

    def values(self) -> tuple[Any, ...]:
        """Return the values chosen, in the order offered."""
        return tuple(value for _, _, value in self._choices if value in self._chosen_values)

    def offer(self, choices: Sequence[tuple[str, str, Any]]) -> None:
        """Offer other rows, none of them chosen."""
        self._choices, self._chosen_values = choices, []
        self._show()
        self.fit()

    def _toggle(self, value: Any, ticked: bool) -> None:
        if ticked:
            self._chosen_values.append(value)
        else:
            self._chosen_values.remove(value)
        self._show()

    def _show(self) -> None:
        chosen = self._chosen_values
        self.show_rows([Row(v, words, foot=foot, ticked=v in chosen) for words, foot, v in self._choices])


def value_of(field: QWidget) -> Any:
    """Return the value of a field; a text without the space around it."""
    value = field.values() if isinstance(field, Ticks | TickedRows) else content_of(field)
    return value.strip() if isinstance(value, str) and not isinstance(field, QComboBox) else value


@dataclass(frozen=True)
class BackgroundSave:
    """A save that takes long, shown with `words`: `work` runs on another thread, then `done` on this one."""

    session: Session
    work: Callable[[Any], Any]
    done: Callable[[Any], object]
    words: str


@dataclass(frozen=True)
class NoValues:
    """The values of a form without fields."""


@dataclass(frozen=True)
class Reason:
    """The values of a form that asks for a reason only."""

    reason: str


@dataclass(frozen=True)
class Words:
    """The values of a form that asks for a text only."""

    words: str


class FormDialog(QDialog, Generic[Values]):
    """A form of fields, given by key with their names.

    `save` takes the values as a `values_type`, a dataclass with an attribute for each key; an
    attribute with a default may have no field in the form. Text is stripped.
    The dialog shows a UserError that `save` raises. If `save` returns a BackgroundSave, the dialog stays open
    until that has ended.

    `about` is the candidate's id and what of theirs the form is about, if the page does not tell:
    an unfinished text belongs to it. Raises TypeError if the keys are not the fields of `values_type`.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        values_type: Callable[..., Values],
        fields: Mapping[str, tuple[str, QWidget]],
        save: Callable[[Values], object],
        *,
        done: str = "",
        explanation: str = "",
        about: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields = {key: field for key, (_, field) in fields.items()}
        self._values_type, self._save = values_type, save
        signature(values_type).bind(**self.fields)  # a missing or unknown key is found here
        self._task: tasks.Task | None = None
        self._as_opened, self._asked = self._values(), False
        session = session_of(parent)
        self._draft = FormDraft(self, session, title, self.fields, about) if session else None
        self._form = form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setSpacing(theme.STEP)
        for name, field in fields.values():
            self._add_field(name, field)
        self.problem = label("", "problem")
        self.doing, self.progress = label("", "quiet"), QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(done or text("Save"))
        self.ok.setProperty("role", "main")
        self.ok.setDefault(True)  # Enter saves; in a text of several lines, Ctrl+Enter does
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(text("Cancel"))
        self.buttons.accepted.connect(self._finish)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(title, "heading"))
        self.explanation = label(explanation, "quiet")
        self.explanation.setVisible(bool(explanation))
        layout.addWidget(self.explanation)
        contents = holder(form)
        self._scroll_area = scrolled(contents)
        layout.addWidget(self._scroll_area, 1)
        layout.addWidget(self.buttons)
        for below in (self.problem, self.doing, self.progress):
            below.hide()
            layout.addWidget(below)  # below the buttons, so that showing it does not move them
        for part in (self, *self.findChildren(QWidget)):
            part.ensurePolished()  # text has its final size only then
        width = min(theme.current().px(520), parent.window().width())
        around = layout.totalHeightForWidth(width) - self._scroll_area.sizeHint().height()
        self._room = parent.window().height() - theme.STEP * 4
        wanted = around + contents.sizeHint().height() + theme.STEP * 2
        if wanted > self._room:  # it cannot become higher: a problem has its room from the start
            keep_room(self.problem)
            self.problem.setMinimumHeight(self.problem.fontMetrics().lineSpacing())
        self.resize(width, min(wanted, self._room))

    def _add_field(self, name: str, field: QWidget) -> None:
        """Add a field with its name above it; a problem shown goes once the field is changed."""
        field.setAccessibleName(name)
        for changed in _CHANGED:
            if hasattr(field, changed):
                getattr(field, changed).connect(self._hide_problem)
        if isinstance(field, DayField | TimeField):
            field.refused.connect(self._say)
        words = label(name, "eyebrow")
        words.setWordWrap(False)  # a form gives wrapped labels too little width
        words.setBuddy(field)  # a screen reader on Linux names a choice only by its label
        self._form.addRow(words, field)

    def ask(self, key: str, *, is_asked: bool) -> None:
        """Ask for a field or not; one that turns out to be missing is asked for."""
        self._form.setRowVisible(self.fields[key], is_asked)  # a hidden one keeps its value

    def add_part(self, name: str, part: QWidget, below: str = "") -> None:
        """Add a widget below a field, or below all; its value is not passed to `save`."""
        at = [*self.fields].index(below) + 1 if below else self._form.rowCount()
        if name:
            part.setAccessibleName(name)
            self._form.insertRow(at, label(name, "eyebrow"))
            at += 1
        self._form.insertRow(at, part)
        wanted = self.height() + max(part.minimumHeight(), part.sizeHint().height())
        self.resize(self.width(), min(wanted, self._room))

    def add_button(self, words: str, act: Callable[[], object]) -> None:
        """Add a button for another action."""
        self.buttons.addButton(words, QDialogButtonBox.ButtonRole.DestructiveRole).clicked.connect(act)

    def add_removal(self, words: str, remove: Callable[[], object], *, asks: str = "") -> None:
        """Add a button that removes what the form shows and closes; a UserError is shown instead.

        If `remove` returns False it was refused, and the form stays. For what cannot be undone, `asks` is
        shown first, and a second press removes.
        """

        def act() -> None:
            if asks and (self.problem.isHidden() or self.problem.text() != asks):
                self._say(asks)
                return
            try:
                if remove() is not False:
                    self.discard()
            except UserError as error:
                self._refuse(str(error))

        self.add_button(words, act)

    def put_aside(self) -> None:
        """Close, and keep what was typed as a draft, to go on with later."""
        if self._draft:
            self._draft.keep_now()
        super().reject()

    def discard(self) -> None:
        """Close without asking about unsaved words."""
        self._asked = True
        self.reject()

    @property
    def busy(self) -> bool:
        """Return whether a save is running in the background."""
        return self._task is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save on Ctrl+Enter, also from a text of several lines."""
        if is_ctrl_enter(event):
            self._finish()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close, asking once if something was typed; do nothing while a save is running."""
        if self.busy:
            return
        if self._values() != self._as_opened and not self._asked:
            self._asked = True
            self._say(text("Your changes are not saved yet. Choose Cancel again to discard them."))
            return
        self._forget_draft()
        super().reject()

    def accept(self) -> None:
        """Close once everything is saved."""
        self._forget_draft()
        super().accept()

    def show_draft(self) -> None:
        """Put back what was typed into this form before and never saved."""
        if self._draft and self._draft.put_back():
            words = text("What you typed here before is back. Save it, or choose Cancel to discard it.")
            self._say(words, "quiet")

    def _forget_draft(self) -> None:
        if self._draft:
            self._draft.forget()

    def _values(self) -> dict[str, Any]:
        return {key: value_of(field) for key, field in self.fields.items()}

    def _finish(self) -> None:
        self.finish_with(self._save)

    def finish_with(self, save: Callable[[Values], object]) -> None:
        """Save the values with `save` and close; on UserError, show it and stay open."""
        try:
            result = save(self._values_type(**self._values()))
        except UserError as error:
            self._refuse(str(error))
            if isinstance(error, MissingError | RepetitionError):
                self._focus_on(error)
            return
        if isinstance(result, BackgroundSave):
            self._wait_for(result)
        else:
            self.accept()

    def _wait_for(self, background_save: BackgroundSave) -> None:
        self._forget_draft()  # or what is saved now, as a copy of a portfolio, would have it too
        self.setEnabled(False)
        self.problem.hide()
        self.doing.setText(background_save.words)
        self.progress.setAccessibleName(background_save.words)
        self.doing.show()
        self.progress.show()
        self._make_room(self._height_of(self.doing) + self.progress.sizeHint().height() + theme.STEP)

        def done(result: Any) -> None:
            self._task = None
            background_save.session.notify_changed()
            background_save.done(result)
            self.accept()

        self._task = background_save.session.run_in_background(
            background_save.work, done, self._refuse, background_save.words
        )

    def _refuse(self, sentence: str) -> None:
        if self._task and self._draft:
            self._draft.keep()
        self._task = None
        self.doing.hide()
        self.progress.hide()
        self.setEnabled(True)
        self._say(sentence)

    def _focus_on(self, error: MissingError | RepetitionError) -> None:
        """Move the focus to the field at fault; if it has another name here, to the first empty text."""
        at_fault = [self.fields[key] for key in error.fields if key in self.fields]
        texts = [field for field in self.fields.values() if isinstance(field, QLineEdit | QPlainTextEdit)]
        empty = [field for field in texts if not value_of(field)]
        for field in [*at_fault, *empty][:1]:
            self._form.setRowVisible(field, True)
            field.setFocus()
            for layout in filter(None, (self.layout(), self._form)):
                layout.activate()  # the sentence just shown has taken room
            self._scroll_area.ensureWidgetVisible(field)

    def _say(self, sentence: str, role: str = "problem") -> None:
        """Show a sentence until a field is changed."""
        restyle(self.problem, "role", role)
        shown = self._height_of(self.problem) if self.problem.isVisible() else 0
        self.problem.setText(sentence)
        self.problem.show()
        self._make_room(self._height_of(self.problem) - shown)

    def _hide_problem(self, *_: object) -> None:
        """Hide a problem once something is changed; its room stays, so that no button moves."""
        self._asked = False
        hide_in_place(self.problem)

    def _height_of(self, words: QLabel) -> int:
        """Return the height that a label takes in this dialog, with the space above it."""
        return words.heightForWidth(self.width() - theme.STEP * 6) + theme.STEP * 2

    def _make_room(self, needed: int) -> None:
        """Become higher, as far as the window has room."""
        if needed > 0:
            self.resize(self.width(), min(self.height() + needed, self._room))


def opened(dialog: FormDialog[Values]) -> FormDialog[Values]:
    """Open a dialog with the focus on its first field, and return it."""
    dialog.open()
    dialog.show_draft()
    for field in [*dialog.fields.values()][:1]:
        field.setFocus()
    return dialog
