"""Feedback to the candidate, and signatures bound to exactly what was signed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from csassess.domain.records.declaration import (
    ASSESSOR,
    Id,
    ItemId,
    Label,
    Line,
    Person,
    Prose,
    Scheme,
    Sha256,
    StoredFile,
    Strokes,
    portfolio_record,
)
from csassess.domain.records.roles import Role


class Signer(StrEnum):
    """The role in which a person signs.

    A unit is signed in the order candidate, assessor, countersigner, internal verifier.
    """

    CANDIDATE = "candidate"
    WITNESS = "witness"
    ASSESSOR = "assessor"
    COUNTERSIGNER = "countersigner"
    VERIFIER = "internal-verifier"


@portfolio_record("to-candidate")
@dataclass(frozen=True, slots=True)
class FeedbackToCandidate:
    """Feedback to the candidate after an observation, their comments, and what was agreed for next time.

    Its id is the item's. `written` is when the first of it was written; None if nothing is written, or if an
    earlier version recorded it, which counts as written before every signature.
    """

    id: Id
    evidence: ItemId
    done_well: Prose = ""
    to_develop: Prose = ""
    comments: Prose = ""
    next_on: date | None = None
    brings: Prose = ""
    written: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said or agreed."""
        return not (self.done_well or self.to_develop or self.comments or self.next_on or self.brings)


@portfolio_record("signature", order=lambda signature: signature.at)
@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of an item's account, bound to the code of exactly what was shown.

    `strokes` are the lines drawn, each as x, y, x, y … in thousandths of the field's width; empty if signed
    on paper. `opened` is the reason why the account was opened for changes; without it what was signed cannot
    be changed. `paper` is the SHA-256 of the paper as it was signed. `person` is the person on record who
    signed; if there is none, `because` says why. Of a signature on paper, `on` is the day and `sheet` the
    SHA-256 of the scan, if it was attached before; `at` is when it was entered.
    """

    id: Id
    evidence: ItemId
    signer: Signer
    name: Line
    at: datetime
    code: Label
    strokes: Strokes = ()
    on_paper: bool = False
    opened: Prose = ""
    paper: Annotated[str, StoredFile("files", "pdf")] = ""
    scheme: Scheme = 1
    person: Person = ""
    because: Prose = ""
    on: date | None = None
    sheet: Sha256 = ""

    @property
    def day(self) -> date:
        """The day on which it was signed."""
        return self.on or self.at.date()


@portfolio_record(
    "unit-signature",
    writers=ASSESSOR | {Role.COUNTERSIGNER, Role.VERIFIER},
    order=lambda signature: signature.at,
)
@dataclass(frozen=True, slots=True)
class UnitSignature:
    """A signature of the decision on a unit, bound to the decision's record code.

    Without strokes if signed on paper. `paper` is the SHA-256 of the recording form as it was
    signed. `person`, `because`, `on` and `sheet` are as in the signature of an account.
    """

    id: Id
    unit: Label
    signer: Signer
    name: Line
    at: datetime
    code: Label
    strokes: Strokes = ()
    on_paper: bool = False
    paper: Annotated[str, StoredFile("files", "pdf")] = ""
    scheme: Scheme = 1
    person: Person = ""
    because: Prose = ""
    on: date | None = None
    sheet: Sha256 = ""

    @property
    def day(self) -> date:
        """The day on which it was signed."""
        return self.on or self.at.date()
