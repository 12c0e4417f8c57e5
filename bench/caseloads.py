"""Caseloads of a chosen size, reproducible from a seed.

They are made through the services or in bulk with identical events. Ids, times and salts come from
the seed, so that both writers give the same result.
"""

import hashlib
import io
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol
from unittest.mock import patch

from PIL import Image

from csassess.data.access import opening
from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, SHARED_STREAMS, Caseload
from csassess.data.storage.keys import KdfCost
from csassess.data.storage.picture import StoredPicture
from csassess.data.units.units import catalogue_unit
from csassess.domain.records.kinds import KINDS
from csassess.domain.records.people import (
    Assessor,
    Centre,
)
from csassess.services.access import caseloads
from csassess.services.attachments import photographs

PASSPHRASE = "a passphrase for the bench"
UNITS = ("ocr-b10", "nos-b10")
QUALIFICATION = ("Customer service", "500/0000/0")
FIRST_DAY = date(2026, 3, 2)
_START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_WORDS = (
    "greets the customer",
    "repeats what was asked",
    "looks in both systems",
    "gives a day and a name to ring",
    "explains the refund",
    "listens without interrupting",
    "writes the reference down",
    "asks a colleague",
    "reads the policy aloud",
    "offers a choice",
)


class Clock:
    """A clock that advances by one minute for each action only."""

    def __init__(self) -> None:
        self.now = _START

    def __call__(self) -> datetime:
        return self.now

    def move_on(self) -> None:
        """Advance by one minute."""
        self.now += timedelta(minutes=1)


class Ids:
    """Makes ids or salts from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def __call__(self, *_: object) -> str:
        return f"{self._random.getrandbits(128):032x}"


@dataclass(frozen=True, slots=True)
class Amount:
    """Amounts: items for each candidate, notes and references for each item, photographs in total.

    `first` is the number of the first candidate. The first items get the photographs.
    """

    candidates: int
    items: int
    notes: int = 1
    references: int = 1
    photographs: int = 0
    units: tuple[str, ...] = UNITS
    first: int = 0


class CaseloadWriter(Protocol):
    """Writes the steps of `fill` to a caseload."""

    def candidate(self, name: str, number: str) -> str:
        """Add a candidate with a paid job; return the id."""

    def register(self, candidate: str, number: str) -> None:
        """Register a candidate for the one qualification."""

    def enrol(self, candidate: str, unit: str) -> None:
        """Enrol a candidate."""

    def item(self, candidate: str, words: str, on: date) -> str:
        """Add a work product; return the id."""

    def note(self, candidate: str, item: str, words: str) -> str:
        """Add a note; return the id."""

    def tick(self, candidate: str, item: str, unit: str, criterion: str, note: str) -> None:
        """Reference a criterion."""

    def photograph(self, candidate: str, item: str, picture: StoredPicture) -> None:
        """Add a photograph."""

    def accept(self, candidate: str, item: str) -> None:
        """Accept an item."""


def new_caseload(folder: Path, seed: int = 1) -> Caseload:
    """Create a caseload with clock and ids from the seed, and the cheapest key derivation."""
    keys = caseloads.prepare_keys(PASSPHRASE, None, KdfCost(64, 1, 1))

    def begin(caseload: Caseload) -> None:
        person = Assessor(caseload.new_id(), "Ann Assessor")
        caseload.author = person.id
        caseload.local.set("author", person.id)
        caseload.save(CASELOAD_STREAM, "caseload.set-up", person)
        caseload.save(CENTRE_STREAM, "caseload.set-up", Centre("centre", "Bench Centre"))

    return opening.create_caseload(folder, keys, begin, clock=Clock(), new_id=Ids(seed))


def open_folder(folder: Path, **injected: Any) -> Caseload:
    """Open the caseload of a folder."""
    return opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE), **injected)


def seeded_salts(salts: Ids) -> Any:
    """Return a patch that makes a caseload take its salts from `salts`."""
    return patch("csassess.data.record.caseload.secrets", SimpleNamespace(token_hex=salts))


def fill(writer: CaseloadWriter, amount: Amount, seed: int = 1) -> list[str]:
    """Write candidates with their items, notes and references; return the candidates' ids."""
    random_source = random.Random(f"{seed} {amount.first}")
    pairs = [(unit, label) for unit in amount.units for label in catalogue_unit(unit).labels()]
    pictures, candidate_ids = count(1), []
    for number in range(amount.first, amount.first + amount.candidates):
        candidate_ids.append(writer.candidate(f"{first_name(number)} Candidate {number}", f"C-{number:05}"))
        writer.register(candidate_ids[-1], f"R-{number:05}")
        for unit in amount.units:
            writer.enrol(candidate_ids[-1], unit)
        for day in range(amount.items):
            item = writer.item(candidate_ids[-1], _sentence(random_source), FIRST_DAY + timedelta(days=day))
            notes = [
                writer.note(candidate_ids[-1], item, _sentence(random_source)) for _ in range(amount.notes)
            ]
            for index, (unit, label) in enumerate(random_source.sample(pairs, amount.references)):
                writer.tick(candidate_ids[-1], item, unit, label, notes[index % len(notes)])
            if next(pictures) <= amount.photographs:
                writer.photograph(candidate_ids[-1], item, _picture(number * amount.items + day))
            if random_source.random() < 0.99:  # a few items stay drafts
                writer.accept(candidate_ids[-1], item)
    return candidate_ids


def first_name(number: int) -> str:
    """Return a first name that is unique for each number below 26**4."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return letters[::-1].capitalize()


def _sentence(random_source: random.Random) -> str:
    words = random_source.sample(_WORDS, 5)
    return f"{', '.join(words).capitalize()}. Ref {random_source.randrange(10**6):06}."


@cache
def _picture(number: int) -> StoredPicture:
    """Return a small picture for each number, prepared for storing."""
    target = io.BytesIO()
    Image.linear_gradient("L").rotate(number % 360).convert("RGB").save(target, "JPEG", comment=str(number))
    return photographs.prepare(target.getvalue())


def fingerprint(caseload: Caseload) -> str:
    """Return a digest of all portfolios: their events and every table built from them."""
    digest = hashlib.sha256()
    tables = ["events", "heads", *(t for t in KINDS if t not in ("centre", "assessor", "device"))]
    for table in tables:
        columns = [row[1] for row in caseload.db.execute(f'PRAGMA table_info("{table}")').fetchall()]
        column_list = ", ".join(f'"{name}"' for name in sorted(columns))
        rows = caseload.db.execute(
            f'SELECT {column_list} FROM "{table}" WHERE stream NOT IN (?, ?)', SHARED_STREAMS
        ).fetchall()
        digest.update(repr((table, sorted(rows, key=repr))).encode())
    return digest.hexdigest()
