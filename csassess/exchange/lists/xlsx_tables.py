"""Tables in Excel workbooks (xlsx). What they hold is bounded before it is unpacked."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from csassess.catalogue import text
from csassess.data.storage.zip_parts import check_parts
from csassess.domain.exchange.lists import Reading, Table, TableRow
from csassess.exchange.errors import BadFileError
from csassess.exchange.lists.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    distinct_heads,
    too_long,
)

_MOST_UNPACKED, _MOST_PARTS = 96 << 20, 2_000  # bytes and files; 20,000 rows of a list take about 30 MB
_START, _OLD_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What openpyxl and the libraries below it raise on a file that is damaged or no workbook.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    AssertionError,
    MemoryError,
)


def is_workbook(content: bytes) -> bool:
    """Return whether a file is a workbook, or another archive."""
    return content.startswith(_START)


def is_old_workbook(content: bytes) -> bool:
    """Return whether a file is a workbook as Excel wrote them before 2007, or locked with a password."""
    return content.startswith(_OLD_START)


def read_xlsx(content: bytes, reading: Reading) -> Table:
    """Return the table in a sheet of a workbook: the one stated, or the first that holds something.

    Raises BadFileError if the content is damaged, no workbook, or unpacks to more than a list needs.
    """
    _check_size(content)
    try:
        return _read(content, reading.sheet)
    except BadFileError:
        raise
    except SyntaxError:  # lxml's own errors of damaged XML
        raise _damaged() from None
    except _DAMAGED:
        raise _damaged() from None


def _check_size(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (*_DAMAGED,):
        raise _damaged() from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise BadFileError(
            text("The workbook unpacks to more than a list needs. Copy the list into a workbook of its own.")
        )
    try:
        check_parts(archive, _MOST_UNPACKED)
    except _DAMAGED:
        raise _damaged() from None


def _damaged() -> BadFileError:
    return BadFileError(
        text(
            "This file is damaged, or no Excel workbook. Save the list again as Excel workbook (xlsx) or CSV."
        )
    )


def _read(content: bytes, wanted: str) -> Table:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a list does not need: drawings, validations
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = tuple(sheet.title for sheet in book.worksheets)
            named = [sheet for sheet in book.worksheets if sheet.title == wanted]
            for sheet in named or book.worksheets:
                rows = _rows(sheet)
                head = next(rows, None)
                if head:
                    return _table(head, rows, sheet.title, sheets)
        finally:
            book.close()
    raise BadFileError(text("The list has no line with the names of its columns. Choose another file."))


def _table(head: TableRow, rows: Iterator[TableRow], title: str, sheets: tuple[str, ...]) -> Table:
    width = max(number for number, cell in enumerate(head.cells, start=1) if cell)
    heads, repeated = distinct_heads(head.cells[:width])
    found = []
    for row in rows:
        fault = row.fault
        if any(row.cells[width:]):
            fault = fault or text("it has a value to the right of the last column that has a name")
        found.append(TableRow(row.line, (*row.cells[:width], *[""] * (width - len(row.cells))), fault))
        if len(found) > MOST_ROWS:
            raise BadFileError(too_long())
    return Table(heads, tuple(found), Reading(sheet=title), sheets, repeated)


def _rows(sheet: Any) -> Iterator[TableRow]:
    """Yield the rows of a sheet that hold something, with their numbers."""
    sheet.reset_dimensions()  # what the file says of its own size is not trusted
    most = MOST_ROWS * 3  # with empty rows between
    for number, row in enumerate(sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True), 1):
        cells = tuple(map(_words, row))
        if any(cells):
            wrong = next((cell for cell in cells if cell in _ERRORS), "")
            fault = text("“{value}” is an error of the spreadsheet", value=wrong) if wrong else ""
            yield TableRow(number, cells, fault)


_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))


def _words(value: Any) -> str:
    """Return a cell in words: a number without a decimal point if it is whole, a day as 2026-11-24."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
