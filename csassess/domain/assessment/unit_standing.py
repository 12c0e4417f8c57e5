"""How a candidate stands in a unit, as a whole."""

from dataclasses import dataclass

from csassess.domain.assessment.coverage import CriterionState, UnitCoverage, coverage
from csassess.domain.assessment.eligibility import barred
from csassess.domain.assessment.findings import Finding, FindingState, findings, warnings
from csassess.domain.portfolio import Portfolio
from csassess.domain.units.units import Kind, Unit


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


def still_stands(stand: UnitStanding, before: Portfolio, after: Portfolio) -> bool:
    """Whether a unit stands after a change of the record as it stood before, because the change touches nothing it rests on.

    A unit rests on the items that reference it, with their notes, feedback, judgement and references to it; on every
    customer, who may be linked from item to item; on its confirmations; and on the candidate's jobs.
    """
    unit_id = stand.unit.id
    if any(
        getattr(before, part) is not getattr(after, part)
        for part in ("customers", "employments", "confirmations")
    ):
        return False
    if not before.references_same(after, unit_id):
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
            and before.is_accepted(item) == after.is_accepted(item)
            for item in items
        )
    )


def standing(unit: Unit, portfolio: Portfolio) -> UnitStanding:
    """Return how the candidate stands in the unit."""
    return UnitStanding(unit, coverage(unit, portfolio), findings(unit, portfolio), warnings(unit, portfolio))


def standing_after(stand: UnitStanding, before: Portfolio, after: Portfolio) -> UnitStanding:
    """Return how a unit stands after a change of the record: only what the change touches is judged again."""
    if still_stands(stand, before, after):
        return stand
    unit = stand.unit
    found = stand.findings if _asks_the_same(unit, before, after) else findings(unit, after)
    return UnitStanding(unit, coverage(unit, after), found, warnings(unit, after))


_ASKED_OF = (
    "evidence",
    "notes",
    "customers",
    "feedback",
    "judgements",
    "confirmations",
    "employments",
    "doubted",
)


def _asks_the_same(unit: Unit, before: Portfolio, after: Portfolio) -> bool:
    """Whether the evidence requirements look at the same as before: a tick more, of items that reference the unit already."""
    same = all(getattr(before, part) is getattr(after, part) for part in _ASKED_OF)
    items = after.items_for(unit.id)
    return same and items == before.items_for(unit.id) and not barred(unit, items)
