"""The papers of a candidate's way through the centre, and the record of all of it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.programme.declarations import added_since, declaration_words, declared_items
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.programme.steps import (
    Authenticity,
    Contact,
    Induction,
    LearningBreak,
    PriorLearning,
    ProgressReview,
    UnitPlan,
)
from csassess.forms.content import Block, Grid, Heading, Paper, SignatureLine, Signing, Words
from csassess.services.candidates.candidates import current_job
from csassess.services.candidates.learner_details import details_in_words
from csassess.services.papers.common import (
    File,
    describe,
    facts_about,
    lines_to_sign,
    name_of,
    on_sheet,
    paper,
    referenced_criteria,
    unstated,
)
from csassess.services.progress.portfolio_view import PortfolioView

_KEPT = (
    "inductions",
    "unit_plans",
    "authenticity",
    "reviews",
    "contacts",
    "breaks",
    "prior_learning",
    "cases",
)

Choice = tuple[str, str, str, Callable[[], Paper]]  # form, what it is about, words, content


def programme_papers(caseload: Caseload, view: PortfolioView) -> list[Choice]:
    """Return the papers of what the centre keeps of a candidate; none if nothing is recorded."""
    portfolio = view.portfolio
    papers: list[Choice] = []
    for induction in portfolio.inductions:
        words = text("Induction, {day}", day=long_date(induction.on))
        papers.append(("induction", induction.id, words, partial(induction_paper, caseload, view, induction)))
    for plan in portfolio.unit_plans:
        words = text("Assessment plan: {unit}", unit=unit_words(view, plan.unit))
        papers.append(("unit-plan", plan.id, words, partial(unit_plan_paper, caseload, view, plan)))
    for review in portfolio.reviews:
        words = text("Progress review, {day}", day=long_date(review.on))
        papers.append(("review", review.id, words, partial(review_paper, caseload, view, review)))
    for declaration in portfolio.authenticity:
        words = text("Declaration of authenticity: {unit}", unit=unit_words(view, declaration.of))
        content = partial(authenticity_paper, caseload, view, declaration)
        papers.append(("authenticity", declaration.id, words, content))
    for prior in portfolio.prior_learning:
        item = portfolio.item(prior.id)
        words = text("Prior learning, item {number}", number=portfolio.number_of(item))
        content = partial(prior_learning_paper, caseload, view, item, prior)
        papers.append(("prior-learning", prior.id, words, content))
    if is_anything_kept(portfolio):
        words = text("What the centre keeps of the candidate")
        papers.append(("programme", "all", words, partial(programme_record, caseload, view)))
    return papers


def is_anything_kept(portfolio: Portfolio) -> bool:
    """Return whether the centre keeps anything of a candidate besides evidence."""
    return bool(details_in_words(portfolio)) or any(getattr(portfolio, part) for part in _KEPT)


def unit_words(view: PortfolioView, unit_id: str) -> str:
    """Return the name of a unit; of none, the whole portfolio."""
    standings = {standing.unit.id: standing.unit for standing in view.standings}
    if not unit_id:
        return text("the whole portfolio")
    return view.name_of(standings[unit_id]) if unit_id in standings else unit_id


def _signing(
    view: PortfolioView,
    form: str,
    about: str,
    since: date | None,
    declaration: str,
    lines: Iterable[SignatureLine],
) -> Signing:
    """Return the lines on which a paper is signed by hand; a sheet that is attached is named on them."""
    signed = tuple(on_sheet(line, form, about, view.portfolio, since) for line in lines)
    return Signing(declaration, signed)


def induction_paper(caseload: Caseload, view: PortfolioView, induction: Induction) -> Paper:
    """Return the checklist of an induction, with signature lines."""
    facts = (*facts_about(caseload, view), (text("Induction on"), long_date(induction.on)))
    rows = tuple(("\N{CHECK MARK}", line) for line in induction.covered)
    blocks: list[Block] = [
        Heading(text("What was covered")),
        Grid((text("Done"), text("What was explained or given")), rows, (1, 10)),
    ]
    if induction.note:
        blocks += [Heading(text("Note")), Words(induction.note)]
    blocks.append(
        _signing(
            view,
            "induction",
            induction.id,
            induction.on,
            text("This was explained to me, and I could ask about it."),
            lines_to_sign(caseload, view.portfolio),
        )
    )
    file = File(view.portfolio, long_date(induction.on))
    name = view.portfolio.candidate.name
    return paper(caseload, "IND", text("Induction"), name, facts, *blocks, file=file)


def unit_plan_paper(caseload: Caseload, view: PortfolioView, plan: UnitPlan) -> Paper:
    """Return the assessment plan of a unit with its review, and signature lines."""
    facts = (
        *facts_about(caseload, view),
        (text("Unit"), unit_words(view, plan.unit)),
        (text("Agreed"), long_date(plan.agreed) if plan.agreed else text("not agreed yet")),
        (text("To be reviewed"), long_date(plan.review_on) if plan.review_on else unstated()),
    )
    blocks: list[Block] = [Heading(text("How the unit is assessed")), Words(plan.words)]
    if plan.reviewed:
        blocks += [
            Heading(text("Review of {day}", day=long_date(plan.reviewed))),
            Words(plan.review or text("The plan stays as it is.")),
        ]
    lines = lines_to_sign(caseload, view.portfolio)
    words = text("We have agreed this plan.")
    blocks.append(_signing(view, "unit-plan", plan.id, plan.reviewed or plan.agreed, words, lines))
    file = File(view.portfolio, unit_words(view, plan.unit))
    name = view.portfolio.candidate.name
    return paper(caseload, "ASP", text("Assessment plan"), name, facts, *blocks, file=file)


def review_paper(caseload: Caseload, view: PortfolioView, review: ProgressReview) -> Paper:
    """Return a progress review: the progress of each unit, what was said, and three signature lines."""
    portfolio = view.portfolio
    job = current_job(portfolio, review.on)
    facts = (
        *facts_about(caseload, view),
        (text("Employer"), job.employer if job and job.employer else unstated()),
        (text("Review on"), long_date(review.on)),
        (text("Next review"), long_date(review.next_on) if review.next_on else unstated()),
    )
    candidate, assessor = lines_to_sign(caseload, portfolio)
    employer = SignatureLine(text("Employer’s signature"))
    rows = [_unit_then(standing, view, review.on) for standing in view.standings]
    blocks: list[Block] = [
        Grid((text("Unit"), text("Criteria accepted by then"), text("Decided")), tuple(rows), (6, 3, 3)),
        Heading(text("Progress since the last review")),
        Words(review.progress),
        Heading(text("Targets until the next review")),
        Words(review.targets or text("None were agreed.")),
        Heading(text("The candidate’s comments")),
        *_comments(review.comments),
        Heading(text("The employer’s comments")),
        *_comments(review.employer_comments),
        _signing(
            view,
            "review",
            review.id,
            review.on,
            text("We have talked about this review."),
            (candidate, employer, assessor),
        ),
    ]
    file = File(portfolio, long_date(review.on))
    name = portfolio.candidate.name
    return paper(caseload, "PRV", text("Progress review"), name, facts, *blocks, file=file)


def _unit_then(standing: UnitStanding, view: PortfolioView, day: date) -> tuple[str, str, str]:
    """Return a unit with the criteria accepted and the decision made up to a day, as a row of a review."""
    portfolio, unit = view.portfolio, standing.unit.id
    accepted = {c.label for c in standing.coverage.criteria if c.state is CriterionState.ACCEPTED}
    judged = {j.id for j in portfolio.judgements if j.on <= day}
    shown = {
        reference.criterion
        for item in portfolio.items_for(unit)
        if item.id in judged and portfolio.is_accepted(item)
        for reference in portfolio.references_of(item.id, unit)
    }
    decided = [d.on for d in portfolio.decisions if d.unit == unit and d.on <= day]
    counted = f"{len(accepted & shown)} / {standing.count()[1]}"
    return view.name_of(standing.unit), counted, long_date(decided[-1]) if decided else ""


def _comments(words: str) -> list[Block]:
    """Return what was said or, if nothing is on record, room to write it in by hand."""
    return [Words(words)] if words else [Grid((text("Written by hand"),), (), (1,), empty=2)]


def authenticity_paper(caseload: Caseload, view: PortfolioView, declaration: Authenticity) -> Paper:
    """Return the candidate's declaration of authenticity as it was signed."""
    facts = (*facts_about(caseload, view), (text("Covers"), unit_words(view, declaration.of)))
    remark = "; ".join(filter(None, (text("on paper") if declaration.on_paper else "", declaration.because)))
    line = SignatureLine(
        text("Candidate’s signature"),
        declaration.name,
        long_date(declaration.day),
        declaration.strokes,
        remark,
    )
    later = added_since(view.portfolio, declaration)
    evidence = [
        Words(f"{view.portfolio.number_of(item)}  {describe(item, view.portfolio)}")
        for item in declared_items(view.portfolio, declaration.of)
    ]
    blocks: list[Block] = [Heading(text("The evidence")), *evidence]
    if later:
        sentence = text("Added after the declaration was signed: items {numbers}.", numbers=", ".join(later))
        blocks.append(Words(sentence, quiet=True))
    title = text("Declaration of authenticity")
    name = view.portfolio.candidate.name
    signing = Signing(declaration_words(), (line,))
    file = File(view.portfolio, unit_words(view, declaration.of))
    return paper(caseload, "AUT", title, name, facts, *blocks, signing, file=file)


