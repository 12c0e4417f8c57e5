"""How a candidate stands in a unit, as a whole."""

from dataclasses import dataclass

from csassess.domain.coverage import CriterionState, UnitCoverage, coverage
from csassess.domain.findings import Finding, FindingState, findings, warnings
from csassess.domain.portfolio import Portfolio
from csassess.domain.units import Kind, Unit


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit of one candidate: coverage, findings, warnings. Nothing here is a pass mark."""

    unit: Unit
    coverage: UnitCoverage
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether every criterion is covered by accepted evidence and nothing is open or not allowed."""
        missing = any(criterion.state is not CriterionState.ACCEPTED for criterion in self.coverage.criteria)
        return not missing and not self.unmet

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """The findings that are open or not allowed."""
        return tuple(f for f in self.findings if f.state in (FindingState.OPEN, FindingState.NOT_ALLOWED))

    def count(self, kind: Kind | None = None) -> tuple[int, int]:
        """Return how many criteria of a kind, or of both, are accepted, and how many there are."""
        labels = self.unit.labels(kind)
        return self.coverage.accepted(labels), len(labels)


def standing(unit: Unit, portfolio: Portfolio) -> UnitStanding:
    """Return how the candidate stands in the unit."""
    return UnitStanding(unit, coverage(unit, portfolio), findings(unit, portfolio), warnings(unit, portfolio))
