"""The paper of what an external verifier would ask, with the answers."""

from collections.abc import Callable
from functools import cache, partial

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.domain.asking.lines import Line, place_in_words
from csassess.domain.dates import long_date
from csassess.domain.labels import with_capital
from csassess.domain.records.verification import Answer
from csassess.domain.units.distinct_names import names_of_units
from csassess.forms.content import Block, Grid, Paper, Words
from csassess.services.papers.common import File, facts_about, paper
from csassess.services.progress import would_ask
from csassess.services.progress.portfolio_view import PortfolioView

AskedLines = Callable[[], tuple[Line, ...]]


def nothing_found() -> str:
    """Return what is said of a record of which nothing would be asked."""
    return text("Nothing was found that the program looks for. It does not judge the evidence.")


def lines_once(caseload: Caseload, view: PortfolioView) -> AskedLines:
    """Return a function that returns what would be asked of a portfolio, worked out once for all papers."""
    return cache(partial(would_ask.lines_of, caseload, view))


def answers_about(
    caseload: Caseload, view: PortfolioView, item_id: str, asked: AskedLines | None = None
) -> list[Words]:
    """Return what was answered of what would be asked about an item; `asked` spares working it out again."""
    if not view.portfolio.answers:
        return []
    lines = asked() if asked else would_ask.lines_of(caseload, view)
    return [
        Words(f"{with_capital(line.what)}: {_answer_words(caseload, line.answer)}")
        for line in lines
        if line.item == item_id and line.answer
    ]


def _answer_words(caseload: Caseload, answer: Answer) -> str:
    known = people(caseload)
    by = known[answer.by].name if answer.by in known else answer.by
    return text("{reason} ({name}, {day})", reason=answer.reason, name=by, day=long_date(answer.on))


def asked_paper(caseload: Caseload, view: PortfolioView, asked: AskedLines | None = None) -> Paper:
    """Return what would be asked of a candidate's portfolio, each with why it matters and its answer."""
    lines = asked() if asked else would_ask.lines_of(caseload, view)
    names = names_of_units(standing.unit for standing in view.standings)
    rows = tuple(
        (
            place_in_words(line, view.portfolio, names),
            line.what,
            line.kind.why,
            _answer_words(caseload, line.answer) if line.answer else line.kind.grade.words,
        )
        for line in lines
    )
    heads = (text("Where"), text("What would be asked"), text("Why it matters"), text("Answer"))
    blocks: list[Block] = [Grid(heads, rows, (2, 5, 4.4, 5))] if rows else []
    foot = text("Pointed out from the record. What is sufficient is the assessor’s judgement.")
    first = foot if rows else text("Nothing would be asked.")
    blocks.append(Words(foot if rows else nothing_found(), quiet=True, first=first))
    return paper(
        caseload,
        "WEA",
        text("What an external verifier would ask"),
        view.portfolio.candidate.name,
        facts_about(caseload, view),
        *blocks,
        file=File(view.portfolio),
    )
