"""What every page of the window is."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from csassess.domain.changes import Changes
from csassess.ui.base.location import Location
from csassess.ui.base.session import Session

_SMALL_SCREEN = QSize(780, 464)  # pixels: what menus, status and frame leave of a screen of 800 x 600


class PageWidget(QWidget):
    """A page of the window.

    It shows a location and the record there, again when the record changes, and asks to go
    elsewhere.
    """

    go = Signal(object)
    shown_kinds: frozenset[str] | None = None
    """The kinds of record that the page shows; None for all."""
    shows_other_candidates = False
    """Whether a page of one candidate shows something of others too, as those seen on the same visit."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place = Location()

    def minimumSizeHint(self) -> QSize:
        """No page asks for more than a small screen has, however large its text."""
        return super().minimumSizeHint().boundedTo(_SMALL_SCREEN)

    @property
    def place(self) -> Location:
        """The page's present location, to return to."""
        return self._place

    def show_location(self, place: Location) -> None:
        """Show a location; raises KeyError if something it names no longer exists."""
        self._place = place
        self.refresh()

    def leave(self) -> bool:
        """Save what is being typed.

        Return False, with the words still there, if it could not be saved.
        """
        return True

    def refresh(self) -> None:
        """Show the present record."""
        raise NotImplementedError

    def record_changed(self, changes: Changes) -> None:
        """Show the record again if something changed that this page shows."""
        candidate = self.place.candidate
        concerns_candidate = not candidate or self.shows_other_candidates or changes.concern(candidate)
        if concerns_candidate and (self.shown_kinds is None or changes.include(self.shown_kinds)):
            self.refresh()
