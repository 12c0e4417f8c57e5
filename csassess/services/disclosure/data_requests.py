"""Requests by candidates for their own data.

A request is logged with a due date. What may concern other people is reviewed and can be withheld
with a reason. The answer is an unencrypted PDF with the files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.domain.dates import long_date
from csassess.domain.errors import MissingError, UserError
from csassess.domain.file_kinds import suffix_of
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.records.people import Candidate
from csassess.domain.records.retention import DataRequest
from csassess.domain.records.user_actions import UserAction
from csassess.domain.retention.rules import month_later
from csassess.forms.content import Block, Grid, Heading, Paper, RecordingFormContent, Words
from csassess.services.candidates.learner_details import details_in_words
from csassess.services.files import write_copy, write_pdf
from csassess.services.papers.centre import centre_facts
from csassess.services.papers.common import File, describe, facts_about, paper
from csassess.services.papers.files import draw_whole, whole_portfolio
from csassess.services.papers.programme import is_anything_kept, programme_record
from csassess.services.papers.verification import sampling_record
from csassess.services.progress.history import history
from csassess.services.progress.portfolio_view import PortfolioView, portfolio_view


@dataclass(frozen=True, slots=True)
class OtherPersonsData:
    """Something in a record that may concern another person.

    Its kind and id, its content in words, and why it is listed.
    """

    kind: str
    id: str
    words: str
    why: str


def log_request(caseload: Caseload, candidate_id: str, asked_by: str, received: date) -> DataRequest:
    """Log a request for a candidate's data.

    It is due within one month of its receipt (UK GDPR, article 12(3)).
    Raises UserError if `asked_by` is blank or the date is in the future.
    """
    _check_request(caseload, asked_by, received)
    request = DataRequest(caseload.new_id(), received, month_later(received), asked_by.strip())
    caseload.save(candidate_id, UserAction.REQUEST_LOG, request)
    return request


def _check_request(caseload: Caseload, asked_by: str, received: date) -> None:
    if not asked_by.strip():
        raise MissingError(text("who asked"), "asked_by")
    if received > caseload.clock().date():
        raise UserError(text("Choose the day on which the request came."))


def change_request(
    caseload: Caseload, candidate_id: str, request: DataRequest, asked_by: str, received: date
) -> None:
    """Correct who asked for the data, or when; the due date follows.

    Raises UserError if `asked_by` is blank, if the date is in the future, or if it was answered.
    """
    if request.answered:
        raise UserError(text("This request was answered. Log another one if it came again."))
    _check_request(caseload, asked_by, received)
    changed = replace(request, asked_by=asked_by.strip(), received=received, due=month_later(received))
    caseload.save(candidate_id, UserAction.REQUEST_CHANGE, changed)


def all_requests(caseload: Caseload) -> list[tuple[str, DataRequest]]:
    """Return every request with its candidate's id: open ones first, by due date."""
    requests = [
        (candidate.id, request)
        for candidate in caseload.all(Candidate)
        for request in caseload.all(DataRequest, candidate.id)
    ]
    return sorted(requests, key=lambda entry: (entry[1].answered is not None, entry[1].due))


