"""A candidate's row in lists over the caseload: progress and open tasks, no evidence."""

from dataclasses import dataclass
from datetime import date

from csassess.domain.assessment.coverage import CoverageCounts
from csassess.domain.assessment.item_state import ItemState
from csassess.domain.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class UnitRow:
    """Progress in one unit, and what is awaited before it is signed.

    `needed` is what the countersigner needs, `signer` who signs next: both in words, empty if no
    one is awaited.
    """

    name: str
    done: int
    total: int
    coverage: CoverageCounts
    needed: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item that is not accepted yet, with its state, and what it still needs in words."""

    item: str
    number: str
    on: date
    state: ItemState
    needs: str


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate in a list.

    `portfolio` holds only the records that say what is due when: no notes, no references, and only
    the evidence items that the verifier's actions point at. `running` is the observation whose
    visit is open, empty if there is none. `differing` counts the values that two devices set
    differently.
    """

    portfolio: Portfolio
    units: tuple[UnitRow, ...]
    drafts: tuple[DraftItem, ...]
    running: str = ""
    differing: int = 0
