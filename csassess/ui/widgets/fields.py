"""Fields of forms and dialogs: text, secrets, choices, dates and times."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QStringListModel,
    Qt,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
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
from csassess.ui.widgets.controls import PassesWheel, plain_tip, set_tip
from csassess.ui.widgets.date_fields import MaybeDay, MaybeTime
from csassess.ui.widgets.icons import icon
from csassess.ui.widgets.text_fields import FirstLineField, LineField, LinesField

Choices = Sequence[tuple[str, Any]]
_Index = QModelIndex | QPersistentModelIndex
_LONGEST_OF_QT = 32_767  # what a field of one line takes


def line(value: str = "", hint: str = "", *, longest: int = LONGEST_LINE) -> QLineEdit:
    """Return a field for one line of text of at most `longest` characters, or as many as it shows already."""
    field = LineField()
    field.setMaxLength(max(longest, len(value)))
    field.setText(value)
    field.setPlaceholderText(hint)
    return field


def first_line(value: str = "", hint: str = "") -> QLineEdit:
    """Return a field for one line in which Enter goes on to the next field, so that it is not skipped."""
    field = FirstLineField()
    field.setMaxLength(max(LONGEST_LINE, len(value)))
    field.setText(value)
    field.setPlaceholderText(hint)
    field.selectAll()  # what is proposed is replaced by typing
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


class _ChoiceWords(QStringListModel):
    """The words of choices; the tool tip of each is made when it is asked for."""

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words, or as tool tip the same words, which may be cut in the list."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(super().data(index, Qt.ItemDataRole.DisplayRole))
        return super().data(index, role)


class ChoiceBox(PassesWheel, QComboBox):
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
        """Return the index of a value; -1 if it is not offered."""
        return self._values.index(value) if value in self._values else -1

    def itemData(self, index: int, role: int = Qt.ItemDataRole.UserRole) -> Any:
        """Return the value at an index, or what the list shows of it in another role."""
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


class Tabs(PassesWheel, QTabBar):
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