def other_people(portfolio: Portfolio) -> list[OtherPersonsData]:
    """Return everything in a record that may concern another person.

    Each entry is to be reviewed before the record is disclosed.
    """
    numbers = {item.id: item.number for item in portfolio.evidence}
    others = [
        OtherPersonsData(
            "witness",
            w.id,
            " · ".join(part for part in (w.name, w.role, w.contact) if part),
            text("name and contact of a witness"),
        )
        for w in portfolio.witnesses
    ]
    others += [
        OtherPersonsData(
            "testimony", t.id, describe(portfolio.item(t.id), portfolio), text("written by a witness")
        )
        for t in portfolio.testimonies
    ]
    others += [
        OtherPersonsData(
            "photograph",
            p.id,
            text(
                "item {number}: {caption}",
                number=numbers[p.evidence],
                caption=p.caption or text("(no caption yet)"),
            ),
            text("may show other people"),
        )
        for p in portfolio.photographs
    ]
    others += [
        OtherPersonsData(
            "attachment",
            a.id,
            text("item {number}: {caption}", number=numbers[a.evidence], caption=a.name),
            text("may name or let hear other people"),
        )
        for a in portfolio.attachments
    ]
    others += [
        OtherPersonsData(
            "sheet",
            s.id,
            text("signed sheet of {day}", day=long_date(s.at.date())),
            text("may show other people’s signatures"),
        )
        for s in portfolio.signed_sheets
    ]
    others += [
        OtherPersonsData("typed-by", t.id, t.typed_by, text("typed in what a witness wrote"))
        for t in portfolio.testimonies
        if t.typed_by
    ]
    others += [
        OtherPersonsData("seen-by", i.id, i.seen_by, text("saw the original"))
        for i in portfolio.evidence
        if i.seen_by
    ]
    others += [
        OtherPersonsData("contact", c.id, c.words, text("what somebody said about the candidate"))
        for c in portfolio.contacts
        if c.words
    ]
    others += [
        OtherPersonsData("review", r.id, r.employer_comments, text("what the employer said"))
        for r in portfolio.reviews
        if r.employer_comments
    ]
    others += [
        OtherPersonsData("case", c.id, c.words, text("may name who complained, or of whom"))
        for c in portfolio.cases
    ]
    candidate = portfolio.candidate
    contact = " · ".join(filter(None, (candidate.employer_phone, candidate.employer_email)))
    if contact:
        why = text("how to reach someone at the employer")
        others.append(OtherPersonsData("employer-contact", candidate.id, contact, why))
    others += [
        OtherPersonsData("present", v.id, v.informed, text("how the people present were informed"))
        for v in portfolio.visits
        if v.informed
    ]
    return others


