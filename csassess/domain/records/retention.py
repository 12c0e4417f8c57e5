"""What keeps or ends a record: holds, a candidate's request for her data, the stub of an erased portfolio."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Hold:
    """An appeal, complaint or inquiry that keeps a portfolio from being erased until it is lifted."""

    id: str
    reason: str
    since: date
    by: str
    lifted: date | None = None


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A candidate's request for her data: received, due, and once answered what was withheld, as "kind id reason" lines."""

    id: str
    received: date
    due: date
    asked_by: str
    answered: date | None = None
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """The stub of an erased portfolio, without personal data; its id is the erased record's.

    `certificate` is the number of the certificate of erasure; `entries` and `files` are how much was erased.
    """

    id: str
    on: date
    by: str
    reason: str
    certificate: str
    entries: int
    files: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was taken out of the record for good: in which field of which record, when, by whom and why; never the words."""

    id: str
    entity: str
    record: str
    field: str
    on: date
    by: str
    reason: str
