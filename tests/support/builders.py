"""Builders: a caseload on disk through the services, and a portfolio in memory for the rules of the domain."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from csassess.data.record import opening
from csassess.data.record.caseload import Caseload
from csassess.data.storage.keys import KdfCost, NewKeys
from csassess.domain.assessment.findings import findings
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.evidence import (
    Confirmation,
    Customer,
    CustomerFeedback,
    Demonstrated,
    EvidenceItem,
    Judgement,
    Method,
    Note,
    NoteKind,
    Outcome,
    Reference,
)
from csassess.domain.records.people import Candidate, Employment, Enrolment
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Owner
from csassess.services.evidence import evidence, judgement, references
from csassess.services.papers import files
from csassess.services.papers.recording import recording_form_content
from csassess.services.progress import portfolio_view
from csassess.services.units import units

PASSPHRASE = "teal kettle on the quay"
CHEAP = KdfCost(memory=64, passes=1, lanes=1)
OWNER = Owner("Ann Assessor", "Harbour Centre", "12345")
THAT_DAY = date(2026, 3, 2)


class Clock:
    """A clock that stands still until it is moved on."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_on(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def cheap_keys(passphrase: str = PASSPHRASE, centre_recipient: str | None = None) -> NewKeys:
    """Keys whose derivation costs nothing: what is tested is never its slowness."""
    return caseloads.prepare_keys(passphrase, centre_recipient, CHEAP)


def closed_caseload(folder: Path, keys: NewKeys | None = None) -> Path:
    """A folder with a new caseload, closed."""
    caseloads.set_up(folder, keys or cheap_keys(), OWNER).close()
    return folder


def reopened(folder: Path, **injected: Any) -> Caseload:
    """The caseload of a folder, open, with a clock or an id maker of the test's own."""
    return opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE), **injected)


def numbered_ids(first: int = 1, step: int = 1) -> Any:
    """An id maker whose ids sort in the order they were made, or in the opposite order."""
    numbers = count(first, step)
    return lambda: f"{next(numbers):032x}"


def contents(folder: Path) -> dict[str, bytes]:
    """The name and the bytes of every file in a folder."""
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else b"" for p in sorted(folder.rglob("*"))
    }


