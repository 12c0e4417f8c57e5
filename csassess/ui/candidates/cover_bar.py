"""Who covers a candidate, ending that by one action, and lending the candidate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.people import Drafts
from csassess.services.cover import cover
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, restyle
from csassess.ui.widgets.date_fields import day
from csassess.ui.widgets.fields import choice, line
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened
from csassess.ui.widgets.layouts import column, row


class CoverBar(QWidget):
    """Says who covers a candidate and until when; the candidate’s assessor takes it back by one press."""

    sending = Signal(list, object)  # the candidates’ ids, and the recipient’s card

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._candidate = session, ""
        self.words = label("", "problem")
        self.end_button = button("", self._end)
        layout = column(self.words, row(self.end_button, 0))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_candidate(self, candidate_id: str) -> None:
        """Show the cover of a candidate; hidden if there is none."""
        self._candidate = candidate_id
        words = self._session.read(cover.words, candidate_id)
        lent = self._session.read(cover.lent, candidate_id)
        is_own = lent is not None and self._session.read(cover.is_own, lent)
        restyle(self.words, "role", "problem" if lent is None or is_own else "quiet")
        self.words.setText(words)
        self.words.setVisible(bool(words))
        can_end = lent is not None and self._session.read(cover.may_end, lent)
        self.end_button.setText(text("Take back") if is_own else text("End the cover"))
        self.end_button.setVisible(can_end)
        self.setVisible(bool(words))

    def _end(self) -> None:
        ended = self._session.run(cover.end, self._candidate)
        if ended:
            self._session.undoable.emit(
                self._candidate, text("The cover by {name} has ended.", name=ended.to_name)
            )

    def lend(self) -> None:
        """Ask to whom candidates are lent, and until when."""
        lend(self, self._session, self._candidate, lambda ids, card: self.sending.emit([*ids], card))


@dataclass(frozen=True)
class Lending:
    """To whom candidates are lent, until when, and what becomes of the drafts."""

    candidates: tuple[str, ...]
    to: str | None  # a colleague's machine
    how: Drafts
    until: date
    because: str


def lend(
    parent: QWidget,
    session: Session,
    candidate_id: str,
    sending: Callable[[Sequence[str], object], object],
) -> FormDialog[Lending]:
    """Ask to whom candidates are lent and until when; then `sending` gets them and the colleague’s card."""
    alike = session.read(cover.candidates_alike, candidate_id)
    rows = [(candidate.name, candidate.number, candidate.id) for candidate in alike]
    is_lead = session.read(cover.lends_for_others)
    hows = [(text("They come back: their drafts stay theirs"), Drafts.THEIRS)]
    if is_lead:
        hows += [
            (text("They have left: their drafts are assessed afresh"), Drafts.AFRESH),
            (text("They have left: their drafts are withdrawn"), Drafts.WITHDRAWN),
        ]
    cards = {card.device: card for card in session.read(cover.colleagues)}
    colleagues = [(f"{card.name} ({card.code})", device) for device, card in cards.items()]
    fields: dict[str, tuple[str, QWidget]] = {
        "candidates": (text("Candidates"), TickedRows(text("Candidates"), rows, [candidate_id], 140)),
        "to": (text("To"), choice(colleagues)),
        "how": (text("The assessor"), choice(hows)),
        "until": (text("Until"), day(session.now().date() + timedelta(days=28))),
        "because": (text("Reason"), line()),
    }

    def save(values: Lending) -> None:
        until, to = values.until if values.how is Drafts.THEIRS else None, values.to or ""
        session.run_or_raise(cover.lend, values.candidates, to, until, values.because, values.how)
        sending(values.candidates, cards[to])

    explanation = text(
        "What is recorded from now on is the colleague’s; what is accepted keeps the name of who "
        "assessed it. Coming back is one press."
    )
    dialog = FormDialog(
        parent,
        text("Lend to another assessor"),
        Lending,
        fields,
        save,
        done=text("Lend and save the file"),
        explanation=explanation,
    )
    dialog.ask("how", is_asked=is_lead)
    chosen = dialog.fields["how"]

    def show_until() -> None:
        dialog.ask("until", is_asked=chosen.currentData() is Drafts.THEIRS)  # type: ignore[attr-defined]

    chosen.currentIndexChanged.connect(lambda _: show_until())  # type: ignore[attr-defined]
    return opened(dialog)
