"""Criteria that two units state alike, as paired in the unit files."""

from collections.abc import Iterable

from csassess.domain.units.units import Unit


def correspondences(units: Iterable[Unit]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return, for each criterion, the criteria of other units that state the same standard.

    A criterion is given as (unit id, label).
    """
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for unit in units:
        for correspondence in unit.correspondences:
            for own, other in correspondence.pairs:
                for criterion, twin in (
                    ((unit.id, own), (correspondence.unit, other)),
                    ((correspondence.unit, other), (unit.id, own)),
                ):
                    if twin not in pairs.setdefault(criterion, []):
                        pairs[criterion].append(twin)
    return pairs
