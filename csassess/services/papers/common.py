"""What all papers share: facts about the candidate, identification, record code, wording."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from csassess.catalogue import text
from csassess.data.exchange.devices import people
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.canonical import digest
from csassess.data.storage.picture_check import is_whole_stored
from csassess.domain.assessment.decisions import last_decision
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.codes.listed import paper_code
from csassess.domain.codes.schemes import PRESENT
from csassess.domain.controlled_forms import VERSION, approval_in_words
from csassess.domain.dates import long_date
from csassess.domain.labels import label, with_capital
from csassess.domain.labels import method_words as method_in_words
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import EvidenceItem, criteria_with_places
from csassess.domain.records.people import AssessorStatus, Cover, Qualification
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Needed
from csassess.domain.signing.exceptions import left_out_words
from csassess.domain.signing.paper_signatures import how_signed, when_signed
from csassess.domain.signing.printed_codes import form_letters
from csassess.domain.signing.unit_signing import signers_of, valid_signatures, void_signatures
from csassess.domain.written_up import item_written_up
from csassess.forms.content import (
    AccountEntry,
    Block,
    FieldRow,
    Grid,
    Heading,
    Identification,
    Letterhead,
    Paper,
    Picture,
    SignatureLine,
    Signing,
    Words,
)
from csassess.services.access.caseloads import assessor_for, centre_of, owner_of
from csassess.services.papers.form_control import approvals
from csassess.services.progress.portfolio_view import PortfolioView

Facts = tuple[tuple[str, str], ...]


def unstated() -> str:
    """Return the words for a value that the record does not state."""
    return text("not stated")


def facts_about(caseload: Caseload, view: PortfolioView) -> Facts:
    """Return the facts at the head of a paper.

    Candidate, registration, qualification, centre and assessor.
    """
    centre, assessor, portfolio = centre_of(caseload), assessor_for(caseload, view.portfolio), view.portfolio
    registration = portfolio.latest_registration
    assessors = f"{assessor.name}, {label(assessor.status)}" if assessor.id else assessor.name
    if portfolio.covers:
        owner = owner_of(caseload, portfolio)
        assessors = "; ".join((f"{owner.name}, {label(owner.status)}", *map(_cover_words, portfolio.covers)))
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
        (text("Assessor"), assessors),
    )


def _cover_words(cover: Cover) -> str:
    """Return who covered, and from when to when, as the head of a paper says it."""
    ends = [end for end in (cover.until, cover.ended) if end]
    if not ends:
        return text("{name} since {day}", name=cover.to_name, day=long_date(cover.since))
    return text(
        "covered by {name}, {since} – {until}",
        name=cover.to_name,
        since=long_date(cover.since),
        until=long_date(min(ends)),
    )


def name_of(caseload: Caseload, person: str) -> str:
    """Return the name of a person of the record; empty if they are not known here."""
    known = people(caseload).get(person)
    return known.name if known else ""


def asked_words(needed: Needed) -> str:
    """Return what a countersigner asked for before signing, with name and day."""
    return text(
        "{name}, countersigner, asked on {day}: {words}",
        name=needed.name,
        day=long_date(needed.at.date()),
        words=needed.words,
    )


@dataclass(frozen=True, slots=True)
class AboutRecord:
    """What of the record a paper shows: the id of the unit, item or plan it is about, or "" for all."""

    portfolio: Portfolio
    about: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Whose record the file of a paper shows, None if the centre's, and what else it is about."""

    portfolio: Portfolio | None = None
    about: str = ""


def candidate_code(portfolio: Portfolio) -> str:
    """Return the code of a candidate in the names and titles of files, which name nobody."""
    return digest(portfolio.candidate.id)[:6]


