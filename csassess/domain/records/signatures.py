"""Feedback to the candidate, and signatures bound to exactly what was signed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Signer(StrEnum):
    """In which role someone signs; a unit is signed in the order in which candidate, assessor, countersigner, verifier stand."""

    CANDIDATE = "candidate"
    WITNESS = "witness"
    ASSESSOR = "assessor"
    COUNTERSIGNER = "countersigner"
    VERIFIER = "internal-verifier"


@dataclass(frozen=True, slots=True)
class FeedbackToCandidate:
    """What was said to the candidate after an observation, their comments, and what was agreed for next time; its id is the item's."""

    id: str
    evidence: str
    done_well: str = ""
    to_develop: str = ""
    comments: str = ""
    next_on: date | None = None
    brings: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of the account of an item, bound to the code of exactly what was shown.

    `strokes` are the lines drawn, each x, y, x, y … in thousandths of the field's width; none where it was signed on paper.
    `opened` is the reason for which the account was opened to change again; until then what was signed cannot be changed.
    `paper` is the SHA-256 of the paper as it was signed.
    """

    id: str
    evidence: str
    signer: Signer
    name: str
    at: datetime
    code: str
    strokes: tuple[tuple[int, ...], ...] = ()
    on_paper: bool = False
    opened: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class UnitSignature:
    """A signature of the decision on a unit, bound to the decision's record code; no strokes where it was signed on paper.

    `paper` is the SHA-256 of the recording form as it was signed.
    """

    id: str
    unit: str
    signer: Signer
    name: str
    at: datetime
    code: str
    strokes: tuple[tuple[int, ...], ...] = ()
    on_paper: bool = False
    paper: str = ""
