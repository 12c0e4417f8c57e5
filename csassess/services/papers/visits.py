"""The papers of a visit: its plan, agreed before it happens."""

from csassess.catalogue import text
from csassess.data.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.planning import progress
from csassess.domain.visits import Plan
from csassess.forms.content import Grid, Heading, Paper, Signing, Words
from csassess.services.overview import Overview
from csassess.services.papers.common import facts_about, paper, unstated


def visit_plan(caseload: Caseload, view: Overview, plan: Plan) -> Paper:
    """Return the plan of a visit as a paper: what to look for line by line, what will be brought, lines to sign."""
    agreed = long_date(plan.agreed) if plan.agreed else text("not agreed yet")
    facts = (
        *facts_about(caseload, view),
        (text("Date of the visit"), long_date(plan.on)),
        (text("Place"), plan.place or unstated()),
        (text("Agreed with the candidate"), agreed),
    )
    rows = tuple(
        ("\N{CHECK MARK}" if line.done else "", line.line.words[:1].upper() + line.line.words[1:], line.line.serves)
        for line in progress(plan, view.standings)
    )
    return paper(
        "VPL", text("Visit plan"), view.portfolio.candidate.name, facts,
        Heading(text("What to look for")),
        Grid((text("Seen"), text("Look for"), text("Serves")), rows, (1, 6, 6)),
        Heading(text("What the candidate will bring")),
        Words(plan.brings or text("Nothing was agreed.")),
        Signing(text("We have agreed this plan before the visit."), (text("Candidate’s signature"), text("Assessor’s signature"))),
    )  # fmt: skip
