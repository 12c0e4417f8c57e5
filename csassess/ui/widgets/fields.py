"""Fields of forms and dialogs: text, secrets, choices, dates and times."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from PySide6.QtCore import (
    QDate,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QStringListModel,
    Qt,
    QTime,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QTabBar,
    QTimeEdit,
    QWidget,
)

from csassess.catalogue import text
from csassess.domain.records.declaration import LONGEST_LINE, LONGEST_NAME
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import plain_tip, restyle, set_tip
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.text_fields import LineField, LinesField

Choices = Sequence[tuple[str, Any]]
_Index = QModelIndex | QPersistentModelIndex
_WITH_OTHERS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)  # keys pressed for the sake of a letter
_TYPED_AS = (
    *("d MMMM yyyy", "d MMM yyyy", "d M yyyy", "d MMMM yy", "d MMM yy", "d M yy"),
    *("yyyy M d", "ddMMyyyy", "ddMM yyyy"),
)
_LONGEST_OF_QT = 32_767  # what a field of one line takes
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_THIS_CENTURY = 2000  # of a year typed with two digits


def line(value: str = "", hint: str = "", *, longest: int = LONGEST_LINE) -> QLineEdit:
    """Return a field for one line of text of at most `longest` characters, or as many as it shows already."""
    field = LineField()
    field.setMaxLength(max(longest, len(value)))
    field.setText(value)
    field.setPlaceholderText(hint)
    return field


def name_line(value: str = "", hint: str = "") -> QLineEdit:
    """Return a field for the name of a person or of the centre."""
    return line(value, hint, longest=LONGEST_NAME)


def long_line(value: str = "", hint: str = "") -> QLineEdit:
    """Return a field of one line for a text that may be longer."""
    return line(value, hint, longest=_LONGEST_OF_QT)


class SecretField(LineField):
    """A field that hides what is typed until asked to show it."""

    def __init__(self) -> None:
        super().__init__()
        self._show = self.addAction(
            icon("eye", theme.current().colours.quiet), QLineEdit.ActionPosition.TrailingPosition
        )
        self._show.setCheckable(True)
        self._show.toggled.connect(self._reveal)
        self._reveal(False)

    def _reveal(self, is_shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self._show.setIcon(icon("eye-off" if is_shown else "eye", theme.current().colours.quiet))
        self._show.setText(text("Hide") if is_shown else text("Show"))
        set_tip(self._show, self._show.text())


def secret() -> SecretField:
    """Return a field that hides what is typed."""
    return SecretField()


def lines(value: str = "") -> QPlainTextEdit:
    """Return a field for several lines of text; Tab moves on to the next field."""
    field = LinesField(value)
    field.setMinimumHeight(theme.current().px(72))
    field.setMaximumHeight(theme.current().px(120))
    return field


class _PassesWheel:
    """A field that the mouse wheel scrolls past: it changes no value there and moves no focus."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # type: ignore[attr-defined]  # of the widget

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel on to the page."""
        event.ignore()


class _ChoiceWords(QStringListModel):
    """The words of choices; the tool tip of each is made when it is asked for."""

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words, or as tool tip the same words, which may be cut in the list."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(super().data(index, Qt.ItemDataRole.DisplayRole))
        return super().data(index, role)


class ChoiceBox(_PassesWheel, QComboBox):
    """A field to choose one of (words, value) pairs.

    Its list is as wide as its longest words, within the window; tool tips hold what is cut. The number of
    choices costs next to nothing until the list is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self._values: list[Any] = []
        self.setModel(_ChoiceWords(self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.setItemDelegate(QStyledItemDelegate(self))  # only this one has the row height of the style
        shown = self.view()
        shown.setTextElideMode(Qt.TextElideMode.ElideRight)
        if isinstance(shown, QListView):
            shown.setUniformItemSizes(True)  # or each row is measured, also while the list is not shown

    def addItem(self, words: str, value: Any) -> None:  # type: ignore[override]  # never with an icon
        """Add a choice at the end."""
        self._values.append(value)  # Qt itself would return an enumeration's member as a plain string
        super().addItem(words)

    def offer(self, choices: Choices) -> None:
        """Offer these choices, the first one chosen, in place of those before."""
        self._values = [value for _, value in choices]
        words = self.model()
        assert isinstance(words, QStringListModel)
        words.setStringList([each for each, _ in choices])
        self.setCurrentIndex(0 if choices else -1)

    def findData(self, value: Any, *_: Any) -> int:
        """Return the place of a value; -1 if it is not offered."""
        return self._values.index(value) if value in self._values else -1

    def itemData(self, index: int, role: int = Qt.ItemDataRole.UserRole) -> Any:
        """Return the value at a place, or what the list shows of it in another role."""
        if role == Qt.ItemDataRole.UserRole:
            return self._values[index] if 0 <= index < len(self._values) else None
        return super().itemData(index, role)

    def showPopup(self) -> None:
        """Show the list, wider than the field if the words need that and the window has the room."""
        window = self.window()
        room = window.width() - self.mapTo(window, QPoint()).x()
        bar = self.view().verticalScrollBar().sizeHint().width()
        wanted = self.view().sizeHintForColumn(0) + bar + 2 * self.view().frameWidth()
        self.view().setMinimumWidth(max(self.width(), min(wanted, room)))
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        """Say the words chosen in the tool tip if the field is too narrow for them."""
        if event.type() == QEvent.Type.ToolTip:
            is_cut = self.fontMetrics().horizontalAdvance(self.currentText()) > self._room_for_words()
            set_tip(self, self.currentText() if is_cut else "")
        return super().event(event)

    def _room_for_words(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()

    def clear(self) -> None:
        """Remove all choices."""
        super().clear()
        self._values.clear()

    def currentData(self) -> Any:  # type: ignore[override]  # never of another role
        """Return the value chosen, as it was given; None if none is chosen."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None


def choice(choices: Choices, value: Any = None) -> ChoiceBox:
    """Return a field to choose one of (words, value) pairs."""
    field = ChoiceBox()
    field.offer(choices)
    options = [option for _, option in choices]
    field.setCurrentIndex(options.index(value) if value in options else 0)
    return field


def _is_whole_selected(field: QDateTimeEdit) -> bool:
    """Return whether all that a field shows is selected, as Ctrl+A does."""
    return field.lineEdit().selectedText() == field.lineEdit().text()


class DayField(_PassesWheel, QDateEdit):
    """A field for a date, shown as 22 November 2026."""

    def __init__(self, value: QDate | None = None) -> None:
        super().__init__(value or QDate.currentDate())
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMMM yyyy")
        self._typed = ""  # since the field was entered
        self._before = self.date()  # when typing over the whole of it began
        self.is_ahead = False  # whether the date is of something to come

    def setReadOnly(self, read_only: bool) -> None:
        """Open or close the field; a closed one looks like a closed text and does not take the focus."""
        if read_only != self.isReadOnly():
            super().setReadOnly(read_only)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.StrongFocus)
            restyle(self, "closed", read_only)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._typed = ""
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a date as it is typed.

        Qt would ignore a digit over the whole date, leave out the month after a day of two digits, and
        refuse day 31 before the month is typed.
        """
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        is_empty = bool(self.specialValueText()) and self.date() == self.minimumDate()
        is_over_all = is_empty or _is_whole_selected(self)
        if event.text().isdigit() and is_over_all:
            self._before = self.date()
            if is_empty:
                self.setDate(QDate.currentDate())
            self.setSelectedSection(QDateEdit.Section.DaySection)
        super().keyPressEvent(event)
        if event.key() in _WITH_OTHERS:
            return
        is_typing = bool(event.text()) and event.text().isprintable()
        self._typed = f"{'' if is_over_all else self._typed}{event.text()}" if is_typing else ""
        typed = self._typed_date()
        if typed is not None:
            self.setDate(typed)
        elif re.fullmatch(r"\d{8}", self._typed):  # a day that no month has
            self.setDate(self._before)

    def _typed_date(self) -> QDate | None:
        """Return the date typed, such as 21 May 2025 or 21/5/25.

        A missing year is the one shown or, of a date that lies ahead, the next in which it does.
        """
        words = re.sub(r"[/.-]", " ", self._typed)
        if re.fullmatch(r"\d{7}", words):  # a day of one digit, month and year
            words = f"0{words}"
        for typed in (words, f"{words} {self.date().year()}"):
            for pattern in _TYPED_AS:
                found = self.locale().toDate(typed, pattern, _THIS_CENTURY)
                if found.isValid():
                    is_past = typed != words and self.is_ahead and found < QDate.currentDate()
                    return found.addYears(1) if is_past else found
        return None


def day(value: date) -> DayField:
    """Return a field for a date."""
    return DayField(QDate(value.year, value.month, value.day))


class MaybeDay(DayField):
    """A field for an optional date; its earliest date means none."""

    def __init__(self, value: date | None) -> None:
        super().__init__()
        self.setMinimumDate(QDate(2000, 1, 1))
        self.setSpecialValueText(text("not stated"))
        self.setDate(QDate(value.year, value.month, value.day) if value else self.minimumDate())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a date as it is typed; Delete over the whole of it means none."""
        if event.key() in _CLEARING and _is_whole_selected(self) and not self.isReadOnly():
            self.setDate(self.minimumDate())
            return
        super().keyPressEvent(event)


def maybe_day(value: date | None = None) -> MaybeDay:
    """Return a field for an optional date."""
    return MaybeDay(value)


def _time_typed(words: str) -> QTime:
    """Return the time that was typed, with a.m. or p.m. if that is said; an invalid one if it is none yet."""
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})\s*(?:([ap])\.?m?\.?)?", words.lower().strip())
    if not found:
        return QTime()
    hour = int(found[1])
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return QTime(hour, int(found[2]))


class TimeField(_PassesWheel, QTimeEdit):
    """A field for a time of day, shown as 10:42."""

    def __init__(self, value: time) -> None:
        super().__init__(QTime(value.hour, value.minute, value.second))
        self.setDisplayFormat("HH:mm")
        self._typed = ""  # digits since the field was entered
        self.lineEdit().setTextMargins(theme.current().px(8), 0, 0, 0)  # the style sheet does not reach it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a time as it is typed, such as 0845, 8:45 or 7.20 pm; Qt would ignore or misread it."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        is_over_all = _is_whole_selected(self)
        if event.text().isdigit() and is_over_all:
            self.setSelectedSection(QTimeEdit.Section.HourSection)
        super().keyPressEvent(event)
        is_typing = event.text() != "" and event.text().lower() in "0123456789:. apm"
        if event.key() not in _WITH_OTHERS:
            self._typed = f"{'' if is_over_all else self._typed}{event.text()}" if is_typing else ""
        typed = _time_typed(self._typed)
        if typed.isValid():
            self.setTime(typed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._typed = ""
        super().focusInEvent(event)


def time_of_day(value: time) -> TimeField:
    """Return a field for a time of day."""
    return TimeField(value)


class MaybeTime(TimeField):
    """A field for an optional time of day; `none` is shown for none.

    Delete clears it when the whole of it is selected.
    """

    def __init__(self, value: time | None, none: str) -> None:
        super().__init__(value or time())
        self._none, self._is_stated = none, value is not None
        self.timeChanged.connect(lambda _: self._state(True))
        self._show_none()

    def value(self) -> time | None:
        """Return the time, or None if none is stated."""
        stated = self.time()
        return time(stated.hour(), stated.minute(), stated.second()) if self._is_stated else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a time as it is typed, midnight too."""
        if event.key() in _CLEARING and _is_whole_selected(self) and not self.isReadOnly():
            self.setTime(QTime(0, 0))
            self._state(False)
            return
        super().keyPressEvent(event)
        if event.text().isdigit() and not self.isReadOnly():
            self._state(True)

    def stepBy(self, steps: int) -> None:
        super().stepBy(steps)
        self._state(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setSpecialValueText("")  # digits cannot be typed into words
        self.setSelectedSection(QTimeEdit.Section.HourSection)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_none()

    def _state(self, is_stated: bool) -> None:
        self._is_stated = is_stated
        if not self.hasFocus():
            self._show_none()

    def _show_none(self) -> None:
        self.setSpecialValueText("" if self._is_stated else self._none)


def maybe_time(value: time | None, none: str) -> MaybeTime:
    """Return a field for an optional time of day; `none` is shown for none."""
    return MaybeTime(value, none)


class Tabs(_PassesWheel, QTabBar):
    """A bar of tabs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAccessibleName(name)


_CONTENTS: tuple[tuple[type[QWidget], Callable[[Any], Any]], ...] = (
    (QLineEdit, lambda field: field.text()),
    (QPlainTextEdit, lambda field: field.toPlainText()),
    (QComboBox, lambda field: field.currentData()),
    (MaybeDay, lambda field: None if field.date() == field.minimumDate() else field.date().toPython()),
    (MaybeTime, lambda field: field.value()),
    (QDateEdit, lambda field: field.date().toPython()),
    (QTimeEdit, lambda field: field.time().toPython()),
    (QPushButton, lambda field: field.isChecked()),
)


def content_of(field: QWidget) -> Any:
    """Return what a field holds, with the space around a text."""
    return next(read(field) for kind, read in _CONTENTS if isinstance(field, kind))
