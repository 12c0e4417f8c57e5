"""What all papers share: who and what they are about, their record code, and the words for an item."""

from dataclasses import asdict
from typing import Any

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.canonical import digest
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.dates import date_and_time, long_date
from csassess.domain.labels import label
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, Method, criteria_with_places
from csassess.domain.records.form_control import approval_in_words
from csassess.domain.records.people import Qualification
from csassess.domain.records.signatures import Signer
from csassess.domain.signing.printed_codes import form_letters
from csassess.domain.signing.unit_signing import signers_of, standing_signatures, void_signatures
from csassess.forms.content import Block, Identification, Letterhead, Paper, SignatureLine, Signing
from csassess.services.access.caseloads import assessor_for, centre_of
from csassess.services.papers.form_control import VERSION, approvals
from csassess.services.progress.portfolio_view import PortfolioView

Facts = tuple[tuple[str, str], ...]


def unstated() -> str:
    """Return the words for what the record does not state."""
    return text("not stated")


def facts_about(caseload: Caseload, view: PortfolioView) -> Facts:
    """Return who a paper is about: candidate, registration, qualification, centre and assessor."""
    centre, assessor, portfolio = centre_of(caseload), assessor_for(caseload, view.portfolio), view.portfolio
    registration = portfolio.latest_registration
    qualification = (
        caseload.one(Qualification, CASELOAD_STREAM, registration.qualification) if registration else None
    )
    registered = unstated()
    if registration:
        parts = (registration.number, long_date(registration.on) if registration.on else "")
        registered = ", ".join(part for part in parts if part) or unstated()
    return (
        (text("Candidate"), portfolio.candidate.name),
        (text("Candidate number"), portfolio.candidate.number or unstated()),
        (text("Registration"), registered),
        (text("Qualification"), qualification.title if qualification else unstated()),
        (text("Centre"), centre.name),
        (text("Centre number"), centre.number or unstated()),
        (text("Assessor"), f"{assessor.name}, {label(assessor.status)}"),
    )


def identified(caseload: Caseload, title: str, form: str, code: str, subject: str) -> Identification:
    """Return what identifies a paper, with the approval of its form and what the centre puts on its papers."""
    centre = centre_of(caseload)
    logo = (
        caseload.attached.content(centre.logo) if centre.logo and caseload.attached.has(centre.logo) else b""
    )
    letterhead = Letterhead(centre.heading, logo, centre.privacy)
    approval = approval_in_words(form_letters(form), VERSION, approvals(caseload))
    return Identification(title, form, VERSION, code, subject, approval, letterhead)


def paper(
    caseload: Caseload, form: str, title: str, subject: str, facts: Facts, *blocks: Block, subtitle: str = ""
) -> Paper:
    """Return a paper under its form's name and version, with the record code of exactly what it shows."""
    shown = [title, subtitle, [list(fact) for fact in facts], [_shown(block) for block in blocks]]
    identification = identified(caseload, title, form, record_code(shown), subject)
    return Paper(identification, subtitle, facts, blocks)


def _shown(block: Block) -> list[Any]:
    """Return a block as the record code takes it; of signatures only what they are asked for, so that signing changes no code."""
    if isinstance(block, Signing):
        return [Signing.__name__, block.declaration, [line.label for line in block.lines]]
    return [type(block).__name__, plain(asdict(block))]


def plain(value: Any) -> Any:
    """Return a value as the record code takes it: bytes stand as their digest."""
    match value:
        case bytes():
            return digest(value.hex())
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case float():
            return str(value)
    return value


def record_code(shown: Any) -> str:
    """Return the code of exactly what a paper shows: one changed character gives another."""
    return digest(shown)[:12]


def describe(item: EvidenceItem) -> str:
    """Return an item as one line: method, date, description, where it is held."""
    method = method_words(item)
    parts = [f"{method}, {long_date(item.on)}", item.description, item.location]
    return ": ".join(part for part in (parts[0], ", ".join(part for part in parts[1:] if part)) if part)


def method_words(item: EvidenceItem) -> str:
    """Return an item's assessment method in words, or its code where the centre made it."""
    words = label(Method(item.method)) if item.method in list(Method) else item.method
    return f"{words[:1].upper()}{words[1:]}"


def signature_lines_of(
    stand: UnitStanding, portfolio: Portfolio, names: dict[Signer, str]
) -> tuple[SignatureLine, ...]:
    """Return the lines of a unit's signatures in order: signed where they stand, and said where they no longer apply."""
    standing = standing_signatures(stand, portfolio)
    void = {signature.signer: signature for signature in void_signatures(stand, portfolio)}
    lines = []
    for signer in signers_of(stand.unit.id, portfolio):
        signed, gone = standing.get(signer), void.get(signer)
        if signed:
            when = date_and_time(signed.at)
            how = text("signed on paper; ") if signed.on_paper else ""
            remark = how + text("record code {code}", code=signed.code[:12])
            lines.append(SignatureLine(names[signer], signed.name, when, signed.strokes, remark))
        elif gone:
            remark = text(
                "the signature of {day} no longer applies: the record was changed since",
                day=long_date(gone.at.date()),
            )
            lines.append(SignatureLine(names[signer], remark=remark))
        else:
            lines.append(SignatureLine(names[signer]))
    return tuple(lines)


def referenced(item: EvidenceItem, view: PortfolioView) -> str:
    """Return what an item references, a line a unit, with the places in it."""
    lines = []
    for stand in view.standings:
        listed = criteria_with_places(stand.unit, view.portfolio.references_of(item.id, stand.unit.id))
        if listed:
            lines.append(f"{stand.unit.name}: {listed}")
    return "\n".join(lines)
