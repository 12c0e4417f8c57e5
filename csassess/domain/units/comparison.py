"""Two wordings of a unit side by side: what is the same, renumbered, reworded, new or gone."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from csassess.catalogue import text
from csassess.domain.units.rules import Rule
from csassess.domain.units.units import Unit


class Change(StrEnum):
    """What became of a criterion or requirement in a later wording."""

    SAME = "same"
    RENUMBERED = "renumbered"
    OTHER_RULES = "other-rules"
    REWORDED = "reworded"
    NEW = "new"
    GONE = "gone"

    @property
    def words(self) -> str:
        """The change in words."""
        return {
            Change.SAME: text("same"),
            Change.RENUMBERED: text("renumbered"),
            Change.OTHER_RULES: text("other rules"),
            Change.REWORDED: text("reworded"),
            Change.NEW: text("new"),
            Change.GONE: text("gone"),
        }[self]


@dataclass(frozen=True, slots=True)
class Stated:
    """A criterion or requirement of one wording: its label, and its words with all that belongs to them.

    `rules` are those of a requirement, and `letters` its lettered items.
    """

    label: str
    words: str
    terms: str = ""  # what else must be the same: the kind, the grade
    rules: tuple[Rule, ...] = ()
    letters: tuple[str, ...] = ()

    @property
    def wording(self) -> str:
        """What is compared: the words, ignoring spacing, and the terms."""
        return " ".join(self.words.split()) + "\n" + self.terms


@dataclass(frozen=True, slots=True)
class Compared:
    """A criterion or requirement before and after; None if it is missing there."""

    change: Change
    before: Stated | None
    after: Stated | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All criteria and all evidence requirements of two wordings, in the order of the later one."""

    criteria: tuple[Compared, ...]
    requirements: tuple[Compared, ...]

    @property
    def follows(self) -> dict[str, str]:
        """The later label of each criterion whose wording is the same, by its earlier one."""
        return _labels(self.criteria)

    @property
    def requirements_follow(self) -> dict[str, str]:
        """The later label of each requirement whose wording and rules are the same, by its earlier one."""
        return _labels(self.requirements)

    def count(self, change: Change) -> int:
        """Count the criteria and requirements with a change."""
        return sum(each.change is change for each in (*self.criteria, *self.requirements))


def _labels(compared: Iterable[Compared]) -> dict[str, str]:
    return {
        each.before.label: each.after.label
        for each in compared
        if each.change in (Change.SAME, Change.RENUMBERED) and each.before and each.after
    }


def compare(before: Unit, after: Unit) -> Comparison:
    """Return what became of each criterion and requirement of a unit in a later wording."""
    return Comparison(
        _compared(_criteria(before), _criteria(after)),
        _compared(_requirements(before), _requirements(after)),
    )


def _criteria(unit: Unit) -> list[Stated]:
    return [
        Stated(label, unit.in_full(label), f"{unit.kind_of(label)} {unit.criterion(label).grade or ''}")
        for label in unit.labels()
    ]


def _requirements(unit: Unit) -> list[Stated]:
    return [
        Stated(
            stated.label,
            "\n".join((stated.text, *(f"{i.label} {i.text}" for i in stated.items))),
            rules=stated.rules,
            letters=tuple(item.label for item in stated.items),
        )
        for stated in unit.evidence_requirements
    ]


_ALIKE = 0.6  # least share of common words at which two sentences count as one that was reworded


def _compared(before: Sequence[Stated], after: Sequence[Stated]) -> tuple[Compared, ...]:
    pairs = _pairs(before, after)
    earlier_of = {later: earlier for earlier, later in pairs.items()}
    rows: list[Compared] = []
    told: set[int] = set()
    for place, later in enumerate(after):
        at = earlier_of.get(place)
        if at is None:
            rows.append(Compared(Change.NEW, None, later))
            continue
        rows += [
            Compared(Change.GONE, earlier, None)
            for number, earlier in enumerate(before[:at])
            if number not in pairs and number not in told
        ]
        told |= {number for number in range(at) if number not in pairs}
        rows.append(Compared(_change(before[at], later), before[at], later))
    rows += [
        Compared(Change.GONE, earlier, None)
        for number, earlier in enumerate(before)
        if number not in pairs and number not in told
    ]
    return tuple(rows)


def _change(earlier: Stated, later: Stated) -> Change:
    if earlier.wording != later.wording:
        return Change.REWORDED
    if Counter(earlier.rules) != Counter(later.rules):
        return Change.OTHER_RULES
    return Change.SAME if earlier.label == later.label else Change.RENUMBERED


def _pairs(before: Sequence[Stated], after: Sequence[Stated]) -> dict[int, int]:
    """Return, by position, the later one that each earlier one became.

    The same wording under the same label goes first, then the same wording, then the words that are most
    alike, for which the same label counts a little.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def take(number: int, place: int) -> None:
        if number not in pairs and place not in taken:
            pairs[number] = place
            taken.add(place)

    for key in (_wording_and_label, _wording):
        places: dict[str, list[int]] = {}
        for place, later in enumerate(after):
            if place not in taken:
                places.setdefault(key(later), []).append(place)
        for number, earlier in enumerate(before):
            free = places.get(key(earlier))
            if free and number not in pairs:
                take(number, free.pop(0))
    left = [number for number in range(len(before)) if number not in pairs]
    free_places = [place for place in range(len(after)) if place not in taken]
    alike = sorted(_alike(before, after, left, free_places), key=lambda found: (-found[0], *found[1:]))
    for _, number, place in alike:
        take(number, place)
    return pairs


def _wording(stated: Stated) -> str:
    return stated.wording


def _wording_and_label(stated: Stated) -> str:
    return f"{stated.label}\n{stated.wording}"


def _alike(
    before: Sequence[Stated], after: Sequence[Stated], left: Sequence[int], free: Sequence[int]
) -> Iterable[tuple[float, int, int]]:
    """Yield how alike two sentences are, from 0 to 1, with their positions: the share of words in both."""
    later_words = {place: _words(after[place]) for place in free}
    for number in left:
        words = _words(before[number])
        for place in free:
            later = later_words[place]
            shared = 2 * len(words & later) / (len(words) + len(later) or 1)
            likeness = shared + (0.15 if before[number].label == after[place].label else 0.0)
            if likeness >= _ALIKE:
                yield likeness, number, place


def _words(stated: Stated) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", stated.words.lower()))
