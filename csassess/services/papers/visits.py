"""The papers of a visit: its plan, agreed beforehand, and a sheet to write on."""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.planning import progress
from csassess.domain.dates import long_date
from csassess.domain.labels import with_capital
from csassess.domain.records.visits import Plan
from csassess.forms.content import Block, Grid, Heading, Paper, Signing, Words
from csassess.services.papers.common import AboutRecord, File, facts_about, lines_to_sign, paper, unstated
from csassess.services.progress.portfolio_view import PortfolioView


def visit_plan(caseload: Caseload, view: PortfolioView, plan: Plan) -> Paper:
    """Return the plan of a visit.

    What to look for line by line, what the candidate will bring, and signature lines.
    """
    agreed = long_date(plan.agreed) if plan.agreed else text("not agreed yet")
    facts = (
        *facts_about(caseload, view),
        (text("Date of the visit"), long_date(plan.on)),
        (text("Place"), plan.place or unstated()),
        (text("Agreed with the candidate"), agreed),
    )
    rows = tuple(
        (
            "\N{CHECK MARK}" if line.done else "",
            with_capital(line.line.words),
            line.line.serves,
        )
        for line in progress(plan, view.standings)
    )
    return paper(
        caseload,
        "VPL",
        text("Visit plan"),
        view.portfolio.candidate.name,
        facts,
        Heading(text("What to look for")),
        Grid((text("Seen"), text("Look for"), text("Serves")), rows, (1, 6, 6)),
        Heading(text("What the candidate will bring")),
        Words(plan.brings or text("Nothing was agreed.")),
        Signing(
            text("We have agreed this plan before the visit."),
            lines_to_sign(caseload, view.portfolio),
        ),
        shown=AboutRecord(view.portfolio, plan.id),
        file=File(about=long_date(plan.on)),
    )


def visit_sheet(caseload: Caseload, view: PortfolioView) -> Paper:
    """Return a sheet to fill in by hand where devices are not allowed.

    What to look for, empty lines with times, and signature lines.
    """
    plan = view.portfolio.plan
    facts = (
        *facts_about(caseload, view),
        (text("Date of the visit"), long_date(plan.on) if plan else ""),
        (text("Place"), plan.place if plan else ""),
        (text("From"), ""),
        (text("To"), ""),
        (text("People present were informed by"), ""),
    )
    targets = [f"{with_capital(line.words)} ({line.serves})" for line in plan.lines] if plan else []
    blocks: list[Block] = [Heading(text("To look for"))] if targets else []
    blocks += [Words(f"• {words}", quiet=True) for words in targets]
    heads = (
        text("Time"),
        text("Customer"),
        text("easy / difficult"),
        text("existing / new"),
        text("What was seen, said, asked"),
        text("Criteria"),
    )
    room: list[Block] = [
        Heading(text("Not observed")),
        Grid((text("From"), text("To"), text("Why")), (), (1.6, 1.6, 9), empty=2),
        Heading(text("Questions, and what was answered")),
        Grid((text("Time"), text("Question"), text("Answer"), text("Criteria")), (), (1.2, 5, 7, 2), empty=4),
        Heading(text("What customers said")),
        Grid((text("Customer"), text("Asked for?"), text("What was said")), (), (1.9, 2.1, 9), empty=2),
        Heading(text("Feedback to the candidate")),
        Grid((text("Done well"), text("To develop")), (), (1, 1), empty=2),
        Grid((text("Next visit, and what the candidate will bring"),), (), (1,), empty=1),
        Heading(text("Notes")),
        Grid(("",), (), (1,), empty=3),
    ]
    blocks += [
        Heading(text("What was seen")),
        Grid(heads, (), (1.2, 1.9, 1.7, 1.7, 7, 2), empty=10),
        *room,
        Words(text("To be typed up with these times; this sheet is attached."), quiet=True),
        Signing(
            text("This is a true account of what happened."),
            lines_to_sign(caseload, view.portfolio),
        ),
    ]
    name, shown = view.portfolio.candidate.name, AboutRecord(view.portfolio)
    return paper(caseload, "VSH", text("Visit sheet"), name, facts, *blocks, shown=shown, added=room)