def identification_of(
    caseload: Caseload,
    title: str,
    form: str,
    code: str,
    subject: str,
    shown: AboutRecord | None = None,
    file: File | None = None,
) -> Identification:
    """Return the identification of a paper; `code` is its record code by scheme 1.

    What shows a portfolio prints the code of the record's values instead.

    It includes the approval of the form, and the centre's heading, logo and privacy notice, and the title and
    date of the file: those of the last entry in the record that the paper shows.
    """
    file = file or File()
    portfolio = shown.portfolio if shown else file.portfolio
    if portfolio:
        own = subject.removeprefix(portfolio.candidate.name).removeprefix(", ")
        about: tuple[str, ...] = (own, file.about, candidate_code(portfolio))
    else:
        about = (subject, file.about)
    dated = caseload.history.last_at(portfolio.candidate.id if portfolio else None)
    centre = centre_of(caseload)
    store = caseload.attached
    has_logo = centre.logo and store.has(centre.logo) and is_whole_stored(store, centre.logo)
    logo = store.content(centre.logo) if has_logo else b""
    letterhead = Letterhead(centre.heading, logo, centre.privacy)
    approval = approval_in_words(form_letters(form), approvals(caseload))
    found = Identification(
        title, form, VERSION, code, subject, approval, letterhead, about=about, dated=dated
    )
    if shown is None:
        return found
    present = paper_code(form_letters(form), shown.about, shown.portfolio)
    return replace(found, record_code=present, scheme=PRESENT, first_code=code)


def paper(
    caseload: Caseload,
    form: str,
    title: str,
    subject: str,
    facts: Facts,
    *blocks: Block,
    subtitle: str = "",
    shown: AboutRecord | None = None,
    added: Collection[Block] = (),
    coded: Collection[Block] = (),
    file: File | None = None,
) -> Paper:
    """Return a paper under its form's name and version.

    Its record code is that of the values of the record that it shows; without `shown`, of its words.
    `added` are the blocks that papers of scheme 1 did not have; `coded` are the blocks in the order that they
    had, if it was another. `file` says whose record it shows if `shown` does not.
    """
    code_content = [
        title,
        subtitle,
        [[_first_label(form, fact_label), value] for fact_label, value in facts],
        [_code_content(block) for block in coded or blocks if block not in added],
    ]
    identification = identification_of(caseload, title, form, record_code(code_content), subject, shown, file)
    return Paper(identification, subtitle, facts, blocks)


def _first_label(form: str, fact_label: str) -> str:
    """Return the label of a fact as scheme 1 has it: accounts once said less of how people were informed."""
    is_account = form_letters(form) in ("OBR", "CPY", "FBC")
    said_less = is_account and fact_label == text("People present were informed by")
    return text("People present") if said_less else fact_label


# Names of blocks in the record code. They never change: papers that were printed carry codes made with them.
_CODE_NAMES: dict[type, str] = {
    Heading: "Heading",
    Words: "Words",
    Grid: "Grid",
    AccountEntry: "Told",
    Picture: "Picture",
    Signing: "Signing",
    FieldRow: "FieldRow",
}


def _code_content(block: Block) -> list[Any]:
    """Return a block in the form that enters the record code.

    Signature lines enter only by their labels, so that signing does not change the code.
    """
    if isinstance(block, Signing):
        return [_CODE_NAMES[Signing], block.declaration, [line.label for line in block.lines]]
    if isinstance(block, Words):
        block = replace(block, words=block.first or block.words)
    elif isinstance(block, Grid):
        block = replace(block, rows=block.first or block.rows)
    elif isinstance(block, Picture):
        block = replace(block, caption=block.first or block.caption)
    elif isinstance(block, AccountEntry):
        block = replace(block, words=block.words if block.first is None else block.first)
    values = {name: value for name, value in asdict(block).items() if name != "first"}
    return [_CODE_NAMES[type(block)], plain(values)]


def plain(value: Any) -> Any:
    """Return a value in the form that enters the record code.

    Bytes are replaced by their digest.
    """
    match value:
        case bytes():
            return digest(value.hex())
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case float():
            return str(value)
    return value


def record_code(content: Any) -> str:
    """Return the code of what a paper shows; any changed character gives another code."""
    return digest(content)[:12]


