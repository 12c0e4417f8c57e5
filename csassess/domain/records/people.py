"""The centre, its staff, and candidates with their registration, job and enrolments."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Centre:
    """The approved organisation; name and centre number stand on its papers.

    `current_for` is how many months evidence counts as current (0: the centre sets no limit); `varcs` says that the
    centre's statement includes reliable. `heading`, `privacy` and `logo` (the SHA-256 of a kept picture) stand on its papers;
    `cells_by_method` says that a cell of the recording form holds the method's code instead of a tick. Records and evidence
    files are kept so many years from achievement; `sample_percentage` of each assessor's decisions is sampled at least (0: the
    centre sets none).
    """

    id: str
    name: str
    number: str = ""
    current_for: int = 0
    varcs: bool = False
    heading: str = ""
    privacy: str = ""
    logo: str = ""
    cells_by_method: bool = False
    keep_records: int = 3
    keep_files: int = 3
    sample_percentage: int = 0


@dataclass(frozen=True, slots=True)
class Assessor:
    """The person who works with the caseload: observes, records and decides, or countersigns or verifies."""

    id: str
    name: str
    status: AssessorStatus = AssessorStatus.QUALIFIED
    role: Role = Role.ASSESSOR


@dataclass(frozen=True, slots=True)
class Device:
    """One machine that writes to this caseload; its letter stands before the evidence numbers it gives ("" for the first)."""

    id: str
    letter: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Qualification:
    """What candidates are registered for."""

    id: str
    title: str
    number: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """A candidate's registration for a qualification, with its number and date."""

    id: str
    qualification: str
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Employment:
    """A candidate's job with an employer, dated; evidence takes its setting from the job it arose in."""

    id: str
    employer: str
    job: str
    setting: Setting | None = None
    started: date | None = None
    ended: date | None = None
    sector: Sector | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """The learner, who works in a customer-service job."""

    id: str
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Says that a record entered twice was joined `into` another candidate's; its id is always the same."""

    id: str
    into: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """A candidate handed over whole to another assessor or centre; `from_device` keeps a copy to read until it is erased.

    `after` is the hand-over before it, which it overtakes.
    """

    id: str
    to: str
    on: date
    by: str
    from_device: str
    to_device: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A candidate's enrolment on a unit, in the exact wording named by the digest. The id is the unit's."""

    id: str
    digest: str
    on: date
