"""The records that were merged into a candidate's, each with a button to separate it."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csassess.catalogue import text
from csassess.services.access.write_checks import reason_against
from csassess.services.candidates import duplicate_candidates
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer
from csassess.ui.widgets.layouts import clear, row


class JoinedRecords(QWidget):
    """Names each record merged into a candidate's; hidden if there are none."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)

    def show_candidate(self, candidate_id: str) -> None:
        """Show the records merged into a candidate's."""
        clear(self._lines)
        read = self._session.read
        others = read(duplicate_candidates.joined_with, candidate_id)
        for other in others:
            words = text("Merged with the record of {name} {number}, entered twice.")
            part = button(
                text("Separate records"),
                partial(
                    self._session.remove,
                    text("The record of {name} was separated.", name=other.name),
                    duplicate_candidates.part,
                    other.id,
                ),
                "link",
            )
            reasons = (read(reason_against, candidate_id, kind) for kind in ("joined", "evidence"))
            parting = read(duplicate_candidates.reason_against_parting, other.id)
            offer(part, next(filter(None, reasons), parting))
            self._lines.addLayout(
                row(label(words.format(name=other.name, number=other.number), "quiet"), part, 0)
            )
        self.setVisible(bool(others))
