"""Criteria of other units to offer where one was just ticked: suggestions, never ticked by themselves."""

from dataclasses import dataclass

from csassess.catalogue import plural, text
from csassess.data.caseload import Caseload
from csassess.data.links import linked_before
from csassess.domain.alike import alike
from csassess.services.overview import Overview

_LEAST_TIMES = 2  # once may be chance
_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A criterion of another unit, and why it is offered."""

    unit: str
    criterion: str
    why: str


def also_in(caseload: Caseload, view: Overview, unit_id: str, criterion: str) -> tuple[Offer, ...]:
    """Return the criteria of the candidate's other units to offer beside one: those the unit files pair with it, then
    those that the centre's notes have referenced together with it before."""
    enrolled = {stand.unit.id for stand in view.standings}
    same = alike(stand.unit for stand in view.standings).get((unit_id, criterion), [])
    offers = [Offer(*twin, text("the same standard")) for twin in same if twin[0] in enrolled]
    for (unit, label), times in linked_before(caseload, unit_id, criterion).items():
        if unit in enrolled and (unit, label) not in same and times >= _LEAST_TIMES:
            offers.append(
                Offer(unit, label, plural("linked by you {count} time", "linked by you {count} times", times))
            )
    return tuple(offers[:_MOST_OFFERS])
