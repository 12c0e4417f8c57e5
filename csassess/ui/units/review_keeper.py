"""A review while it is edited: each change is saved soon after, and can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from csassess.domain.units.review import Review
from csassess.services.units import reviews
from csassess.ui.base.session import Session

KEPT_AFTER = 700  # milliseconds from a change to the stored review
_MOST_STEPS = 100


class ReviewKeeper(QObject):
    """Holds the review that is shown."""

    changed = Signal()

    def __init__(self, parent: QObject, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self.review: Review | None = None
        self._before: list[Review] = []
        self._typing = ""  # the row being typed in: one undo step
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_AFTER)
        self._timer.timeout.connect(self._keep_if_free)

    def show(self, review_id: str) -> bool:
        """Show a review as it was saved; return False if it has ended."""
        if self.review is not None and self.review.id == review_id and self._timer.isActive():
            return True  # what is here is newer than what is saved
        try:
            kept = self._session.read(reviews.review, review_id)
        except KeyError:
            self.review = None
            return False
        if self.review is None or self.review.id != kept.id:
            self._before, self._typing = [], ""
        self.review = kept
        return True

    def change(self, edit: Callable[[Review], Review], typing: str = "") -> None:
        """Change the review; `typing` names the row that is being typed in."""
        if self.review is None:
            return
        new = edit(self.review)
        if new == self.review:
            return
        if not typing or typing != self._typing:
            self._before = [*self._before[-_MOST_STEPS:], self.review]
        self._typing = typing
        self.review = new
        if not self._timer.isActive():  # steady typing does not postpone it
            self._timer.start()
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether a change can be undone."""
        return bool(self._before)

    def undo(self) -> None:
        """Undo the last change."""
        if self._before:
            self.review, self._typing = self._before.pop(), ""
            self._timer.start()
            self.changed.emit()

    def keep(self) -> bool:
        """Save the changes now; return False if that failed."""
        if not self._timer.isActive() or self.review is None or self._session.is_closed:
            return True
        if not self._session.run_silently(reviews.keep, self.review):
            return False
        self._timer.stop()
        self._session.draft_kept.emit()
        return True

    def end(self) -> None:
        """Forget the review: it is approved or given up."""
        self._timer.stop()
        self.review = None

    def _keep_if_free(self) -> None:
        if self.review is None or self._session.is_closed:
            return
        self._timer.start()  # `keep` saves only while something waits
        if self._session.is_free:  # otherwise something else is being written: typing must not wait for it
            self.keep()
