"""The base class of all pages."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from csassess.ui.base.location import Location
from csassess.ui.base.session import Session

_SMALL_SCREEN = QSize(1000, 660)  # pixels that a screen of 1024 x 768 leaves for a page


class PageWidget(QWidget):
    """A page; emits `go` to show another place."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place = Location()

    def minimumSizeHint(self) -> QSize:
        """Fit a small screen, however large the text."""
        return super().minimumSizeHint().boundedTo(_SMALL_SCREEN)

    @property
    def place(self) -> Location:
        """The place shown now, to come back to."""
        return self._place

    def show_location(self, place: Location) -> None:
        """Show a place.

        Raises KeyError if it refers to something that no longer exists.
        """
        self._place = place
        self.refresh()

    def leave(self) -> bool:
        """Save what is being typed; return False and keep the words if that fails."""
        return True

    def refresh(self) -> None:
        """Show the present state of the record."""
        raise NotImplementedError
