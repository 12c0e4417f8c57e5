"""Papers of quality assurance: standardisation, its pack and comparison, and external visits."""

from collections.abc import Iterable, Sequence

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.qualities import qualities
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.quality.external_visits import ExternalAction, ExternalVisit
from csassess.domain.records.quality.standardisation import BlindJudgement, Standardisation
from csassess.domain.units.units import Unit
from csassess.domain.verification.blind import compared, entries_without_names, judged_words, method_words
from csassess.forms.content import Block, Grid, Heading, Paper, SignatureLine, Signing, Words
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import paper


def _of_centre(caseload: Caseload, form: str, title: str, *blocks: Block) -> Paper:
    return paper(caseload, form, title, centre_of(caseload).name, centre_facts(caseload), *blocks)


def pack_paper(
    caseload: Caseload,
    standardisation: Standardisation,
    portfolio: Portfolio,
    unit: Unit,
    criteria: Sequence[str],
    assessors: Iterable[str],
) -> Paper:
    """Return one item without names, with a form on which a person judges it alone."""
    entries = entries_without_names(portfolio, standardisation.item, assessors)
    rows = tuple((unit.short(criterion), unit.wording(criterion), "☐", "☐") for criterion in criteria)
    found = "      ".join(f"☐ {label(quality)}" for quality in qualities(centre_of(caseload)))
    return _of_centre(
        caseload,
        "STK",
        text("Standardisation pack"),
        Heading(standardisation.title),
        Words(
            text(
                "Read the item and judge it alone, before you speak to anybody. Names are taken out; "
                "pictures and files are left out.",
            )
        ),
        Heading(text("The item: {method}", method=method_words(portfolio, standardisation.item))),
        *(Words(entry) for entry in entries),
        Heading(text("Your judgement")),
        Grid(
            (text("Criterion"), text("Wording"), text("Shown"), text("Not shown")), rows, (1.6, 8, 1.4, 1.8)
        ),
        Words(text("The evidence is:      {qualities}", qualities=found)),
        Heading(text("Your reasons")),
        Grid(("",), (), (1,), empty=3),
        Signing(text("I judged this item alone."), (SignatureLine(text("Name and signature")),)),
    )


def comparison_blocks(
    unit: Unit, criteria: Sequence[str], judgements: Sequence[BlindJudgement]
) -> list[Block]:
    """Return how several people judged one item: by criterion, then what else each found."""
    rows = tuple(
        (
            unit.short(entry.criterion),
            ", ".join(entry.shown) or "–",
            ", ".join(entry.not_shown) or "–",
            text("alike") if entry.is_agreed else text("differs"),
        )
        for entry in compared(criteria, judgements)
    )
    found = tuple((j.name, long_date(j.on), judged_words(j)) for j in judgements)
    return [
        Grid((text("Criterion"), text("Shown"), text("Not shown"), text("Judged")), rows, (2, 4, 4, 2)),
        Grid((text("Who"), text("On"), text("Also found")), found, (3, 3, 6)),
    ]


def standardisation_paper(
    caseload: Caseload, recorded: Iterable[tuple[Standardisation, Sequence[Block]]]
) -> Paper:
    """Return the records of standardisation, each with its comparison if an item was judged blind."""
    blocks: list[Block] = []
    for standardisation, comparison in recorded:
        who = ", ".join(line for line in standardisation.who.splitlines() if line.strip())
        rows = ((text("Who took part"), who), (text("What was agreed"), standardisation.agreed))
        blocks += [
            Heading(f"{long_date(standardisation.on)}: {standardisation.title}"),
            Grid(("", ""), tuple(row for row in rows if row[1]), (3, 9)),
            *comparison,
        ]
    if not blocks:
        blocks.append(Words(text("No standardisation is recorded.")))
    return _of_centre(caseload, "STD", text("Standardisation"), *blocks)


def external_visits_paper(
    caseload: Caseload, recorded: Iterable[tuple[ExternalVisit, Sequence[ExternalAction]]]
) -> Paper:
    """Return the visits of external verifiers, with report and actions."""
    blocks: list[Block] = []
    for visit, actions in recorded:
        rows = (
            (text("External verifier"), visit.name),
            (text("Awarding body"), visit.body),
            (text("Report"), visit.report),
            (text("File of the report"), text("kept with the record") if visit.sha256 else ""),
        )
        blocks += [
            Heading(text("Visit of {day}", day=long_date(visit.on))),
            Grid(("", ""), tuple(row for row in rows if row[1]), (3, 9)),
        ]
        if actions:
            heads = (text("Action"), text("Due"), text("Done"), text("What was done"))
            lines = tuple(
                (
                    action.what,
                    long_date(action.due) if action.due else "",
                    long_date(action.done) if action.done else text("open"),
                    action.how,
                )
                for action in actions
            )
            blocks.append(Grid(heads, lines, (5, 2.4, 2.4, 5)))
    if not blocks:
        blocks.append(Words(text("No visit is recorded.")))
    return _of_centre(caseload, "EVV", text("Visits of the external verifier"), *blocks)
