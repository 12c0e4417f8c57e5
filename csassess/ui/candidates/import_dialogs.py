"""The dialogs that import candidates from a list and save the tracking workbook."""

from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from csassess.catalogue import plural, text
from csassess.domain.errors import UserError
from csassess.domain.records.write_rules import may_write
from csassess.services.exchange import spreadsheets
from csassess.services.files import read_file
from csassess.ui.base.session import Session
from csassess.ui.widgets.fields import choice
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, dated, file_in_words
from csassess.ui.widgets.form_dialog import FormDialog, opened


@dataclass(frozen=True)
class ListColumns:
    """The column of the list for each detail, empty for none, and what to do about wrong rows."""

    name: str
    number: str
    employer: str
    job: str
    setting: str
    sector: str
    qualification: str
    registration: str
    registered: str
    units: str
    uln: str
    scn: str
    born: str
    planned_end: str
    expires: str
    phone: str
    email: str
    employer_phone: str
    employer_email: str
    skip_wrong: bool


def choose_list(parent: QWidget, session: Session) -> None:
    """Ask for the list (CSV) of candidates."""
    choose_file(
        parent,
        text("Import candidates from a list"),
        lambda path: show_list(parent, session, Path(path)),
        text("Lists (*.csv *.txt);;All files (*)"),
    )


def show_list(parent: QWidget, session: Session, path: Path) -> FormDialog[ListColumns] | None:
    """Ask which column holds what; show the errors of each row.

    No candidate is added until every row is right or skipped.
    """
    try:
        content = read_file(path)
        columns = {"name": ""}
        try:
            listed = session.read(spreadsheets.read_candidate_list, content)
        except UserError:  # no column is called "name"; it is chosen in the dialog
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
        "uln": text("ULN"),
        "scn": text("Scottish Candidate Number"),
        "born": text("Date of birth"),
        "planned_end": text("Planned end"),
        "expires": text("Registration expires"),
        "phone": text("Phone"),
        "email": text("E-mail"),
        "employer_phone": text("Employer’s phone"),
        "employer_email": text("Employer’s e-mail"),
    }
    heads = [(text("(no column)"), ""), *((head, head) for head in listed.heads if head)]
    fields: dict[str, tuple[str, QWidget]] = {
        field: (names[field], choice(heads, columns.get(field, ""))) for field in spreadsheets.FIELDS
    }
    fields["skip_wrong"] = (
        text("Rows with errors"),
        choice([(text("add nobody"), False), (text("skip these rows"), True)]),
    )

    enrols = may_write(session.role, "enrolment", {})
    if not enrols:
        fields["units"] = (names["units"], choice([(text("(no column)"), "")], ""))

    def save(values: ListColumns) -> None:
        chosen = {field: column for field, column in asdict(values).items() if field in spreadsheets.FIELDS}
        read = session.read(spreadsheets.read_candidate_list, content, chosen)
        count = session.run_or_raise(spreadsheets.import_candidates, read, without_wrong=values.skip_wrong)
        session.message.emit(plural("{count} candidate was added.", "{count} candidates were added.", count))

    wrong = spreadsheets.invalid_rows(listed)
    found = plural("{count} row was found.", "{count} rows were found.", len(listed.rows))
    left = [] if enrols else [text("The assessor enrols the candidates on their units.")]
    explanation = " ".join([found, *left, *wrong[:5], *([text("And more.")] if len(wrong) > 5 else [])])
    title, done = text("Import candidates from a list"), text("Add candidates")
    dialog = FormDialog(parent, title, ListColumns, fields, save, done=done, explanation=explanation)
    has_unused = len({head for head in listed.heads if head}) > len(set(columns.values()))
    dialog.ask("units", is_asked=enrols)
    for field in spreadsheets.DETAILS:
        dialog.ask(field, is_asked=has_unused or bool(columns.get(field)))
    return opened(dialog)


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
