"""Words that may be misspelt, marked while somebody writes, with what else could be meant in the menu."""

from collections.abc import Callable
from functools import partial
from weakref import WeakSet

from PySide6.QtCore import QPoint, QSignalBlocker, QTimer
from PySide6.QtGui import QAction, QColor, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit
from shiboken6 import isValid

from csassess.catalogue import text
from csassess.services.writing.speller import WORD, Speller

_speller: Speller | None = None
_add_word: Callable[[str], object] | None = None
_begin: Callable[[], object] | None = None
_all_marks: "WeakSet[SpellingMarks]" = WeakSet()


def use(speller: Speller | None, add_word: Callable[[str], object] | None = None) -> None:
    """Mark what a speller does not know in all fields, or nothing without one; `add_word` keeps a word."""
    global _speller, _add_word
    _speller, _add_word = speller, add_word
    for marks in list(_all_marks):
        marks.mark_again()


def use_when_needed(begin: Callable[[], object]) -> None:
    """Mark nothing until a field shows words; then `begin` is called once, to read the dictionary."""
    global _begin  # noqa: PLW0603
    use(None)
    _begin = begin


def _ask_for_speller() -> None:
    global _begin
    begin, _begin = _begin, None
    if begin is not None:
        QTimer.singleShot(0, begin)


class SpellingMarks(QSyntaxHighlighter):
    """Marks the words of a field; the word being typed is left alone until it is finished."""

    def __init__(self, field: QPlainTextEdit, colour: str) -> None:
        super().__init__(field.document())
        self._field, self._colour = field, QColor(colour)
        _all_marks.add(self)

    def mark_again(self) -> None:
        """Look at all words again; the text does not change by it."""
        if isValid(self) and isValid(self._field):
            with QSignalBlocker(self._field):
                self.rehighlight()

    def highlightBlock(self, words: str) -> None:
        """Mark the words of a line that the speller does not know."""
        if _speller is None and words:
            _ask_for_speller()
        if _speller is None or self._field.isReadOnly():
            return
        wrong = QTextCharFormat()
        wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        wrong.setUnderlineColor(self._colour)
        cursor, block = self._field.textCursor(), self.currentBlock()
        typed_at = cursor.positionInBlock() if cursor.block() == block and self._field.hasFocus() else -1
        for found in WORD.finditer(words):
            if found.end() != typed_at and not _speller.is_right(found.group()):
                self.setFormat(found.start(), found.end() - found.start(), wrong)

    def add_to_menu(self, menu: QMenu, at: QPoint) -> None:
        """Put what could be meant by the word at a point first in a menu, if the word is marked."""
        cursor = self._field.cursorForPosition(at)
        column = cursor.positionInBlock()
        words = WORD.finditer(cursor.block().text())
        found = next((word for word in words if word.start() <= column <= word.end()), None)
        if _speller is None or self._field.isReadOnly() or found is None or _speller.is_right(found.group()):
            return
        first = menu.actions()[0] if menu.actions() else None
        begin, wrong = cursor.block().position() + found.start(), found.group()
        offered = [
            self._action(menu, other, partial(self._replace, begin, wrong, other))
            for other in _speller.suggest(wrong)
        ]
        add = text("Add “{word}” to the word list", word=wrong)
        offered.append(self._action(menu, add, partial(self._add, wrong)))
        if first is None:
            menu.addActions(offered)
        else:
            menu.insertActions(first, offered)
            menu.insertSeparator(first)

    def _action(self, menu: QMenu, words: str, act: Callable[[], object]) -> QAction:
        action = QAction(words, menu)
        action.triggered.connect(lambda *_: act())
        return action

    def _add(self, word: str) -> None:
        """Take a word as right, here and in all other fields."""
        if _speller is not None:
            _speller.know([word])
        if _add_word is not None:
            _add_word(word)
        for marks in list(_all_marks):
            marks.mark_again()

    def _replace(self, begin: int, word: str, other: str) -> None:
        """Put another word in place of one, as one step of undo, if it is still there."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(begin + len(word), QTextCursor.MoveMode.KeepAnchor)
        if cursor.selectedText() == word:
            cursor.insertText(other)
