"""The dialog that erases a portfolio: it says the retention period and what is lost before it asks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.records.retention import Erasure
from csassess.services.retention import erasing_words, retention
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice, line
from csassess.ui.widgets.form_dialog import BackgroundSave, FormDialog, opened


@dataclass(frozen=True)
class ErasingRequest:
    """A candidate's id, the reason for erasing, the name as typed, and who agrees to an early erasure."""

    candidate: str
    reason: str
    second: str
    typed: str


class ErasingDialog(FormDialog[ErasingRequest]):
    """Asks which portfolio to erase and why; typing the name guards against a mis-tap.

    `certificate` is the number of an erasure elsewhere that this one follows.
    """

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        everyone: list[tuple[str, str]],
        candidate: str,
        certificate: str,
        erased: Callable[[tuple[Erasure, list[Path]]], object],
    ) -> None:
        self._session, self._certificate, self._erased = session, certificate, erased
        first = candidate or everyone[0][1]
        is_over = not session.read(retention.needs_second_person, first, certificate)
        reason = text("The retention period is over.") if is_over and candidate and not certificate else ""
        chosen = choice(everyone, first)
        fields: dict[str, tuple[str, QWidget]] = {
            "candidate": (text("Candidate"), chosen),
            "reason": (text("Reason, printed on the certificate"), line(reason)),
            "second": (
                text("Second person who agrees to it, printed on the certificate"),
                line(),
            ),
            "typed": (text("Type the candidate’s name"), line()),
        }
        super().__init__(
            parent,
            text("Erase a portfolio"),
            ErasingRequest,
            fields,
            self._save_in_background,
            done=text("Erase portfolio"),
            explanation=session.read(erasing_words.before_erasing, first, certificate),
        )
        self._show_period(first)
        chosen.currentIndexChanged.connect(lambda _: self._show_period(chosen.currentData()))

    def _show_period(self, candidate: str) -> None:
        """Say until when the chosen portfolio is kept, and ask for a second person if that is later."""
        arguments = candidate, self._certificate
        self.explanation.setText(self._session.read(erasing_words.before_erasing, *arguments))
        needed = self._session.read(retention.needs_second_person, *arguments)
        self._form.setRowVisible(self.fields["second"], needed)

    def _save_in_background(self, values: ErasingRequest) -> BackgroundSave:
        arguments = values.candidate, values.typed, values.reason, self._certificate, values.second
        self._session.read(retention.check_erasing, *arguments)
        words = text("Erasing here and in the backups. A large caseload takes a minute or more …")
        return BackgroundSave(
            self._session, lambda caseload: retention.erase_named(caseload, *arguments), self._erased, words
        )


def erase_portfolio(
    parent: QWidget,
    session: Session,
    everyone: list[tuple[str, str]],
    erased: Callable[[tuple[Erasure, list[Path]]], object],
    candidate: str = "",
    certificate: str = "",
) -> ErasingDialog:
    """Open the dialog on a candidate, by default the first of `everyone`."""
    dialog = ErasingDialog(parent, session, everyone, candidate, certificate, erased)
    opened(dialog)
    return dialog