def prior_learning_paper(
    caseload: Caseload, view: PortfolioView, item: EvidenceItem, prior: PriorLearning
) -> Paper:
    """Return the record of an item of prior learning: its certificate, and how it meets the criteria."""
    facts = (
        *facts_about(caseload, view),
        (text("Item"), view.portfolio.number_of(item)),
        (text("Certificate"), prior.certificate),
        (text("Certificate number"), prior.number or unstated()),
        (text("Awarded by"), prior.awarded_by or unstated()),
        (text("Awarded on"), long_date(prior.awarded) if prior.awarded else unstated()),
        (text("Seen by"), item.seen_by or unstated()),
    )
    blocks: list[Block] = [
        Heading(text("Criteria that it meets")),
        Words(referenced_criteria(item, view) or text("None is referenced yet.")),
        Heading(text("How it meets them")),
        Words(prior.mapping or unstated()),
        _signing(
            view,
            "prior-learning",
            prior.id,
            None,
            text("The certificate was seen, and is still current."),
            lines_to_sign(caseload, view.portfolio),
        ),
    ]
    title = text("Recognition of prior learning")
    file = File(view.portfolio, text("item {number}", number=view.portfolio.number_of(item)))
    return paper(caseload, "RPL", title, view.portfolio.candidate.name, facts, *blocks, file=file)


