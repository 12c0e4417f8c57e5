"""The centre's staff list, and machines that were lost."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Someone who assesses, countersigns or verifies at the centre: roles and qualifications in words, dates, a specimen signature."""

    id: str
    name: str
    roles: str
    qualifications: str = ""
    since: date | None = None
    until: date | None = None
    specimen: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LostDevice:
    """A machine that was lost or stolen; its id is the machine's. What comes from it later is named."""

    id: str
    on: date
    by: str
    note: str = ""
