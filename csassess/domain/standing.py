"""How a candidate stands in a unit, as a whole, and what to look for next."""

from collections.abc import Iterable
from dataclasses import dataclass

from csassess.catalogue import text
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


@dataclass(frozen=True, slots=True)
class LookFor:
    """Something to look for on the next visit, and the unit that needs it."""

    unit: str
    name: str
    words: str


def standing(unit: Unit, portfolio: Portfolio) -> UnitStanding:
    """Return how the candidate stands in the unit."""
    return UnitStanding(unit, coverage(unit, portfolio), findings(unit, portfolio), warnings(unit, portfolio))


def look_for(standings: Iterable[UnitStanding]) -> tuple[LookFor, ...]:
    """Return what the next visit should look for: open requirements first, then criteria with no evidence yet."""
    wanted = []
    for stand in standings:
        for finding in stand.unmet:
            wanted.append(LookFor(stand.unit.id, stand.unit.name, f"{finding.name}: {finding.detail}"))
        unseen = [c.label for c in stand.coverage.criteria if c.state is CriterionState.NONE]
        if unseen:
            wanted.append(
                LookFor(stand.unit.id, stand.unit.name, text("no evidence yet: {criteria}", criteria=", ".join(unseen)))
            )
    return tuple(wanted)
