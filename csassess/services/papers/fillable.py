"""Forms for people without the program: filled in on screen or by hand, they come back by their code."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.labels import label, stage_label, with_capital
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method
from csassess.domain.records.verification import Sample, Stage
from csassess.domain.signing.printed_codes import code_of_return, form_letters
from csassess.domain.verification.sampling import reading_of, signature_of
from csassess.forms.content import Block, FieldKind, FieldRow, FormField, Heading, Paper, Words
from csassess.services.papers.common import (
    AboutRecord,
    Facts,
    File,
    facts_about,
    method_and_day,
    paper,
    referenced_criteria,
)
from csassess.services.progress.portfolio_view import PortfolioView

FILLABLE = {
    "WTF": "testimony-form",
    "CST": "statement-form",
    "VSF": "verification-form",
    "FAK": "feedback-form",
}
"""The forms that come back, by their letters."""

MOST_ACTIONS = 3
"""How many actions a sampling record has room for."""

Choice = tuple[str, str, str, Callable[[], Paper]]  # form, what it is about, words, content


def fillable_papers(caseload: Caseload, view: PortfolioView) -> list[Choice]:
    """Return the forms of a candidate that somebody without the program can fill in now."""
    portfolio = view.portfolio
    papers: list[Choice] = []
    for item in portfolio.items_not_withdrawn():
        if portfolio.is_accepted(item):
            continue
        number = portfolio.number_of(item)
        if portfolio.testimony_of(item.id):
            words = text("Witness testimony to fill in, item {number}", number=number)
            papers.append(("testimony-form", item.id, words, partial(testimony_form, caseload, view, item)))
        if item.method == Method.PERSONAL_STATEMENT:
            words = text("Candidate’s statement to fill in, item {number}", number=number)
            papers.append(("statement-form", item.id, words, partial(statement_form, caseload, view, item)))
    for standing in view.standings:
        unit = standing.unit
        if portfolio.items_for(unit.id):
            words = text("Sampling record for the verifier to fill in: {unit}", unit=unit.full_name)
            papers.append(
                ("verification-form", unit.id, words, partial(sampling_form, caseload, view, unit.id))
            )
    for sample in samples_to_acknowledge(portfolio):
        words = text("Feedback for the assessor to acknowledge, {day}", day=long_date(sample.on))
        papers.append(("feedback-form", sample.id, words, partial(feedback_form, caseload, view, sample)))
    return papers


def samples_to_acknowledge(portfolio: Portfolio) -> list[Sample]:
    """Return the signed samples whose feedback the assessor has not acknowledged."""
    return [
        sample
        for sample in portfolio.samples
        if sample.feedback.strip() and signature_of(sample, portfolio) and not reading_of(sample, portfolio)
    ]


def form_about(caseload: Caseload, view: PortfolioView, form: str, about: str) -> Paper:
    """Return a form as the record makes it now; `form` and `about` are those of its choice."""
    match form:
        case "testimony-form":
            return testimony_form(caseload, view, view.portfolio.item(about))
        case "statement-form":
            return statement_form(caseload, view, view.portfolio.item(about))
        case "verification-form":
            return sampling_form(caseload, view, about)
    sample = next(sample for sample in view.portfolio.samples if sample.id == about)
    return feedback_form(caseload, view, sample)


def testimony_form(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> Paper:
    """Return a testimony for its witness to fill in.

    What they saw, when and where, that they saw it themselves, and who they are.
    """
    found = view.portfolio.testimony_of(item.id)
    assert found, "the item is no testimony"
    witness = found[1]
    facts = (
        *facts_about(caseload, view),
        (text("Evidence number"), view.portfolio.number_of(item)),
        (text("Witness"), ", ".join(filter(None, (witness.name, witness.role, witness.relation)))),
    )
    blocks = (
        _how_to_return(),
        FieldRow(
            (
                FormField("on", text("Date of what you saw (day, month, year)"), FieldKind.DATE),
                FormField("place", text("Where it was")),
            ),
            (2, 3),
        ),
        FieldRow(
            (
                FormField(
                    "words", text("What you saw the candidate do, in your own words"), FieldKind.LINES, 10
                ),
            )
        ),
        _tick("seen", text("I saw this myself.")),
        _tick("true", text("This is a true account of what happened.")),
        FieldRow((FormField("role", text("Your role, and how you know the candidate")),), leads=True),
        _closing(),
    )
    title = text("Witness testimony")
    return _form(caseload, view, "WTF", title, _of_item(view, item), facts, blocks, item.id)


def statement_form(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> Paper:
    """Return a statement for the candidate to fill in: what they did and why, and that it is their own."""
    facts = (
        *facts_about(caseload, view),
        (text("Evidence number"), view.portfolio.number_of(item)),
        (text("About"), item.description),
    )
    blocks = (
        _how_to_return(),
        FieldRow(
            (FormField("on", text("Date of what you describe (day, month, year)"), FieldKind.DATE),), (1,)
        ),
        FieldRow((FormField("words", text("What you did, and why"), FieldKind.LINES, 14),)),
        _tick("own", text("This is my own work, in my own words."), leads=True),
        _closing(),
    )
    title = text("Candidate’s statement")
    return _form(caseload, view, "CST", title, _of_item(view, item), facts, blocks, item.id)


def sampling_form(caseload: Caseload, view: PortfolioView, unit_id: str) -> Paper:
    """Return a sampling record of one unit for a verifier to fill in."""
    portfolio, unit = view.portfolio, view.of(unit_id).unit
    looked_at = text("Looked at")
    items: list[Block] = [
        _tick(f"item {portfolio.number_of(item)}", _item_words(view, item), looked_at)
        for item in portfolio.items_for(unit_id)
    ]
    found, also = text("What was found"), text("Also done")
    stages = {stage: stage_label(stage, formative=portfolio.formative) for stage in Stage}
    actions: list[Block] = [
        FieldRow(
            (
                FormField(f"action {number} item", text("Action {number}: item no", number=number)),
                FormField(f"action {number} what", text("What is needed"), FieldKind.LINES, 2),
                FormField(f"action {number} due", text("Due date"), FieldKind.DATE),
            ),
            (2, 7, 2.4),
        )
        for number in range(1, MOST_ACTIONS + 1)
    ]
    blocks = (
        _how_to_return(),
        _ticks(text("Stage"), *((stage, with_capital(words)) for stage, words in stages.items())),
        Heading(looked_at),
        *items,
        Heading(found),
        _ticks(found, ("agree", text("Agree")), ("action", text("Action needed"))),
        FieldRow((FormField("comment", text("Comment"), FieldKind.LINES, 2),)),
        *actions,
        FieldRow((FormField("feedback", text("Feedback to the assessor"), FieldKind.LINES, 2),)),
        _ticks(also, ("observed", text("Assessor observed")), ("interviewed", text("Candidate interviewed"))),
        _tick(
            "not-own",
            text("I have sampled this evidence; I have not assessed this candidate."),
            leads=True,
        ),
        _closing(),
    )
    facts = (*facts_about(caseload, view), (text("Unit"), unit.full_name))
    subject = text("{name}, {unit}", name=portfolio.candidate.name, unit=view.name_of(unit))
    return _form(caseload, view, "VSF", text("Verification sampling record"), subject, facts, blocks, unit_id)


def feedback_form(caseload: Caseload, view: PortfolioView, sample: Sample) -> Paper:
    """Return the verifier's feedback on a sample, for the assessor to acknowledge."""
    unit = view.of(sample.unit).unit
    found = label(sample.verdict).capitalize() if sample.verdict else text("not said yet")
    facts = (
        *facts_about(caseload, view),
        (text("Unit"), unit.full_name),
        (text("Sampled"), long_date(sample.on)),
        (text("Internal verifier"), sample.name),
        (text("What was found"), found),
    )
    blocks = (
        _how_to_return(),
        Heading(text("Feedback to the assessor")),
        Words(sample.feedback),
        _tick("read", text("I have read this feedback.")),
        FieldRow(
            (FormField("words", text("Your comment, if you have one"), FieldKind.LINES, 6),), leads=True
        ),
        _closing(),
    )
    title, subject = text("Feedback to the assessor"), view.portfolio.candidate.name
    file = File(about=long_date(sample.on))
    return _form(caseload, view, "FAK", title, subject, facts, blocks, sample.id, file)