def method_and_day(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return an item's method and date, and when it was written up if that was on a later day."""
    words = f"{method_words(item)}, {long_date(item.on)}"
    return " ".join(part for part in (words, item_written_up(item, portfolio)) if part)


def describe(item: EvidenceItem, portfolio: Portfolio) -> str:
    """Return an item in one line: method, date, when written up if later, description, location."""
    parts = [method_and_day(item, portfolio), item.description, item.location]
    return ": ".join(part for part in (parts[0], ", ".join(part for part in parts[1:] if part)) if part)


def method_words(item: EvidenceItem) -> str:
    """Return an item's assessment method in words, or the centre's own code unchanged."""
    words = method_in_words(item.method)
    return with_capital(words)


def signature_lines_of(
    caseload: Caseload, unit_standing: UnitStanding, portfolio: Portfolio, names: dict[Signer, str]
) -> tuple[SignatureLine, ...]:
    """Return the signature lines of a unit, in signing order.

    A valid signature is shown; one that no longer applies is mentioned on its line. Who is to sign is printed
    if it is known.
    """
    printed = who_signs(caseload, portfolio)
    standing = valid_signatures(unit_standing, portfolio)
    void = {signature.signer: signature for signature in void_signatures(unit_standing, portfolio)}
    lines = []
    for signer in signers_of(unit_standing.unit.id, portfolio):
        signed, voided = standing.get(signer), void.get(signer)
        if signed:
            code = text("record code {code}", code=signed.code[:12])
            remark = "; ".join(filter(None, (how_signed(signed, portfolio), code)))
            when = when_signed(signed)
            lines.append(SignatureLine(names[signer], signed.name, when, signed.strokes, remark))
        elif voided:
            remark = text(
                "the signature of {day} no longer applies: the record was changed since",
                day=long_date(voided.day),
            )
            lines.append(SignatureLine(names[signer], remark=remark, printed=printed.get(signer, "")))
        else:
            remark = _not_verified(unit_standing.unit.id, portfolio) if signer is Signer.VERIFIER else ""
            lines.append(SignatureLine(names[signer], remark=remark, printed=printed.get(signer, "")))
    return tuple(lines)


def _not_verified(unit_id: str, portfolio: Portfolio) -> str:
    """Return why a decided unit has no verifier's signature: the declaration above the line names them."""
    if not last_decision(unit_id, portfolio):
        return ""
    left_out = left_out_words(unit_id, portfolio)
    return left_out or text("not verified yet when this was printed")


def on_sheet(
    line: SignatureLine, form: str, about: str, portfolio: Portfolio, since: date | None = None
) -> SignatureLine:
    """Return a signature line that names the signed sheet of a paper, if one is attached; else the line.

    `since` is the day on which what is signed was last added to: an earlier sheet does not bear it.
    """
    days = [
        sheet.at.date() for sheet in portfolio.signed_sheets if (sheet.form, sheet.about) == (form, about)
    ]
    if not days or (since and days[-1] < since):
        return line
    attached = text("attached {day}", day=long_date(days[-1]))
    return replace(line, name=text("see the signed sheet"), day=text("on the sheet"), remark=attached)


def who_signs(caseload: Caseload, portfolio: Portfolio) -> dict[Signer, str]:
    """Return the names of the persons who sign a portfolio's papers, as far as they are known."""
    assessor = assessor_for(caseload, portfolio)
    return {
        Signer.CANDIDATE: portfolio.candidate.name,
        Signer.ASSESSOR: assessor.name if assessor.id else "",
    }


def lines_to_sign(caseload: Caseload, portfolio: Portfolio, *signers: Signer) -> tuple[SignatureLine, ...]:
    """Return empty lines for candidate and assessor, or for others, with the names of those who sign."""
    names = who_signs(caseload, portfolio)
    labels = {
        Signer.CANDIDATE: text("Candidate’s signature"),
        Signer.ASSESSOR: text("Assessor’s signature"),
    }
    return tuple(
        SignatureLine(labels[signer], printed=names[signer])
        for signer in signers or (Signer.CANDIDATE, Signer.ASSESSOR)
    )


def awaits_countersigner(caseload: Caseload, portfolio: Portfolio, unit_id: str) -> bool:
    """Return whether a unit's papers have a countersigner's line, before it is decided too."""
    if last_decision(unit_id, portfolio):
        return Signer.COUNTERSIGNER in signers_of(unit_id, portfolio)
    return assessor_for(caseload, portfolio).status is AssessorStatus.WORKING_TOWARDS


def referenced_criteria(item: EvidenceItem, view: PortfolioView) -> str:
    """Return the criteria an item references, one line per unit, with their locations."""
    lines = []
    for unit_standing in view.standings:
        criteria = criteria_with_places(
            unit_standing.unit, view.portfolio.references_of(item.id, unit_standing.unit.id)
        )
        if criteria:
            lines.append(f"{view.name_of(unit_standing.unit)}: {criteria}")
    return "\n".join(lines)
