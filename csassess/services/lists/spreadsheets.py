"""Spreadsheets for the office: import a candidate list, write the tracking workbook."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import offered_units
from csassess.domain.errors import UserError
from csassess.domain.exchange.lists import CandidateList, DateOrder, ListedCandidate, Reading, Table
from csassess.domain.learner_numbers import without_spaces
from csassess.domain.names import folded
from csassess.domain.records.people import Sector
from csassess.domain.typed_values import check_typed
from csassess.domain.units.units import Setting
from csassess.exchange.lists.candidate_list import (
    candidates_in,
    is_rounded_number,
    read_table,
)
from csassess.exchange.lists.columns import DETAILS, FIELDS, recognised
from csassess.exchange.lists.tables import MOST_BYTES, too_large
from csassess.exchange.workbook import Tracked, as_csv, tables, workbook
from csassess.services.access.caseloads import responsible_for
from csassess.services.candidates import candidates, learner_details
from csassess.services.candidates.candidates import Job, list_candidates
from csassess.services.candidates.corrections import qualification_of
from csassess.services.candidates.learner_details import LearnerDetails, faults_in
from csassess.services.files import write_copy
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.progress.qualification_progress import progress_of
from csassess.services.qualifications import caseload_qualifications

_AT_ONCE = 200  # candidates between two reports of progress
# What a row becomes part of: the limits of these fields are those of its values.
_SAVED_AS = {
    "name": ("candidate", "name"),
    "number": ("candidate", "number"),
    "employer": ("employment", "employer"),
    "job": ("employment", "job"),
    "qualification": ("qualification", "title"),
    "registration": ("registration", "number"),
    "phone": ("candidate", "phone"),
    "email": ("candidate", "email"),
    "employer_phone": ("candidate", "employer_phone"),
    "employer_email": ("candidate", "employer_email"),
}

__all__ = [
    "DETAILS",
    "FIELDS",
    "MOST_BYTES",
    "check_candidates",
    "import_candidates",
    "invalid_rows",
    "read_candidate_list",
    "read_table",
    "recognised",
    "too_large",
    "write_workbook",
]


def read_candidate_list(
    caseload: Caseload,
    content: bytes,
    columns: Mapping[str, str] | None = None,
    reading: Reading | None = None,
    date_order: DateOrder | None = None,
) -> CandidateList:
    """Return the candidates in a CSV file or workbook, each row checked against the caseload too.

    `columns` gives the heads of fields that are not recognised; `reading` and `date_order` what is not as
    it would be detected.
    Raises UserError if the content is not a list.
    """
    return check_candidates(caseload, read_table(content, reading), columns, date_order)


def check_candidates(
    caseload: Caseload,
    table: Table,
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
) -> CandidateList:
    """Return the candidates in a table, each row checked against the others and the caseload.

    Raises UserError if no column has the names.
    """
    candidate_list = candidates_in(table, offered_units(caseload), columns, date_order)
    listed, today = list_candidates(caseload), caseload.clock().date()
    here = _Known(
        {candidate.number for candidate in listed if candidate.number},
        {candidate.uln for candidate in listed if candidate.uln},
        {folded(candidate.name) for candidate in listed},
    )
    faulty = {row.line for row in table.rows if row.fault}  # its values may stand in the wrong columns
    rows, usable = [], [row for row in candidate_list.rows if row.line not in faulty]
    numbers = Counter(row.values.get("number", "") for row in usable)
    ulns = Counter(without_spaces(row.values.get("uln", "")) for row in usable)
    names = Counter(folded(row.values["name"]) for row in usable)
    for row in candidate_list.rows:
        if row.line in faulty:
            rows.append(row)
            continue
        uln, number = without_spaces(row.values.get("uln", "")), row.values.get("number", "")
        errors = [*row.errors, *_faults_in_values(row, today)]
        if uln and uln in here.ulns:
            errors.append(text("ULN {uln} is already here", uln=uln))
        if uln and ulns[uln] > 1:
            errors.append(text("ULN {uln} is in the list more than once", uln=uln))
        if number and number in here.numbers:
            errors.append(text("candidate number {number} is already here", number=number))
        if number and numbers[number] > 1:
            errors.append(text("candidate number {number} is in the list more than once", number=number))
        name, remarks = folded(row.values["name"]), []
        if name and name in here.names:
            remarks.append(text("a candidate with this name is already here"))
        if name and names[name] > 1:
            remarks.append(text("the name is in the list more than once"))
        rows.append(replace(row, errors=errors, remarks=remarks))
    return replace(candidate_list, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the candidates of the caseload have: numbers, ULNs and folded names."""

    numbers: set[str]
    ulns: set[str]
    names: set[str]


