"""The tracking workbook for the office, as XLSX or CSV: candidates, units and criteria.

No cell is a formula.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from csassess.catalogue import text
from csassess.domain.assessment.item_state import judged_words
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.programme.claiming import claim_state
from csassess.domain.qualifications.progress import Progress
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.retention.milestone_rules import milestone
from csassess.domain.verification.sampling import last_sample, open_actions, signature_of
from csassess.domain.written_up import item_written_on, visit_times
from csassess.exchange.pages import formula_safe
from csassess.exchange.workbook_progress import progress_columns, progress_heads, progress_sheets


@dataclass(frozen=True, slots=True)
class Tracked:
    """A candidate of the workbook, with what the portfolio itself does not hold.

    `qualification` is the title of the latest registration's, `progress` how far the candidate is towards it
    if what it asks for is known.
    """

    portfolio: Portfolio
    standings: tuple[UnitStanding, ...]
    assessor: str = ""
    qualification: str = ""
    next_visit: date | None = None
    progress: Progress | None = None


Candidates = Sequence[Tracked]
Table = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]  # title, heads, rows


def tables(candidates: Candidates) -> list[Table]:
    """Return the sheets of the workbook."""
    return [
        _units(candidates),
        _candidates(candidates),
        _criteria(candidates),
        _findings(candidates),
        _items(candidates),
        _visits(candidates),
        *progress_sheets((tracked.portfolio, tracked.progress) for tracked in candidates),
    ]


def _who(portfolio: Portfolio) -> tuple[str, str]:
    return portfolio.candidate.name, portfolio.candidate.number


def _units(candidates: Candidates) -> Table:
    rows = []
    for tracked in candidates:
        portfolio, registration = tracked.portfolio, tracked.portfolio.latest_registration
        for unit_standing in tracked.standings:
            unit = unit_standing.unit.id
            accepted, total = unit_standing.count()
            decisions = [d for d in portfolio.decisions if d.unit == unit]
            verified = [s for s in portfolio.unit_signatures if s.unit == unit]
            rows.append(
                (
                    *_who(portfolio),
                    portfolio.candidate.uln,
                    tracked.assessor,
                    tracked.qualification,
                    registration.number if registration else "",
                    registration.on if registration else None,
                    unit_standing.unit.full_name,
                    accepted,
                    total,
                    len(unit_standing.coverage.shown_once),
                    len(unit_standing.unmet),
                    text("yes") if unit_standing.ready else text("no"),
                    decisions[-1].on if decisions else None,
                    ", ".join(f"{s.signer} {s.day.isoformat()}" for s in verified),
                    _sampling(unit, portfolio),
                    len(open_actions(portfolio, unit)),
                    _claim(portfolio, unit),
                    tracked.next_visit,
                )
            )
    heads = (
        text("Candidate"),
        text("Number"),
        text("ULN"),
        text("Assessor"),
        text("Qualification"),
        text("Registration number"),
        text("Registered on"),
        text("Unit"),
        text("Criteria accepted"),
        text("Criteria"),
        text("Shown once"),
        text("Requirements open"),
        text("Ready"),
        text("Decided on"),
        text("Signed"),
        text("Sampling"),
        text("Actions open"),
        text("Claim"),
        text("Next visit"),
    )
    return text("Units"), heads, rows


def _sampling(unit: str, portfolio: Portfolio) -> str:
    """Return what was sampled of a unit last and with which verdict, or why it is not sampled."""
    sample = last_sample(unit, portfolio)
    if sample:
        signature = signature_of(sample, portfolio)
        verdict = label(sample.verdict) if sample.verdict and signature else text("begun, not signed")
        return f"{label(sample.stage)}, {sample.on.isoformat()}: {verdict}"
    reason = next((entry.reason for entry in portfolio.not_sampled if entry.id == unit), "")
    return text("not sampled: {reason}", reason=reason) if reason else ""


def _claim(portfolio: Portfolio, unit: str = "") -> str:
    """Return how far a registration has come, with day and number, and what a claim waits for.

    Of a unit, only what its own claims wait for.
    """
    waiting = [
        claim_state(claim).words
        for claim in portfolio.claims
        if not claim.claimed and (not unit or unit in claim.units)
    ]
    reached = [milestone(kind, portfolio) for kind in MilestoneKind]
    dated = (
        " ".join(filter(None, (point.kind.words, point.on.isoformat(), point.number)))
        for point in reached
        if point
    )
    return ", ".join((*dated, *waiting))


def _candidates(candidates: Candidates) -> Table:
    """Return one row for each candidate, also without a unit; empty columns are left out."""
    rows = []
    for tracked in candidates:
        portfolio, registration = tracked.portfolio, tracked.portfolio.latest_registration
        candidate = portfolio.candidate
        job = max(portfolio.employments, key=lambda job: job.started or date.min, default=None)
        rows.append(
            (
                *_who(portfolio),
                candidate.uln,
                candidate.scn,
                candidate.birthday or candidate.born,
                tracked.assessor,
                tracked.qualification,
                registration.number if registration else "",
                registration.on if registration else None,
                registration.expires if registration else None,
                candidate.planned_end,
                job.employer if job else "",
                job.job if job else "",
                candidate.phone,
                candidate.email,
                candidate.employer_phone,
                candidate.employer_email,
                _claim(portfolio),
                tracked.next_visit,
                *progress_columns(tracked.progress),
            )
        )
    heads = (
        text("Candidate"),
        text("Number"),
        text("ULN"),
        text("Scottish Candidate Number"),
        text("Date of birth"),
        text("Assessor"),
        text("Qualification"),
        text("Registration number"),
        text("Registered on"),
        text("Registration expires"),
        text("Planned end"),
        text("Employer"),
        text("Job"),
        text("Phone"),
        text("E-mail"),
        text("Employer’s phone"),
        text("Employer’s e-mail"),
        text("Claim"),
        text("Next visit"),
        *progress_heads(),
    )
    return _without_empty_columns(text("Candidates"), heads, rows)


_ALWAYS = 2  # columns that stay: who it is


def _without_empty_columns(title: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Table:
    used = [n for n in range(len(heads)) if n < _ALWAYS or any(row[n] for row in rows)]
    return title, tuple(heads[n] for n in used), [tuple(row[n] for n in used) for row in rows]


def _criteria(candidates: Candidates) -> Table:
    rows = [
        (
            *_who(tracked.portfolio),
            unit_standing.unit.full_name,
            unit_standing.unit.short(c.label),
            str(c.state),
            c.occasions,
            ", ".join(c.methods),
            ", ".join(c.evidence),
        )
        for tracked in candidates
        for unit_standing in tracked.standings
        for c in unit_standing.coverage.criteria
    ]
    heads = (
        text("Candidate"),
        text("Number"),
        text("Unit"),
        text("Criterion"),
        text("State"),
        text("Occasions"),
        text("Methods"),
        text("Evidence"),
    )
    return text("Criteria"), heads, rows


def _findings(candidates: Candidates) -> Table:
    rows = [
        (
            *_who(tracked.portfolio),
            unit_standing.unit.full_name,
            f.name,
            f.state.words,
            f.detail,
            ", ".join(f.evidence),
        )
        for tracked in candidates
        for unit_standing in tracked.standings
        for f in unit_standing.findings
    ]
    heads = (
        text("Candidate"),
        text("Number"),
        text("Unit"),
        text("Requirement"),
        text("State"),
        text("Finding"),
        text("Evidence"),
    )
    return text("Findings"), heads, rows


def _items(candidates: Candidates) -> Table:
    rows = [
        (
            *_who(portfolio),
            portfolio.number_of(item),
            item.method,
            item.on,
            item_written_on(item, portfolio),
            item.description,
            judged_words(item, portfolio),
        )
        for portfolio in (tracked.portfolio for tracked in candidates)
        for item in portfolio.evidence
    ]
    heads = (
        text("Candidate"),
        text("Number"),
        text("Item"),
        text("Method"),
        text("Date"),
        text("Written up"),
        text("Description"),
        text("State"),
    )
    return text("Evidence"), heads, rows


def _visits(candidates: Candidates) -> Table:
    portfolios = [tracked.portfolio for tracked in candidates]
    rows = [
        (*_who(p), visit.on, visit_times(visit), visit.place, text("observed"))
        for p in portfolios
        for visit in p.visits
    ]
    rows += [
        (*_who(p), plan.on, "", plan.place, text("agreed") if plan.agreed else text("planned"))
        for p in portfolios
        for plan in p.plans
    ]
    return (
        text("Visits"),
        (
            text("Candidate"),
            text("Number"),
            text("Date"),
            text("From, to"),
            text("Place"),
            text("State"),
        ),
        rows,
    )


_A4 = 9  # as spreadsheets number paper sizes
_WIDEST = 300  # pixels of a column
_LONGEST_CELL = 32_767  # characters: a spreadsheet takes no longer ones


def workbook(candidates: Candidates) -> bytes:
    """Return the workbook as XLSX, with frozen heads and filters; text stays text."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head, day = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"num_format": "d mmmm yyyy", "align": "left"}),
    )
    for title, heads, rows in tables(candidates):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, heads, head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, cell[:_LONGEST_CELL])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
        sheet.autofit(_WIDEST)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)  # as wide as a page, as long as it takes
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.set_footer("&L&A&R&P / &N")
    book.close()
    return target.getvalue()


def as_csv(table: Table) -> bytes:
    """Return one sheet as CSV (UTF-8 with byte order mark); no cell is taken for a formula."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    _, heads, rows = table
    writer.writerow(heads)
    for row in rows:
        writer.writerow(
            [
                cell.isoformat()
                if isinstance(cell, date)
                else ""
                if cell is None
                else formula_safe(str(cell))
                for cell in row
            ]
        )
    return target.getvalue().encode("utf-8-sig")
