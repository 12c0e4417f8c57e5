"""Which criteria of a unit are shown, by accepted or by draft evidence, on how many occasions and by which methods."""

from dataclasses import dataclass
from enum import StrEnum

from csassess.domain.assessment.eligibility import barred
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.units.units import Unit


class CriterionState(StrEnum):
    """No evidence yet, draft only, or accepted."""

    NONE = "none"
    DRAFT = "draft"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class CriterionCoverage:
    """The state of one criterion: evidence numbers, and the occasions and methods of what counts towards the state."""

    label: str
    state: CriterionState
    occasions: int
    methods: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """How many criteria of a unit are accepted, how many of those on one occasion only, in draft, and with no evidence; by which methods."""

    accepted: int
    once: int
    drafts: int
    none: int
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """The state of every criterion of one unit, in the unit's order."""

    unit: str
    criteria: tuple[CriterionCoverage, ...]

    def accepted(self, labels: tuple[str, ...]) -> int:
        """Count the criteria among labels that accepted evidence covers."""
        return sum(c.label in labels and c.state is CriterionState.ACCEPTED for c in self.criteria)

    def count(self, state: CriterionState) -> int:
        """Count the criteria in a state."""
        return sum(criterion.state is state for criterion in self.criteria)

    @property
    def shown_once(self) -> tuple[str, ...]:
        """The labels of the criteria that accepted evidence shows on one occasion only."""
        accepted = (c for c in self.criteria if c.state is CriterionState.ACCEPTED)
        return tuple(criterion.label for criterion in accepted if criterion.occasions == 1)

    @property
    def counts(self) -> CoverageCounts:
        """How far the unit is covered, in numbers."""
        accepted, drafts, none = (
            self.count(state)
            for state in (CriterionState.ACCEPTED, CriterionState.DRAFT, CriterionState.NONE)
        )
        return CoverageCounts(accepted, len(self.shown_once), drafts, none, self.methods)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods by which accepted evidence shows the unit, in the order of the criteria."""
        accepted = (c for c in self.criteria if c.state is CriterionState.ACCEPTED)
        return tuple(dict.fromkeys(method for criterion in accepted for method in criterion.methods))

    def of(self, label: str) -> CriterionCoverage:
        """Return the coverage of one criterion; raises KeyError where the unit has no such label."""
        for criterion in self.criteria:
            if criterion.label == label:
                return criterion
        raise KeyError(label)


def count_occasions(items: list[EvidenceItem]) -> int:
    """Count the distinct dates or visits of items: two visits on one day are two, two items of one visit are one."""
    visits_by_date: dict[object, set[str]] = {}
    for item in items:
        visits_by_date.setdefault(item.on, set()).update({item.visit} if item.visit else ())
    return sum(max(1, len(visits)) for visits in visits_by_date.values())


def coverage(unit: Unit, portfolio: Portfolio) -> UnitCoverage:
    """Return the state of every criterion of the unit; what the unit does not allow is left out of the count."""
    items = portfolio.items_for(unit.id)
    not_allowed = barred(unit, items)
    shown: dict[str, list[EvidenceItem]] = {}
    for item in items:
        for criterion in dict.fromkeys(r.criterion for r in portfolio.references_of(item.id, unit.id)):
            if (item.id, unit.kind_of(criterion)) not in not_allowed:
                shown.setdefault(criterion, []).append(item)
    return UnitCoverage(
        unit.id,
        tuple(_criterion(label, shown.get(label, []), portfolio) for label in unit.labels()),
    )


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
