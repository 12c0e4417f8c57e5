"""The centre's staff list, and other people's machines: accepted, or lost."""

import re
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
    centre_record,
)
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role


@centre_record("staff-member")
@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who assesses, countersigns or verifies at the centre, with dates and a specimen signature.

    `status` is theirs as an assessor from `since` until `until`; a change of it is a further entry.
    `known_as` are other names under which they sign, divided by commas. `competent_in` are the units that
    they may assess or verify, as the centre found; none stated means that it does not say. `cpd` and
    `certificates` say what keeps them up to date and which certificates were seen, by whom and when.
    `conflicts` are the candidates with whom they have a conflict of interest, by id, and
    `conflict_of_interest` is a sentence about it. The specimen was signed on `specimen_on`. `machines` are
    those they work on, as whoever keeps the list accepted them, each as "role public-key".
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
    competent_in: Annotated[tuple[str, ...], Several(1_000, 64)] = ()
    cpd: Prose = ""
    certificates: Prose = ""
    conflicts: Annotated[tuple[str, ...], Several(10_000, 64)] = ()
    conflict_of_interest: Prose = ""
    specimen_on: date | None = None
    machines: Annotated[tuple[str, ...], Several(100, 100)] = ()

    def is_in_post(self, day: date) -> bool:
        """Return whether the entry holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def is_lead(self) -> bool:
        """Return whether the entry names the centre's lead verifier, in the centre's own words."""
        roles = [role.casefold() for role in self.roles.split(",")]
        return any(_LEAD.search(role) and _VERIFIER.search(role) for role in roles)


_LEAD, _VERIFIER = re.compile(r"\blead"), re.compile(r"\b(iv|iqa)s?\b|\bverif")


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
    it, if no one compared its code. `is_lead` says that its person is the centre's lead verifier.
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
    is_lead: bool = False
