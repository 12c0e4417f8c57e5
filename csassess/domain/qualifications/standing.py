"""How far a candidate is towards the qualification for which they are registered."""

from collections.abc import Iterable

from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.qualifications.counting import Taken, matching
from csassess.domain.qualifications.progress import Progress, progress
from csassess.domain.qualifications.specification import Specification
from csassess.domain.records.people import Registration
from csassess.domain.units.units import Unit

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)


def taken(unit: Unit) -> Taken:
    """Return a unit as it counts towards a qualification."""
    identity = unit.identity
    return Taken(
        unit.id, unit.full_name, identity.reference or "", identity.level or "", identity.credit or ""
    )


def progress_in(
    specification: Specification,
    registration: Registration,
    standings: Iterable[UnitStanding],
    portfolio: Portfolio,
    former: Iterable[UnitStanding] = (),
) -> Progress:
    """Return how far a candidate is: units they are enrolled on, other chosen units, and decided units.

    `former` are units that they were taken off; they count if they are decided.
    """
    standings = tuple(standings)
    enrolled = [taken(standing.unit) for standing in standings]
    decided = [
        taken(standing.unit)
        for standing in (*standings, *former)
        if decision_state(standing, portfolio) in _DECIDED
    ]
    return progress(
        specification, [*enrolled, *chosen_besides(specification, registration, enrolled)], decided
    )


def chosen_besides(
    specification: Specification, registration: Registration, enrolled: Iterable[Taken]
) -> list[Taken]:
    """Return the units that were chosen, and on which the candidate is not enrolled."""
    found, _ = matching(specification.entries(), enrolled)
    chosen = set(registration.units) - found.keys()
    return [Taken(entry.id, entry.name) for entry in specification.entries() if entry.id in chosen]
