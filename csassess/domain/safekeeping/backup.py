"""A backup in a list of backups."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of the records: its file, its time by the clock, and its number in its folder.

    Earlier versions wrote no number: it is 0. `up_to` is the place of its last event, if it was just made.
    """

    path: Path
    at: datetime
    number: int = field(default=0, compare=False)
    up_to: int | None = field(default=None, compare=False)
