"""Claims for certificates, and the direct claims status under which a centre makes them itself."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import (
    CENTRE,
    Id,
    Line,
    Person,
    Prose,
    Several,
    caseload_record,
    portfolio_record,
)


@caseload_record("direct-claims")
@dataclass(frozen=True, slots=True)
class DirectClaims:
    """The awarding body's permission to claim a qualification without its external verifier, from a day on.

    Without `until` it still holds.
    """

    id: Id
    qualification: Id
    since: date
    until: date | None = None
    note: Prose = ""


@portfolio_record("claim", writers=CENTRE, order=lambda claim: claim.on)
@dataclass(frozen=True, slots=True)
class Claim:
    """A claim put forward on a day: of a qualification or, with `units_only`, of the certificates of units.

    A claim that is not `direct` waits until the external verifier released it. `milestone` is the id of
    the date recorded when it was claimed.
    """

    id: Id
    qualification: Id
    on: date
    units: Annotated[tuple[str, ...], Several(1_000)] = ()
    units_only: bool = False
    direct: bool = False
    released: date | None = None
    released_by: Line = ""
    claimed: date | None = None
    number: Line = ""
    milestone: Id = ""
    by: Person = ""
