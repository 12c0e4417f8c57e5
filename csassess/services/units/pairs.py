"""Pairs of criteria of two units that state the same: set by hand, or found by their wording."""

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.errors import UserError
from csassess.domain.records.questions import CriterionPair
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.correspondences import Key, Why, correspondences
from csassess.domain.units.units import Unit
from csassess.services.units.caseload_units import known, wording_of

__all__ = ["CriterionPair", "Key", "Why", "all_pairs", "of_unit", "pair", "pairs_by_hand", "remove", "unpair"]


def pairs_by_hand(caseload: Caseload) -> list[CriterionPair]:
    """Return the pairs that were set by hand, in the order in which they were made."""
    return caseload.all(CriterionPair, CASELOAD_STREAM)


def _keys(caseload: Caseload) -> list[tuple[Key, Key]]:
    return [pair.keys for pair in pairs_by_hand(caseload)]


def of_unit(caseload: Caseload, unit_id: str) -> list[tuple[str, Key, CriterionPair]]:
    """Return the pairs set by hand with a unit: its own label, the other criterion, and the pair."""
    found = []
    for each in pairs_by_hand(caseload):
        for own, other in ((each.first, each.second), (each.second, each.first)):
            if own[0] == unit_id:
                found.append((own[1], other, each))
    return found


def all_pairs(caseload: Caseload, unit_id: str = "") -> list[tuple[Key, Key, Why]]:
    """Return every pair of criteria of the units known here, or those of one unit.

    Reads every unit.
    Raises UserError for an unknown id.
    """
    if unit_id:
        wording_of(caseload, unit_id)
    units = [wording_of(caseload, each).unit for each in known(caseload)]
    found = correspondences(units, _keys(caseload))
    ids = {unit.id for unit in units}
    return [
        (one, other, why)
        for one, others in found.items()
        for other, why in others.items()
        if (one[0] == unit_id if unit_id else one < other) and other[0] in ids
    ]


def pair(caseload: Caseload, first: Key, second: Key) -> CriterionPair:
    """Pair two criteria of two units, each given by unit and label.

    Raises UserError if one is unknown, if both are of one unit, or if they are paired already.
    """
    units = [_unit_with(caseload, key) for key in (first, second)]
    if first[0] == second[0]:
        raise UserError(text("Both criteria are of one unit. Choose criteria of two units."))
    if units[0].kind_of(first[1]) is not units[1].kind_of(second[1]):
        raise UserError(
            text("One criterion is about performance, the other about knowledge. Choose two of one kind.")
        )
    if second in correspondences(units, _keys(caseload)).get(first, {}):
        raise UserError(text("These two criteria are paired already."))
    made = CriterionPair(caseload.new_id(), *first, *second, caseload.author, caseload.clock().date())
    caseload.save(CASELOAD_STREAM, UserAction.PAIR_ADD, made)
    return made


def _unit_with(caseload: Caseload, key: Key) -> Unit:
    unit = wording_of(caseload, key[0]).unit
    if key[1] not in unit.labels():
        raise UserError(
            text("{unit} has no criterion {criterion}. Check the number.", unit=unit.name, criterion=key[1])
        )
    return unit


def remove(caseload: Caseload, pair: CriterionPair) -> None:
    """Remove a pair that was set by hand."""
    caseload.save(CASELOAD_STREAM, UserAction.PAIR_REMOVE, remove=(pair,))


def unpair(caseload: Caseload, first: Key, second: Key) -> None:
    """Remove the pair of two criteria.

    Raises UserError if they were not paired by hand.
    """
    found = [each for each in pairs_by_hand(caseload) if {each.first, each.second} == {first, second}]
    if not found:
        raise UserError(text("These two criteria were not paired by hand, so there is nothing to remove."))
    for each in found:
        remove(caseload, each)
