"""A portfolio as a web page and a spreadsheet that open without csassess."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from csassess.catalogue import text
from csassess.domain.assessment.item_state import ItemState, judged_state, judged_words
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import clock_time, date_and_time, long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, NoteKind, criteria_with_places
from csassess.domain.units.distinct_names import names_of_units
from csassess.domain.written_up import (
    item_written_up,
    note_end,
    note_time,
    note_written_up,
    photograph_added,
    photograph_time,
    visit_times,
)
from csassess.resources import resource_folder

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would take for a calculation


@dataclass(frozen=True, slots=True)
class ShownPortfolio:
    """One portfolio as the pages show it: record, unit standings and history.

    History entries are (time, who, what).
    """

    portfolio: Portfolio
    standings: tuple[UnitStanding, ...]
    history: tuple[tuple[datetime, str, str], ...]


def index_page(portfolios: list[ShownPortfolio], centre: str, sent: str) -> bytes:
    """Return portfolios as one accessible, printable HTML page without scripts."""
    states = {"none": text("no evidence yet"), "draft": text("draft"), "accepted": text("accepted")}
    return _template().render(told=portfolios, centre=centre, sent=sent, states=states).encode()


@cache
def _template() -> "Template":
    """Return the template of the page; compiling it takes longer than filling it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resource_folder() / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        text=text,
        long_date=long_date,
        date_and_time=date_and_time,
        written_up=item_written_up,
        visit_times=visit_times,
        note_time=note_time,
        note_end=note_end,
        note_written_up=note_written_up,
        photograph_time=photograph_time,
        photograph_added=photograph_added,
        label=label,
        criteria=_criteria,
        method=_method,
        marked=_cell_mark,
        judged=judged_words,
        NoteKind=NoteKind,
    )
    return environment.get_template("portfolio.html")


def _criteria(shown_portfolio: ShownPortfolio, item: EvidenceItem, shown_by: str | None) -> str:
    """Return the criteria that a note or photograph of an item shows, unit by unit.

    If `shown_by` is None, return those that the item as a whole shows.
    """
    criteria_by_unit = []
    names = names_of_units(unit_standing.unit for unit_standing in shown_portfolio.standings)
    for unit_standing in shown_portfolio.standings:
        references = shown_portfolio.portfolio.references_of(item.id, unit_standing.unit.id)
        listed = criteria_with_places(unit_standing.unit, (r for r in references if r.note == shown_by))
        if listed:
            criteria_by_unit.append(f"{names[unit_standing.unit.id]} {listed}")
    return "; ".join(criteria_by_unit)


def _method(item: EvidenceItem) -> str:
    return label(Method(item.method)) if item.method in list(Method) else item.method


def _cell_mark(portfolio: Portfolio, item: EvidenceItem) -> "Markup":
    """Return the mark of a matrix cell, with its word for a screen reader."""
    from markupsafe import Markup

    state, word = judged_state(item, portfolio), judged_words(item, portfolio)
    mark = {ItemState.WITHDRAWN: "w", ItemState.ACCEPTED: "\N{CHECK MARK}"}.get(state, "d") if state else "d"
    return Markup('<span role="img" aria-label="{}" title="{}">{}</span>').format(word, word, mark)


def matrix_csv(portfolios: list[ShownPortfolio]) -> bytes:
    """Return every criterion reference as a line of CSV.

    The file is UTF-8 with a byte order mark, so that spreadsheets read the names correctly. No cell
    is taken for a formula.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    heads = (
        "candidate",
        "number",
        "item",
        "method",
        "date",
        "state",
        "unit",
        "criterion",
        "place",
        "shown by",
        "reference",
    )
    writer.writerow(heads)
    for shown_portfolio in portfolios:
        for row in _rows(shown_portfolio):
            writer.writerow([formula_safe(cell) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def _rows(shown_portfolio: ShownPortfolio) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    portfolio = shown_portfolio.portfolio
    for item in portfolio.evidence:
        times = {note.id: clock_time(note.at) for note in portfolio.notes_of(item.id)}
        captions = {photograph.id: photograph.caption for photograph in portfolio.photographs_of(item.id)}
        judged = judged_state(item, portfolio)
        state = str(judged) if judged in (ItemState.ACCEPTED, ItemState.WITHDRAWN) else "draft"
        for reference in portfolio.references_of(item.id):
            shown_by = times.get(reference.note or "", "") or captions.get(reference.note or "", "")
            rows.append(
                (
                    portfolio.candidate.name,
                    portfolio.candidate.number,
                    portfolio.number_of(item),
                    item.method,
                    item.on.isoformat(),
                    state,
                    reference.unit,
                    reference.criterion,
                    reference.location,
                    shown_by,
                    reference.id,
                )
            )
    return rows


def formula_safe(cell: str) -> str:
    """Return a cell in a form that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
