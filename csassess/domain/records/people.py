"""The centre, its staff, and candidates with their registration, job, enrolments, hand-overs and cover."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from csassess.catalogue import text
from csassess.domain.records.declaration import (
    ASSESSOR,
    CENTRE,
    VERIFIER,
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
    centre_record,
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


@centre_record("centre")
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
    none is, for the reason in `no_copy_because`. `keeps` is what the centre switched on (`Keeping`);
    a progress review is due every `review_weeks`, 0 means never. `induction` is its checklist, one line each.
    With `second_approves_units` a unit that was brought in is approved by another person than the one who
    brought it in.
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
    keeps: Annotated[tuple[str, ...], Several(100, 100)] = ()
    review_weeks: Annotated[int, Range(0, 520)] = 0
    induction: Prose = ""
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
    """A candidate's registration for a qualification, with its number and date, and when it expires.

    `digest` names the exact wording of what the qualification asks for, if that is known; `units` are those
    chosen for it, enrolled on or not.
    """

    id: Id
    qualification: Id
    number: Line = ""
    on: date | None = None
    expires: date | None = None
    digest: Sha256 = ""
    units: Annotated[tuple[str, ...], Several(1_000, longest=64)] = ()


@portfolio_record("employment", writers=CENTRE)
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

    `known_as` are other names under which they sign, divided by commas. `number` is the centre's own,
    `uln` the Unique Learner Number and `scn` the Scottish Candidate Number. `born` is a date, as
    YYYY-MM-DD: a text, so that it can be redacted. Phone and e-mail of the employer are of the present one.
    """

    id: Id
    name: Name
    number: Line = ""
    known_as: Line = ""
    uln: Line = ""
    scn: Line = ""
    born: Line = ""
    planned_end: date | None = None
    phone: Line = ""
    email: Line = ""
    employer_phone: Line = ""
    employer_email: Line = ""

    @property
    def birthday(self) -> date | None:
        """The date of birth, or None if none is stated."""
        try:
            return date.fromisoformat(self.born)
        except ValueError:
            return None  # empty, or redacted


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


class Drafts(StrEnum):
    """What becomes of the drafts of the assessor who is away.

    They stay theirs, to be read only; or the person who takes over assesses them afresh; or they are
    withdrawn.
    """

    THEIRS = "theirs"
    AFRESH = "afresh"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """What becomes of the drafts, in words."""
        return {
            Drafts.THEIRS: text("stay theirs, to be read only"),
            Drafts.AFRESH: text("are assessed afresh by whoever takes over"),
            Drafts.WITHDRAWN: text("are withdrawn"),
        }[self]


@portfolio_record("cover", writers=ASSESSOR | VERIFIER, order=lambda cover: (cover.since, cover.id))
@dataclass(frozen=True, slots=True)
class Cover:
    """A candidate of one assessor, `of`, lent to another, `to`, from `since` until `until`, both included.

    Without `until` the assessor has left. `by` lent them: the assessor, or the lead verifier. It was
    ended early on `ended`, by `ended_by`.
    """

    id: Id
    of: Person
    to: Person
    since: date
    by: Person
    of_name: Line = ""
    to_name: Line = ""
    until: date | None = None
    because: Prose = ""
    drafts: Drafts = Drafts.THEIRS
    ended: date | None = None
    ended_by: Person = ""

    def is_in_force(self, day: date) -> bool:
        """Return whether the candidate is lent on a day."""
        return self.since <= day and self.ended is None and (self.until is None or day <= self.until)

    def was_in_force(self, day: date) -> bool:
        """Return whether the candidate was lent on a day, the one on which it was ended included."""
        last = min((end for end in (self.until, self.ended) if end), default=None)
        return self.since <= day and (last is None or day <= last)


def cover_in_force(covers: Iterable[Cover], day: date) -> Cover | None:
    """Return the cover that holds on a day, the last one if there are several; None if none does."""
    return next((cover for cover in reversed([*covers]) if cover.is_in_force(day)), None)
