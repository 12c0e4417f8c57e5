"""The line that says whose entries in a portfolio do not count yet, with a link to accept them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.services.exchange import acceptance
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.layouts import column, row


class NotConfirmed(QWidget):
    """Names the people of a portfolio who are not accepted here; hidden if all are."""

    go = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.words = label("", "problem")
        self.accept_button = button(
            text("Accept people"), lambda: self.go.emit(Location(Page.EXCHANGE)), "link"
        )
        layout = column(self.words, row(self.accept_button, 0))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_candidate(self, candidate_id: str) -> None:
        """Say whose entries in a candidate's portfolio do not count yet."""
        strangers = self._session.read(acceptance.strangers_of, candidate_id)
        names = "; ".join(stranger.words for stranger in strangers)
        self.words.setText(
            text(
                "Not confirmed: {names}. What they judged, decided and signed does not count until you "
                "accept them.",
                names=names,
            )
        )
        self.setVisible(bool(strangers))
