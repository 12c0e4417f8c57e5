"""What a check of a caseload reports: its parts, one line for each, and progress."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Progress = Callable[[int, int], object]  # how many pictures were looked at, of how many


Cancelled = Callable[[], bool]


class Part(StrEnum):
    """A part of a caseload that is looked at by itself."""

    KEYS = "keys"
    DATABASE = "database"
    HISTORY = "history"
    TABLES = "tables"
    PHOTOGRAPHS = "photographs"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of a check: what was looked at, and in sentences what is wrong with it; none where it is in order.

    `lacking` says of a backup that it is whole, and holds what the caseload itself lost.
    """

    part: Part
    what: str
    wrong: tuple[str, ...] = ()
    file: Path | None = None
    lacking: bool = False
