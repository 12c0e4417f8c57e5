"""A candidate's standing in a unit."""

from dataclasses import dataclass

from csassess.domain.assessment.coverage import CriterionCoverage, CriterionState, UnitCoverage, coverage
from csassess.domain.assessment.eligibility import has_not_allowed
from csassess.domain.assessment.findings import Finding, FindingState, findings, warnings
from csassess.domain.assessment.item_state import judged_state
from csassess.domain.portfolio import Portfolio
from csassess.domain.units.units import Kind, Unit


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """Coverage, findings and warnings of one unit for one candidate; not a pass mark."""

    unit: Unit
    coverage: UnitCoverage
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Return whether accepted evidence shows every criterion needed and no requirement is unmet."""
        return not self.missing and not self.unmet

    @property
    def missing(self) -> tuple[CriterionCoverage, ...]:
        """The criteria without accepted evidence that the unit needs: merits and distinctions are a bonus."""
        return tuple(
            criterion
            for criterion in self.coverage.criteria
            if criterion.state is not CriterionState.ACCEPTED
            and self.unit.criterion(criterion.label).is_needed
        )

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """Findings that are open or not allowed."""
        return tuple(f for f in self.findings if f.state in (FindingState.OPEN, FindingState.NOT_ALLOWED))

    def count(self, kind: Kind | None = None) -> tuple[int, int]:
        """Return how many criteria of a kind, or of both, are accepted, and the total."""
        wholes = self.unit.wholes(kind)
        return sum(self.coverage.is_accepted(labels) for labels in wholes.values()), len(wholes)


def is_standing_unaffected(unit_standing: UnitStanding, before: Portfolio, after: Portfolio) -> bool:
    """Return whether a unit's standing is unaffected by a change of the record.

    A standing depends on the items that reference the unit, with their notes, feedback, judgements
    and references to it; on all customers, who may be linked from item to item; on the
    confirmations; and on the candidate's jobs.
    """
    unit_id = unit_standing.unit.id
    if any(
        getattr(before, part) is not getattr(after, part)
        for part in ("customers", "employments", "confirmations")
    ):
        return False
    if not before.references_alike(after, unit_id):
        return False
    items = before.items_for(unit_id)
    return items == after.items_for(unit_id) and (
        all(
            getattr(before, part) is getattr(after, part)
            for part in ("notes", "feedback", "judgements", "doubted")
        )
        or all(
            before.notes_of(item.id) == after.notes_of(item.id)
            and before.feedback_of(item.id) == after.feedback_of(item.id)
            and judged_state(item, before) is judged_state(item, after)
            for item in items
        )
    )


def standing(unit: Unit, portfolio: Portfolio) -> UnitStanding:
    """Return the candidate's standing in a unit."""
    return UnitStanding(unit, coverage(unit, portfolio), findings(unit, portfolio), warnings(unit, portfolio))


def standing_after(unit_standing: UnitStanding, before: Portfolio, after: Portfolio) -> UnitStanding:
    """Return a unit's standing after a change, recomputing only what the change affects."""
    if is_standing_unaffected(unit_standing, before, after):
        return unit_standing
    unit = unit_standing.unit
    unit_findings = (
        unit_standing.findings if _same_for_requirements(unit, before, after) else findings(unit, after)
    )
    return UnitStanding(unit, coverage(unit, after), unit_findings, warnings(unit, after))


_REQUIREMENT_INPUTS = (
    "evidence",
    "notes",
    "customers",
    "feedback",
    "judgements",
    "confirmations",
    "employments",
    "doubted",
)


def _same_for_requirements(unit: Unit, before: Portfolio, after: Portfolio) -> bool:
    """Return whether the evidence requirements see the same record as before.

    This is so if only references changed, on items that already referenced the unit and that it
    allows. A unit with rules for some of its criteria sees every reference.
    """
    if unit.has_scoped_rules:
        return False
    same = all(getattr(before, part) is getattr(after, part) for part in _REQUIREMENT_INPUTS)
    items = after.items_for(unit.id)
    return same and items == before.items_for(unit.id) and not has_not_allowed(unit, items, after)
