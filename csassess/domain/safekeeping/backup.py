"""A backup in a list of backups."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of the records: its file and time.

    `up_to` is the place of its last event, if it was just made.
    """

    path: Path
    at: datetime
    up_to: int | None = field(default=None, compare=False)