def without_withheld(portfolio: Portfolio, withheld: Mapping[tuple[str, str], str]) -> Portfolio:
    """Return a portfolio as it is disclosed.

    What is withheld is replaced by its reason or left out.
    """

    def is_disclosed(kind: str, record_id: str) -> bool:
        return (kind, record_id) not in withheld

    def reason(kind: str, record_id: str) -> str:
        return text("(withheld: {reason})", reason=withheld[kind, record_id])

    testimonies_by_withheld = {t.id for t in portfolio.testimonies if ("witness", t.witness) in withheld}

    def described(item: EvidenceItem) -> EvidenceItem:
        """Hide the description of a testimony if its witness is withheld: it names them."""
        if ("testimony", item.id) in withheld:
            return replace(item, description=reason("testimony", item.id))
        return replace(item, description="") if item.id in testimonies_by_withheld else item

    def described_fully(item: EvidenceItem) -> EvidenceItem:
        item = described(item)
        return item if is_disclosed("seen-by", item.id) else replace(item, seen_by=reason("seen-by", item.id))

    candidate = portfolio.candidate
    if not is_disclosed("employer-contact", candidate.id):
        candidate = replace(candidate, employer_phone="", employer_email="")
    return replace(
        portfolio,
        candidate=candidate,
        contacts=tuple(
            c if is_disclosed("contact", c.id) else replace(c, words=reason("contact", c.id))
            for c in portfolio.contacts
        ),
        reviews=tuple(
            r if is_disclosed("review", r.id) else replace(r, employer_comments=reason("review", r.id))
            for r in portfolio.reviews
        ),
        cases=tuple(
            c if is_disclosed("case", c.id) else replace(c, words=reason("case", c.id), outcome="")
            for c in portfolio.cases
        ),
        testimonies=tuple(
            t if is_disclosed("typed-by", t.id) else replace(t, typed_by=reason("typed-by", t.id))
            for t in portfolio.testimonies
        ),
        visits=tuple(
            v if is_disclosed("present", v.id) else replace(v, informed=reason("present", v.id))
            for v in portfolio.visits
        ),
        witnesses=tuple(
            w
            if is_disclosed("witness", w.id)
            else replace(w, name=reason("witness", w.id), contact="", relation="")
            for w in portfolio.witnesses
        ),
        notes=tuple(
            (
                n
                if is_disclosed("testimony", n.evidence)
                else replace(n, text=reason("testimony", n.evidence), question="")
            )
            for n in portfolio.notes
        ),
        evidence=tuple(described_fully(item) for item in portfolio.evidence),
        photographs=tuple(p for p in portfolio.photographs if is_disclosed("photograph", p.id)),
        attachments=tuple(a for a in portfolio.attachments if is_disclosed("attachment", a.id)),
        signed_sheets=tuple(s for s in portfolio.signed_sheets if is_disclosed("sheet", s.id)),
        signatures=tuple(
            s
            for s in portfolio.signatures
            if is_disclosed("testimony", s.evidence) and s.evidence not in testimonies_by_withheld
        ),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What is disclosed: a cover with its papers, and files by name."""

    cover: Paper
    papers: list[RecordingFormContent | Paper]
    files: tuple[tuple[str, bytes], ...]


def gather_answer(
    caseload: Caseload, candidate_id: str, request: DataRequest, withheld: Mapping[tuple[str, str], str]
) -> Answer:
    """Return a candidate's data as it is disclosed.

    Raises UserError if something is withheld without a reason.
    """
    if any(not reason.strip() for reason in withheld.values()):
        raise UserError(text("Say for everything that is withheld why."))
    whole = portfolio_view(caseload, candidate_id)
    view = replace(whole, portfolio=without_withheld(whole.portfolio, withheld))
    cover, papers = whole_portfolio(caseload, view, attached=False)
    others = {(other.kind, other.id): other for other in other_people(whole.portfolio)}
    sheet = _covering_sheet(
        caseload, view, request, [(others[key].why, reason) for key, reason in withheld.items()]
    )
    kept = [programme_record(caseload, view)] if is_anything_kept(view.portfolio) else []
    return Answer(
        cover,
        [sheet, *papers, *kept, sampling_record(caseload, view)],
        tuple(_files(caseload, view.portfolio)),
    )


def _covering_sheet(
    caseload: Caseload, view: PortfolioView, request: DataRequest, withheld: list[tuple[str, str]]
) -> Paper:
    """Return the covering sheet of an answer.

    It states the request, what is withheld and why, and every entry of the history.
    """
    facts = (
        *facts_about(caseload, view),
        *details_in_words(view.portfolio),
        centre_facts(caseload)[-1],
        (text("Asked by"), request.asked_by),
        (text("Received"), long_date(request.received)),
        (text("Due"), long_date(request.due)),
    )
    blocks: list[Block] = [Heading(text("What is withheld, and why"))]
    if withheld:
        blocks.append(Grid((text("What"), text("Reason")), tuple(withheld), (5, 7)))
    else:
        blocks.append(Words(text("Nothing.")))
    entries = tuple(
        (f"{long_date(entry.at.date())}, {entry.at:%H:%M}", entry.words, entry.author)
        for entry in history(caseload, view.portfolio.candidate.id)
    )
    blocks += [
        Heading(text("Everything that was done in the record")),
        Grid((text("When"), text("What"), text("By")), entries, (4, 5, 3)),
    ]
    title, name = text("A candidate’s data"), view.portfolio.candidate.name
    return paper(caseload, "DSR", title, name, facts, *blocks, file=File(view.portfolio))


def _files(caseload: Caseload, portfolio: Portfolio) -> list[tuple[str, bytes]]:
    store, files = caseload.attached, []
    for number, photograph in enumerate(portfolio.photographs, start=1):
        if store.has(photograph.sha256):
            files.append((f"photograph-{number}.jpg", store.content(photograph.sha256)))
    attached = [(a.sha256, a.media_type) for a in portfolio.attachments] + [
        (s.sha256, s.media_type) for s in portfolio.signed_sheets
    ]
    for number, (sha256, media_type) in enumerate(attached, start=1):
        if store.has(sha256):
            files.append((f"file-{number}.{suffix_of(media_type)}", store.content(sha256)))
    return files


def write_answer(answer: Answer, folder: Path) -> list[Path]:
    """Write a candidate's data to a folder: one unencrypted PDF, and the files unchanged.

    Touches no record.
    Raises UserError if the folder is not empty or cannot be written to.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UserError(
            text("There is something in “{folder}” already. Choose an empty folder.", folder=folder)
        )
    pdf = folder / "record.pdf"
    write_pdf(pdf, draw_whole(answer.cover, answer.papers))
    for name, content in answer.files:
        write_copy(folder / name, content)
    return [pdf, *(folder / name for name, _ in answer.files)]


def close_request(
    caseload: Caseload, candidate_id: str, request: DataRequest, withheld: Mapping[tuple[str, str], str]
) -> DataRequest:
    """Record that a request was answered today, and what was withheld."""
    lines = tuple(f"{kind} {record_id} {reason.strip()}" for (kind, record_id), reason in withheld.items())
    answered = replace(request, answered=caseload.clock().date(), withheld=lines)
    caseload.save(candidate_id, UserAction.REQUEST_ANSWER, answered)
    return answered
