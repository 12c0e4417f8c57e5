"""The centre, its staff, and candidates with their registration, job and enrolments."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from csassess.domain.records.declaration import (
    CENTRE,
    Id,
    Label,
    Line,
    Name,
    Person,
    Prose,
    Range,
    Several,
    Sha256,
    StoredFile,
    caseload_record,
    portfolio_record,
)
from csassess.domain.records.roles import Role
from csassess.domain.units.units import Setting


class AssessorStatus(StrEnum):
    """Qualified, or still working towards the award: then a countersigner signs too."""

    QUALIFIED = "qualified"
    WORKING_TOWARDS = "working-towards"


class Sector(StrEnum):
    """The sector of the candidate's employer."""

    PRIVATE = "private"
    NOT_FOR_PROFIT = "not-for-profit"
    PUBLIC = "public"


@caseload_record("centre")
@dataclass(frozen=True, slots=True)
class Centre:
    """The approved organisation, whose name and centre number are printed on its papers.

    `current_for` is how many months evidence counts as current; 0 means no limit. `varcs` adds
    "reliable" to the centre's statement. `heading`, `privacy` and `logo` (the SHA-256 of a stored
    picture) are printed on its papers. `cells_by_method` prints the method's code instead of a tick
    in the cells of the recording form. `keep_records` and `keep_files` are years from achievement.
    `sample_percentage` is the least share of each assessor's decisions that is sampled; 0 means
    that the centre sets none. With `verifies_every_unit` the verifier signs each decided unit, otherwise
    those that were sampled. `held_days` is how long a copy of an erased portfolio is held; 0 means that
    none is, for the reason in `no_copy_because`. With `second_approves_units` a unit that was brought in is
    approved by another person than the one who brought it in.
    """

    id: Id
    name: Name
    number: Line = ""
    current_for: Annotated[int, Range(0, 1_200)] = 0
    varcs: bool = False
    heading: Prose = ""
    privacy: Prose = ""
    logo: Annotated[str, StoredFile("files", "jpg")] = ""
    cells_by_method: bool = False
    keep_records: Annotated[int, Range(0, 100)] = 3
    keep_files: Annotated[int, Range(0, 100)] = 3
    sample_percentage: Annotated[int, Range(0, 100)] = 0
    verifies_every_unit: bool = False
    held_days: Annotated[int, Range(0, 365)] = 30
    no_copy_because: Prose = ""
    second_approves_units: bool = False


@caseload_record("assessor")
@dataclass(frozen=True, slots=True)
class Assessor:
    """A person who works with the caseload, as assessor, countersigner or verifier.

    `known_as` are other names under which they sign, divided by commas.
    """

    id: Id
    name: Name
    status: AssessorStatus = AssessorStatus.QUALIFIED
    role: Role = Role.ASSESSOR
    known_as: Line = ""


@caseload_record("device")
@dataclass(frozen=True, slots=True)
class Device:
    """A machine that writes to this caseload.

    Its evidence numbers begin with its letter; the first machine has none.
    """

    id: Id
    letter: Label
    public_key: Sha256


@caseload_record("qualification")
@dataclass(frozen=True, slots=True)
class Qualification:
    """What candidates are registered for."""

    id: Id
    title: Line
    number: Line = ""
    units: Annotated[tuple[str, ...], Several(1_000)] = ()


@portfolio_record("registration", writers=CENTRE)
@dataclass(frozen=True, slots=True)
class Registration:
    """A candidate's registration for a qualification, with its number and date."""

    id: Id
    qualification: Id
    number: Line = ""
    on: date | None = None


@portfolio_record("employment")
@dataclass(frozen=True, slots=True)
class Employment:
    """A candidate's job with an employer, dated.

    Evidence takes its setting from the job in which it arose.
    """

    id: Id
    employer: Line
    job: Line
    setting: Setting | None = None
    started: date | None = None
    ended: date | None = None
    sector: Sector | None = None


@portfolio_record("candidate", writers=CENTRE)
@dataclass(frozen=True, slots=True)
class Candidate:
    """The learner, who works in a customer-service job.

    `known_as` are other names under which they sign, divided by commas.
    """

    id: Id
    name: Name
    number: Line = ""
    known_as: Line = ""


@portfolio_record("joined", writers=CENTRE)
@dataclass(frozen=True, slots=True)
class Joined:
    """The mark of a record entered twice that was joined `into` another candidate's.

    Its id is always the same.
    """

    id: Id
    into: Id


@portfolio_record("hand-over", writers=CENTRE)
@dataclass(frozen=True, slots=True)
class HandOver:
    """The handover of a whole candidate to another assessor or centre.

    `from_device` keeps a copy to read until it is erased. `after` is the earlier handover that this
    one overtakes.
    """

    id: Id
    to: Line
    on: date
    by: Person
    from_device: Id
    to_device: Id = ""
    after: Id = ""


@portfolio_record("enrolment", order=lambda enrolment: (enrolment.on, enrolment.id))
@dataclass(frozen=True, slots=True)
class Enrolment:
    """A candidate's enrolment on a unit, in the exact wording that the digest names.

    Its id is the unit's. `withdrawn_because` is the reason for which it was withdrawn.
    """

    id: Id
    digest: Sha256
    on: date
    withdrawn_because: Prose = ""
