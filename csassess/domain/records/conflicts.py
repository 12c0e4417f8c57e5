"""Conflicts: fields that two people set differently without knowing of each other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """One of the conflicting values of a field: in which event, by whom and when it was set.

    `value` is plain JSON, as the record stores it.
    """

    event: str
    value: Any = field(hash=False)  # it may be a list
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of one record with conflicting values.

    The first is shown until one is chosen.
    """

    entity: str
    id: str
    field: str
    versions: tuple[Version, ...]
