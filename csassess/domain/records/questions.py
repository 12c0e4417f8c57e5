"""What a centre adds to the units of the program: units and qualifications brought in, its own questions."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import (
    Id,
    Label,
    Line,
    Prose,
    Sha256,
    StoredFile,
    caseload_record,
)


@caseload_record("unit-version")
@dataclass(frozen=True, slots=True)
class UnitVersion:
    """One wording of a unit, named by its digest: a draft until it is approved.

    `name` is the unit's number and title, for lists. `added_by` and `origin` say who brought it in and from
    where. `document` is the stored source from which it was made; its SHA-256 is what was approved against.
    """

    id: Id
    unit: Label
    digest: Sha256
    name: Line
    added: date
    added_by: Line
    origin: Line = ""
    document: Annotated[str, StoredFile("files", "pdf")] = ""
    approved: date | None = None
    approved_by: Line = ""
    approved_role: Line = ""


@caseload_record("qualification-version")
@dataclass(frozen=True, slots=True)
class QualificationVersion:
    """One wording of what a qualification asks for, named by its digest: a draft until it is approved.

    `of` is the qualification's id in its wording, `name` its title and number, for lists. `added_by` and
    `origin` say who brought it in and from where.
    """

    id: Id
    of: Label
    digest: Sha256
    name: Line
    added: date
    added_by: Line
    origin: Line = ""
    approved: date | None = None
    approved_by: Line = ""
    approved_role: Line = ""


@caseload_record("bank-question")
@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the centre, and the knowledge criterion of a unit that its answer can show."""

    id: Id
    unit: Label
    criterion: Label
    words: Prose
