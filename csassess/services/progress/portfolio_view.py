"""A candidate's portfolio with the standing of every unit, and its report as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from csassess.data.exchange.status_then import with_countersigners
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import (
    enrolled_units,
    former_units,
    load_portfolio,
    portfolio_after,
    says_formative,
    verifies_every_unit,
)
from csassess.domain.asking.lines import Line
from csassess.domain.assessment.decisions import decision_state, last_decision
from csassess.domain.assessment.item_state import ItemState, item_state
from csassess.domain.assessment.planning import progress, serves, standings_as_if_mapped, what_to_look_for
from csassess.domain.assessment.unit_standing import UnitStanding, standing, standing_after
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.units.units import Unit


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """A candidate's portfolio and the standing of each unit.

    `row` is the position of the portfolio's last event among all events. `former` are the standings of
    units that the candidate was taken off, although a decision, a signature or a sample names them.
    """

    portfolio: Portfolio
    standings: tuple[UnitStanding, ...]
    row: int = 0
    former: tuple[UnitStanding, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that the candidate is enrolled on."""
        return tuple(unit_standing.unit for unit_standing in self.standings)

    def name_of(self, unit: Unit) -> str:
        """Return a unit's short name, with its id if the candidate has another unit of that name."""
        return names_of_units(self.units).get(unit.id, unit.name)

    def state_of(self, item: EvidenceItem) -> ItemState:
        """Return the state of an item, as every list shows it."""
        return item_state(item, self.portfolio, self.units)

    def standings_to_plan(self, here: EvidenceItem | None = None) -> tuple[UnitStanding, ...]:
        """Return the standings from which to tell what to look for.

        Drafts to which criteria are still to be ticked count, and so does the item of a visit `here`.
        """
        return standings_as_if_mapped(self.standings, self.portfolio, here)

    def of(self, unit_id: str) -> UnitStanding:
        """Return the standing of one unit.

        Raises KeyError if the candidate is not enrolled on it, and nothing that was done names it.
        """
        for unit_standing in (*self.standings, *self.former):
            if unit_standing.unit.id == unit_id:
                return unit_standing
        raise KeyError(unit_id)


def portfolio_view(caseload: Caseload, candidate_id: str) -> PortfolioView:
    """Return a candidate's portfolio with its standings.

    Raises KeyError if there is no such candidate.
    """
    with caseload.one_instant():
        row = caseload.history.last_row(candidate_id)
        portfolio = with_countersigners(caseload, load_portfolio(caseload, candidate_id))
        standings = tuple(standing(unit, portfolio) for unit in enrolled_units(caseload, portfolio))
        former = _former(caseload, portfolio)
    return PortfolioView(portfolio, standings, row, former)


def _former(caseload: Caseload, portfolio: Portfolio) -> tuple[UnitStanding, ...]:
    return tuple(standing(unit, portfolio) for unit in former_units(caseload, portfolio))


def portfolio_view_after(caseload: Caseload, before: PortfolioView) -> PortfolioView:
    """Return a view brought up to date with the events since it was read.

    Only what those events affect is read and evaluated again.
    """
    candidate_id = before.portfolio.candidate.id
    with caseload.one_instant():
        row = caseload.history.last_row(candidate_id)
        every = verifies_every_unit(caseload)
        formative = says_formative(caseload)
        settings = (before.portfolio.verifies_every_unit, before.portfolio.formative)
        if row == before.row and (every, formative) == settings:
            return before
        after = portfolio_after(caseload, before.portfolio, caseload.history.after(candidate_id, before.row))
    if after is not None:
        after = with_countersigners(caseload, after)
    if after is None or after.enrolments is not before.portfolio.enrolments:
        return portfolio_view(caseload, candidate_id)
    standings = tuple(
        standing_after(unit_standing, before.portfolio, after) for unit_standing in before.standings
    )
    return PortfolioView(after, standings, row, _former(caseload, after))


def report(
    view: PortfolioView, look_again: Sequence[Line] = (), asked: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Return a view, what to look at again, and what would be asked, as plain data.

    `csassess report --json` prints it.
    """
    return {
        "candidate": {
            "id": view.portfolio.candidate.id,
            "name": view.portfolio.candidate.name,
            "number": view.portfolio.candidate.number,
        },
        "units": [_unit(unit_standing, view.portfolio) for unit_standing in view.standings],
        "items": [
            {"number": item.number, "state": str(state), "words": state.words}
            for item in view.portfolio.evidence
            for state in (view.state_of(item),)
        ],
        "look_again": [
            {"evidence": view.portfolio.item(line.item).number, "detail": line.what} for line in look_again
        ],
        "would_ask": list(asked),
        "next_visit": [
            {
                "look_for": target.words,
                "serves": serves(target, view.standings),
                "criteria": [{"unit": unit, "label": label} for unit, label in target.criteria],
                "requirements": [{"unit": unit, "label": label} for unit, label in target.requirements],
            }
            for target in what_to_look_for(view.standings_to_plan())
        ],
        "plan": _plan(view),
    }


def _plan(view: PortfolioView) -> dict[str, Any] | None:
    plan = view.portfolio.plan
    if plan is None:
        return None
    return {
        "on": plan.on.isoformat(),
        "place": plan.place,
        "agreed": plan.agreed.isoformat() if plan.agreed else None,
        "lines": [
            {"look_for": p.line.words, "serves": p.line.serves, "seen": p.seen, "of": p.of}
            for p in progress(plan, view.standings)
        ],
    }


def _decision(unit_standing: UnitStanding, portfolio: Portfolio) -> dict[str, Any]:
    decision = last_decision(unit_standing.unit.id, portfolio)
    valid = valid_signatures(unit_standing, portfolio).values()
    return {
        "state": str(decision_state(unit_standing, portfolio)),
        "on": decision.on.isoformat() if decision else None,
        "record_code": decision.code[:12] if decision else None,
        "signatures": [
            {"role": str(s.signer), "name": s.name, "at": s.at.isoformat(), "applies": s in valid}
            for s in portfolio.unit_signatures
            if s.unit == unit_standing.unit.id
        ],
    }


def _unit(unit_standing: UnitStanding, portfolio: Portfolio) -> dict[str, Any]:
    return {
        "id": unit_standing.unit.id,
        "name": unit_standing.unit.full_name,
        "ready": unit_standing.ready,
        "decision": _decision(unit_standing, portfolio),
        "criteria": {criterion.label: str(criterion.state) for criterion in unit_standing.coverage.criteria},
        "coverage": {
            criterion.label: {
                "occasions": criterion.occasions,
                "methods": list(criterion.methods),
                "evidence": list(criterion.evidence),
            }
            for criterion in unit_standing.coverage.criteria
        },
        "findings": [
            {
                "requirement": finding.requirement,
                "item": finding.item,
                "state": str(finding.state),
                "detail": finding.detail,
                "evidence": list(finding.evidence),
            }
            for finding in unit_standing.findings
        ],
        "warnings": list(unit_standing.warnings),
    }
