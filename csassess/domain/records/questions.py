"""What a centre adds to the program: units, packs, pairs of criteria, qualifications and its questions."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import (
    Id,
    Label,
    Line,
    Person,
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
    `pack` is the pack in which it came, or was approved. An approval that was `withdrawn` here on a day is
    not given again by another pack.
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
    pack: Label = ""
    withdrawn: date | None = None


@caseload_record("unit-pack")
@dataclass(frozen=True, slots=True)
class UnitPack:
    """A pack of units that was made here or taken in; its id is the SHA-256 of the file, which is kept.

    `device` signed it, `name` is its person's, and `written` the day on which it says that it was made.
    """

    id: Id
    device: Label
    name: Line
    written: date
    on: date
    content: Annotated[str, StoredFile("files", "cspack")]


@caseload_record("pack-acceptance")
@dataclass(frozen=True, slots=True)
class PackAcceptance:
    """An acceptance of the packs of a centre's office or lead verifier: their units come in as approved.

    Its id is the person's.
    """

    id: Id
    name: Line
    on: date
    by: Person


@caseload_record("criterion-pair")
@dataclass(frozen=True, slots=True)
class CriterionPair:
    """Two criteria of two units that state the same, as a person here found."""

    id: Id
    unit: Label
    criterion: Label
    other_unit: Label
    other_criterion: Label
    by: Person
    on: date

    @property
    def keys(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Unit and label of both criteria."""
        return self.first, self.second

    @property
    def first(self) -> tuple[str, str]:
        """Unit and label of the first criterion."""
        return self.unit, self.criterion

    @property
    def second(self) -> tuple[str, str]:
        """Unit and label of the second criterion."""
        return self.other_unit, self.other_criterion


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
