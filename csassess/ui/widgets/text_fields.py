"""Text fields in which Ctrl+Z and Ctrl+Y undo and redo the typing word by word."""

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QPlainTextEdit, QWidget

from csassess.ui.base.dropping import dropped, taker_for
from csassess.ui.widgets import theme
from csassess.ui.writing.spelling_marks import SpellingMarks

_ALSO_REDO = (
    QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Y),
    QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.SHIFT | Qt.Key.Key_Z),
)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)


def _is_redo(event: QKeyEvent) -> bool:
    """Return whether keys mean redo; Qt knows only one of the two usual ones on each platform."""
    return event.matches(QKeySequence.StandardKey.Redo) or QKeySequence(event.keyCombination()) in _ALSO_REDO


def is_ctrl_enter(event: QKeyEvent) -> bool:
    """Return whether keys mean to be done with a text of several lines."""
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _keeps_shortcut(field: QLineEdit | QPlainTextEdit, event: QEvent) -> bool:
    """Keep keys that undo or redo typing from the actions of the window; return whether they are such."""
    if field.isReadOnly() or event.type() != QEvent.Type.ShortcutOverride:
        return False
    is_kept = isinstance(event, QKeyEvent) and (_is_undo(event) or _is_redo(event))
    if is_kept:
        event.accept()
    return is_kept


def _redoes(field: QLineEdit | QPlainTextEdit, event: QKeyEvent) -> bool:
    """Redo typing if keys mean that; return whether they do."""
    if field.isReadOnly() or not _is_redo(event):
        return False
    field.redo()
    return True


def _hand_on(field: QWidget, data: QMimeData) -> None:
    """Give files or a picture to the page around a field; they are no text."""
    taker = taker_for(field)
    thing = dropped(data)
    if taker is not None and taker.takes(thing):
        taker.take(thing)


class LineField(QLineEdit):
    """A field for one line of text."""

    def paste(self) -> None:
        """Paste words without formatting, in one line; files and pictures go to the page."""
        data = QGuiApplication.clipboard().mimeData()
        if dropped(data).is_thing:
            _hand_on(self, data)
        elif not self.isReadOnly():
            self.insert(" ".join(dropped(data).words.splitlines()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the field; its Paste does what the keys do."""
        menu = self.createStandardContextMenu()
        for entry in menu.actions():
            if entry.objectName() == "edit-paste":
                entry.triggered.disconnect()
                entry.triggered.connect(self.paste)
                entry.setEnabled(not self.isReadOnly())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files and pictures to the page."""
        if dropped(event.mimeData()).is_thing:
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take words; files and pictures go to the page."""
        if dropped(event.mimeData()).is_thing:
            _hand_on(self, event.mimeData())
        else:
            super().dropEvent(event)

    def event(self, event: QEvent) -> bool:
        return _keeps_shortcut(self, event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _redoes(self, event):
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return
        super().keyPressEvent(event)
        if event.text() == " ":  # moving the cursor ends a step of undo
            self.cursorBackward(False)
            self.cursorForward(False)


class FirstLineField(LineField):
    """A field of one line in which Enter goes on to the next field instead of pressing the main button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class LinesField(QPlainTextEdit):
    """A field for several lines of text; Tab moves on to the next field."""

    def __init__(self, value: str = "") -> None:
        super().__init__()
        # before there are words: Qt would mark them later, and report that as a change of the text
        self._marks = SpellingMarks(self, theme.current().colours.bad)
        self.setPlainText(value)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls it and moves no focus

    def event(self, event: QEvent) -> bool:
        return _keeps_shortcut(self, event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _redoes(self, event):
            return
        if is_ctrl_enter(event):
            event.ignore()  # the dialog saves
            return
        super().keyPressEvent(event)
        if event.text().isspace():
            self._end_step()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the field, with what could be meant by a marked word first."""
        menu = self.createStandardContextMenu(event.pos())
        self._marks.add_to_menu(menu, event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark the last word, which is finished now."""
        super().focusOutEvent(event)
        self._marks.mark_again()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Return whether something can be pasted: words here, anything else into the page."""
        thing = dropped(source)
        return bool(thing.words) or (thing.is_thing and taker_for(self) is not None)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert words without formatting; files and pictures go to the page."""
        thing = dropped(source)
        if thing.is_thing:
            _hand_on(self, source)
        else:
            self.insertPlainText(thing.words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files and pictures to the page."""
        if dropped(event.mimeData()).is_thing:
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """End a step of undo after what an on-screen keyboard enters as a whole."""
        super().inputMethodEvent(event)
        if event.commitString():
            self._end_step()

    def _end_step(self) -> None:
        """Let the next key begin a new step: Qt joins typing only while the text counts as modified."""
        self.document().setModified(False)


def leave_text(page: QWidget) -> None:
    """Take the focus out of a text or date on a page, which would not show what is undone while in use."""
    if isinstance(page.window().focusWidget(), QLineEdit | QPlainTextEdit | QAbstractSpinBox):
        page.setFocus()
