"""A dialog of named fields: what is wrong is said beside them, and nothing typed is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.services.access.caseloads import Caseload
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import chip, label
from csassess.ui.widgets.fields import Choices, MaybeDay
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import holder, scrolled, spaced
from csassess.ui.widgets.row_list import Row, RowList


class Ticks(QWidget):
    """A field to choose any number of (words, value)."""

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self.chips = {value: chip(words, lambda: None) for words, value in choices}
        self.setLayout(FlowLayout(*self.chips.values()))

    def values(self) -> tuple[Any, ...]:
        """Return the values chosen."""
        return tuple(value for value, each in self.chips.items() if each.isChecked())


class TickedRows(RowList):
    """A field to choose any number of rows, each with words and a smaller line; `chosen` are chosen to begin with."""

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
        """Return the values chosen, in the order they were offered."""
        return tuple(value for _, _, value in self._choices if value in self._chosen_values)

    def _toggle(self, value: Any, ticked: bool) -> None:
        if ticked:
            self._chosen_values.append(value)
        else:
            self._chosen_values.remove(value)
        self._show()

    def _show(self) -> None:
        self.show_rows(
            [
                Row(value, words, foot=foot, ticked=value in self._chosen_values)
                for words, foot, value in self._choices
            ]
        )


_READERS: tuple[tuple[type[QWidget], Callable[[Any], Any]], ...] = (
    (QLineEdit, lambda field: field.text().strip()),
    (QPlainTextEdit, lambda field: field.toPlainText().strip()),
    (QComboBox, lambda field: field.currentData()),
    (MaybeDay, lambda field: None if field.date() == field.minimumDate() else field.date().toPython()),
    (QDateEdit, lambda field: field.date().toPython()),
    (QTimeEdit, lambda field: field.time().toPython()),
    (Ticks, lambda field: field.values()),
    (TickedRows, lambda field: field.values()),
)


def value_of(field: QWidget) -> Any:
    """Return what stands in a field."""
    return next(read(field) for kind, read in _READERS if isinstance(field, kind))


@dataclass(frozen=True)
class BackgroundSave:
    """What saving takes longer: the work, for another thread, what follows it here, and what is said meanwhile."""

    session: Session
    work: Callable[[Caseload], Any]
    done: Callable[[Any], object]
    words: str


class FormDialog(QDialog):
    """Fields by key with their names; `save` gets the values and may raise UserError, which is shown in the dialog.

    What it returns as `Lasting` is done beside, and the dialog stays until that has ended.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        fields: Mapping[str, tuple[str, QWidget]],
        save: Callable[[dict[str, Any]], object],
        *,
        done: str = "",
        explanation: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields = {key: field for key, (_, field) in fields.items()}
        self._save = save
        self._task: tasks.Task | None = None
        self._as_opened, self._asked = self._values(), False
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setSpacing(theme.STEP)
        for name, field in fields.values():
            field.setAccessibleName(name)
            words = label(name, "eyebrow")
            words.setWordWrap(False)  # a form gives wrapped labels too little width
            form.addRow(words, field)
        self.problem = label("", "problem")
        self.problem.hide()
        self.doing, self.progress = label("", "quiet"), QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        for each in (self.doing, self.progress):
            each.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(done or text("Save"))
        self.ok.setProperty("role", "main")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(text("Cancel"))
        self.buttons.accepted.connect(self._finish)
        self.buttons.rejected.connect(self.reject)
        self._form = form
        layout = QVBoxLayout(self)
        spaced(layout, 3, 2)
        layout.addWidget(label(title, "heading"))
        if explanation:
            layout.addWidget(label(explanation, "quiet"))
        held = holder(form)
        shown = scrolled(held)
        layout.addWidget(shown, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.doing)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)
        for part in (self, *self.findChildren(QWidget)):
            part.ensurePolished()  # how large words are is known only then
        width = min(theme.current().px(520), parent.window().width())
        around = layout.totalHeightForWidth(width) - shown.sizeHint().height()
        self._room = parent.window().height() - theme.STEP * 4
        self.resize(width, min(around + held.sizeHint().height() + theme.STEP * 2, self._room))

    def add_part(self, name: str, part: QWidget) -> None:
        """Add something below the fields that whoever opens the dialog reads for themselves."""
        if name:
            part.setAccessibleName(name)
            self._form.addRow(label(name, "eyebrow"))
        self._form.addRow(part)
        wanted = self.height() + max(part.minimumHeight(), part.sizeHint().height())
        self.resize(self.width(), min(wanted, self._room))

    def add_button(self, words: str, act: Callable[[], object]) -> None:
        """Add a button for another thing to do with what is shown."""
        self.buttons.addButton(words, QDialogButtonBox.ButtonRole.DestructiveRole).clicked.connect(act)

    def discard(self) -> None:
        """Close without asking."""
        self._asked = True
        self.reject()

    @property
    def busy(self) -> bool:
        """Whether what was asked for is being done."""
        return self._task is not None

    def reject(self) -> None:
        """Close, but ask once where something was typed: pressing again throws it away. What is being done is waited for."""
        if self.busy:
            return
        if self._values() != self._as_opened and not self._asked:
            self._asked = True
            self.problem.setText(text("What you typed is not saved yet. Cancel again to throw it away."))
            self.problem.show()
            return
        super().reject()

    def _values(self) -> dict[str, Any]:
        return {key: value_of(field) for key, field in self.fields.items()}

    def _finish(self) -> None:
        self.finish_with(self._save)

    def finish_with(self, save: Callable[[dict[str, Any]], object]) -> None:
        """Save what was typed by a way of saving, and close; where it cannot be saved, say why and stay."""
        try:
            made = save(self._values())
        except UserError as error:
            self._refuse(str(error))
            return
        if isinstance(made, BackgroundSave):
            self._wait_for(made)
        else:
            self.accept()

    def _wait_for(self, lasting: BackgroundSave) -> None:
        self.setEnabled(False)
        self.problem.hide()
        self.doing.setText(lasting.words)
        self.progress.setAccessibleName(lasting.words)
        for part in (self.doing, self.progress):
            part.show()
        needed = self.doing.heightForWidth(self.width() - theme.STEP * 6) + self.progress.sizeHint().height()
        self.resize(self.width(), min(self.height() + needed + theme.STEP * 2, self._room))

        def done(made: Any) -> None:
            self._task = None
            lasting.session.notify_changed()
            lasting.done(made)
            self.accept()

        self._task = lasting.session.run_in_background(lasting.work, done, self._refuse, lasting.words)

    def _refuse(self, sentence: str) -> None:
        self._task = None
        for part in (self.doing, self.progress):
            part.hide()
        self.setEnabled(True)
        self.problem.setText(sentence)
        self.problem.show()


def opened(dialog: FormDialog) -> FormDialog:
    """Open a dialog with the cursor in its first field, and return it."""
    dialog.open()
    for field in dialog.fields.values():
        field.setFocus()
        break
    return dialog
