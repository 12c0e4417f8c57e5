"""A candidate's row in lists over the caseload: progress and open tasks, no evidence."""

from dataclasses import dataclass
from datetime import date

from csassess.catalogue import text
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
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item that is not accepted yet, with its state, and what it still needs in words."""

    item: str
    number: str
    on: date
    state: ItemState
    needs: str


@dataclass(frozen=True, slots=True)
class AskedCounts:
    """How many lines an external verifier would ask about: to answer before the claim, worth a look."""

    to_answer: int = 0
    to_look_at: int = 0

    def __bool__(self) -> bool:
        return bool(self.to_answer or self.to_look_at)

    @property
    def words(self) -> str:
        """The counts in words; empty if nothing is asked."""
        parts = (
            text("{count} to answer before the claim", count=self.to_answer) if self.to_answer else "",
            text("{count} worth a look", count=self.to_look_at) if self.to_look_at else "",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class QualificationRow:
    """How far a candidate is towards the qualification, in words; empty if what it asks for is not known."""

    title: str = ""
    words: str = ""
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate in a list.

    `portfolio` holds only the records that say what is due when: no notes, no references, and only
    the evidence items that the verifier's actions point at. `running` is the observation whose
    visit is open, empty if there is none. `differing` counts the values that two devices set
    differently. `next_on` is the day of the next visit that was agreed last. `asked` is what an external
    verifier would ask, `qualification` how far they are towards it.
    """

    portfolio: Portfolio
    units: tuple[UnitRow, ...]
    drafts: tuple[DraftItem, ...]
    running: str = ""
    differing: int = 0
    asked: AskedCounts = AskedCounts()
    qualification: QualificationRow = QualificationRow()
    next_on: date | None = None
