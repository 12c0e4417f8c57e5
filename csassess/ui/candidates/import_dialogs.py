"""For the office: candidates from a list, and the tracking workbook."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.errors import UserError
from csassess.services.exchange import spreadsheets
from csassess.services.files import read_file
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import choose_file, choose_where
from csassess.ui.widgets.form_dialog import FormDialog, opened


def choose_list(parent: QWidget, session: Session) -> None:
    """Ask for the list (CSV) of candidates."""
    choose_file(
        parent,
        text("Import candidates from a list"),
        lambda path: show_list(parent, session, Path(path)),
        text("Lists (*.csv *.txt);;All files (*)"),
    )


def show_list(parent: QWidget, session: Session, path: Path) -> FormDialog | None:
    """Show which column holds what and what is wrong, row by row.

    Nobody is added before all of it is right or left out.
    """
    try:
        content = read_file(path)
        columns = {"name": ""}
        try:
            listed = session.read(spreadsheets.read_candidate_list, content)
        except UserError:  # the column of names is not called so: it is chosen in the dialog
            listed = session.read(
                spreadsheets.read_candidate_list, content, {"name": spreadsheets.first_head(content)}
            )
        columns = dict(listed.columns)
    except UserError as error:
        session.problem.emit(str(error))
        return None
    names = {
        "name": text("Name"),
        "number": text("Candidate number"),
        "employer": text("Employer"),
        "job": text("Job"),
        "setting": text("Setting"),
        "sector": text("Sector"),
        "qualification": text("Qualification"),
        "registration": text("Registration number"),
        "registered": text("Registered on"),
        "units": text("Units"),
    }
    heads = [(text("(no column)"), ""), *((head, head) for head in listed.heads if head)]
    fields: dict[str, tuple[str, QWidget]] = {
        field: (names[field], choice(heads, columns.get(field, ""))) for field in spreadsheets.FIELDS
    }
    fields["wrong"] = (
        text("Rows with errors"),
        choice([(text("add nobody"), False), (text("skip these rows"), True)]),
    )

    def save(values: dict[str, Any]) -> None:
        without_wrong = values.pop("wrong")
        read = session.read(spreadsheets.read_candidate_list, content, values)
        count = session.run_or_raise(spreadsheets.import_candidates, read, without_wrong=without_wrong)
        session.message.emit(plural("{count} candidate was added.", "{count} candidates were added.", count))

    wrong = spreadsheets.invalid_rows(listed)
    found = plural("{count} row was found.", "{count} rows were found.", len(listed.rows))
    explanation = " ".join([found, *wrong[:5], *([text("And more.")] if len(wrong) > 5 else [])])
    return opened(
        FormDialog(
            parent,
            text("Import candidates from a list"),
            fields,
            save,
            done=text("Add candidates"),
            explanation=explanation,
        )
    )


def save_workbook(parent: QWidget, session: Session) -> None:
    """Ask where the tracking workbook is written to."""
    choose_where(
        parent,
        text("Save the tracking workbook"),
        "tracking.xlsx",
        lambda path: workbook_to(session, path),
        text("Workbook (*.xlsx);;List (*.csv)"),
    )


def workbook_to(session: Session, path: str) -> None:
    """Write the tracking workbook."""
    if session.run_silently(spreadsheets.write_workbook, Path(path)):
        session.message.emit(
            text("The tracking workbook was saved as {name}. It is not encrypted.", name=Path(path).name)
        )