def _form(
    caseload: Caseload,
    view: PortfolioView,
    letters: str,
    title: str,
    subject: str,
    facts: Facts,
    blocks: tuple[Block, ...],
    about: str,
    file: File | None = None,
) -> Paper:
    shown = AboutRecord(view.portfolio, about)
    made = paper(caseload, letters, title, subject, facts, *blocks, shown=shown, file=file)
    code = code_of_return(form_letters(letters), view.portfolio.candidate.id, about)
    return replace(made, identification=replace(made.identification, returns_to=code))


def _of_item(view: PortfolioView, item: EvidenceItem) -> str:
    return text(
        "{name}, item {number}", name=view.portfolio.candidate.name, number=view.portfolio.number_of(item)
    )


def _item_words(view: PortfolioView, item: EvidenceItem) -> str:
    words = f"{view.portfolio.number_of(item)}  {method_and_day(item, view.portfolio)}"
    criteria = " · ".join(referenced_criteria(item, view).split("\n"))
    return f"{words}\n{criteria}" if criteria else words


def _how_to_return() -> Words:
    return Words(
        text(
            "Fill in the boxes on screen and save the file, or print the form and write in capitals. Send "
            "the file, a scan or a photograph of every page back to the centre. Leave the square code at the "
            "foot uncovered."
        )
    )


def _tick(name: str, words: str, group: str = "", *, leads: bool = False) -> FieldRow:
    return FieldRow((FormField(name, words, FieldKind.TICK, group=group),), leads=leads)


def _ticks(group: str, *ticks: tuple[str, str]) -> FieldRow:
    return FieldRow(tuple(FormField(name, words, FieldKind.TICK, group=group) for name, words in ticks))


def _closing() -> FieldRow:
    """Return who filled in the form, and when."""
    return FieldRow(
        (
            FormField("name", text("Your name")),
            FormField("date", text("Today’s date"), FieldKind.DATE),
            FormField("signature", text("Signature, if filled in by hand"), FieldKind.SIGNATURE),
        ),
        (3, 1.6, 3),
    )
