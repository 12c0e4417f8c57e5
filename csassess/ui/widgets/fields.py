"""Fields of forms and dialogs: text, secrets, choices, days and times."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QTimeEdit

from csassess.catalogue import text
from csassess.ui.widgets import theme

Choices = Sequence[tuple[str, Any]]


def line(value: str = "", hint: str = "") -> QLineEdit:
    """Return a field for one line of text."""
    field = QLineEdit(value)
    field.setPlaceholderText(hint)
    return field


def secret() -> QLineEdit:
    """Return a field whose words are not shown."""
    field = line()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def lines(value: str = "") -> QPlainTextEdit:
    """Return a field for several lines of text; Tab leaves it."""
    field = QPlainTextEdit(value)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(theme.current().px(72))
    field.setMaximumHeight(theme.current().px(120))
    return field


def choice(choices: Choices, value: Any = None) -> QComboBox:
    """Return a field to choose one of (words, value)."""
    field = QComboBox()
    for words, each in choices:
        field.addItem(words, each)
    field.setCurrentIndex(
        max(0, [each for _, each in choices].index(value) if value in [e for _, e in choices] else 0)
    )
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(18)
    return field


def day(value: date) -> QDateEdit:
    """Return a field for a date, shown as 22 November 2026."""
    field = QDateEdit(QDate(value.year, value.month, value.day))
    field.setCalendarPopup(True)
    field.setDisplayFormat("d MMMM yyyy")
    return field


class MaybeDay(QDateEdit):
    """A date that may be left open: one day before the first that can be chosen stands for none."""

    def __init__(self, value: date | None) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMMM yyyy")
        self.setMinimumDate(QDate(2000, 1, 1))
        self.setSpecialValueText(text("not stated"))
        self.setDate(QDate(value.year, value.month, value.day) if value else self.minimumDate())


def maybe_day(value: date | None = None) -> QDateEdit:
    """Return a field for a date that may be left open."""
    return MaybeDay(value)


def time_of_day(value: time) -> QTimeEdit:
    """Return a field for a time of day, shown as 10:42."""
    field = QTimeEdit(QTime(value.hour, value.minute, value.second))
    field.setDisplayFormat("HH:mm")
    return field
