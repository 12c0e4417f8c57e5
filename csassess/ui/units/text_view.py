"""The text of a document that has no pages to draw: the words of the chosen row are highlighted."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.fields import lines
from csassess.ui.widgets.layouts import holder, row, spaced

_MOST = 16_777_215  # what Qt takes for no limit


class TextView(QWidget):
    """Shows the whole text; selected words are taken with a button."""

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.words = lines()
        self.words.setMaximumHeight(_MOST)
        self.words.setReadOnly(True)
        self.words.setAccessibleName(text("Text of the document"))
        self.take = button(text("Take the selected words"), self._take)
        self.take.setEnabled(False)
        self.words.selectionChanged.connect(
            lambda: self.take.setEnabled(self.words.textCursor().hasSelection())
        )
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(
            holder(row(label(text("Select words, then take them into the row."), "quiet"), self.take, 0))
        )
        layout.addWidget(self.words, 1)

    def open(self, lines_of_text: Sequence[str]) -> None:
        """Show a text."""
        self.words.setPlainText("\n".join(lines_of_text))

    def light(self, words: str) -> None:
        """Highlight words in the text and bring them into view."""
        found = self._find(words)
        selections = []
        if found is not None:
            lit = QTextEdit.ExtraSelection()
            lit.cursor = found
            lit.format.setBackground(QColor("#ffd84d"))
            lit.format.setForeground(QColor("#000000"))
            selections.append(lit)
            cursor = QTextCursor(found)
            cursor.setPosition(found.selectionStart())
            self.words.setTextCursor(cursor)
            self.words.centerCursor()
        self.words.setExtraSelections(selections)

    def _find(self, words: str) -> QTextCursor | None:
        """Return a cursor that selects words, whatever the space and the line breaks between them."""
        parts = [re.escape(part) for part in words.replace("\n- ", "\n").split()]
        whole = self.words.toPlainText()
        for count in (len(parts), 6, 3):  # a row that was corrected is found by its beginning
            if count and (match := re.search(r"[\s•–-]+".join(parts[:count]), whole)):
                cursor = self.words.textCursor()
                cursor.setPosition(match.start())
                cursor.setPosition(match.end(), QTextCursor.MoveMode.KeepAnchor)
                return cursor
        return None

    def _take(self) -> None:
        chosen = self.words.textCursor().selectedText().replace("\u2029", " ")
        self.taken.emit(" ".join(chosen.split()))
