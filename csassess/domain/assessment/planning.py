"""What to look for next across a candidate's units, grouped into few occasions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest

from csassess.catalogue import text
from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.findings import FindingState, findings
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Reference
from csassess.domain.records.visits import Plan, PlanLine
from csassess.domain.units.correspondences import correspondences
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.rules import ConfirmationRule, CoverageRule, DemonstrationRule, Rule
from csassess.domain.units.values import Demeanour, FeedbackOrigin, Kind, Relationship


@dataclass(frozen=True, slots=True)
class VisitTarget:
    """Something to look for on a visit, in words.

    It serves criteria and requirements, each given as (unit id, label).
    """

    words: str
    criteria: tuple[tuple[str, str], ...] = ()
    requirements: tuple[tuple[str, str], ...] = ()


def what_to_look_for(standings: Iterable[UnitStanding]) -> tuple[VisitTarget, ...]:
    """Return what the next visit should look for.

    Kinds of customers come first, then demonstrations, criteria and another occasion. A demeanour
    and a relationship that are both needed make one customer. Criteria that two units state alike
    are grouped. What units ask for in words of their own comes last.
    """
    standings = tuple(standings)
    return (
        *_customers(standings),
        *_demonstrations(standings),
        *_criteria(standings),
        *_occasions(standings),
        *_others(standings),
    )


def standings_as_if_mapped(
    standings: Iterable[UnitStanding], portfolio: Portfolio, here: EvidenceItem | None = None
) -> tuple[UnitStanding, ...]:
    """Return standings in which drafts that reference no criterion yet count for every unit.

    Criteria are ticked after the visit; until then, what these drafts show would be looked for again.
    `here` is the item of the visit that is under way: it counts whatever it references.
    """
    unmapped = [
        item
        for item in portfolio.items_not_withdrawn()
        if not portfolio.references_of(item.id) or (here and item.id == here.id)
    ]
    if not unmapped:
        return tuple(standings)
    results = []
    for unit_standing in standings:
        unit = unit_standing.unit
        # One reference makes an item one of the unit's; rules for some criteria may need each.
        labels = unit.labels() if unit.has_scoped_rules else unit.labels()[:1]
        added = (Reference(item.id, item.id, unit.id, each) for item in unmapped for each in labels)
        mapped = portfolio.with_parts(references=(*portfolio.references, *added))
        results.append(replace(unit_standing, findings=findings(unit, mapped)))
    return tuple(results)


def _open_rules(standings: Iterable[UnitStanding]) -> list[tuple[Rule, tuple[str, str]]]:
    """Return the rules of open findings, each with (unit id, name of the requirement).

    What draft evidence shows already is not looked for, as with criteria.
    """
    return [
        (rule, (unit_standing.unit.id, finding.name))
        for unit_standing in standings
        for finding in unit_standing.findings
        if finding.state is FindingState.OPEN and not finding.shown_in_drafts
        for rule in unit_standing.unit.rules_for(finding.requirement, finding.item)
    ]


def _customers(standings: tuple[UnitStanding, ...]) -> list[VisitTarget]:
    needed: dict[str, list[tuple[str, str]]] = {}
    for rule, target in _open_rules(standings):
        if isinstance(rule, CoverageRule):
            needed.setdefault(rule.value, []).append(target)
    demeanours = [value for value in Demeanour if value in needed]
    relationships = [value for value in Relationship if value in needed]
    words = {
        ("easy", "existing"): text("an existing customer who is easy to deal with"),
        ("easy", "new"): text("a new customer who is easy to deal with"),
        ("difficult", "existing"): text("an existing customer who is difficult to deal with"),
        ("difficult", "new"): text("a new customer who is difficult to deal with"),
        ("easy", None): text("a customer who is easy to deal with"),
        ("difficult", None): text("a customer who is difficult to deal with"),
        (None, "existing"): text("an existing customer"),
        (None, "new"): text("a new customer"),
    }
    return [
        VisitTarget(
            words[demeanour, relationship],
            requirements=(*needed.get(demeanour or "", ()), *needed.get(relationship or "", ())),
        )
        for demeanour, relationship in zip_longest(reversed(demeanours), reversed(relationships))
    ]


def _demonstrations(standings: tuple[UnitStanding, ...]) -> list[VisitTarget]:
    words = {
        None: text("responsibility taken for own actions"),
        FeedbackOrigin.SPONTANEOUS: text(
            "customer feedback that came by itself, and what was improved by it"
        ),
        FeedbackOrigin.REQUESTED: text("customer feedback that was asked for, and what was improved by it"),
    }
    needed: dict[FeedbackOrigin | None, list[tuple[str, str]]] = {}
    for rule, target in _open_rules(standings):
        if isinstance(rule, DemonstrationRule):
            needed.setdefault(rule.origin, []).append(target)
    return [VisitTarget(words[origin], requirements=tuple(targets)) for origin, targets in needed.items()]


def _criteria(standings: tuple[UnitStanding, ...]) -> list[VisitTarget]:
    """Return a sight for each outcome with criteria that have no evidence.

    It includes the criteria that another unit states alike.
    """
    without_evidence = [
        (unit_standing.unit.id, criterion.label)
        for unit_standing in standings
        for criterion in unit_standing.coverage.criteria
        if criterion.state is CriterionState.NONE
    ]
    twins = correspondences(unit_standing.unit for unit_standing in standings)
    placed: set[tuple[str, str]] = set()
    sights = []
    for unit_standing in standings:
        for outcome in unit_standing.unit.outcomes:
            own = [
                (unit_standing.unit.id, c.label)
                for c in outcome.criteria
                if (unit_standing.unit.id, c.label) in without_evidence
            ]
            own = [criterion for criterion in own if criterion not in placed]
            their_twins = [
                twin for criterion in own for twin in twins.get(criterion, ()) if twin in without_evidence
            ]
            placed.update(own, their_twins)
            if own:
                kinds = {unit_standing.unit.kind_of(label) for _, label in own}
                is_knowledge = kinds == {Kind.KNOWLEDGE}
                words = text("questions on: {outcome}") if is_knowledge else "{outcome}"
                sights.append(VisitTarget(words.format(outcome=outcome.words), (*own, *their_twins)))
    return sights


def _occasions(standings: tuple[UnitStanding, ...]) -> list[VisitTarget]:
    targets = tuple(
        target
        for rule, target in _open_rules(standings)
        if isinstance(rule, ConfirmationRule) and rule.about == "sufficient-period"
    )
    return (
        [VisitTarget(text("another occasion, with other customers"), requirements=targets)] if targets else []
    )


def _others(standings: tuple[UnitStanding, ...]) -> list[VisitTarget]:
    """Return what the findings of rules without words of their own here say is to look for."""
    needed: dict[str, list[tuple[str, str]]] = {}
    for unit_standing in standings:
        for finding in unit_standing.findings:
            if finding.state is FindingState.OPEN and not finding.shown_in_drafts:
                for words in finding.look_for:
                    needed.setdefault(words, []).append((unit_standing.unit.id, finding.name))
    return [VisitTarget(words, requirements=tuple(targets)) for words, targets in needed.items()]


def requirements_left(unit_standing: UnitStanding) -> list[str]:
    """Return in words what a unit's unmet evidence requirements still need.

    What no visit could look for, such as an item that is not allowed, is given as its requirement's number.
    """
    targets = [target for target in what_to_look_for((unit_standing,)) if target.requirements]
    served = {name for target in targets for _, name in target.requirements}
    others = [
        text("requirement {name}", name=finding.name)
        for finding in unit_standing.unmet
        if finding.name not in served
    ]
    return [*(target.words for target in targets), *others]


def serves(sight: VisitTarget, standings: Iterable[UnitStanding]) -> str:
    """Return in words what a sight serves, such as "B10 4 b, 4 d; 61 2.1"."""
    parts, standings = [], tuple(standings)
    names = names_of_units(unit_standing.unit for unit_standing in standings)
    for unit_standing in standings:
        labels = [name for unit, name in sight.requirements if unit == unit_standing.unit.id]
        labels += [
            unit_standing.unit.short(label) for unit, label in sight.criteria if unit == unit_standing.unit.id
        ]
        if labels:
            parts.append(f"{names[unit_standing.unit.id]} {', '.join(labels)}")
    return "; ".join(parts)


def plan_lines(standings: Iterable[UnitStanding]) -> tuple[PlanLine, ...]:
    """Return what to look for next as the lines of a visit plan."""
    standings = tuple(standings)
    return tuple(
        PlanLine(
            sight.words,
            serves(sight, standings),
            tuple(f"{unit} {label}" for unit, label in sight.criteria),
            tuple(f"{unit} {name}" for unit, name in sight.requirements),
        )
        for sight in what_to_look_for(standings)
    )


@dataclass(frozen=True, slots=True)
class LineProgress:
    """How much of a plan line accepted evidence already shows."""

    line: PlanLine
    seen: int
    of: int

    @property
    def done(self) -> bool:
        """Return whether accepted evidence shows the whole line."""
        return self.seen == self.of


def progress(plan: Plan, standings: Iterable[UnitStanding]) -> tuple[LineProgress, ...]:
    """Return the progress of each line of a plan; only accepted evidence counts."""
    shown_labels: set[str] = set()
    for unit_standing in standings:
        covered = (c.label for c in unit_standing.coverage.criteria if c.state is CriterionState.ACCEPTED)
        met = (finding.name for finding in unit_standing.findings if finding.state is FindingState.MET)
        shown_labels.update(f"{unit_standing.unit.id} {label}" for label in (*covered, *met))
    return tuple(
        LineProgress(
            line,
            len(shown_labels & {*line.criteria, *line.requirements}),
            len({*line.criteria, *line.requirements}),
        )
        for line in plan.lines
    )
