"""What the window's lists show of each candidate, cached in the database.

With the cache the window starts without reading every portfolio.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache

from csassess.data.record.caseload import Caseload
from csassess.data.record.list_cache import (
    forget_candidate_rows_changed_by_date,
    store_candidate_row,
    stored_candidate_rows,
    streams_without_candidate_row,
)
from csassess.data.record.records import from_plain, to_plain
from csassess.domain.assessment.candidate_row import AskedCounts, CandidateRow, QualificationRow, UnitRow
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.errors import UserError
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Candidate
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.countersigning import still_needed
from csassess.domain.signing.unit_signing import next_signer
from csassess.domain.signing.verifying import reason_against_verifying
from csassess.domain.units.distinct_names import distinct_names
from csassess.services.candidates import candidates
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view
from csassess.services.progress.qualification_progress import progress_of, qualification_row
from csassess.services.progress.to_do import drafts

_BUILT_ON = "rows-of"  # the day on which rows were last brought up to date
_NOTHING = AskedCounts()
_NOT_KNOWN = QualificationRow()
_STORED_PARTS = (
    "registrations",
    "employments",
    "enrolments",
    "visits",
    "decisions",
    "plans",
    "samples",
    "sample_signatures",
    "actions",
    "action_answers",
    "action_closings",
    "action_withdrawals",
    "sample_readings",
    "milestones",
    "breaks",
    "reviews",
    "unit_plans",
    "claims",
    "cases",
)


def candidate_rows(
    caseload: Caseload, read: Callable[[Caseload, str], PortfolioView] = portfolio_view
) -> list[tuple[Candidate, CandidateRow]]:
    """Return the candidates by name, each with their row.

    `read` reads a portfolio whose row is not cached.
    """
    _forget_by_date(caseload)
    new_rows = dict[str, str]()
    if streams_without_candidate_row(caseload.db):
        # A row that cannot be stored now is shown all the same, and built again next time.
        with suppress(UserError), caseload.together():
            around = would_ask.around_all(caseload)
            for stream in streams_without_candidate_row(caseload.db):
                new_rows[stream] = _to_json(_row(caseload, read(caseload, stream), around))
                store_candidate_row(caseload.db, stream, new_rows[stream])
    stored_rows = {**new_rows, **stored_candidate_rows(caseload.db)}
    contents = [
        (candidate, stored_rows.get(candidate.id) or _to_json(_row(caseload, read(caseload, candidate.id))))
        for candidate in candidates.list_candidates(caseload)
    ]
    units = [unit for _, content in contents for unit in _from_json(content).units]
    names = distinct_names((unit.unit, unit.name.removesuffix(f" ({unit.unit})")) for unit in units)
    return [(candidate, _with_names(content, names)) for candidate, content in contents]


def _with_names(content: str, names: Mapping[str, str]) -> CandidateRow:
    """Return a cached row that distinguishes units of one number, here or with other candidates."""
    row = _from_json(content)
    told_apart = tuple(names[unit.unit] for unit in row.units)
    return row if told_apart == tuple(unit.name for unit in row.units) else _renamed(content, told_apart)


@lru_cache(maxsize=10_000)
def _renamed(content: str, names: tuple[str, ...]) -> CandidateRow:
    """Return a cached row with other names of its units; the same object as long as they stay."""
    row = _from_json(content)
    units = tuple(replace(unit, name=name) for unit, name in zip(row.units, names, strict=True))
    return replace(row, units=units)


def _forget_by_date(caseload: Caseload) -> None:
    """On a new day, drop the rows that depend on the day."""
    today, last = caseload.clock().date(), caseload.local.get(_BUILT_ON)
    if last == today.isoformat():
        return
    with suppress(UserError), caseload.together():
        since = date.fromisoformat(last) if last else today
        forget_candidate_rows_changed_by_date(caseload.db, since, today)
        caseload.local.set(_BUILT_ON, today.isoformat())


def _row(caseload: Caseload, view: PortfolioView, around: would_ask.Around | None = None) -> CandidateRow:
    asked = would_ask.counts_of(would_ask.lines_of(caseload, view, around=around))
    return candidate_row(view, asked, qualification_row(progress_of(caseload, view)))


def _to_json(row: CandidateRow) -> str:
    return json.dumps(to_plain(row), ensure_ascii=False)


@lru_cache(maxsize=10_000)
def _from_json(content: str) -> CandidateRow:
    """Return a cached row; rows that have not changed are the same object as before."""
    return from_plain(CandidateRow, json.loads(content))


def candidate_row(
    view: PortfolioView,
    asked: AskedCounts = _NOTHING,
    qualification: QualificationRow = _NOT_KNOWN,
) -> CandidateRow:
    """Return what lists show of a candidate.

    `asked` is what an external verifier would ask, `qualification` how far they are towards it.
    """
    whole = view.portfolio
    pointed_at = {action.evidence for action in whole.actions}
    evidence = tuple(item for item in whole.evidence if item.id in pointed_at)
    portfolio = Portfolio(
        whole.candidate, evidence=evidence, **{part: getattr(whole, part) for part in _STORED_PARTS}
    )
    running = whole.open_observation
    return CandidateRow(
        portfolio,
        tuple(_unit(unit_standing, view) for unit_standing in view.standings),
        tuple(drafts(view)),
        running.id if running else "",
        len(whole.conflicts),
        asked,
        qualification,
        max((feedback.next_on for feedback in whole.to_candidate if feedback.next_on), default=None),
    )


def _unit(unit_standing: UnitStanding, view: PortfolioView) -> UnitRow:
    portfolio = view.portfolio
    needed, signer = still_needed(unit_standing, portfolio), next_signer(unit_standing, portfolio)
    if signer is Signer.VERIFIER and reason_against_verifying(unit_standing.unit.id, portfolio):
        signer = None  # something else comes first: an action to close, a sample to sign
    return UnitRow(
        view.name_of(unit_standing.unit),
        *unit_standing.count(),
        unit_standing.coverage.counts,
        needed.words if needed else "",
        label(signer) if signer else "",
        unit_standing.unit.id,
    )
