"""The tracking workbook for the office, as XLSX or CSV: candidates, units and criteria.

No cell is a formula.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from csassess.catalogue import text
from csassess.domain.assessment.item_state import judged_words
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.written_up import item_written_on, visit_times
from csassess.exchange.pages import formula_safe

Candidates = Sequence[tuple[Portfolio, tuple[UnitStanding, ...]]]
Table = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]  # title, heads, rows


def tables(candidates: Candidates) -> list[Table]:
    """Return the sheets of the workbook."""
    return [
        _units(candidates),
        _criteria(candidates),
        _findings(candidates),
        _items(candidates),
        _visits(candidates),
    ]


def _who(portfolio: Portfolio) -> tuple[str, str]:
    return portfolio.candidate.name, portfolio.candidate.number


def _units(candidates: Candidates) -> Table:
    rows = []
    for portfolio, standings in candidates:
        for unit_standing in standings:
            accepted, total = unit_standing.count()
            decisions = [d for d in portfolio.decisions if d.unit == unit_standing.unit.id]
            verified = [s for s in portfolio.unit_signatures if s.unit == unit_standing.unit.id]
            rows.append(
                (
                    *_who(portfolio),
                    unit_standing.unit.full_name,
                    accepted,
                    total,
                    len(unit_standing.coverage.shown_once),
                    len(unit_standing.unmet),
                    text("yes") if unit_standing.ready else text("no"),
                    decisions[-1].on if decisions else None,
                    ", ".join(f"{s.signer} {s.day.isoformat()}" for s in verified),
                )
            )
    heads = (
        text("Candidate"),
        text("Number"),
        text("Unit"),
        text("Criteria accepted"),
        text("Criteria"),
        text("Shown once"),
        text("Requirements open"),
        text("Ready"),
        text("Decided on"),
        text("Signed"),
    )
    return text("Units"), heads, rows


def _criteria(candidates: Candidates) -> Table:
    rows = [
        (
            *_who(portfolio),
            unit_standing.unit.full_name,
            unit_standing.unit.short(c.label),
            str(c.state),
            c.occasions,
            ", ".join(c.methods),
            ", ".join(c.evidence),
        )
        for portfolio, standings in candidates
        for unit_standing in standings
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
            *_who(portfolio),
            unit_standing.unit.full_name,
            f.name,
            f.state.words,
            f.detail,
            ", ".join(f.evidence),
        )
        for portfolio, standings in candidates
        for unit_standing in standings
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
        for portfolio, _ in candidates
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
    rows = [
        (*_who(p), visit.on, visit_times(visit), visit.place, text("observed"))
        for p, _ in candidates
        for visit in p.visits
    ]
    rows += [
        (*_who(p), plan.on, "", plan.place, text("agreed") if plan.agreed else text("planned"))
        for p, _ in candidates
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
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, cell[:_LONGEST_CELL])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
        sheet.autofit()
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
