"""What every page of the window is."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from csassess.ui.base.location import Location
from csassess.ui.base.session import Session

_SMALL_SCREEN = QSize(1000, 660)  # pixels: what a screen of 1024 x 768 leaves


class PageWidget(QWidget):
    """A page: it shows a place, shows the record again when it changes, and asks to go elsewhere."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place = Location()

    def minimumSizeHint(self) -> QSize:
        """No page asks for more than a small screen has, however large its text."""
        return super().minimumSizeHint().boundedTo(_SMALL_SCREEN)

    @property
    def place(self) -> Location:
        """Where this page is now, to come back to."""
        return self._place

    def show_location(self, place: Location) -> None:
        """Show a place; raises KeyError where what it names is no longer there."""
        self._place = place
        self.refresh()

    def leave(self) -> bool:
        """Save what is being typed; False where that could not be, and the words are still there."""
        return True

    def refresh(self) -> None:
        """Show what the record says now."""
        raise NotImplementedError
