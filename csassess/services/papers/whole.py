"""Papers about a whole portfolio: evidence index, cumulative record, witness status list."""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.decisions import DecisionState, decision_state, last_decision
from csassess.domain.assessment.item_state import ItemState, judged_state, judged_words
from csassess.domain.assessment.qualities import exceptions_in_words
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.signing.countersigning import awaits_countersigner
from csassess.forms.content import Block, Grid, Heading, Paper, Words
from csassess.services.papers.common import (
    AboutRecord,
    facts_about,
    method_and_day,
    name_of,
    paper,
    referenced_criteria,
    unstated,
)
from csassess.services.papers.qualification_blocks import qualification_blocks
from csassess.services.progress.portfolio_view import PortfolioView


def evidence_index(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return the index of all numbered evidence.

    What each item is, the place that holds it, and the criteria it references, with their locations.
    """
    rows = tuple(
        (
            view.portfolio.number_of(item),
            method_and_day(item, view.portfolio),
            _description(item),
            referenced_criteria(item, view),
            _state(item, view, _by(caseload, item, view)),
        )
        for item in view.portfolio.evidence
    )
    first = tuple(
        (*row[:-1], _state(item, view)) for row, item in zip(rows, view.portfolio.evidence, strict=True)
    )
    heads = (
        text("No"),
        text("Method and date"),
        text("What, and where it is"),
        text("Criteria, and where in it"),
        text("State"),
    )
    return paper(
        caseload,
        "EVI",
        text("Evidence index"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        Grid(heads, rows, (1, 3, 4.4, 5, 2), first=first),
        shown=AboutRecord(view.portfolio),
    )


def _description(item: EvidenceItem) -> str:
    held = text("Held at: {place}", place=item.location) if item.location else text("In the portfolio")
    seen = text("seen there by {name}", name=item.seen_by) if item.seen_by else ""
    until = text("until {day}", day=long_date(item.available_until)) if item.available_until else ""
    return "\n".join(
        part for part in (item.description, ", ".join(part for part in (held, seen, until) if part)) if part
    )


def _by(caseload: Caseload, item: EvidenceItem, view: PortfolioView) -> str:
    judgement = view.portfolio.judgement_of(item.id)
    name = name_of(caseload, judgement.by) if judgement else ""
    return text("by {name}", name=name) if name else ""


def _state(item: EvidenceItem, view: PortfolioView, by: str = "") -> str:
    """Return the state of an item; `by` says who accepted it."""
    judgement = view.portfolio.judgement_of(item.id)
    if judgement and judged_state(item, view.portfolio) is ItemState.ACCEPTED:
        accepted = " ".join(filter(None, (text("accepted {day}", day=long_date(judgement.on)), by)))
        return ", ".join(filter(None, (accepted, exceptions_in_words(judgement.exceptions))))
    return judged_words(item, view.portfolio)


def cumulative_record(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return what was assessed and accepted in every unit, criterion by criterion.

    Each unit also states its decision.
    """
    blocks: list[Block] = []
    for unit_standing in view.standings:
        done, total = unit_standing.count()
        blocks.append(Heading(text("Unit {unit}", unit=unit_standing.unit.full_name)))
        now, first = (
            text("{done} of {total} criteria accepted. {decided}", done=done, total=total, decided=decided)
            for decided in _achieved_words(unit_standing, view)
        )
        blocks.append(Words(now, first=first))
        blocks.append(Grid(_cumulative_heads(), _criteria_rows(unit_standing), (1.4, 7, 2.2, 2, 2, 1.6)))
    if not blocks:
        blocks.append(Words(text("The candidate is not enrolled on a unit yet.")))
    qualification = qualification_blocks(caseload, view)
    return paper(
        caseload,
        "CAR",
        text("Cumulative assessment record"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        *qualification,
        *blocks,
        shown=AboutRecord(view.portfolio),
        added=qualification,
    )


def _cumulative_heads() -> tuple[str, ...]:
    return (text("No"), text("Criterion"), text("State"), text("Evidence"), text("Occasions"), text("By"))


def _criteria_rows(unit_standing: UnitStanding) -> tuple[tuple[str, ...], ...]:
    states = {
        CriterionState.ACCEPTED: text("accepted"),
        CriterionState.DRAFT: text("draft"),
        CriterionState.NONE: text("no evidence yet"),
    }
    return tuple(
        (
            c.label,
            unit_standing.unit.in_full(c.label),
            states[c.state],
            ", ".join(c.evidence),
            str(c.occasions) if c.occasions else "",
            ", ".join(c.methods),
        )
        for c in unit_standing.coverage.criteria
    )


def _achieved_words(unit_standing: UnitStanding, view: PortfolioView) -> tuple[str, str]:
    """Return whether a unit is achieved, as it is printed now and as scheme 1 has it."""
    decision = last_decision(unit_standing.unit.id, view.portfolio)
    if decision is None:
        return text("Not achieved yet."), text("Not decided yet.")
    day = long_date(decision.on)
    match decision_state(unit_standing, view.portfolio):
        case DecisionState.CHANGED:
            return (
                text("Achieved on {day}; changed since.", day=day),
                text("Decided on {day}; changed since.", day=day),
            )
        case DecisionState.AWAITS_COUNTERSIGNER if awaits_countersigner(unit_standing, view.portfolio):
            return (
                text("Achieved on {day}; awaits the countersigner.", day=day),
                text("Decided on {day}; awaits the countersigner.", day=day),
            )
    return text("Achieved on {day}.", day=day), text("Decided on {day}.", day=day)


def witness_list(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return the witness status list.

    Every person who gives testimony, their role and items, with space to sign.
    """
    numbers: dict[str, list[str]] = {}
    for testimony in view.portfolio.testimonies:
        numbers.setdefault(testimony.witness, []).append(view.portfolio.item(testimony.id).number)
    rows = tuple(
        (
            w.name,
            w.role,
            w.relation or unstated(),
            w.contact or unstated(),
            ", ".join(numbers.get(w.id, [])),
            "",
        )
        for w in view.portfolio.witnesses
    )
    heads = (
        text("Name"),
        text("Role"),
        text("Relation to the candidate"),
        text("How to reach them"),
        text("Items"),
        text("Signature, date"),
    )
    blocks: list[Block] = [Grid(heads, rows, (3, 3, 3, 3, 1.4, 3.4), empty=0 if rows else 4)]
    if not rows:
        blocks.append(Words(text("No witness has been entered yet."), quiet=True))
    return paper(
        caseload,
        "WSL",
        text("Witness status list"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        *blocks,
        shown=AboutRecord(view.portfolio),
    )
