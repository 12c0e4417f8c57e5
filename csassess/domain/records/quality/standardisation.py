"""Standardisation: what was agreed, and how several people judged one item without knowing whose it is."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from csassess.domain.records.declaration import Id, Label, Line, Person, Prose, Several, caseload_record
from csassess.domain.records.evidence import Quality


@caseload_record("standardisation")
@dataclass(frozen=True, slots=True)
class Standardisation:
    """One standardisation: when, who took part (one a line), and what was agreed.

    If an item was judged blind, `candidate`, `item` and `unit` say which. It holds no words about them.
    """

    id: Id
    on: date
    title: Line
    by: Person
    who: Prose = ""
    agreed: Prose = ""
    unit: Label = ""
    candidate: Label = ""
    item: Label = ""


@caseload_record("blind-judgement")
@dataclass(frozen=True, slots=True)
class BlindJudgement:
    """How one person judged the item of a standardisation: criteria met, and qualities it lacks."""

    id: Id
    standardisation: Label
    name: Line
    on: date
    met: Annotated[tuple[str, ...], Several(500, longest=100)] = ()
    exceptions: Annotated[tuple[Quality, ...], Several(20)] = ()
    words: Prose = ""
