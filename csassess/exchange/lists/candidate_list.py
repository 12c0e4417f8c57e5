"""Candidates from a list that another program wrote: CSV, or an Excel workbook.

Columns are recognised by their heads or named by the user, and every row is checked first.
"""

import re
from collections.abc import Iterable, Mapping

from csassess.catalogue import text
from csassess.domain.dates import date_typed
from csassess.domain.exchange.lists import CandidateList, DateOrder, ListedCandidate, Reading, Table, TableRow
from csassess.domain.records.people import Sector
from csassess.domain.units.units import Setting
from csassess.exchange.errors import BadFileError
from csassess.exchange.lists.columns import DAYS, has_name, recognised, whole_name
from csassess.exchange.lists.csv_tables import read_csv
from csassess.exchange.lists.tables import MOST_BYTES, too_large
from csassess.exchange.lists.xlsx_tables import is_old_workbook, is_workbook, read_xlsx
from csassess.platform import aside

_PATIENCE = 60  # seconds: 20,000 rows take three
_NUMBERS = ("number", "registration", "uln", "scn", "phone", "employer_phone")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_YEARS = range(1900, 2200)  # 0026 is a slip
_WITH_POINT = re.compile(r"([0-9]{9,10})[.,]0+")


def read_table(content: bytes, reading: Reading | None = None) -> Table:
    """Return the table in a file: a workbook, read in a process of its own, or text with separators.

    Raises BadFileError if the content is no table.
    """
    if len(content) > MOST_BYTES:
        raise BadFileError(too_large())
    if is_old_workbook(content):
        raise BadFileError(
            text(
                "This workbook is of an old kind, or locked with a password. Save it in the spreadsheet as "
                "Excel workbook (xlsx) without a password, or as CSV."
            )
        )
    if not is_workbook(content):
        return read_csv(content, reading or Reading())
    try:
        return aside.result_of(read_xlsx, content, reading or Reading(), patience=_PATIENCE)
    except aside.StoppedError:
        raise BadFileError(
            text(
                "The workbook asks for more work than a list does. Save the list as CSV and choose that file."
            )
        ) from None


def candidates_in(
    table: Table,
    units: Iterable[str],
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
) -> CandidateList:
    """Return the candidates that a table lists; a row with mistakes has them in its `errors`.

    `columns` gives the heads of fields that are not recognised; an empty one means no column.
    Raises BadFileError if a column is missing, or none has the names.
    """
    chosen = {**recognised(table.heads, table.repeated), **(columns or {})}
    chosen = {name: head for name, head in chosen.items() if head}
    unknown = [head for head in chosen.values() if head not in table.heads]
    if unknown:
        raise BadFileError(text("The list has no column “{head}”. Check the column name.", head=unknown[0]))
    if not has_name(chosen):
        raise BadFileError(_without_names(table))
    places = {name: table.heads.index(head) for name, head in chosen.items()}
    values = [{name: row.cells[place] for name, place in places.items()} for row in table.rows]
    order = date_order or _date_order(row[name] for row in values for name in DAYS if name in row)
    known = frozenset(units)
    rows = [_checked_row(row, own, known, order) for row, own in zip(table.rows, values, strict=True)]
    return CandidateList(table, chosen, tuple(rows), order)


def _without_names(table: Table) -> str:
    heads = ", ".join(table.heads)
    if table.repeated:
        return text(
            "Several columns are called {repeated}. Choose the column with the candidates’ names, or those "
            "with first name and surname. The columns are: {heads}.",
            repeated=", ".join(table.repeated),
            heads=heads,
        )
    return text(
        "The list has no column called Name. Choose the column with the candidates’ "
        "names, or those with first name and surname. Its columns are: {heads}.",
        heads=heads,
    )


def _date_order(values: Iterable[str]) -> DateOrder:
    """Return the order in which dates are written: day first, unless some can only be month first."""
    values = [value for value in values if value]
    by_day = sum(date_typed(value) is None for value in values)
    by_month = sum(date_typed(value, is_month_first=True) is None for value in values)
    return DateOrder.MONTH_FIRST if by_month < by_day else DateOrder.DAY_FIRST


def _checked_row(
    row: TableRow, own: Mapping[str, str], units: frozenset[str], order: DateOrder
) -> ListedCandidate:
    values = {name: _without_point(value) if name in ("uln", "scn") else value for name, value in own.items()}
    values["name"] = whole_name(values)
    if row.fault:  # its values may stand in the wrong columns: nothing else is said of them
        return ListedCandidate(row.line, values, {}, [row.fault])
    errors = [] if values["name"] else [text("the name is missing")]
    errors += [
        text("the value of “{field}” goes over several lines", field=name)
        for name, value in values.items()
        if "\n" in value
    ]
    errors += [_rounded(values[name]) for name in _NUMBERS if is_rounded_number(values.get(name, ""))]
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
    is_month_first = order is DateOrder.MONTH_FIRST
    typed = {name: date_typed(values.get(name, ""), is_month_first=is_month_first) for name in DAYS}
    days = {name: day for name, day in typed.items() if day and day.year in _YEARS}
    errors += [
        _no_year(values[name]) if typed[name] else _no_date(values[name], order)
        for name in DAYS
        if values.get(name) and name not in days
    ]
    if values.get("expires") and not values.get("qualification"):
        errors.append(text("the registration expires, but no qualification is stated"))
    if values.get("registration") and not values.get("qualification"):
        errors.append(text("a registration number needs a qualification: add one, or leave the column out"))
    if "expires" in days and "registered" in days and days["expires"] < days["registered"]:
        errors.append(text("the registration expires before it began"))
    return ListedCandidate(row.line, values, days, errors)


def _without_point(value: str) -> str:
    found = _WITH_POINT.fullmatch(value)
    return found[1] if found else value


def is_rounded_number(value: str) -> bool:
    """Return whether a spreadsheet has put a long number as 1.23457E+09, and so lost its digits."""
    return _ROUNDED.fullmatch(value) is not None


def _rounded(value: str) -> str:
    return text(
        "“{value}” was rounded by the spreadsheet, and its digits are lost; give the column the format "
        "Text, type the number again and save",
        value=value,
    )


def _no_year(value: str) -> str:
    return text("the year of “{value}” cannot be right; write all four digits of the year", value=value)


def _no_date(value: str, order: DateOrder) -> str:
    example = "24/11/2026" if order is DateOrder.DAY_FIRST else "11/24/2026"
    return text("“{value}” is not a date; write 2026-11-24 or {example}", value=value, example=example)