def _faults_in_values(row: ListedCandidate, today: date) -> list[str]:
    """Return what is wrong with the values of a row, by the limits of the records they would become."""
    is_rounded = {name for name in ("uln", "scn") if is_rounded_number(row.values.get(name, ""))}
    details = {name: f for name, f in faults_in(_details(row), today).items() if name not in is_rounded}
    faults = [fault.rstrip(".") for fault in details.values()]
    for name, (entity, field) in _SAVED_AS.items():
        if name in details:
            continue
        try:
            check_typed(entity, field, row.values.get(name, ""))
        except UserError as error:
            faults.append(str(error).rstrip("."))
    return faults


def invalid_rows(listed: CandidateList) -> list[str]:
    """Return a sentence for each invalid row."""
    return [
        text("Line {line}: {errors}.", line=row.line, errors="; ".join(row.errors))
        for row in listed.rows
        if row.errors
    ]


def import_candidates(caseload: Caseload, listed: CandidateList, *, without_wrong: bool = False) -> int:
    """Add the listed candidates with job, registration and enrolments; return how many.

    `without_wrong` leaves invalid rows out instead of refusing the list.
    Raises UserError, having added no one, if a row is invalid or no row is left.
    """
    errors = invalid_rows(listed)
    if errors and not without_wrong:
        more = plural("and {count} more", "and {count} more", len(errors) - 5) if len(errors) > 5 else ""
        raise UserError(text("Nobody was added. {errors}", errors=" ".join([*errors[:5], more]).strip()))
    valid_rows = [row for row in listed.rows if not row.errors]
    if not valid_rows:
        raise UserError(text("The list contains nobody who can be added. Check its rows."))
    with caseload.together():
        for row in valid_rows:
            _add(caseload, row)
    return len(valid_rows)


def _add(caseload: Caseload, row: ListedCandidate) -> None:
    values = {name: row.values.get(name, "") for name in FIELDS}
    job = Job(
        values["employer"],
        values["job"],
        Setting(values["setting"]) if values["setting"] else None,
        Sector(values["sector"]) if values["sector"] else None,
    )
    candidate = candidates.add_candidate(caseload, values["name"], values["number"], job)
    if values["qualification"]:
        registered = row.days.get("registered")
        title = values["qualification"]
        digest = caseload_qualifications.digest_titled(caseload, title)
        candidates.register(caseload, candidate.id, title, "", values["registration"], registered, digest)
    if any(values[name] for name in DETAILS):
        learner_details.change_details(caseload, candidate.id, _details(row))
    for unit in values["units"].replace(",", " ").replace(";", " ").split():
        candidates.enrol(caseload, candidate.id, unit)


def _details(row: ListedCandidate) -> LearnerDetails:
    """Return the details for the centre that a row states."""
    values = {name: row.values.get(name, "") for name in DETAILS}
    born = row.days.get("born")
    return LearnerDetails(
        values["uln"],
        values["scn"],
        born.isoformat() if born else "",
        row.days.get("planned_end"),
        row.days.get("expires"),
        values["phone"],
        values["email"],
        values["employer_phone"],
        values["employer_email"],
    )


def write_workbook(
    caseload: Caseload, path: Path, progress: Callable[[int, int], object] = lambda *_: None
) -> None:
    """Write the tracking workbook of all candidates.

    `progress` is called with how many portfolios were read, and of how many. Writes XLSX, or the first
    sheet as CSV if the file's name ends in .csv. Reads every portfolio: slow for large caseloads;
    thread-safe.
    Raises UserError if it cannot be written.
    """
    everyone, tracked = list_candidates(caseload), list[Tracked]()
    for candidate in everyone:
        if len(tracked) % _AT_ONCE == 0:
            progress(len(tracked), len(everyone))
        tracked.append(_tracked(caseload, candidate.id))
    write_copy(path, as_csv(tables(tracked)[0]) if path.suffix.casefold() == ".csv" else workbook(tracked))


def _tracked(caseload: Caseload, candidate_id: str) -> Tracked:
    view = portfolio_view(caseload, candidate_id)
    registration, today = view.portfolio.latest_registration, caseload.clock().date()
    qualification = qualification_of(caseload, registration) if registration else None
    return Tracked(
        view.portfolio,
        view.standings,
        responsible_for(caseload, view.portfolio).name,
        qualification.title if qualification else "",
        min((plan.on for plan in view.portfolio.plans if plan.on >= today), default=None),
        progress_of(caseload, view),
    )
