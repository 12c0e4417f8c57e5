"""Fields that show recorded values and hold what is typed over them until it is saved."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QDateEdit, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from csassess.ui.widgets.fields import content_of


def _write_line(field: Any, value: str) -> None:
    field.setMaxLength(max(field.maxLength(), len(value)))  # a longer one that was recorded is shown whole
    field.setText(value)
    field.setCursorPosition(0)


def _write_day(field: Any, value: Any) -> None:
    field.setDate(QDate(value.year, value.month, value.day) if value else field.minimumDate())


_WRITERS: tuple[tuple[type[QWidget], Callable[[Any, Any], None]], ...] = (
    (QLineEdit, _write_line),
    (QPlainTextEdit, lambda field, value: field.setPlainText(value)),
    (QDateEdit, _write_day),
    (QPushButton, lambda field, value: field.setChecked(value)),
)


def _write(field: QWidget, value: Any) -> None:
    with QSignalBlocker(field):
        next(write for kind, write in _WRITERS if isinstance(field, kind))(field, value)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are equal but for space around them."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    return bool(one == other)


class RecordedFields(QObject):
    """Fields of one record on a page.

    A refresh never writes into a field that has the focus, holds something unsaved, or shows the
    value already: the cursor and the words stay. A value that arrives meanwhile is shown when the
    field loses the focus.
    """

    shown_late = Signal()  # what arrived while a field was in use is shown now: an edit begins again

    def __init__(self, parent: QWidget, fields: Mapping[str, QWidget]) -> None:
        super().__init__(parent)
        self._fields = dict(fields)
        self.shown: dict[str, Any] = {}
        """The recorded value that each field was last filled with, or saved as."""
        self._waiting: dict[str, Any] = {}  # recorded values that fields in use do not show yet
        self._being_saved: frozenset[str] = frozenset()  # fields whose words may be refused yet
        for field in self._fields.values():
            field.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Show what arrived meanwhile once a field has lost the focus and was saved."""
        if event.type() == QEvent.Type.FocusOut and self._waiting:
            QTimer.singleShot(0, self._show_waiting)
        return False

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill the fields with the values of another record."""
        self.shown, self._waiting = dict(values), {}
        for key, value in values.items():
            # also if equal: Ctrl+Z must not bring back another record's words
            _write(self._fields[key], value)

    def show(self, values: Mapping[str, Any]) -> None:
        """Show the present values of the same record in the fields that are not in use."""
        changed = {*self.changed(), *self._being_saved}
        for key, value in values.items():
            field = self._fields[key]
            self._waiting.pop(key, None)
            if _same(content_of(field), value):
                self.shown[key] = value
            elif key in changed or field.hasFocus():
                self._waiting[key] = value
            else:
                _write(field, value)
                self.shown[key] = value

    def _show_waiting(self) -> None:
        self.show(dict(self._waiting))
        self.shown_late.emit()

    def values(self) -> dict[str, Any]:
        """Return the values in the fields."""
        return {key: content_of(field) for key, field in self._fields.items()}

    def changed(self) -> dict[str, Any]:
        """Return the values that were changed here and are not saved yet."""
        return {key: value for key, value in self.values().items() if not _same(value, self.shown.get(key))}

    def save(self, save: Callable[[dict[str, Any]], object]) -> bool:
        """Save what was changed here; return False, with the values still there, if that fails.

        `save` gets the values shown with the changes, and returns None if it failed.
        """
        changed = self.changed()
        if not changed:
            return True
        before = self.shown
        values = {**before, **changed}
        self.shown = self.values()  # so that the refresh after saving finds nothing unsaved
        self._being_saved = frozenset(changed)
        try:
            is_saved = save(values) is not None
        finally:
            self._being_saved = frozenset()
        if not is_saved:
            self.shown = before
        return is_saved
