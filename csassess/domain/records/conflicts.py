"""What two people set differently without knowing of each other: all of it is kept, side by side."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values a field was set to: in which event, by whom, when. `value` is plain, as the record keeps it."""

    event: str
    value: Any
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of one record with values that stand side by side; the first is the one shown until somebody chooses."""

    entity: str
    id: str
    field: str
    versions: tuple[Version, ...]