def rows(caseload: Caseload, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table, sorted."""
    return sorted(caseload.db.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)


def bodies(caseload: Caseload) -> list[tuple[str, bytes, dict[str, Any], list[dict[str, Any]]]]:
    """Every stored event: id, bytes as stored, the body they hold, and the disclosed values beside it."""
    stored = caseload.db.execute("SELECT id, body, disclosed FROM events ORDER BY rowid").fetchall()
    return [(event, body, json.loads(body), json.loads(disclosed)) for event, body, disclosed in stored]


def accepted_product(
    caseload: Caseload,
    candidate: str,
    unit: str,
    *criteria: str,
    on: date = THAT_DAY,
    description: str = "Letter",
) -> EvidenceItem:
    """An accepted work product that shows the criteria."""
    item = evidence.add_item(caseload, candidate, Method.WORK_PRODUCT, description, on)
    for criterion in criteria:
        references.tick(caseload, candidate, item.id, unit, criterion)
    judgement.accept(caseload, candidate, item.id)
    return item


# In memory


@dataclass(frozen=True)
class Shown:
    """One evidence item as a test says it: what it shows, of whom, how it came about, and what was made of it."""

    number: str
    criteria: tuple[str, ...] = ("1.1",)
    accepted: bool = True
    setting: Setting | None = Setting.REAL_JOB_PAID
    method: str = Method.OBSERVATION
    on: date = THAT_DAY
    visit: str | None = None
    customers: tuple[tuple[Demeanour | None, Relationship | None], ...] = ()
    customers_told: bool = True
    same_as: str | None = None
    feedback: tuple[tuple[FeedbackOrigin, str], ...] = ()
    responsible: bool = False
    withdrawn: bool = False
    question: bool = False
    unit: str = "ocr-b10"


def portfolio_of(
    *shown: Shown, confirmations: tuple[Confirmation, ...] = (), employments: tuple[Employment, ...] = ()
) -> Portfolio:
    """A portfolio in memory with these items; ids derive from numbers, so that a test can name them."""
    parts: dict[str, list[Any]] = {}

    def keep(kind: str, thing: Any) -> None:
        parts.setdefault(kind, []).append(thing)

    for item in shown:
        _keep_item(item, keep)
    return Portfolio(
        Candidate("c", "Mo Candidate"),
        enrolments=(Enrolment("ocr-b10", "d", THAT_DAY),),
        employments=employments,
        confirmations=confirmations,
        **{kind: tuple(things) for kind, things in parts.items()},
    )


def _keep_item(item: Shown, keep: Any) -> None:
    own, note = f"item-{item.number}", f"note-{item.number}"
    keep(
        "evidence",
        EvidenceItem(
            own,
            item.number,
            item.method,
            "Shown at the counter",
            item.on,
            item.setting,
            item.visit,
            withdrawn=item.withdrawn,
        ),
    )
    at = datetime(item.on.year, item.on.month, item.on.day, 10, tzinfo=UTC)
    shows = (Demonstrated.OWN_RESPONSIBILITY,) if item.responsible else ()
    kind = NoteKind.QUESTION if item.question else NoteKind.OBSERVED
    keep("notes", Note(note, own, at, at, kind, "Greets the customer.", shows=shows))
    for criterion in item.criteria:
        keep("references", Reference(f"{own}-{item.unit}-{criterion}", own, item.unit, criterion, note))
    for index, (demeanour, relationship) in enumerate(item.customers):
        letter = "ABCDEFGH"[index]
        keep(
            "customers",
            Customer(
                f"customer-{item.number}{letter}", own, letter, demeanour, relationship, same_as=item.same_as
            ),
        )
        if item.customers_told:
            told = Note(
                f"{note}{letter}", own, at, at, text="Serves.", customer=f"customer-{item.number}{letter}"
            )
            keep("notes", told)
    for index, (origin, improvement) in enumerate(item.feedback):
        keep(
            "feedback",
            CustomerFeedback(f"feedback-{item.number}-{index}", own, origin, "Too slow", improvement),
        )
    if item.accepted:
        keep("judgements", Judgement(own, Outcome.ACCEPTED, item.on, "ann"))


FIRST = {
    "ocr-b10": "1.1",
    "nos-b10": "B10.1.1",
    "ocr-61": "2.1",
    "ocr-429": "1.1",
    "ocr-demonstrate-understanding": "1.1",
}
KNOWN = {
    "ocr-b10": "4.1",
    "nos-b10": "B10a",
    "ocr-61": "1.1",
    "ocr-429": "4.1",
    "ocr-demonstrate-understanding": "3.1",
}


def shown(unit, number="1", **said):
    """An item that shows the unit's first performance criterion; accepted, from a paid job, unless it says otherwise."""
    return Shown(number, **{"unit": unit, "criteria": (FIRST[unit],), **said})


def states(unit, *items, **said):
    """The state of each finding of a unit, by the name of its requirement."""
    return {f.name: str(f.state) for f in findings(units.unit(unit), portfolio_of(*items, **said))}


def confirmation(unit: str, requirement: str, *numbers: str) -> Confirmation:
    """A confirmation that rests on the items with these numbers."""
    basis = tuple(f"item-{number}" for number in numbers)
    return Confirmation("k", unit, requirement, "Six weeks", THAT_DAY, "ann", basis)


def form_pdf(caseload: Caseload, candidate: str, unit: str) -> bytes:
    """The candidate recording form of one unit, as a PDF."""
    return files.draw(
        recording_form_content(caseload, portfolio_view.portfolio_view(caseload, candidate), unit)
    )


def pdf_text(pdf: bytes) -> str:
    """All text of a PDF, line breaks as blanks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
