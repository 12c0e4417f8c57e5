"""How far candidates are towards the qualifications for which they are registered."""

from typing import Any

from csassess.catalogue import text
from csassess.data.qualifications.kept import kept_qualification
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.candidate_row import QualificationRow
from csassess.domain.portfolio import Portfolio
from csassess.domain.qualifications.evaluation import plain_number
from csassess.domain.qualifications.progress import Progress, name_of
from csassess.domain.qualifications.specification import Specification
from csassess.domain.qualifications.standing import progress_in
from csassess.services.progress.portfolio_view import PortfolioView


def rule_of(caseload: Caseload, portfolio: Portfolio) -> Specification | None:
    """Return what the qualification of the latest registration asks for; None if that is not known."""
    registration = portfolio.latest_registration
    return kept_qualification(caseload, registration.digest) if registration else None


def progress_of(caseload: Caseload, view: PortfolioView) -> Progress | None:
    """Return how far a candidate is towards their qualification; None if what it asks for is not known."""
    rule, registration = rule_of(caseload, view.portfolio), view.portfolio.latest_registration
    if rule is None or registration is None:
        return None
    return progress_in(rule, registration, view.standings, view.portfolio, view.former)


def qualification_row(progress: Progress | None) -> QualificationRow:
    """Return how far a candidate is, as lists show it; empty if what is asked for is not known."""
    if progress is None:
        return QualificationRow()
    return QualificationRow(progress.specification.title, progress.words, progress.is_complete)


def lines_of_progress(progress: Progress) -> list[tuple[str, str]]:
    """Return how far a candidate is, group by group and in all, as names and words."""
    lines = [(text("Group {name}", name=name_of(group)), words) for group, _, words in progress.of_groups()]
    state = (
        text("complete") if progress.is_complete else text("missing: {what}", what=progress.achieved.words)
    )
    return [*lines, (text("In all"), f"{progress.words}; {state}")]


def as_plain_progress(progress: Progress) -> dict[str, Any]:
    """Return how far a candidate is as plain data, as `csassess report --json` prints it."""
    return {
        "id": progress.specification.id,
        "name": progress.specification.name,
        "counted_in": str(progress.specification.measure),
        "needed": plain_number(progress.needed),
        "achieved": plain_number(progress.done),
        "units_chosen": progress.units,
        "units_decided": progress.decided,
        "complete": progress.is_complete,
        "missing": [lack.words for lack in progress.achieved.lacks],
        "missing_of_choice": [lack.words for lack in progress.chosen.lacks],
        "count_for_nothing": [
            {"unit": each.id, "why": each.why} for each in progress.chosen.idle if not each.counts_in_part
        ],
    }
