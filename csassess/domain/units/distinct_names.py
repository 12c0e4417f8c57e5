"""Short names that distinguish units of the same number."""

from collections import Counter
from collections.abc import Iterable

from csassess.domain.units.units import Unit


def distinct_names(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a name for each unit, given as pairs of id and short name.

    Units of the same short name, as the two notations of B10, get their id with it.
    """
    names = dict(named)
    frequency = Counter(names.values())
    return {
        unit_id: f"{name} ({unit_id})" if frequency[name] > 1 else name for unit_id, name in names.items()
    }


def names_of_units(units: Iterable[Unit]) -> dict[str, str]:
    """Return the distinct names of units by their ids."""
    return distinct_names((unit.id, unit.name) for unit in units)
