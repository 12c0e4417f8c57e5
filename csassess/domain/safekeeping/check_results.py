"""Results of a check: the parts of a caseload, and one result for each."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Part(StrEnum):
    """A part of a caseload that is checked separately."""

    KEYS = "keys"
    DATABASE = "database"
    HISTORY = "history"
    TABLES = "tables"
    PHOTOGRAPHS = "photographs"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Checked:
    """The result for one part: what was checked, and a sentence for each error.

    `lacking` marks an undamaged backup that holds what the caseload itself has lost. `note` is said of a
    part that is in order.
    """

    part: Part
    what: str
    wrong: tuple[str, ...] = ()
    file: Path | None = None
    lacking: bool = False
    note: str = ""
