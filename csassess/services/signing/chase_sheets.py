"""The sheets of signatures to collect, one for each site."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.forms.content import Grid, Paper, Words
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import paper
from csassess.services.signing.chase import Owed, by_site


def site_words(site: str) -> str:
    """Return the name of a site; of none, that no employer is on record."""
    return site or text("no employer on record")


def chase_sheets(caseload: Caseload, owed: Iterable[Owed]) -> list[Paper]:
    """Return a sheet for each site: who signs what of whom, with room for the day on which it was signed."""
    return [_sheet(caseload, site, each) for site, each in by_site(owed)]


def _sheet(caseload: Caseload, site: str, owed: list[Owed]) -> Paper:
    facts = (*centre_facts(caseload), (text("Site"), site_words(site)))
    rows = tuple(
        (
            f"{each.who}\n{each.role}",
            each.candidate_name,
            each.what,
            long_date(each.since) if each.since else "",
            each.reach,
            "",
        )
        for each in owed
    )
    heads = (
        text("Who signs"),
        text("Candidate"),
        text("What is signed"),
        text("Since"),
        text("How to reach them"),
        text("Signed on"),
    )
    note = text(
        "Each is signed on its own form; this is only a list. It names people: do not leave it behind."
    )
    title = text("Signatures to collect")
    grid = Grid(heads, rows, (3, 2.6, 4.4, 2.2, 3, 2))
    return paper(caseload, "CHS", title, site_words(site), facts, grid, Words(note, quiet=True))


def draw_sheets(papers: list[Paper]) -> bytes:
    """Return the sheets as one PDF, each on a page of its own; touches no record."""
    from csassess.forms import portfolio

    return portfolio.draw_together(text("Signatures to collect"), papers)
