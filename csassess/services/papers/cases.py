"""The centre's log of appeals, complaints and reasonable adjustments."""

from collections.abc import Iterable

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.records.programme.steps import Case
from csassess.forms.content import Grid, Paper
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import paper


def cases_paper(caseload: Caseload, cases: Iterable[tuple[str, Case]]) -> Paper:
    """Return the log, each entry with the candidate's name, in the order given."""
    rows = tuple(
        (
            long_date(case.on),
            name,
            case.kind.words,
            case.words,
            case.outcome,
            long_date(case.closed) if case.closed else text("open"),
        )
        for name, case in cases
    )
    heads = (
        text("On"),
        text("Candidate"),
        text("Kind"),
        text("What it is about"),
        text("Outcome"),
        text("Closed"),
    )
    title = text("Appeals, complaints and reasonable adjustments")
    grid = Grid(heads, rows, (2.2, 2.6, 2.2, 4, 4, 2.2))
    return paper(caseload, "ACL", title, centre_of(caseload).name, centre_facts(caseload), grid)
