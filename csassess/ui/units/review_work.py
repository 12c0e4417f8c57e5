"""What a person does with the rows of a review."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from csassess.domain.control_characters import without_control_characters
from csassess.domain.units import review as edits
from csassess.domain.units.review import WORDED, Part, Place, Review, ReviewRow
from csassess.domain.units.row_labels import label_before
from csassess.ui.base.session import Session
from csassess.ui.units.review_keeper import ReviewKeeper

Edit = Callable[..., Review]


class ReviewWork(QObject):
    """The review with its chosen row, and every change of either."""

    shown = Signal()  # the review or the chosen row is another
    done = Signal()  # the last row to look at was settled

    def __init__(self, parent: QObject, session: Session) -> None:
        super().__init__(parent)
        self.keeper = ReviewKeeper(self, session)
        self.keeper.changed.connect(self.shown)
        self.chosen = ""
        self.last_worded = ""  # the row to which left-over words go

    @property
    def review(self) -> Review | None:
        """The review, or None if it has ended."""
        return self.keeper.review

    @property
    def row(self) -> ReviewRow | None:
        """The chosen row."""
        return self.find(self.chosen)

    def find(self, row_id: str) -> ReviewRow | None:
        """Return a row of the review, or None."""
        rows = self.review.rows if self.review else ()
        return next((row for row in rows if row.id == row_id), None)

    def begin(self) -> None:
        """Choose the first row to look at, or the first of all."""
        rows = (self.review.to_look_at or self.review.rows) if self.review else ()
        self.chosen, self.last_worded = (rows[0].id if rows else ""), ""

    def choose(self, row_id: str) -> None:
        """Choose a row."""
        self.chosen = row_id
        row = self.row
        if row and row.part in WORDED:
            self.last_worded = row_id
        self.shown.emit()

    def settle(self) -> None:
        """Take the chosen row as right, and go on to the next one to look at."""
        if self.review is None:
            return
        had_doubts, following = bool(self.review.to_look_at), self._following()
        self.keeper.change(lambda now: edits.settle(now, self.chosen))
        self.choose(following)
        if had_doubts and not self.review.to_look_at:
            self.done.emit()

    def _following(self) -> str:
        return edits.settle(self.review, self.chosen).next_to_look_at(self.chosen) if self.review else ""

    def edit(self, values: dict[str, Any]) -> None:
        """Change values of the chosen row; a kind like the outcome's is no kind of its own."""
        row = self.row
        if self.review is None or row is None:
            return
        if "kind" in values and row.part is Part.CRITERION:
            holding = self.review.holder_of(row.id)
            is_own = holding is None or holding.kind is not values["kind"]
            values = {"kind": values["kind"] if is_own else None}
        key = next(iter(values))
        self.keeper.change(lambda now: edits.changed(now, row.id, **values), typing=f"{row.id} {key}")

    def on_row(self, edit: Edit, *values: Any) -> None:
        """Change the chosen row by a function of the review and the row's id."""
        self.keeper.change(lambda now: edit(now, self.chosen, *values))

    def add(self, part: Part) -> None:
        """Add a row below the chosen one, and choose it."""
        self._with_new(lambda now: edits.add_below(now, self.chosen, part))

    def divide(self, at: int) -> None:
        """Make the words of the chosen row from a position on a row of their own."""
        self._with_new(lambda now: edits.divide(now, self.chosen, at))

    def join(self) -> None:
        """Put the words of the chosen row at the end of the row above."""
        above = edits.above_in_words(self.review, self.chosen) if self.review else None
        if above:
            joined, self.chosen = self.chosen, above.id
            self.keeper.change(lambda now: edits.join_with_above(now, joined))

    def put_aside(self) -> None:
        """Mark the words of the chosen row as left over: not part of the unit."""
        aside, self.chosen = self.chosen, self._following()
        self.keeper.change(lambda now: edits.put_aside(now, aside))

    def use(self, row_id: str) -> None:
        """Add left-over words to a row, and choose it."""
        left, self.chosen = self.chosen, row_id
        self.keeper.change(lambda now: edits.use_left_over(now, left, row_id))

    def make(self, part: Part) -> None:
        """Make a row of left-over words, and choose it."""
        left = self.row
        if left is None:
            return

        def make(now: Review) -> tuple[Review, str]:
            changed, new = edits.add_below(now, self.last_worded, part, left.text, left.places)
            return replace(changed, rows=tuple(row for row in changed.rows if row.id != left.id)), new

        self._with_new(make)

    def _with_new(self, edit: Callable[[Review], tuple[Review, str]]) -> None:
        if self.review is None:
            return
        changed, new = edit(self.review)
        self.chosen = new
        self.keeper.change(lambda _: changed)
        self.choose(new)

    def take(self, words: str, places: tuple[Place, ...], *, adds: bool) -> bool:
        """Take words from the document into the chosen row; return False if it takes none."""
        row = self.row
        if row is None or row.part in (Part.REMARK, Part.LEFT_OVER):
            return False
        values = _with_words(row, without_control_characters(words), places, adds=adds)
        self.keeper.change(lambda now: edits.changed(now, row.id, **values))
        return True


def _with_words(row: ReviewRow, words: str, places: tuple[Place, ...], *, adds: bool) -> dict[str, Any]:
    """Return the values of a row with words taken into it; its label before them is no part of them."""
    if adds and row.text:
        return {"text": f"{row.text} {words}", "places": (*row.places, *places)}
    label, rest = label_before(words)
    values: dict[str, Any] = {"places": places or row.places, "text": words}
    if row.part in WORDED and label and row.label in ("", label):
        values |= {"label": label, "text": rest}
    return values
