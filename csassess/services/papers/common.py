"""What all papers share: who and what they are about, their record code, and the words for an item."""

from dataclasses import asdict
from typing import Any

from csassess.catalogue import text
from csassess.data.canonical import digest
from csassess.data.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.dates import long_date
from csassess.domain.evidence import EvidenceItem, Method
from csassess.domain.labels import label
from csassess.domain.people import Qualification
from csassess.forms.content import Block, Identification, Paper
from csassess.services.caseloads import assessor_of, centre_of
from csassess.services.overview import Overview

Facts = tuple[tuple[str, str], ...]


def unstated() -> str:
    """Return the words for what the record does not state."""
    return text("not stated")


def facts_about(caseload: Caseload, view: Overview) -> Facts:
    """Return who a paper is about: candidate, registration, qualification, centre and assessor."""
    centre, assessor, portfolio = centre_of(caseload), assessor_of(caseload), view.portfolio
    registration = portfolio.latest_registration
    qualification = caseload.one(Qualification, CASELOAD_STREAM, registration.qualification) if registration else None
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


def paper(form: str, title: str, subject: str, facts: Facts, *blocks: Block, subtitle: str = "") -> Paper:
    """Return a paper under its form's name and version, with the record code of exactly what it shows."""
    shown = [title, subtitle, [list(fact) for fact in facts], [[type(b).__name__, plain(asdict(b))] for b in blocks]]
    identification = Identification(title, form, "1", record_code(shown), subject)
    return Paper(identification, subtitle, facts, blocks)


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
