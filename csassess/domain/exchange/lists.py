"""Lists of candidates that other programs wrote: how they are read, and what was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from csassess.catalogue import deferred, text

SEPARATORS = ",;\t|"


class Encoding(StrEnum):
    """How the letters of a text file are stored."""

    _message: str

    def __new__(cls, value: str, message: str = "") -> "Encoding":
        """Return the member with its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._message = message
        return member

    UTF_8 = "utf-8", deferred("UTF-8")
    WINDOWS = "cp1252", deferred("Windows, Western Europe")
    CENTRAL = "cp1250", deferred("Windows, Central Europe")
    UTF_16 = "utf-16", deferred("UTF-16 (Unicode text)")
    MAC = "mac_roman", deferred("Mac")

    @property
    def words(self) -> str:
        """The encoding in words."""
        return text(self._message)


class DateOrder(StrEnum):
    """What comes first in a date such as 05/06/2026."""

    _message: str

    def __new__(cls, value: str, message: str = "") -> "DateOrder":
        """Return the member with its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._message = message
        return member

    DAY_FIRST = "day", deferred("Day first: 24/11/2026")
    MONTH_FIRST = "month", deferred("Month first: 11/24/2026")

    @property
    def words(self) -> str:
        """The order in words."""
        return text(self._message)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read. What is not stated is detected."""

    encoding: Encoding | None = None
    separator: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line or row of the file in which it begins, its cells, and why it cannot be used."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: the names of its columns, which differ, its rows, and how it was read.

    `repeated` are the heads that several columns share. A workbook has no encoding and no separator.
    """

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    reading: Reading
    sheets: tuple[str, ...] = ()
    repeated: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class ListedCandidate:
    """One row of a list: its line number, values by field, the dates among them, and errors.

    `remarks` are what should be looked at although the row can be added.
    """

    line: int
    values: Mapping[str, str]
    days: Mapping[str, date] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CandidateList:
    """A list as read: its table, the column of each field, its rows, and the order of its dates."""

    table: Table
    columns: Mapping[str, str]
    rows: tuple[ListedCandidate, ...]
    date_order: DateOrder
