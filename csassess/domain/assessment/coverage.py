"""Coverage of a unit's criteria by accepted and draft evidence."""

from dataclasses import dataclass
from enum import StrEnum

from csassess.domain.assessment.eligibility import not_allowed_pairs
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.units.units import Unit


class CriterionState(StrEnum):
    """State of a criterion: no evidence yet, draft only, or accepted."""

    NONE = "none"
    DRAFT = "draft"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class CriterionCoverage:
    """State of one criterion, with the occasions, methods and evidence numbers behind it.

    Only accepted items count if there are any, otherwise drafts.
    """

    label: str
    state: CriterionState
    occasions: int
    methods: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """Number of criteria of a unit in each state, and the methods used.

    `once` counts the accepted criteria that were shown on one occasion only.
    """

    accepted: int
    once: int
    drafts: int
    none: int
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """State of every criterion of one unit, in the unit's order."""

    unit: str
    criteria: tuple[CriterionCoverage, ...]
    wholes: tuple[tuple[str, ...], ...] = ()  # the labels of each whole criterion, if some have items

    def accepted(self, labels: tuple[str, ...]) -> int:
        """Count the criteria among `labels` that accepted evidence shows."""
        return sum(c.label in labels and c.state is CriterionState.ACCEPTED for c in self.criteria)

    def is_accepted(self, labels: tuple[str, ...]) -> bool:
        """Return whether accepted evidence shows every one of `labels`."""
        return self.accepted(labels) == len(labels)

    def count(self, state: CriterionState) -> int:
        """Count the whole criteria in a state: with lettered items, all of them make it."""
        return sum(each is state for each in self._states)

    @property
    def _states(self) -> tuple[CriterionState, ...]:
        """The state of each whole criterion: that of all its items, or draft if they differ."""
        states = {criterion.label: criterion.state for criterion in self.criteria}
        if not self.wholes:
            return tuple(states.values())
        of_wholes = ({states[label] for label in labels} for labels in self.wholes)
        return tuple(next(iter(of)) if len(of) == 1 else CriterionState.DRAFT for of in of_wholes)

    @property
    def shown_once(self) -> tuple[str, ...]:
        """Labels of the criteria that accepted evidence shows on one occasion only."""
        accepted = (c for c in self.criteria if c.state is CriterionState.ACCEPTED)
        return tuple(criterion.label for criterion in accepted if criterion.occasions == 1)

    @property
    def counts(self) -> CoverageCounts:
        """Number of criteria in each state."""
        accepted, drafts, none = (
            self.count(state)
            for state in (CriterionState.ACCEPTED, CriterionState.DRAFT, CriterionState.NONE)
        )
        once = set(self.shown_once)
        if self.wholes:
            shown_once = sum(self.is_accepted(w) and not once.isdisjoint(w) for w in self.wholes)
        else:
            shown_once = len(once)
        return CoverageCounts(accepted, shown_once, drafts, none, self.methods)

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods of the accepted evidence, in the order of the criteria."""
        accepted = (c for c in self.criteria if c.state is CriterionState.ACCEPTED)
        return tuple(dict.fromkeys(method for criterion in accepted for method in criterion.methods))

    def of(self, label: str) -> CriterionCoverage:
        """Return the coverage of one criterion.

        Raises KeyError if the unit has no such label.
        """
        for criterion in self.criteria:
            if criterion.label == label:
                return criterion
        raise KeyError(label)


def count_occasions(items: list[EvidenceItem]) -> int:
    """Count the distinct occasions of items.

    Two visits on one day are two occasions; two items of one visit are one.
    """
    visits_by_date: dict[object, set[str]] = {}
    for item in items:
        visits_by_date.setdefault(item.on, set()).update({item.visit} if item.visit else ())
    return sum(max(1, len(visits)) for visits in visits_by_date.values())


def coverage(unit: Unit, portfolio: Portfolio) -> UnitCoverage:
    """Return the state of every criterion, ignoring evidence the unit does not allow."""
    items = portfolio.items_for(unit.id)
    not_allowed = not_allowed_pairs(unit, items, portfolio)
    items_by_criterion: dict[str, list[EvidenceItem]] = {}
    for item in items:
        for criterion in dict.fromkeys(r.criterion for r in portfolio.references_of(item.id, unit.id)):
            if (item.id, criterion) not in not_allowed:
                items_by_criterion.setdefault(criterion, []).append(item)
    criteria = tuple(
        _criterion(label, items_by_criterion.get(label, []), portfolio) for label in unit.labels()
    )
    wholes = tuple(unit.wholes().values())
    return UnitCoverage(unit.id, criteria, wholes if len(wholes) < len(criteria) else ())


def _criterion(label: str, items: list[EvidenceItem], portfolio: Portfolio) -> CriterionCoverage:
    accepted = [item for item in items if portfolio.is_accepted(item)]
    counted = sorted(accepted or items, key=lambda item: item.sort_key)
    if accepted:
        state = CriterionState.ACCEPTED
    else:
        state = CriterionState.DRAFT if items else CriterionState.NONE
    return CriterionCoverage(
        label,
        state,
        count_occasions(counted),
        tuple(dict.fromkeys(item.method for item in counted)),
        tuple(item.number for item in counted),
    )
