"""The units that a candidate chooses for their qualification, and how far they are towards it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.unit_versions import approved_digests
from csassess.domain.errors import UserError
from csassess.domain.qualifications.counting import Idle, matching
from csassess.domain.qualifications.progress import Progress
from csassess.domain.qualifications.specification import Entry, Group, Specification
from csassess.domain.qualifications.standing import taken
from csassess.domain.records.people import Registration
from csassess.domain.records.questions import QualificationVersion
from csassess.domain.records.user_actions import UserAction
from csassess.services.candidates import candidates
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.progress.qualification_progress import progress_of, rule_of
from csassess.services.units import caseload_units


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A unit of the qualification: whether it is chosen, and what is known of it here.

    `unit` is the id under which it can be enrolled on, or is enrolled on; empty if the unit is not here.
    """

    entry: Entry
    unit: str
    is_chosen: bool
    is_enrolled: bool
    is_decided: bool
    idle: Idle | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The qualification of a candidate, with the units to choose from and how far they are."""

    registration: Registration
    progress: Progress
    is_approved: bool
    groups: tuple[tuple[Group, int, tuple[EntryRow, ...]], ...]
    others: tuple[Idle, ...]  # enrolments that the qualification does not list

    @property
    def specification(self) -> Specification:
        """What the qualification asks for."""
        return self.progress.specification

    @property
    def to_enrol(self) -> tuple[EntryRow, ...]:
        """Units that are chosen and here, and on which the candidate is not enrolled."""
        rows = (row for _, _, rows in self.groups for row in rows)
        return tuple(row for row in rows if row.is_chosen and row.unit and not row.is_enrolled)


def choice_of(caseload: Caseload, view: PortfolioView) -> Choice | None:
    """Return the units to choose from, and what was chosen; None if what is asked for is not known."""
    progress, registration = progress_of(caseload, view), view.portfolio.latest_registration
    if progress is None or registration is None:
        return None
    specification = progress.specification
    enrolled, _ = matching(specification.entries(), [taken(standing.unit) for standing in view.standings])
    decided = progress.achieved_units
    idle = {each.id: each for each in progress.chosen.idle}
    here = caseload_units.offered(caseload)
    groups = []
    for group, depth in specification.walk():
        rows = []
        for entry in group.units:
            unit = enrolled[entry.id].id if entry.id in enrolled else entry.id if entry.id in here else ""
            is_enrolled = entry.id in enrolled
            rows.append(
                EntryRow(
                    entry,
                    unit,
                    is_enrolled or entry.id in registration.units,
                    is_enrolled,
                    entry.id in decided,
                    idle.get(unit or entry.id),
                )
            )
        groups.append((group, depth, tuple(rows)))
    listed = {row.unit or row.entry.id for _, _, rows in groups for row in rows}
    approved = approved_digests(caseload.all(QualificationVersion, CASELOAD_STREAM))
    return Choice(
        registration,
        progress,
        registration.digest in approved,
        tuple(groups),
        tuple(each for each in progress.chosen.idle if each.id not in listed),
    )


def choose(caseload: Caseload, candidate_id: str, units: Collection[str]) -> Registration:
    """Keep which units of the qualification a candidate means to take, enrolled on or not yet.

    Raises UserError if the candidate is not registered for a qualification whose units are known.
    """
    registration, specification = _registration(caseload, candidate_id)
    ordered = tuple(entry.id for entry in specification.entries() if entry.id in units)
    changed = replace(registration, units=ordered)
    caseload.save(candidate_id, UserAction.CANDIDATE_CHOOSE_UNITS, changed)
    return changed


def enrol_on_chosen(caseload: Caseload, candidate_id: str) -> list[str]:
    """Enrol a candidate on the units that were chosen and are here; return their names."""
    _registration(caseload, candidate_id)
    choice = choice_of(caseload, portfolio_view(caseload, candidate_id))
    assert choice is not None
    with caseload.together():
        return [candidates.enrol(caseload, candidate_id, row.unit).full_name for row in choice.to_enrol]


def _registration(caseload: Caseload, candidate_id: str) -> tuple[Registration, Specification]:
    portfolio = load_portfolio(caseload, candidate_id)
    registration, specification = portfolio.latest_registration, rule_of(caseload, portfolio)
    if registration is None or specification is None:
        raise UserError(
            text("The candidate is not registered for a qualification whose units are known here.")
        )
    return registration, specification
