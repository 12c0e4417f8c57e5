"""The record of an item with criteria in the margin, and the candidate's copy without."""

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.assessment.item_state import ItemState, judged_state
from csassess.domain.assessment.qualities import found_words, qualities
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.labels import label
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.accounts import added_since, still_applies
from csassess.domain.signing.paper_signatures import filled_in_words, how_signed, when_signed
from csassess.domain.written_up import (
    item_written_on,
    visit_times,
)
from csassess.forms.content import (
    AccountEntry,
    Block,
    Grid,
    Heading,
    Paper,
    Picture,
    SignatureLine,
    Signing,
    Words,
)
from csassess.services.access.caseloads import centre_of
from csassess.services.papers.account import account_blocks, marks_on_notes
from csassess.services.papers.asked import AskedLines, answers_about
from csassess.services.papers.common import (
    AboutRecord,
    asked_words,
    facts_about,
    method_words,
    name_of,
    paper,
    unstated,
    who_signs,
)
from csassess.services.papers.verification import actions_on
from csassess.services.progress.portfolio_view import PortfolioView


def item_record(
    caseload: Caseload,
    view: PortfolioView,
    item: EvidenceItem,
    *,
    criteria: bool = True,
    asked: AskedLines | None = None,
) -> Paper:
    """Return the record of an item.

    Account with photographs, customers, customer feedback, attached files, feedback to the
    candidate, and signatures; then what came after them: judgement, addenda, the verifier's actions and
    answers. With `criteria`, references are in the margin next to the note that shows them; without, it is
    the candidate's copy, which leaves out judgement and actions too. `asked` returns what would be asked of
    the portfolio, if it is known.
    """
    answers = answers_about(caseload, view, item.id, asked) if criteria else []
    marks = marks_on_notes(view, item) if criteria else []
    signed = [
        *account_blocks(caseload, view, item, criteria=criteria),
        *marks,
        *_customers(view, item),
        *_customer_feedback(view, item),
        *_attached(view, item),
        *_to_candidate(view, item),
    ]
    later = [*_addenda(caseload, view, item), *(actions_on(item, view) if criteria else [])]
    judged = _judged(caseload, view, item) if criteria else []
    signing = _signatures(caseload, view, item)
    title = text("{method} record", method=method_words(item)) if criteria else text("Copy for the candidate")
    form = "OBR" if criteria else "CPY"
    subject = text(
        "{name}, item {number}", name=view.portfolio.candidate.name, number=view.portfolio.number_of(item)
    )
    facts = (*facts_about(caseload, view), *_facts(view, item))
    shown = AboutRecord(view.portfolio, item.id)
    return paper(
        caseload,
        form,
        title,
        subject,
        facts,
        *(*signed, signing, *judged, *_asked_by_countersigner(view, item), *later, *answers),
        shown=shown,
        added=marks,
        coded=(*signed, *later, signing),
    )