def programme_record(caseload: Caseload, view: PortfolioView, *, leaves_centre: bool = False) -> Paper:
    """Return everything that the centre keeps of a candidate besides evidence.

    In what leaves the centre, contacts and personal details are left out.
    """
    portfolio = view.portfolio
    blocks: list[Block] = []
    for heading, heads, rows, widths in (
        _inductions(caseload, portfolio),
        _plans(view),
        _declarations(view),
        _reviews(caseload, portfolio),
        *(() if leaves_centre else (_contacts(caseload, portfolio),)),
        _breaks(portfolio),
        _prior(portfolio),
        _cases(portfolio),
    ):
        if rows:
            blocks += [Heading(heading), Grid(heads, tuple(rows), widths)]
    details = () if leaves_centre else details_in_words(portfolio)
    facts = (*facts_about(caseload, view), *details)
    title = text("What the centre keeps of the candidate")
    return paper(caseload, "PRG", title, portfolio.candidate.name, facts, *blocks, file=File(portfolio))


_Table = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], tuple[float, ...]]


def _inductions(caseload: Caseload, portfolio: Portfolio) -> _Table:
    rows = [
        (long_date(i.on), "\n".join([*i.covered, *([i.note] if i.note else [])]), name_of(caseload, i.by))
        for i in portfolio.inductions
    ]
    return text("Induction"), (text("On"), text("Covered"), text("By")), rows, (3, 7, 3)


