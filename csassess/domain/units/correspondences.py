"""Criteria that two units state alike: paired in the unit files, by a person here, or by their wording."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from csassess.catalogue import text
from csassess.domain.units.units import Criterion, Unit
from csassess.domain.units.values import Kind

Key = tuple[str, str]  # unit id and label


class Why(StrEnum):
    """How it is known that two criteria state the same."""

    STATED = "stated"
    BY_HAND = "by-hand"
    WORDING = "wording"

    @property
    def words(self) -> str:
        """How it is known, in words."""
        return {
            Why.STATED: text("the same standard"),
            Why.BY_HAND: text("paired here"),
            Why.WORDING: text("the same wording"),
        }[self]


def correspondences(
    units: Iterable[Unit], pairs: Iterable[tuple[Key, Key]] = ()
) -> dict[Key, dict[Key, Why]]:
    """Return, for each criterion, the criteria of other units that state the same, and how that is known.

    First come those that the units' files pair, then `pairs` set by hand, then those of the same wording.
    """
    units = tuple(units)
    known = {(unit.id, label) for unit in units for label in unit.labels()}
    found: dict[Key, dict[Key, Why]] = {}
    for one, other, why in chain(_stated(units), _by_hand(pairs, known), _worded_alike(units)):
        found.setdefault(one, {}).setdefault(other, why)
        found.setdefault(other, {}).setdefault(one, why)
    return found


def _stated(units: Iterable[Unit]) -> Iterator[tuple[Key, Key, Why]]:
    for unit in units:
        for correspondence in unit.correspondences:
            for own, other in correspondence.pairs:
                yield (unit.id, own), (correspondence.unit, other), Why.STATED


def _by_hand(pairs: Iterable[tuple[Key, Key]], known: set[Key]) -> Iterator[tuple[Key, Key, Why]]:
    """Yield the pairs set by hand whose criteria both exist: a later wording may have dropped one."""
    for one, other in pairs:
        if {one, other} <= known:
            yield one, other, Why.BY_HAND


def _worded_alike(units: Iterable[Unit]) -> Iterator[tuple[Key, Key, Why]]:
    alike: dict[tuple[Kind | None, str], list[Key]] = {}
    for unit in units:
        for outcome in unit.outcomes:
            for criterion in outcome.criteria:
                words = _wording(criterion)
                if words:
                    kind = unit.kind_of(criterion.label)
                    alike.setdefault((kind, words), []).append((unit.id, criterion.label))
    for keys in alike.values():
        for number, one in enumerate(keys):
            for other in keys[number + 1 :]:
                if one[0] != other[0]:
                    yield one, other, Why.WORDING


def _wording(criterion: Criterion) -> str:
    """Return the words of a criterion with its range, as they are compared."""
    return "\n".join(filter(None, (plain_wording(criterion.text), plain_wording(criterion.range))))


_QUOTES = str.maketrans({**dict.fromkeys("‘’‛‚´`ʼ", "'"), **dict.fromkeys("“”„‟«»", '"')})
_DASHES = re.compile("[\u2010-\u2015\u2212]")


@lru_cache(20_000)
def plain_wording(words: str) -> str:
    """Return words without differences of case, spaces, quotes, dashes and the final stop."""
    plain = unicodedata.normalize("NFKC", words).translate(_QUOTES).casefold()
    return " ".join(_DASHES.sub("-", plain).split()).rstrip(" .;,:")
