"""What passes between the verifier, assessors and candidates besides samples."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from csassess.catalogue import text
from csassess.domain.records.declaration import (
    ASSESSOR,
    VERIFIER,
    Id,
    Line,
    Person,
    Prose,
    RestsOn,
    Sha256,
    portfolio_record,
)


class TalkKind(StrEnum):
    """What the verifier did: watched the assessor at work, or interviewed the candidate."""

    OBSERVATION = "observation"
    INTERVIEW = "interview"

    @property
    def words(self) -> str:
        """The kind in words."""
        if self is TalkKind.OBSERVATION:
            return text("Observation of the assessor")
        return text("Interview of the candidate")


@portfolio_record("sample-reading", writers=ASSESSOR | VERIFIER, order=lambda reading: reading.at)
@dataclass(frozen=True, slots=True)
class SampleReading:
    """The assessor read the feedback of a sample; its id is the sample's. `words` are their comment.

    `sheet` is the SHA-256 of the form on which an assessor without this program said so; `by` is then who
    entered it.
    """

    id: Annotated[str, RestsOn(("sample",))]
    by: Person
    name: Line
    at: datetime
    words: Prose = ""
    sheet: Sha256 = ""


@portfolio_record("verifier-talk", writers=VERIFIER, order=lambda talk: (talk.on, talk.at))
@dataclass(frozen=True, slots=True)
class VerifierTalk:
    """The verifier's record of an observation of the assessor, or an interview of the candidate.

    `whom` is the person observed or interviewed; `questions` and `answers` are what was asked and said,
    `agreed` what follows.
    """

    id: Id
    kind: TalkKind
    on: date
    whom: Line
    by: Person
    name: Line
    at: datetime
    place: Line = ""
    questions: Prose = ""
    answers: Prose = ""
    agreed: Prose = ""
