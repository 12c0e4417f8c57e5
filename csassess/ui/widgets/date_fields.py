"""Fields for dates and times of day, which take what is typed as people say it."""

import re
from datetime import date, time
from typing import Any, cast

from PySide6.QtCore import QDate, Qt, QTime, Signal, SignalInstance
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QDateTimeEdit, QTimeEdit, QToolButton, QWidget

from csassess.catalogue import text
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import PassesWheel, restyle
from csassess.ui.widgets.icons import icon

_WITH_OTHERS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)  # keys pressed for the sake of a letter
_TYPED_AS = (
    *("d MMMM yyyy", "d MMM yyyy", "d M yyyy", "d MMMM yy", "d MMM yy", "d M yy"),
    *("yyyy M d", "ddMMyyyy", "ddMM yyyy"),
)
_BETWEEN = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")  # digits and letters: 1September2024
_A_DAY = re.compile(r"\d{1,2}[/. -]?")  # of the month that is shown
_AN_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]?")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_DAY_WIDTH = 48  # pixels at 100 % text, of a day in the calendar
_QUOTED = 40  # characters of what was typed
_THIS_CENTURY = 2000  # of a year typed with two digits


def _is_whole_selected(field: QDateTimeEdit) -> bool:
    """Return whether all that a field shows is selected, as Ctrl+A does."""
    return field.lineEdit().selectedText() == field.lineEdit().text()


class _TabLeaves:
    """A field that Tab leaves; the arrow keys move inside it, where Qt would let Tab do so."""

    _is_typing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._is_typing = True
        super().keyPressEvent(event)  # type: ignore[misc]  # of the field
        self._is_typing = False

    def focusNextPrevChild(self, is_next: bool) -> bool:
        if self._is_typing:  # a space or stroke, with which Qt goes on inside the field
            return bool(super().focusNextPrevChild(is_next))  # type: ignore[misc]
        return QWidget.focusNextPrevChild(cast(QWidget, self), is_next)


class _TypedOver(_TabLeaves):
    """A field that is typed over as a whole.

    What it cannot take gives way to what stood there before, and that is said.
    """

    refused: SignalInstance  # a sentence: what was typed was not taken

    _typed = ""  # since the field was entered
    _before: Any = None  # the value over the whole of which something is typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a key; Enter only if what was typed can stay."""
        if event.key() not in _ENTER or self._settle():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._typed, self._before = "", None
        super().focusInEvent(event)  # type: ignore[misc]  # of the field

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._settle()
        super().focusOutEvent(event)  # type: ignore[misc]  # of the field

    def _settle(self) -> bool:
        """Return whether what was typed can stay; if not, put back what stood there and say so."""
        words, before, self._before = self._typed.strip(), self._before, None
        if before is None or not words or self._can_stay(words):
            return True
        self._typed = ""
        self._put_back(before)
        self.refused.emit(self._refusal(words[:_QUOTED]))
        return False

    def _can_stay(self, words: str) -> bool:
        raise NotImplementedError

    def _put_back(self, before: Any) -> None:
        raise NotImplementedError

    def _refusal(self, words: str) -> str:
        raise NotImplementedError


