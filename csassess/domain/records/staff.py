"""The centre's staff list, and other people's machines: accepted, or lost."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import (
    Id,
    Label,
    Line,
    Name,
    Person,
    Prose,
    Several,
    Sha256,
    Strokes,
    caseload_record,
)
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role


@caseload_record("staff-member")
@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who assesses, countersigns or verifies at the centre, with dates and a specimen signature.

    `status` is theirs as an assessor from `since` until `until`; a change of it is a further entry.
    `known_as` are other names under which they sign, divided by commas.
    """

    id: Id
    name: Name
    roles: Line
    qualifications: Prose = ""
    since: date | None = None
    until: date | None = None
    specimen: Strokes = ()
    status: AssessorStatus | None = None
    known_as: Line = ""


@caseload_record("lost-device")
@dataclass(frozen=True, slots=True)
class LostDevice:
    """A machine that was lost or stolen; its id is the machine's. What it sends later is pointed out."""

    id: Id
    on: date
    by: Person
    note: Prose = ""


@caseload_record("accepted-machine")
@dataclass(frozen=True, slots=True)
class AcceptedMachine:
    """A machine that a person here accepted as someone's, having compared its code.

    Its id is the machine's. `roles` are those in which what it wrote counts here. `earlier` are
    those in which its person worked on it before, each as "role time" with its end. `is_own` marks
    another machine of the person who works here. `vouched_by` is the accepted machine that signed for
    it, if no one compared its code.
    """

    id: Id
    public_key: Sha256
    person: Id
    name: Line
    roles: Annotated[tuple[Role, ...], Several(10)]
    on: date
    by: Person
    is_own: bool = False
    earlier: Annotated[tuple[str, ...], Several(50)] = ()
    vouched_by: Label = ""
