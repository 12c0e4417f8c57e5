"""Criteria that two units state alike, as the unit files pair them off."""

from collections.abc import Iterable

from csassess.domain.units.units import Unit


def correspondences(units: Iterable[Unit]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return, for each criterion as (unit id, label), those of other units that state the same standard."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for unit in units:
        for correspondence in unit.correspondences:
            for own, other in correspondence.pairs:
                for one, twin in (
                    ((unit.id, own), (correspondence.unit, other)),
                    ((correspondence.unit, other), (unit.id, own)),
                ):
                    if twin not in pairs.setdefault(one, []):
                        pairs[one].append(twin)
    return pairs
