"""The document of a unit under review, with the words of the chosen row highlighted."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from csassess.catalogue import text
from csassess.domain.units.review import Place, Review, ReviewRow
from csassess.services.units import reading, reviews
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.units.page_view import PageView
from csassess.ui.units.text_view import TextView
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import chip, label
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, holder, spaced
from csassess.ui.widgets.page_stack import OneOf


class ReviewDocument(QWidget):
    """Shows pages as pictures, or the text of a document that has none.

    `taken` gives words that somebody took from it, and their places.
    """

    taken = Signal(str, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._content: bytes | None = None
        self._review: Review | None = None
        self._lit: tuple[str, str, tuple[Place, ...]] | None = None
        self._task: tasks.Task | None = None
        self.pages, self.words = PageView(), TextView()
        self.pages.taken.connect(self._take_box)
        self.words.taken.connect(lambda words: self.taken.emit(words, ()))
        self.missing = label("", "quiet")
        how = label(text("Words taken from here"), "quiet")
        how.setWordWrap(False)
        how.setVisible(not theme.current().is_large)
        how.setMinimumHeight(theme.current().px(theme.TARGET))
        self.replacing, self.adding = chip(text("replace the words"), _nothing), chip(text("add"), _nothing)
        self.replacing.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.replacing)
        group.addButton(self.adding)
        self._shown = OneOf()
        self._hint = label(text("Drag a box on the page to take its words into the row."), "quiet")
        for part in (self.pages, self.words, self.missing):
            self._shown.add(part)
        self._how = holder(FlowLayout(how, self.replacing, self.adding))
        content = spaced(column(self._shown, self._hint, self._how))
        content.setStretch(0, 1)
        self.setLayout(content)

    def open(self, review: Review) -> None:
        """Show the document of a review, unless it is shown already."""
        is_shown = self._review is not None and self._review.id == review.id
        self._review = review
        if is_shown:
            return
        self._content = None
        self._hint.setVisible(not review.lines and not theme.current().is_large)
        self._how.show()
        if review.lines:
            self.words.open(review.lines)
            self._shown.show_part(self.words)
            return
        self._content = self._session.read(reviews.document_of, review.document)
        is_drawn = self._content is not None and self.pages.open(self._content, review.password)
        self.missing.setText(
            text("The pages cannot be drawn here. Compare the rows with the document itself.")
            if self._content is not None
            else text("The document is not on this machine. Bring it in again to see its pages.")
        )
        self._shown.show_part(self.pages if is_drawn else self.missing)
        self._hint.setVisible(is_drawn and not theme.current().is_large)
        self._how.setVisible(is_drawn)

    def light(self, row: ReviewRow) -> None:
        """Highlight the words of a row and bring them into view, unless they are highlighted already.

        The reader may have turned the page or selected words since.
        """
        lit = (self._review.id if self._review else "", row.id, row.places)
        if lit == self._lit:
            return
        self._lit = lit
        if self._review and self._review.lines:
            self.words.light(row.text)
        else:
            self.pages.light(row.places)

    def _take_box(self, page: int, box: tuple[float, float, float, float]) -> None:
        review, content = self._review, self._content
        if review is None or content is None:
            return

        def taken(words: str) -> None:
            if self._review is not None and self._review.id == review.id:
                self.taken.emit(words, (Place(page, box),))

        self._task = self._session.start_task(
            lambda: reading.words_on_page(content, review.password, page, box),
            taken,
            self._session.problem.emit,
        )


def _nothing(*_: Any) -> None:
    """Do nothing: which chip of the pair is chosen is read when words are taken."""
