"""What lists over the candidates of a caseload show of each: what is left to do, and how far the units are, without the evidence."""

from dataclasses import dataclass
from datetime import date

from csassess.domain.assessment.coverage import CoverageCounts
from csassess.domain.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class UnitRow:
    """How far one unit is, what its countersigner needs, and who signs it next: both in words, empty where nobody waits."""

    name: str
    done: int
    total: int
    coverage: CoverageCounts
    needed: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item that is not accepted yet, and what it still needs, in words."""

    item: str
    number: str
    on: date
    needs: str


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate. Of the record (`portfolio`) only what says what is due when, with no notes and no references, and of the
    evidence the items that the verifier's actions point at.

    `running` is the observation whose visit is open, empty where there is none; `differing` counts what two machines set
    differently.
    """

    portfolio: Portfolio
    units: tuple[UnitRow, ...]
    drafts: tuple[DraftItem, ...]
    running: str = ""
    differing: int = 0
