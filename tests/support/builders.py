"""Builders: a caseload on disk through the services, and a portfolio in memory for domain rules."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from csassess.data.access import opening
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
SECOND = "Olga Office"  # agrees to an erasure before the retention period is over


class Clock:
    """A clock that changes only when the test moves it."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_on(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def cheap_keys(passphrase: str = PASSPHRASE, centre_recipient: str | None = None) -> NewKeys:
    """Return keys with the cheapest derivation, so that tests are fast."""
    return caseloads.prepare_keys(passphrase, centre_recipient, CHEAP)


def closed_caseload(folder: Path, keys: NewKeys | None = None) -> Path:
    """Create a caseload in a folder, close it, and return the folder."""
    caseloads.set_up(folder, keys or cheap_keys(), OWNER).close()
    return folder


def reopened(folder: Path, **injected: Any) -> Caseload:
    """Open the caseload of a folder, optionally with the test's own clock or id maker."""
    return opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE), **injected)


def numbered_ids(first: int = 1, step: int = 1) -> Any:
    """Return an id maker whose ids sort in order of creation (step 1) or in reverse (step -1)."""
    numbers = count(first, step)
    return lambda: f"{next(numbers):032x}"


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, by relative path; empty for folders."""
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else b"" for p in sorted(folder.rglob("*"))
    }


def rows(caseload: Caseload, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table, sorted."""
    return sorted(caseload.db.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)


def stored_events(caseload: Caseload) -> list[tuple[str, bytes, dict[str, Any], list[dict[str, Any]]]]:
    """Return every stored event: id, stored bytes, parsed body and disclosed values."""
    stored = caseload.db.execute("SELECT id, body, disclosed FROM events ORDER BY rowid").fetchall()
    return [(event_id, body, json.loads(body), json.loads(disclosed)) for event_id, body, disclosed in stored]


def accepted_product(
    caseload: Caseload,
    candidate: str,
    unit: str,
    *criteria: str,
    on: date = THAT_DAY,
    description: str = "Letter",
) -> EvidenceItem:
    """Add and accept a work product that references the criteria."""
    item = evidence.add_item(caseload, candidate, Method.WORK_PRODUCT, description, on)
    for criterion in criteria:
        references.tick(caseload, candidate, item.id, unit, criterion)
    judgement.accept(caseload, candidate, item.id)
    return item


# In memory


@dataclass(frozen=True)
class ItemSpec:
    """Description of one evidence item in memory, from which `portfolio_of` makes the records."""

    number: str
    criteria: tuple[str, ...] = ("1.1",)
    accepted: bool = True
    setting: Setting | None = Setting.REAL_JOB_PAID
    method: str = Method.OBSERVATION
    on: date = THAT_DAY
    visit: str | None = None
    customers: tuple[tuple[Demeanour | None, Relationship | None], ...] = ()
    customers_noted: bool = True
    same_as: str | None = None
    feedback: tuple[tuple[FeedbackOrigin, str], ...] = ()
    responsible: bool = False
    withdrawn: bool = False
    question: bool = False
    unit: str = "ocr-b10"
    marks: tuple[str, ...] = ()


def portfolio_of(
    *items: ItemSpec, confirmations: tuple[Confirmation, ...] = (), employments: tuple[Employment, ...] = ()
) -> Portfolio:
    """Return a portfolio in memory; ids derive from the item numbers, so that a test can name them."""
    parts: dict[str, list[Any]] = {}

    def add(kind: str, record: Any) -> None:
        parts.setdefault(kind, []).append(record)

    for item in items:
        _add_records(item, add)
    return Portfolio(
        Candidate("c", "Mo Candidate"),
        enrolments=(Enrolment("ocr-b10", "d", THAT_DAY),),
        employments=employments,
        confirmations=confirmations,
        **{kind: tuple(records) for kind, records in parts.items()},
    )


def _add_records(item: ItemSpec, add: Any) -> None:
    item_id, note_id = f"item-{item.number}", f"note-{item.number}"
    add(
        "evidence",
        EvidenceItem(
            item_id,
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
    shows = (*((Demonstrated.OWN_RESPONSIBILITY,) if item.responsible else ()), *item.marks)
    kind = NoteKind.QUESTION if item.question else NoteKind.OBSERVED
    add("notes", Note(note_id, item_id, at, at, kind, "Greets the customer.", shows=shows))
    for criterion in item.criteria:
        add(
            "references",
            Reference(f"{item_id}-{item.unit}-{criterion}", item_id, item.unit, criterion, note_id),
        )
    for index, (demeanour, relationship) in enumerate(item.customers):
        letter = "ABCDEFGH"[index]
        add(
            "customers",
            Customer(
                f"customer-{item.number}{letter}",
                item_id,
                letter,
                demeanour,
                relationship,
                same_as=item.same_as,
            ),
        )
        if item.customers_noted:
            note_on_customer = Note(
                f"{note_id}{letter}",
                item_id,
                at,
                at,
                text="Serves.",
                customer=f"customer-{item.number}{letter}",
            )
            add("notes", note_on_customer)
    for index, (origin, improvement) in enumerate(item.feedback):
        add(
            "feedback",
            CustomerFeedback(f"feedback-{item.number}-{index}", item_id, origin, "Too slow", improvement),
        )
    if item.accepted:
        add("judgements", Judgement(item_id, Outcome.ACCEPTED, item.on, "ann"))


PERFORMANCE_CRITERION = {
    "ocr-b10": "1.1",
    "nos-b10": "B10.1.1",
    "ocr-61": "2.1",
    "ocr-429": "1.1",
    "ocr-demonstrate-understanding": "1.1",
}
KNOWLEDGE_CRITERION = {
    "ocr-b10": "4.1",
    "nos-b10": "B10a",
    "ocr-61": "1.1",
    "ocr-429": "4.1",
    "ocr-demonstrate-understanding": "3.1",
}


def item_spec(unit, number="1", **fields):
    """Describe an accepted item from a paid job that shows a performance criterion.

    Override any field.
    """
    return ItemSpec(number, **{"unit": unit, "criteria": (PERFORMANCE_CRITERION[unit],), **fields})


def states(unit, *items, **extra):
    """Return the state of each finding of a unit, by name of the requirement."""
    return {f.name: str(f.state) for f in findings(units.unit(unit), portfolio_of(*items, **extra))}


def confirmation(unit: str, requirement: str, *numbers: str) -> Confirmation:
    """Return a confirmation based on the items with these numbers."""
    basis = tuple(f"item-{number}" for number in numbers)
    return Confirmation("k", unit, requirement, "Six weeks", THAT_DAY, "ann", basis)


def form_pdf(caseload: Caseload, candidate: str, unit: str) -> bytes:
    """Return the candidate recording form of one unit as a PDF."""
    return files.draw(
        recording_form_content(caseload, portfolio_view.portfolio_view(caseload, candidate), unit)
    )


def pdf_text(pdf: bytes) -> str:
    """Return all text of a PDF with single spaces for line breaks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
