"""Standardisation: the same criterion as several assessors accepted it, side by side."""

from dataclasses import dataclass

from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Reference
from csassess.services.access.caseloads import assessor_for
from csassess.services.papers.common import describe


@dataclass(frozen=True, slots=True)
class Example:
    """One accepted item that shows a criterion: whose assessment, of whom, which item, and the very words that show it."""

    assessor: str
    candidate: str
    name: str
    item: str
    what: str
    words: str


def examples(caseload: Caseload, unit_id: str, criterion: str) -> list[Example]:
    """Return the accepted evidence of a criterion over all portfolios, by assessor, then by candidate."""
    found = []
    streams = dict.fromkeys(
        stream
        for stream, reference in caseload.where(Reference, "criterion", criterion)
        if reference.unit == unit_id
    )
    for stream in streams:
        portfolio = load_portfolio(caseload, stream)
        assessor = assessor_for(caseload, portfolio).name
        for item in portfolio.items_for(unit_id):
            shown = [r for r in portfolio.references_of(item.id, unit_id) if r.criterion == criterion]
            if not shown or not portfolio.is_accepted(item):
                continue
            notes = [n for n in portfolio.notes_of(item.id) if n.id in {r.note for r in shown}]
            captions = [
                p.caption for p in portfolio.photographs_of(item.id) if p.id in {r.note for r in shown}
            ]
            words = [" ".join(part for part in (n.question, n.text) if part) for n in notes]
            found.append(
                Example(
                    assessor,
                    stream,
                    portfolio.candidate.name,
                    item.id,
                    f"{item.number}  {describe(item)}",
                    "\n".join(each for each in (*words, *captions) if each),
                )
            )
    return sorted(found, key=lambda each: (each.assessor.casefold(), each.name.casefold(), each.what))
