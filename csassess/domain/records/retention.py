"""What keeps or ends a record: holds, a candidate's request for her data, the stub of an erased portfolio."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import (
    CENTRE,
    EVERY_WRITER,
    Count,
    Id,
    Label,
    Line,
    Person,
    Prose,
    Range,
    Several,
    caseload_record,
    centre_record,
    portfolio_record,
)


@centre_record("body-period")
@dataclass(frozen=True, slots=True)
class BodyPeriod:
    """How long an awarding body wants records and evidence files kept, in years from achievement."""

    id: Id
    body: Line
    keep_records: Annotated[int, Range(0, 100)] = 3
    keep_files: Annotated[int, Range(0, 100)] = 3


@portfolio_record("hold", writers=CENTRE, order=lambda hold: hold.since)
@dataclass(frozen=True, slots=True)
class Hold:
    """An appeal, complaint or inquiry that keeps a portfolio from being erased until it is lifted."""

    id: Id
    reason: Prose
    since: date
    by: Person
    lifted: date | None = None


@portfolio_record("data-request", writers=CENTRE, order=lambda request: request.received)
@dataclass(frozen=True, slots=True)
class DataRequest:
    """A candidate's request for their data: received, due and, once answered, what was withheld.

    Each entry of `withheld` is "kind id reason".
    """

    id: Id
    received: date
    due: date
    asked_by: Line
    answered: date | None = None
    withheld: Annotated[tuple[str, ...], Several(10_000)] = ()


@caseload_record("erasure")
@dataclass(frozen=True, slots=True)
class Erasure:
    """The stub of an erased portfolio, without personal data; its id is that of the erased record.

    `certificate` is the number of the certificate of erasure, `entries` and `files` count what was erased.
    A held copy is kept until the planned day `held_until`, and was deleted on `copy_deleted`; without one,
    `no_copy_because` is the centre's reason. `second` is the second person who agreed to an erasure before
    `kept_until`, the end of the retention period; that is None if no period had begun.
    """

    id: Id
    on: date
    by: Person
    reason: Prose
    certificate: Label
    entries: Count
    files: Count
    held_until: date | None = None
    copy_deleted: date | None = None
    no_copy_because: Prose = ""
    second: Person = ""
    kept_until: date | None = None


@portfolio_record("agreement", writers=EVERY_WRITER, looked_up_by=(("request",),))
@dataclass(frozen=True, slots=True)
class Agreement:
    """A person's answer to a request that came in a file; `request` is the id of the entry.

    It holds on the machines of that person only.
    """

    id: Id
    request: Id
    agreed: bool
    on: date
    by: Person


@portfolio_record("taken-out", writers=CENTRE)
@dataclass(frozen=True, slots=True)
class Redaction:
    """What was redacted: which field, when, by whom and why; never the words themselves."""

    id: Id
    entity: Label
    record: Id
    field: Label
    on: date
    by: Person
    reason: Prose
