"""For the office: candidates from a list, and the tracking workbook."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural
from csassess.domain.errors import UserError
from csassess.services.attachments import attachments
from csassess.services.exchange import spreadsheets
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import choose_file, choose_where
from csassess.ui.widgets.form_dialog import FormDialog, opened, tr


def choose_list(parent: QWidget, session: Session) -> None:
    """Ask for the list (CSV) of candidates."""
    choose_file(
        parent,
        tr("Candidates from a list"),
        lambda path: show_list(parent, session, Path(path)),
        tr("Lists (*.csv *.txt);;All files (*)"),
    )


def show_list(parent: QWidget, session: Session, path: Path) -> FormDialog | None:
    """Show which column holds what and what is wrong, row by row; nobody is added before all of it is right or left out."""
    try:
        content = attachments.read_file(path)
        columns = {"name": ""}
        try:
            listed = spreadsheets.read_candidate_list(session.caseload, content)
        except UserError:  # the column of names is not called so: it is chosen in the dialog
            listed = spreadsheets.read_candidate_list(
                session.caseload, content, {"name": spreadsheets.first_head(content)}
            )
        columns = dict(listed.columns)
    except UserError as error:
        session.problem.emit(str(error))
        return None
    names = {
        "name": tr("Name"), "number": tr("Candidate number"), "employer": tr("Employer"), "job": tr("Job"), "setting": tr("Setting"),
        "sector": tr("Sector"), "qualification": tr("Qualification"), "registration": tr("Registration number"),
        "registered": tr("Registered on"), "units": tr("Units"),
    }  # fmt: skip
    heads = [(tr("(no column)"), ""), *((head, head) for head in listed.heads if head)]
    fields: dict[str, tuple[str, QWidget]] = {
        field: (names[field], choice(heads, columns.get(field, ""))) for field in spreadsheets.FIELDS
    }
    fields["wrong"] = (tr("Wrong rows"), choice([(tr("add nobody"), False), (tr("leave them out"), True)]))

    def save(values: dict[str, Any]) -> None:
        without_wrong = values.pop("wrong")
        read = spreadsheets.read_candidate_list(session.caseload, content, values)
        count = session.run_or_raise(spreadsheets.import_candidates, read, without_wrong=without_wrong)
        session.message.emit(plural("{count} candidate was added.", "{count} candidates were added.", count))

    wrong = spreadsheets.invalid_rows(listed)
    found = plural("{count} row was found.", "{count} rows were found.", len(listed.rows))
    explanation = " ".join([found, *wrong[:5], *([tr("And more.")] if len(wrong) > 5 else [])])
    return opened(
        FormDialog(parent, tr("Candidates from a list"), fields, save, done=tr("Add them"), explanation=explanation)
    )


def save_workbook(parent: QWidget, session: Session) -> None:
    """Ask where the tracking workbook is written to."""
    choose_where(
        parent,
        tr("Save the tracking workbook"),
        "tracking.xlsx",
        lambda path: workbook_to(session, path),
        tr("Workbook (*.xlsx);;List (*.csv)"),
    )


def workbook_to(session: Session, path: str) -> None:
    """Write the tracking workbook."""
    if session.run_silently(spreadsheets.write_workbook, Path(path)):
        session.message.emit(
            tr("The tracking workbook was saved as {name}. It is not locked.").format(name=Path(path).name)
        )
