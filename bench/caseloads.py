"""Caseloads of a chosen size, the same for the same seed: made through the services, or in bulk with the very same events.

Both hands do the same script. What they must not differ in (ids, times, salts) comes from the seed.
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

from csassess.data.record import opening
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.storage.keys import KdfCost
from csassess.data.storage.pictures import StoredPicture
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
    """Moves on by a minute with each action, and stands still meanwhile."""

    def __init__(self) -> None:
        self.now = _START

    def __call__(self) -> datetime:
        return self.now

    def move_on(self) -> None:
        """Let a minute pass."""
        self.now += timedelta(minutes=1)


class Ids:
    """Makes ids, or salts, that only the seed decides."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def __call__(self, *_: object) -> str:
        return f"{self._chance.getrandbits(128):032x}"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of everything: items, notes and references of each one above them, photographs of the first candidates' items."""

    candidates: int
    items: int
    notes: int = 1
    references: int = 1
    photographs: int = 0
    units: tuple[str, ...] = UNITS
    first: int = 0


class CaseloadWriter(Protocol):
    """What does the script."""

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

    def photograph(self, candidate: str, item: str, kept: StoredPicture) -> None:
        """Add a photograph."""

    def accept(self, candidate: str, item: str) -> None:
        """Accept an item."""


def new_caseload(folder: Path, seed: int = 1) -> Caseload:
    """Return a new caseload whose clock and ids follow from the seed; opening it costs no derivation of keys."""
    keys = caseloads.prepare_keys(PASSPHRASE, None, KdfCost(64, 1, 1))

    def begin(caseload: Caseload) -> None:
        person = Assessor(caseload.new_id(), "Ann Assessor")
        caseload.author = person.id
        caseload.local.set("author", person.id)
        caseload.save(CASELOAD_STREAM, "caseload.set-up", Centre("centre", "Bench Centre"), person)

    return opening.create_caseload(folder, keys, begin, clock=Clock(), new_id=Ids(seed))


def opened(folder: Path, **injected: Any) -> Caseload:
    """Return the caseload of a folder, open."""
    return opening.open_caseload(folder, caseloads.unlock(folder, PASSPHRASE), **injected)


def salts_from(salts: Ids) -> Any:
    return patch("csassess.data.record.caseload.secrets", SimpleNamespace(token_hex=salts))


def fill(writer: CaseloadWriter, amount: Amount, seed: int = 1) -> list[str]:
    """Do the script with a hand; return the candidates' ids."""
    chance = random.Random(f"{seed} {amount.first}")
    pairs = [(unit, label) for unit in amount.units for label in catalogue_unit(unit).labels()]
    pictures, added = count(1), []
    for number in range(amount.first, amount.first + amount.candidates):
        added.append(writer.candidate(f"{name(number)} Candidate {number}", f"C-{number:05}"))
        writer.register(added[-1], f"R-{number:05}")
        for unit in amount.units:
            writer.enrol(added[-1], unit)
        for each in range(amount.items):
            item = writer.item(added[-1], _sentence(chance), FIRST_DAY + timedelta(days=each))
            notes = [writer.note(added[-1], item, _sentence(chance)) for _ in range(amount.notes)]
            for place, (unit, label) in enumerate(chance.sample(pairs, amount.references)):
                writer.tick(added[-1], item, unit, label, notes[place % len(notes)])
            if next(pictures) <= amount.photographs:
                writer.photograph(added[-1], item, _picture(number * amount.items + each))
            if chance.random() < 0.99:  # what is open on a day
                writer.accept(added[-1], item)
    return added


def name(number: int) -> str:
    """Return a first name that no other candidate has."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return letters[::-1].capitalize()


def _sentence(chance: random.Random) -> str:
    words = chance.sample(_WORDS, 5)
    return f"{', '.join(words).capitalize()}. Ref {chance.randrange(10**6):06}."


@cache
def _picture(number: int) -> StoredPicture:
    """Return a small picture of its own for each number, as it would be kept."""
    target = io.BytesIO()
    Image.linear_gradient("L").rotate(number % 360).convert("RGB").save(target, "JPEG", comment=str(number))
    return photographs.prepare(target.getvalue())


def fingerprint(caseload: Caseload) -> str:
    """Return the digest of all that portfolios hold: their events, and every table made from them."""
    digest = hashlib.sha256()
    tables = ["events", "heads", *(t for t in KINDS if t not in ("centre", "assessor", "device"))]
    for table in tables:
        columns = [row[1] for row in caseload.db.execute(f'PRAGMA table_info("{table}")').fetchall()]
        wanted = ", ".join(f'"{name}"' for name in sorted(columns))
        rows = caseload.db.execute(
            f'SELECT {wanted} FROM "{table}" WHERE stream <> ?', (CASELOAD_STREAM,)
        ).fetchall()
        digest.update(repr((table, sorted(rows, key=repr))).encode())
    return digest.hexdigest()
