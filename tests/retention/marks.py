"""Marks: unique words and pictures that fill a portfolio, to be searched for after erasure."""

import dataclasses
import enum
import hashlib
import typing
from datetime import date, datetime

from PIL import Image

from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.signatures import Signer
from csassess.services.attachments import attachments, photographs
from csassess.services.evidence import drafts, evidence
from csassess.services.progress import history, portfolio_status
from csassess.services.retention import retention
from csassess.services.signing import screen_or_paper_signatures
from tests.support.builders import THAT_DAY
from tests.support.pictures import encoded
from tests.support.ungated import without_gate
from tests.support.verifying import STROKES, UNIT, decided, without_role_checks

_OF_THE_RECORD = {"candidate", "enrolment", "joined", "hand-over"}  # made by services below


class Marks:
    """Unique words, each beginning differently, and pictures of noise."""

    def __init__(self):
        self.words, self.pieces = [], []

    def word(self):
        self.words.append(f"z{hashlib.sha256(str(len(self.words)).encode()).hexdigest()[:16]}")
        return self.words[-1]

    def picture(self, size=(300, 200)):
        picture = photographs.prepare(encoded(Image.effect_noise(size, 90).convert("RGB")))
        self.pieces.append(picture.jpeg[len(picture.jpeg) // 2 :][:48])
        if picture.thumbnail:
            self.pieces.append(picture.thumbnail[len(picture.thumbnail) // 2 :][:48])
        return picture

    def found_in(self, content):
        """Return how many of the words and picture pieces occur in some content."""
        lower = content.lower()
        words = sum(word.encode() in lower for word in self.words)
        return words + sum(piece in content for piece in self.pieces)

    @property
    def count(self):
        return len(self.words) + len(self.pieces)


def filled(record_type, marks):
    """Return a record with a mark in every text field."""
    hints = typing.get_type_hints(record_type)
    return record_type(
        **{field.name: _value(hints[field.name], marks) for field in dataclasses.fields(record_type)}
    )


def _value(hint, marks):
    kinds = [kind for kind in typing.get_args(hint) or (hint,) if kind is not type(None)]
    if typing.get_origin(hint) is tuple:
        return (_value(kinds[0], marks),) if typing.get_origin(kinds[0]) is not tuple else ((1, 2),)
    kind = kinds[0]
    if kind is str:
        return marks.word()
    if dataclasses.is_dataclass(kind):
        return filled(kind, marks)
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    return {
        date: THAT_DAY,
        datetime: datetime.fromisoformat("2026-03-02T10:00:00+00:00"),
        bool: False,
        int: 1,
    }[kind]


def filled_portfolio(caseload, marks):
    """Add a candidate whose records have marks in every text field.

    The portfolio has photographs, a signed paper, a draft and an entry in the search index.
    """
    aisha, item = decided(caseload, marks.word(), marks.word(), signed=False)
    screen_or_paper_signatures.sign_decision(
        caseload, aisha.id, UNIT, Signer.CANDIDATE, marks.word(), STROKES, because=marks.word()
    )
    another = evidence.start_observation(caseload, aisha.id, marks.word())
    first, second = marks.picture(), marks.picture()
    photographs.turn(caseload, aisha.id, photographs.add(caseload, aisha.id, another.id, first, marks.word()))
    removed = photographs.add(caseload, aisha.id, another.id, second, marks.word())
    photographs.remove(caseload, aisha.id, removed)
    words = f"{marks.word()} " * 3
    attachments.attach(caseload, aisha.id, another.id, f"{marks.word()}.txt", words.encode())
    note = evidence.add_note(caseload, aisha.id, another.id, marks.word())
    evidence.change_note(caseload, aisha.id, dataclasses.replace(note, text=marks.word()))
    history.undo(caseload, aisha.id)
    drafts.keep_draft(caseload, note.id, {"text": marks.word()})
    drafts.keep_form_draft(caseload, (aisha.id, another.id), "1", {"reason": marks.word()})
    retention.lift(caseload, aisha.id, retention.hold(caseload, aisha.id, marks.word()))
    assert portfolio_status.find(caseload, note.text)
    return aisha, item


def fill_every_entity(caseload, stream, marks):
    """Write one record of every kind with a mark in each field, bypassing the services."""
    caseload_s = {kind.name for kind in KINDS.values() if kind.stream is Stream.CASELOAD}
    with without_role_checks(caseload), without_gate():  # a mark is in every field, also in codes
        for entity, record_type in ((kind.name, kind.record_type) for kind in KINDS.values()):
            if entity not in caseload_s | _OF_THE_RECORD:
                record = filled(record_type, marks)
                if entity == "evidence":
                    marks.words.remove(record.number)
                    record = dataclasses.replace(record, number="77")
                caseload.save(stream, "evidence.add", record)
