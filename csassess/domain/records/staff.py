"""The centre's staff list, and machines that were lost."""

from dataclasses import dataclass
from datetime import date

from csassess.domain.records.declaration import Id, Line, Name, Person, Prose, Strokes, caseload_record


@caseload_record("staff-member")
@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who assesses, countersigns or verifies at the centre, with dates and a specimen signature."""

    id: Id
    name: Name
    roles: Line
    qualifications: Prose = ""
    since: date | None = None
    until: date | None = None
    specimen: Strokes = ()


@caseload_record("lost-device")
@dataclass(frozen=True, slots=True)
class LostDevice:
    """A machine that was lost or stolen; its id is the machine's. What it sends later is pointed out."""

    id: Id
    on: date
    by: Person
    note: Prose = ""