def _plans(view: PortfolioView) -> _Table:
    rows = [
        (
            unit_words(view, plan.unit),
            long_date(plan.agreed) if plan.agreed else text("not agreed yet"),
            plan.words,
            "\n".join(filter(None, (long_date(plan.reviewed), plan.review))) if plan.reviewed else "",
        )
        for plan in view.portfolio.unit_plans
    ]
    heads = (text("Unit"), text("Agreed"), text("Plan"), text("Review"))
    return text("Assessment plans"), heads, rows, (3, 2.4, 5, 4)


def _declarations(view: PortfolioView) -> _Table:
    rows = [
        (
            unit_words(view, d.of),
            d.name,
            long_date(d.day),
            ", ".join(added_since(view.portfolio, d)) or text("none"),
        )
        for d in view.portfolio.authenticity
    ]
    heads = (text("Of"), text("Signed by"), text("On"), text("Items added since"))
    return text("Declarations of authenticity"), heads, rows, (4, 3, 3, 3)


def _reviews(caseload: Caseload, portfolio: Portfolio) -> _Table:
    rows = [
        (
            long_date(r.on),
            r.progress,
            r.targets,
            "\n".join(filter(None, (r.comments, r.employer_comments))),
            name_of(caseload, r.by),
        )
        for r in portfolio.reviews
    ]
    heads = (text("On"), text("Progress"), text("Targets"), text("Comments"), text("By"))
    return text("Progress reviews"), heads, rows, (2.4, 4, 3, 3, 2.2)


def contact_words(contact: Contact) -> str:
    """Return a contact in words: how, whether anyone was reached, and what was said."""
    how = contact.way.words if contact.reached else text("{way}, no answer", way=contact.way.words)
    return ": ".join(filter(None, (how, contact.words)))


def _contacts(caseload: Caseload, portfolio: Portfolio) -> _Table:
    rows = [(long_date(c.on), contact_words(c), name_of(caseload, c.by)) for c in portfolio.contacts]
    return text("Contacts"), (text("On"), text("What"), text("By")), rows, (3, 7, 3)


def break_words(pause: LearningBreak) -> str:
    """Return from when until when a break lasts."""
    since = text("from {day}", day=long_date(pause.since))
    until = text("to {day}", day=long_date(pause.until)) if pause.until else text("until further notice")
    return f"{since} {until}"


def _breaks(portfolio: Portfolio) -> _Table:
    rows = [(break_words(pause), pause.reason) for pause in portfolio.breaks]
    return text("Breaks in learning"), (text("When"), text("Reason")), rows, (6, 7)


def _prior(portfolio: Portfolio) -> _Table:
    rows = [
        (
            portfolio.number_of(portfolio.item(p.id)),
            ", ".join(filter(None, (p.certificate, p.number, p.awarded_by))),
            long_date(p.awarded) if p.awarded else unstated(),
            p.mapping,
        )
        for p in portfolio.prior_learning
    ]
    heads = (text("Item"), text("Certificate"), text("Awarded on"), text("How it meets the criteria"))
    return text("Recognition of prior learning"), heads, rows, (1.4, 5, 3, 5)


def _cases(portfolio: Portfolio) -> _Table:
    rows = [
        (c.kind.words, long_date(c.on), c.words, c.outcome, long_date(c.closed) if c.closed else text("open"))
        for c in portfolio.cases
    ]
    heads = (text("Kind"), text("On"), text("What"), text("Outcome"), text("Closed"))
    return text("Appeals, complaints and reasonable adjustments"), heads, rows, (2.4, 2.4, 4, 4, 2.4)
