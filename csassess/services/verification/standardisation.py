"""Standardisation: compare how several assessors accepted the same criterion."""

from dataclasses import dataclass

from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.names import name_key
from csassess.domain.records.evidence import Reference
from csassess.services.access.caseloads import assessor_for
from csassess.services.papers.common import describe


@dataclass(frozen=True, slots=True)
class Example:
    """An accepted item that shows a criterion: its assessor, candidate and the exact words."""

    assessor: str
    candidate: str
    name: str
    item: str
    what: str
    words: str


def examples(caseload: Caseload, unit_id: str, criterion: str) -> list[Example]:
    """Return all accepted evidence of a criterion, by assessor, then by candidate."""
    accepted_examples = []
    streams = dict.fromkeys(
        stream
        for stream, reference in caseload.where(Reference, "criterion", criterion)
        if reference.unit == unit_id
    )
    for stream in streams:
        portfolio = load_portfolio(caseload, stream)
        assessor = assessor_for(caseload, portfolio).name
        for item in portfolio.items_for(unit_id):
            references = [r for r in portfolio.references_of(item.id, unit_id) if r.criterion == criterion]
            if not references or not portfolio.is_accepted(item):
                continue
            notes = [n for n in portfolio.notes_of(item.id) if n.id in {r.note for r in references}]
            captions = [
                p.caption for p in portfolio.photographs_of(item.id) if p.id in {r.note for r in references}
            ]
            words = [" ".join(part for part in (n.question, n.text) if part) for n in notes]
            accepted_examples.append(
                Example(
                    assessor,
                    stream,
                    portfolio.candidate.name,
                    item.id,
                    f"{item.number}  {describe(item, portfolio)}",
                    "\n".join(part for part in (*words, *captions) if part),
                )
            )
    return sorted(
        accepted_examples,
        key=lambda example: (name_key(example.assessor), name_key(example.name), example.what),
    )
