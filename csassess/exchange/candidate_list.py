"""Candidates from a list (CSV) that another program wrote.

Columns are recognised by their heads or named by the user, and every row is checked first.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from csassess.catalogue import text
from csassess.domain.dates import date_typed
from csassess.domain.records.people import Sector
from csassess.domain.units.units import Setting
from csassess.exchange.errors import BadFileError

FIELDS = (
    "name",
    "number",
    "employer",
    "job",
    "setting",
    "sector",
    "qualification",
    "registration",
    "registered",
    "units",
    "uln",
    "scn",
    "born",
    "planned_end",
    "expires",
    "phone",
    "email",
    "employer_phone",
    "employer_email",
)
DETAILS = FIELDS[10:]
"""The fields that only some centres keep."""

_HEADS = {
    "name": ("name", "candidate", "candidate name", "learner", "learner name", "full name"),
    "number": (
        "number",
        "candidate number",
        "candidate no",
        "learner number",
        "candidate id",
        "candidate ref",
    ),
    "employer": ("employer", "company", "workplace"),
    "job": ("job", "job title", "role", "position"),
    "setting": ("setting",),
    "sector": ("sector",),
    "qualification": ("qualification", "award", "course"),
    "registration": ("registration", "registration number", "registration no"),
    "registered": ("registered", "registered on", "registration date", "date registered"),
    "units": ("units", "unit"),
    "uln": (
        "uln",
        "uln number",
        "unique learner number",
        "unique learner no",
        "learner uln",
        "learner number uln",
        "uln no",
    ),
    "scn": ("scn", "scottish candidate number", "scottish candidate no", "scn number"),
    "born": ("date of birth", "dob", "d o b", "birth date", "birthdate", "born", "birthday"),
    "planned_end": (
        "planned end",
        "planned end date",
        "expected end date",
        "expected end",
        "planned completion",
        "planned completion date",
        "expected completion date",
        "target end date",
        "ped",
    ),
    "expires": (
        "registration expires",
        "registration expiry",
        "registration expiry date",
        "registration end date",
        "reg expiry",
        "expiry date",
        "expiry",
        "expires",
        "valid until",
    ),
    "phone": ("phone", "telephone", "mobile", "tel", "phone number", "telephone number", "mobile number"),
    "email": ("email", "e mail", "email address", "e mail address", "learner email", "candidate email"),
    "employer_phone": ("employer phone", "employer telephone", "employer tel", "company phone", "work phone"),
    "employer_email": ("employer email", "employer e mail", "company email", "employer email address"),
}
_DAYS = ("registered", "born", "planned_end", "expires")
_MOST_ROWS, _MOST_BYTES = 20_000, 20 << 20


@dataclass(frozen=True)
class ListedCandidate:
    """One row of a list: its line number, values by field, the dates among them, and errors."""

    line: int
    values: Mapping[str, str]
    days: Mapping[str, date] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CandidateList:
    """A list as read: its column heads, the column of each field, and its rows."""

    heads: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[ListedCandidate, ...]


def read_list(
    content: bytes, units: tuple[str, ...], columns: Mapping[str, str] | None = None
) -> CandidateList:
    """Return the candidates that a CSV file lists.

    `columns` gives the heads of fields that are not recognised; an empty one means no column. A row with
    mistakes has them in its `errors`.
    Raises BadFileError if the content is not such a list.
    """
    if len(content) > _MOST_BYTES:
        raise BadFileError(
            text("The list is larger than {most} MB. Split it into smaller lists.", most=_MOST_BYTES >> 20)
        )
    reader = _reader(content)
    heads = tuple(head.strip() for head in next(reader, None) or [])
    heads_by_alias = {_spelling(head): head for head in reversed(heads) if head}
    recognised = {
        name: heads_by_alias[alias]
        for name in FIELDS
        for alias in reversed(_HEADS[name])
        if alias in heads_by_alias
    }
    chosen = {name: head for name, head in {**recognised, **(columns or {})}.items() if head}
    unknown = [head for head in chosen.values() if head not in heads]
    if unknown:
        raise BadFileError(text("The list has no column “{head}”. Check the column name.", head=unknown[0]))
    if "name" not in chosen:
        raise BadFileError(
            text(
                "The list has no column called Name. Choose the column with the candidates’ "
                "names. Its columns are: {heads}.",
                heads=", ".join(filter(None, heads)) or "–",
            )
        )
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                values = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
                rows.append(
                    _checked_row(
                        reader.line_num, {name: values.get(head, "") for name, head in chosen.items()}, units
                    )
                )
            if len(rows) > _MOST_ROWS:
                raise BadFileError(
                    text("The list is longer than {most} rows. Split it into smaller lists.", most=_MOST_ROWS)
                )
    except csv.Error:
        raise BadFileError(
            text("Line {line} of the list cannot be read. Save it as CSV again.", line=reader.line_num)
        ) from None
    return CandidateList(heads, chosen, tuple(rows))


def _spelling(head: str) -> str:
    """Return a head without case and marks: “E-mail_Address” and “e mail address” are one."""
    return " ".join(re.sub(r"['’]s?\b|[^\w]|_", " ", head.casefold()).split())


def first_head(content: bytes) -> str:
    """Return the head of a list's first column.

    Raises BadFileError if the list has no heads.
    """
    heads = [head.strip() for head in next(_reader(content), None) or [] if head.strip()]
    if not heads:
        raise BadFileError(text("The list is empty. Choose another file."))
    return str(heads[0])


def _reader(content: bytes) -> "csv._reader":  # type: ignore[name-defined]  # the library's own name
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace")  # as spreadsheets on Windows write it
    if "\0" in words:
        raise BadFileError(
            text(
                "This file is not a CSV list. Save the list as CSV in the spreadsheet, then choose that file."
            )
        )
    first = words.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)


def _checked_row(line: int, values: dict[str, str], units: tuple[str, ...]) -> ListedCandidate:
    errors = []
    if not values.get("name"):
        errors.append(text("the name is missing"))
    for name, kind in (("setting", Setting), ("sector", Sector)):
        if values.get(name) and values[name] not in list(kind):
            errors.append(
                text(
                    "“{value}” is not a valid {field}; use {known}",
                    value=values[name],
                    field=name,
                    known=", ".join(kind),
                )
            )
    for unit in values.get("units", "").replace(",", " ").replace(";", " ").split():
        if unit not in units:
            errors.append(text("the unit “{unit}” was not found", unit=unit))
    days = {name: on for name in _DAYS if (on := date_typed(values.get(name, "")))}
    errors += [
        text("“{value}” is not a date; write 2026-11-24 or 24/11/2026", value=values[name])
        for name in _DAYS
        if values.get(name) and name not in days
    ]
    if values.get("expires") and not values.get("qualification"):
        errors.append(text("the registration expires, but no qualification is stated"))
    return ListedCandidate(line, values, days, errors)
