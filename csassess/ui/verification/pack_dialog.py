"""The dialog of the record for the external verifier, and the writing of its files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from csassess.catalogue import text
from csassess.domain.errors import RepetitionError, UserError
from csassess.services.disclosure import external_pack
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.ui.base import tasks
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import secret
from csassess.ui.widgets.file_dialogs import choose_folder
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, opened


@dataclass(frozen=True)
class PackRequest:
    """The ids of the candidates in the external verifier's record, and its password typed twice."""

    candidates: tuple[str, ...]
    password: str
    again: str


class PackWriter:
    """Asks for the candidates and the password of the record, and writes it in the background."""

    def __init__(self, parent: QWidget, session: Session, button: Callable[[], QPushButton]) -> None:
        self._parent, self._session, self._button = parent, session, button
        self._task: tasks.Task | None = None

    def ask(self) -> None:
        """Ask for the candidates and the password of the external verifier's record."""
        everyone = [
            (status.name, status.number, status.candidate)
            for status in self._session.read(portfolio_statuses)
            if status.is_registered
        ]
        first, again = secret(), secret()
        fields: dict[str, tuple[str, QWidget]] = {
            "candidates": (
                text("Candidates named by the external verifier"),
                TickedRows(text("Candidates"), everyone, []),
            ),
            "password": (
                text("Password, at least {count} characters", count=external_pack.SHORTEST_PASSWORD),
                first,
            ),
            "again": (text("Repeat it"), again),
        }

        def save(values: PackRequest) -> None:
            if first.text() != again.text():
                raise RepetitionError(text("The two passwords differ. Type them again."))
            if not values.candidates:
                raise UserError(text("Please tick at least one candidate."))
            if len(first.text()) < external_pack.SHORTEST_PASSWORD:
                raise UserError(text("The password is too short. Choose a longer one."))
            password = first.text()
            choose_folder(
                self._parent,
                text("Choose an empty folder"),
                lambda folder: self.write(values.candidates, folder, password),
            )

        explanation = text(
            "PDFs that open with a password (AES-256): staff, approvals, registrations "
            "and claims, then each portfolio with its sampling record. Do not send the "
            "password with the files."
        )
        opened(
            FormDialog(
                self._parent,
                text("Record for the external verifier"),
                PackRequest,
                fields,
                save,
                done=text("Choose a folder"),
                explanation=explanation,
            )
        )

    def write(self, candidates: tuple[str, ...], folder: str, password: str) -> None:
        """Write the record for the external verifier to a folder, in the background."""
        self._session.message.emit(text("Writing the record for the external verifier …"))
        self._button().setEnabled(False)

        def done(paths: list[Path]) -> None:
            self._button().setEnabled(True)
            words = text("Files written to {folder}: {count}. Each opens only with the password.")
            self._session.message.emit(words.format(count=len(paths), folder=folder))

        def failed(sentence: str) -> None:
            self._button().setEnabled(True)
            self._session.problem.emit(sentence)

        def work(caseload: Any) -> list[Path]:
            pack = external_pack.gather_pack(caseload, candidates)
            return external_pack.write_pack(pack, Path(folder), password)

        self._task = self._session.run_in_background(work, done, failed)