def feedback_paper(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> Paper:
    """Return the feedback to the candidate about an item.

    What was done well, what to develop, comments, and what was agreed.
    """
    blocks = _to_candidate(view, item) or [Words(text("Nothing was said yet."), quiet=True)]
    subject = text(
        "{name}, item {number}", name=view.portfolio.candidate.name, number=view.portfolio.number_of(item)
    )
    facts = (*facts_about(caseload, view), *_facts(view, item))
    return paper(
        caseload,
        "FBC",
        text("Feedback to the candidate"),
        subject,
        facts,
        *blocks,
        _signatures(caseload, view, item),
        shown=AboutRecord(view.portfolio, item.id),
    )


def account_words(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> str:
    """Return the account as plain text, as it is shown to the person who signs it."""
    lines = [f"{name}: {value}" for name, value in _facts(view, item)]
    for block in item_record(caseload, view, item, criteria=False).blocks:
        match block:
            case Heading(words):
                lines.append(f"\n{words.upper()}")
            case Words(words):
                lines.append(words)
            case AccountEntry(_, head, words):
                lines.append(f"{head}\n{words}")
            case Picture(_, caption):
                lines.append(text("Photograph: {caption}", caption=caption))
            case Grid(_, rows):
                lines += [" · ".join(part for part in row if part) for row in rows]
    return "\n".join(lines).strip()


def _facts(view: PortfolioView, item: EvidenceItem) -> tuple[tuple[str, str], ...]:
    visit = view.portfolio.visit_of(item)
    written_on = "" if visit else item_written_on(item, view.portfolio)
    facts = [
        (text("Evidence number"), view.portfolio.number_of(item)),
        (text("Date"), long_date(item.on)),
        *(((text("Written up"), written_on),) if written_on else ()),
        (text("Setting"), label(item.setting) if item.setting else unstated()),
    ]
    if visit:
        facts.append((text("Place"), visit.place or unstated()))
        facts.append((text("From, to"), visit_times(visit)))
        if visit.informed:
            facts.append((text("People present were informed by"), visit.informed))
    elif item.location:
        facts.append((text("Held at"), item.location))
    if item.remote:
        facts.append((text("Carried out"), label(item.remote)))
        facts.append((text("Identity confirmed by"), item.identity or unstated()))
    if item.seen_by:
        facts.append((text("Seen there by"), item.seen_by))
    if item.available_until:
        facts.append((text("Can be seen until"), long_date(item.available_until)))
    testimony = view.portfolio.testimony_of(item.id)
    if testimony:
        statement, witness = testimony
        facts.append(
            (
                text("Witness"),
                f"{witness.name}, {witness.role}" + (f", {witness.relation}" if witness.relation else ""),
            )
        )
        if statement.typed_by:
            facts.append((text("Typed by"), statement.typed_by))
        if statement.confirmed_on:
            facts.append((text("Confirmed with the witness on"), long_date(statement.confirmed_on)))
    return (*facts, *_came_back(view, item))


def _came_back(view: PortfolioView, item: EvidenceItem) -> list[tuple[str, str]]:
    """Return who filled in the forms from which the item was entered, and how."""
    sheets = [s for s in view.portfolio.signed_sheets if s.about == item.id and s.filled_by]
    return [(text("Filled in"), filled_in_words(sheet)) for sheet in sheets]


def _customers(view: PortfolioView, item: EvidenceItem) -> list[Block]:
    customers = view.portfolio.customers_of(item.id)
    if not customers:
        return []
    rows = tuple(
        (
            view.portfolio.letter_of(c),
            label(c.demeanour) if c.demeanour else "",
            label(c.relationship) if c.relationship else "",
            label(c.channel) if c.channel else "",
        )
        for c in customers
    )
    return [
        Heading(text("Customers")),
        Grid((text("Customer"), text("Kind"), "", text("Channel")), rows, (2, 4, 3, 4)),
    ]


def _customer_feedback(view: PortfolioView, item: EvidenceItem) -> list[Block]:
    feedback = view.portfolio.feedback_of(item.id)
    if not feedback:
        return []
    rows = tuple((label(f.origin), f.received, f.improvement) for f in feedback)
    heads = (text("It was"), text("What the customer said"), text("What was improved by it"))
    return [Heading(text("Customer feedback")), Grid(heads, rows, (2, 5, 5))]


def _attached(view: PortfolioView, item: EvidenceItem) -> list[Block]:
    attached = view.portfolio.attachments_of(item.id)
    if not attached:
        return []
    rows = tuple((a.name, a.media_type, a.sha256[:12]) for a in attached)
    return [Heading(text("Attached")), Grid((text("File"), text("Kind"), text("Code")), rows, (6, 4, 3))]


def _to_candidate(view: PortfolioView, item: EvidenceItem) -> list[Block]:
    feedback = view.portfolio.feedback_to_candidate(item.id)
    if feedback is None:
        return []
    rows = [
        (text("Done well"), feedback.done_well),
        (text("To develop"), feedback.to_develop),
        (text("The candidate’s comments"), feedback.comments),
        (text("Next visit"), long_date(feedback.next_on) if feedback.next_on else ""),
        (text("The candidate will bring"), feedback.brings),
    ]
    filled_rows = tuple(row for row in rows if row[1])
    return (
        [Heading(text("Feedback to the candidate")), Grid(("", ""), filled_rows, (3, 9))]
        if filled_rows
        else []
    )


def _judged(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> list[Block]:
    """Return by whom an item was accepted, when, and what it was found to be; nothing of any other."""
    judgement = view.portfolio.judgement_of(item.id)
    if judgement is None or judged_state(item, view.portfolio) is not ItemState.ACCEPTED:
        return []
    sentence = text(
        "Accepted on {day} by {name} as {found}.",
        day=long_date(judgement.on),
        name=name_of(caseload, judgement.by),
        found=found_words(qualities(centre_of(caseload)), judgement.exceptions),
    )
    words = "\n".join(filter(None, (sentence, judgement.comment)))
    return [Heading(text("Judgement of the assessor")), Words(words)]


def _addenda(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> list[Block]:
    addenda = view.portfolio.addenda_of(item.id)
    if not addenda:
        return []
    entries = [
        AccountEntry(
            "",
            date_and_time(addendum.at),
            text("{words}\n{name}", words=addendum.words, name=name_of(caseload, addendum.by)),
            first=addendum.words,
        )
        for addendum in addenda
    ]
    return [Heading(text("Addenda")), *entries]


def _asked_by_countersigner(view: PortfolioView, item: EvidenceItem) -> list[Block]:
    """Return what the countersigner asked of the item's units, where an addendum came after it."""
    units = {reference.unit for reference in view.portfolio.references_of(item.id)}
    addenda = view.portfolio.addenda_of(item.id)
    return [
        Words(asked_words(needed))
        for needed in view.portfolio.needed
        if needed.unit in units and any(addendum.at > needed.at for addendum in addenda)
    ]


def _signatures(caseload: Caseload, view: PortfolioView, item: EvidenceItem) -> Signing:
    """Return a line for each person who signs the account.

    A drawn signature is shown; one that no longer applies is mentioned on its line.
    """
    testimony = view.portfolio.testimony_of(item.id)
    signers = [Signer.WITNESS] if testimony else [Signer.CANDIDATE]
    printed = who_signs(caseload, view.portfolio)
    if testimony:
        printed[Signer.WITNESS] = testimony[1].name
    lines = []
    for signer in (*signers, Signer.ASSESSOR):
        signatures = [s for s in view.portfolio.signatures_of(item.id) if s.signer is signer]
        names = {
            Signer.CANDIDATE: text("Candidate’s signature"),
            Signer.WITNESS: text("Witness’s signature"),
            Signer.ASSESSOR: text("Assessor’s signature"),
        }
        last = signatures[-1] if signatures else None
        if last is None:
            lines.append(SignatureLine(names[signer], printed=printed.get(signer, "")))
            continue
        when = when_signed(last)
        applies = still_applies(last, view.portfolio)
        remark = text("record code {code}", code=last.code[:12])
        added = added_since(last, view.portfolio)
        if added:
            remark = text("{remark}; {added}", remark=remark, added=added)
        remark = "; ".join(filter(None, (how_signed(last, view.portfolio), remark)))
        if not applies:
            remark = text(
                "no longer applies: the account was changed after it was signed on {when}", when=when
            )
        lines.append(
            SignatureLine(
                names[signer], last.name, when if applies else "", last.strokes if applies else (), remark
            )
        )
    return Signing(text("This is a true account of what happened."), tuple(lines))
