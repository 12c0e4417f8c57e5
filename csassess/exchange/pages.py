"""A portfolio as pages that every browser and every spreadsheet opens, with no csassess at hand."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csassess.catalogue import text
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import clock_time, date_and_time, long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, NoteKind, criteria_with_places
from csassess.resources import resource_folder

if TYPE_CHECKING:
    from markupsafe import Markup

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a calculation


@dataclass(frozen=True, slots=True)
class Told:
    """One portfolio as the pages tell it: its record, how each unit stands, and its history (when, who, what)."""

    portfolio: Portfolio
    standings: tuple[UnitStanding, ...]
    history: tuple[tuple[datetime, str, str], ...]


def index_page(told: list[Told], centre: str, sent: str) -> bytes:
    """Return portfolios as one HTML page: no script, readable by a screen reader, printable."""
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
        clock_time=clock_time,
        label=label,
        criteria=_criteria,
        method=_method,
        marked=_marked,
        NoteKind=NoteKind,
        states={"none": text("no evidence yet"), "draft": text("draft"), "accepted": text("accepted")},
    )
    return environment.get_template("portfolio.html").render(told=told, centre=centre, sent=sent).encode()


def _criteria(each: Told, item: EvidenceItem, shown_by: str | None) -> str:
    """Return the criteria that a note, a photograph or (None) the item as a whole shows, unit by unit."""
    found = []
    for stand in each.standings:
        references = each.portfolio.references_of(item.id, stand.unit.id)
        listed = criteria_with_places(stand.unit, (r for r in references if r.note == shown_by))
        if listed:
            found.append(f"{stand.unit.name} {listed}")
    return "; ".join(found)


def _method(item: EvidenceItem) -> str:
    return label(Method(item.method)) if item.method in list(Method) else item.method


def _marked(portfolio: Portfolio, item: EvidenceItem) -> "Markup":
    """Return the mark of a cell of the matrix, with its word for a screen reader."""
    from markupsafe import Markup

    if item.withdrawn:
        mark, word = "w", text("withdrawn")
    elif portfolio.is_accepted(item):
        mark, word = "\N{CHECK MARK}", text("accepted")
    else:
        mark, word = "d", text("draft")
    return Markup('<span role="img" aria-label="{}" title="{}">{}</span>').format(word, word, mark)


def matrix_csv(told: list[Told]) -> bytes:
    """Return every criterion reference as a line of CSV (UTF-8 with its mark, so that spreadsheets read the names); no cell
    is taken for a formula."""
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
    for each in told:
        for row in _rows(each):
            writer.writerow([safe(cell) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def _rows(each: Told) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    portfolio = each.portfolio
    for item in portfolio.evidence:
        times = {note.id: clock_time(note.at) for note in portfolio.notes_of(item.id)}
        captions = {photograph.id: photograph.caption for photograph in portfolio.photographs_of(item.id)}
        state = "withdrawn" if item.withdrawn else "accepted" if portfolio.is_accepted(item) else "draft"
        for reference in portfolio.references_of(item.id):
            shown_by = times.get(reference.note or "", "") or captions.get(reference.note or "", "")
            rows.append(
                (
                    portfolio.candidate.name,
                    portfolio.candidate.number,
                    item.number,
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


def safe(cell: str) -> str:
    """Return a cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
