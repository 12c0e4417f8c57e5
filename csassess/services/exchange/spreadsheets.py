"""In and out for the office: candidates from a list, and the tracking workbook."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.data.units.units import catalogue
from csassess.domain.errors import UserError
from csassess.domain.records.people import Sector
from csassess.domain.units.units import Setting
from csassess.exchange.candidate_list import FIELDS, CandidateList, ListedCandidate, first_head, read_list
from csassess.exchange.workbook import as_csv, tables, workbook
from csassess.services.candidates import candidates
from csassess.services.candidates.candidates import Job, list_candidates
from csassess.services.files import write_copy
from csassess.services.progress.portfolio_view import portfolio_view

__all__ = [
    "FIELDS",
    "CandidateList",
    "first_head",
    "import_candidates",
    "invalid_rows",
    "read_candidate_list",
    "write_workbook",
]


def read_candidate_list(
    caseload: Caseload, content: bytes, columns: Mapping[str, str] | None = None
) -> CandidateList:
    """Return the candidates a CSV file lists, each row checked against the caseload too; raises UserError for what is no list."""
    read = read_list(content, tuple(catalogue()), columns)
    here = {candidate.number for candidate in list_candidates(caseload) if candidate.number}
    times = Counter(row.values.get("number", "") for row in read.rows)
    rows = []
    for row in read.rows:
        number = row.values.get("number", "")
        errors = list(row.errors)
        if number and number in here:
            errors.append(text("candidate number {number} is here already", number=number))
        if number and times[number] > 1:
            errors.append(text("candidate number {number} stands in the list more than once", number=number))
        rows.append(replace(row, errors=errors))
    return replace(read, rows=tuple(rows))


def invalid_rows(listed: CandidateList) -> list[str]:
    """Return what is wrong, row by row, in sentences."""
    return [
        text("Line {line}: {errors}.", line=row.line, errors="; ".join(row.errors))
        for row in listed.rows
        if row.errors
    ]


def import_candidates(caseload: Caseload, listed: CandidateList, *, without_wrong: bool = False) -> int:
    """Add the candidates of a list with job, registration and enrolments; return how many.

    Raises UserError, having added nobody, where any row is wrong, unless those rows are to be left out, or none is left.
    """
    wrong = invalid_rows(listed)
    if wrong and not without_wrong:
        more = plural("and {count} more", "and {count} more", len(wrong) - 5) if len(wrong) > 5 else ""
        raise UserError(text("Nobody was added. {errors}", errors=" ".join([*wrong[:5], more]).strip()))
    good = [row for row in listed.rows if not row.errors]
    if not good:
        raise UserError(text("The list names nobody who could be added."))
    with caseload.together():
        for row in good:
            _add(caseload, row)
    return len(good)


def _add(caseload: Caseload, row: ListedCandidate) -> None:
    said = {name: row.values.get(name, "") for name in FIELDS}
    job = Job(
        said["employer"],
        said["job"],
        Setting(said["setting"]) if said["setting"] else None,
        Sector(said["sector"]) if said["sector"] else None,
    )
    candidate = candidates.add_candidate(caseload, said["name"], said["number"], job)
    if said["qualification"]:
        candidates.register(
            caseload, candidate.id, said["qualification"], "", said["registration"], row.registered
        )
    for unit in said["units"].replace(",", " ").replace(";", " ").split():
        candidates.enrol(caseload, candidate.id, unit)


def write_workbook(caseload: Caseload, path: Path) -> None:
    """Write the tracking workbook of all candidates as XLSX, or its first sheet as CSV where the file is called so; raises UserError."""
    views = [portfolio_view(caseload, candidate.id) for candidate in list_candidates(caseload)]
    everyone = [(view.portfolio, view.standings) for view in views]
    write_copy(path, as_csv(tables(everyone)[0]) if path.suffix.casefold() == ".csv" else workbook(everyone))