class DayField(PassesWheel, _TypedOver, QDateEdit):
    """A field for a date, shown as 22 November 2026."""

    refused = Signal(str)

    def __init__(self, value: QDate | None = None) -> None:
        super().__init__(value or QDate.currentDate())
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMMM yyyy")
        self._has_calendar = False
        self._is_ignored = False  # whether Qt ignored the last letter, so that the whole is selected still
        self.is_ahead = False  # whether the date is of something to come

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the calendar, which is made to look like the rest of the window when it is first needed."""
        if not self._has_calendar:
            self._has_calendar = True
            _style_calendar(self.calendarWidget())
        self._typed = ""
        super().mousePressEvent(event)

    def setReadOnly(self, read_only: bool) -> None:
        """Open or close the field; a closed one looks like a closed text and does not take the focus."""
        if read_only != self.isReadOnly():
            super().setReadOnly(read_only)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.StrongFocus)
            restyle(self, "closed", read_only)

    def _can_stay(self, words: str) -> bool:
        return bool(_A_DAY.fullmatch(words)) or self._typed_date() is not None

    def _put_back(self, before: QDate) -> None:
        self.setDate(before)

    def _refusal(self, words: str) -> str:
        return text("“{words}” is no date. What stood there is back.", words=words)

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
        is_typing = bool(event.text()) and event.text().isprintable()
        begins = is_over_all and (self._before is None or not self._is_ignored)
        if is_typing and begins:
            self._before = self.date()
        if event.text().isdigit() and is_over_all:
            if is_empty:
                self.setDate(QDate.currentDate())
            self.setSelectedSection(QDateEdit.Section.DaySection)
        super().keyPressEvent(event)
        if event.key() in _WITH_OTHERS:
            return
        self._is_ignored = is_typing and is_over_all and _is_whole_selected(self)
        self._typed = f"{'' if begins else self._typed}{event.text()}" if is_typing else ""
        typed = self._typed_date()
        if typed is not None:
            self.setDate(typed)
        elif re.fullmatch(r"\d{8}", self._typed) and self._before is not None:  # a day that no month has
            self.setDate(self._before)

    def _typed_date(self) -> QDate | None:
        """Return the date typed, such as 21 May 2025 or 21/5/25.

        A missing year is the year shown or, for a date to come, the next year in which it is still to come.
        """
        words = _BETWEEN.sub(" ", re.sub(r"[/.-]", " ", self._typed))
        if re.fullmatch(r"\d{7}", words):  # a day of one digit, month and year
            words = f"0{words}"
        for typed in (words, f"{words} {self.date().year()}"):
            for pattern in _TYPED_AS:
                found = self.locale().toDate(typed, pattern, _THIS_CENTURY)
                if found.isValid():
                    is_past = typed != words and self.is_ahead and found < QDate.currentDate()
                    return found.addYears(1) if is_past else found
        return None


def _style_calendar(calendar: QCalendarWidget) -> None:
    """Give a calendar the colours of the window, and days large enough for a finger."""
    colours, px = theme.current().colours, theme.current().px
    plain = QTextCharFormat()
    plain.setForeground(QColor(colours.ink))
    head = QTextCharFormat()
    head.setForeground(QColor(colours.quiet))
    head.setBackground(QColor(colours.surface))
    calendar.setHeaderTextFormat(head)
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekend, plain)
    today = QTextCharFormat()
    today.setFontWeight(QFont.Weight.Bold)
    today.setForeground(QColor(colours.accent))
    calendar.setDateTextFormat(QDate.currentDate(), today)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    for name, picture in (("prevmonth", "chevron-left"), ("nextmonth", "chevron-right")):
        arrow = calendar.findChild(QToolButton, f"qt_calendar_{name}")
        if isinstance(arrow, QToolButton):
            arrow.setIcon(icon(picture, colours.ink))
    calendar.setMinimumSize(px(_DAY_WIDTH) * 7, px(theme.TARGET) * 8)


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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the calendar at this month if there is no date yet, instead of at the earliest month."""
        super().mousePressEvent(event)
        today = QDate.currentDate()
        if self.date() == self.minimumDate():
            self.calendarWidget().setCurrentPage(today.year(), today.month())

    def stepBy(self, steps: int) -> None:
        """Begin with today if there is no date yet."""
        if self.date() == self.minimumDate():
            self.setDate(QDate.currentDate())
        else:
            super().stepBy(steps)

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
    """Return the time that was typed, with a.m. or p.m. if stated; an invalid one if it is incomplete."""
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})\s*(?:([ap])\.?m?\.?)?", words.lower().strip())
    if not found:
        return QTime()
    hour = int(found[1])
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return QTime(hour, int(found[2]))


class TimeField(PassesWheel, _TypedOver, QTimeEdit):
    """A field for a time of day, shown as 10:42."""

    refused = Signal(str)

    def __init__(self, value: time) -> None:
        super().__init__(QTime(value.hour, value.minute, value.second))
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(theme.current().px(8), 0, 0, 0)  # the style sheet does not reach it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a time as it is typed, such as 0845, 8:45 or 7.20 pm; Qt would ignore or misread it."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        is_over_all = _is_whole_selected(self)
        if event.text().isdigit() and is_over_all:
            self._before = self._stood()
            self.setSelectedSection(QTimeEdit.Section.HourSection)
        super().keyPressEvent(event)
        is_typing = event.text() != "" and event.text().lower() in "0123456789:. apm"
        if event.key() not in _WITH_OTHERS:
            self._typed = f"{'' if is_over_all else self._typed}{event.text()}" if is_typing else ""
        typed = _time_typed(self._typed)
        if typed.isValid():
            self.setTime(typed)

    def _stood(self) -> Any:
        """Return what stands in the field, as it can be put back."""
        return self.time()

    def _can_stay(self, words: str) -> bool:
        return bool(_AN_HOUR.fullmatch(words)) or _time_typed(words).isValid()

    def _put_back(self, before: Any) -> None:
        self.setTime(before)

    def _refusal(self, words: str) -> str:
        return text("“{words}” is no time of day. What stood there is back.", words=words)


def time_of_day(value: time) -> TimeField:
    """Return a field for a time of day."""
    return TimeField(value)


class MaybeTime(TimeField):
    """A field for an optional time of day; `none` is shown if there is no time.

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

    def _stood(self) -> tuple[QTime, bool]:
        return self.time(), self._is_stated

    def _put_back(self, before: tuple[QTime, bool]) -> None:
        moment, is_stated = before
        self.setTime(moment)
        self._state(is_stated)

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
    """Return a field for an optional time of day; `none` is shown if there is no time."""
    return MaybeTime(value, none)
