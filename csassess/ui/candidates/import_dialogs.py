"""The dialogs that import candidates from a list and save the tracking workbook."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.domain.exchange.lists import CandidateList, Table
from csassess.domain.records.write_rules import may_write
from csassess.services.files import read_file
from csassess.services.lists import spreadsheets
from csassess.ui.base.session import Session
from csassess.ui.candidates.list_wizard import ListWizard
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, dated, file_in_words


def choose_list(parent: QWidget, session: Session) -> None:
    """Ask for the list of candidates."""
    choose_file(
        parent,
        text("Import candidates from a list"),
        lambda path: show_list(parent, session, Path(path)),
        text("Lists (*.csv *.xlsx *.txt *.tsv);;All files (*)"),
    )


def show_list(parent: QWidget, session: Session, path: Path) -> None:
    """Read a list in the background, then show what its columns hold and who would be added."""
    enrols = may_write(session.role, "enrolment", {})

    def read(caseload: Any) -> tuple[bytes, CandidateList | Table]:
        content = read_file(path, spreadsheets.MOST_BYTES, spreadsheets.too_large())
        table = spreadsheets.read_table(content)
        try:
            return content, spreadsheets.check_candidates(caseload, table, _columns(table, enrols=enrols))
        except UserError:  # no column has the names: it is chosen in the dialog
            return content, table

    def show(found: tuple[bytes, CandidateList | Table]) -> None:
        ListWizard(parent, session, *found, enrols=enrols).open()

    session.run_in_background(read, show, session.problem.emit)


def _columns(table: Table, *, enrols: bool) -> dict[str, str]:
    """Return the columns recognised; who enrols nobody takes in no units."""
    return {**spreadsheets.recognised(table.heads, table.repeated), **({} if enrols else {"units": ""})}


def save_workbook(parent: QWidget, session: Session) -> None:
    """Ask where to save the tracking workbook."""
    choose_where(
        parent,
        text("Save the tracking workbook"),
        dated("tracking.xlsx", session.now().date()),
        lambda path: workbook_to(session, path),
        text("Workbook (*.xlsx);;List (*.csv)"),
    )


def workbook_to(session: Session, path: str) -> None:
    """Write the tracking workbook on another thread, and say how far it is."""
    reading = _Reading()
    reading.counted.connect(
        lambda done, count: session.message.emit(
            text("Reading for the tracking workbook: {done} of {count} …", done=done, count=count)
        )
    )

    def done(_: None) -> None:
        reading.deleteLater()
        session.message.emit(
            text("The tracking workbook was saved as {file}. It is not encrypted.", file=file_in_words(path))
        )

    def failed(sentence: str) -> None:
        reading.deleteLater()
        session.problem.emit(sentence)

    session.run_in_background(
        lambda caseload: spreadsheets.write_workbook(caseload, Path(path), reading.counted.emit),
        done,
        failed,
        text("The tracking workbook is still being written. Wait a moment."),
    )


class _Reading(QObject):
    """Carries how many portfolios were read, and of how many, to the window's thread."""

    counted = Signal(int, int)
