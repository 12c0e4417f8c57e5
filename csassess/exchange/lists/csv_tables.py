"""Tables as text with separators (CSV), as spreadsheets and other programs write them."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from csassess.catalogue import text
from csassess.domain.exchange.lists import SEPARATORS, Encoding, Reading, Table, TableRow
from csassess.exchange.errors import BadFileError
from csassess.exchange.lists.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    distinct_heads,
    too_long,
)

_LOOKED_AT = 50  # lines from which the separator is detected
_MOST_LINES_OF_A_ROW = 40  # with more, a quotation mark is not closed
_IS_OPEN = "unexpected end of data"  # what the library says of a quotation mark that is not closed
_UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    is_odd: bool = False  # in another encoding than the rest


def read_csv(content: bytes, reading: Reading) -> Table:
    """Return the table in a CSV file.

    Raises BadFileError if the content is no such list.
    """
    if content.count(b"\n") + content.count(b"\r") > 2 * MOST_ROWS * _MOST_LINES_OF_A_ROW:
        raise BadFileError(too_long())
    encoding = reading.encoding or _encoding_of(content)
    lines = _lines(content, encoding, is_stated=reading.encoding is not None)
    first, stated = 0, ""
    if lines and lines[0].words.lower().startswith("sep=") and len(lines[0].words) == 5:
        first, stated = 1, lines[0].words[4]  # as Excel says it for itself
    while first < len(lines) and not lines[first].words.strip():
        first += 1
    separator = reading.separator or stated or _separator_of([line.words for line in lines[first:]])
    rows = _rows(lines, first, separator)
    head = next(rows, None)
    if head is None or head.fault or not any(head.cells):
        raise BadFileError(text("The list has no line with the names of its columns. Choose another file."))
    if len(head.cells) > MOST_COLUMNS:
        raise BadFileError(text("The list has more than {most} columns.", most=MOST_COLUMNS))
    heads, repeated = distinct_heads(head.cells)
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise BadFileError(too_long())
    lengths = Counter(len(each.cells) for each in found if not each.fault)
    usual = min((n for n, rows in lengths.items() if rows == max(lengths.values())), default=0)
    most = max(len(heads), usual)
    checked = tuple(_checked(each, len(heads), most, separator) for each in found)
    return Table(heads, checked, Reading(encoding, separator), repeated=repeated)


def _encoding_of(content: bytes) -> Encoding:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Encoding.UTF_16
    accented = [line for line in content.splitlines() if not line.isascii()]
    return Encoding.UTF_8 if not accented or any(map(_is_utf_8, accented)) else Encoding.WINDOWS


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines(content: bytes, encoding: Encoding, *, is_stated: bool) -> list[_Line]:
    """Return the lines of a file; one that is not in its detected encoding is read as Windows wrote it.

    Raises BadFileError if the content is no text.
    """
    if encoding is Encoding.UTF_16:
        lines = [_Line(line) for line in content.decode("utf-16", "replace").splitlines()]
    else:
        lines = [
            _Line(line.decode("cp1252", "replace"), is_odd=True)
            if encoding is Encoding.UTF_8 and not is_stated and not _is_utf_8(line)
            else _Line(line.decode(encoding, "replace"))
            for line in content.removeprefix(b"\xef\xbb\xbf").splitlines()
        ]
    if any("\0" in line.words for line in lines):
        raise BadFileError(
            text(
                "This file is not a list. Save the list as CSV or as an Excel workbook (xlsx) in the "
                "spreadsheet, then choose that file."
            )
        )
    return lines


def _separator_of(lines: Sequence[str]) -> str:
    """Return the separator by which most lines have as many values as the first."""

    def score(separator: str) -> tuple[int, int]:
        counts = [len(_cells(line, separator) or ()) for line in lines[:_LOOKED_AT] if line.strip()] or [0]
        return (counts.count(counts[0]) if counts[0] > 1 else 0), counts[0]

    return max(SEPARATORS, key=score)


def _cells(words: str, separator: str) -> list[str] | None:
    """Return the cells of a row; None if its quotation marks do not match."""
    try:
        return next(csv.reader([words], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _rows(lines: Sequence[_Line], first: int, separator: str) -> Iterator[TableRow]:
    """Yield the rows from a line on; a row whose quotation mark is not closed ends with its line."""
    at, columns = first, 0
    while at < len(lines):
        last = _last_line(lines, at, separator, columns)
        words = _joined(lines, at, last)
        cells, fault = _cells(words, separator), ""
        if any(line.is_odd for line in lines[at : last + 1]):
            fault = text("the letters are in another encoding than the rest of the list")
        if _UNREADABLE in words:
            fault = text("some letters cannot be read in this encoding")
        if cells is None:
            cells = words.split(separator)
            fault = text("a quotation mark is not closed, or is inside a value")
        if any(cell.strip() for cell in cells):
            yield TableRow(at + 1, tuple(cell.strip() for cell in cells), fault)
            columns = columns or len(cells)
        at = last + 1


def _last_line(lines: Sequence[_Line], at: int, separator: str, columns: int) -> int:
    """Return the last line of a row: a value in quotation marks may have several lines.

    A line that is a whole row by itself is no part of the one before.
    """
    for last in range(at, min(at + _MOST_LINES_OF_A_ROW, len(lines))):
        if last > at and columns > 1 and len(_cells(lines[last].words, separator) or ()) == columns:
            return at
        try:
            next(csv.reader([_joined(lines, at, last)], delimiter=separator, strict=True), None)
        except csv.Error as error:
            if _IS_OPEN not in str(error):
                return at
        else:
            return last
    return at


def _joined(lines: Sequence[_Line], at: int, last: int) -> str:
    return "\n".join(line.words for line in lines[at : last + 1])


def _checked(row: TableRow, columns: int, most: int, separator: str) -> TableRow:
    """Return a row with as many cells as there are columns; one with more is at fault.

    Some programs end every row with an empty cell: `most` are the cells that rows of this list have.
    """
    extra, cells = row.cells[columns:], (*row.cells[:columns], *[""] * (columns - len(row.cells)))
    fault = row.fault
    if not fault and (any(extra) or len(row.cells) > most):
        fault = text(
            "it has {count} values for {columns} columns: a value that contains “{separator}” must be in "
            "quotation marks",
            count=len(row.cells),
            columns=columns,
            separator=text("Tab") if separator == "\t" else separator,
        )
    return TableRow(row.line, cells, fault)
