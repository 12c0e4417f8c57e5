"""Status of a portfolio for plans and lists over many portfolios, without evidence."""

from dataclasses import dataclass
from datetime import date

from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.records.verification import Stage, Verdict


@dataclass(frozen=True, slots=True)
class SampledSoFar:
    """What the signed samples of a unit have looked at.

    `samples` counts them; `on`, `stage` and `verdict` are those of the last one.
    """

    samples: int = 0
    on: date | None = None
    stage: Stage | None = None
    verdict: Verdict | None = None
    methods: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleStatus:
    """One signed sample of a unit, and how many of the actions it asked for are not closed.

    The field `stands` is False if the sample was changed after it was signed. `items` counts what it looked
    at.
    """

    on: date
    stage: Stage
    verdict: Verdict | None
    name: str
    actions: int = 0
    open_actions: int = 0
    items: int = 0
    stands: bool = True


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """Status of one unit of a candidate: decision, methods, places and verification.

    `history` holds every signed sample, oldest first. `unsent` counts actions in samples not signed,
    `accepted` the accepted items, `seen` those of them that a signed sample looked at. `decided` is the
    day of the decision.
    """

    unit: str
    name: str
    done: int
    total: int
    state: DecisionState
    methods: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    looked: SampledSoFar = SampledSoFar()
    begun: bool = False
    open_actions: int = 0
    answered: int = 0
    not_sampled: str = ""
    history: tuple[SampleStatus, ...] = ()
    unsent: int = 0
    accepted: int = 0
    seen: int = 0
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class PortfolioStatus:
    """Status of one candidate.

    `assessor` is the assessor of the portfolio; `assessed_by` is everyone who ever assessed
    anything in it. `sentences` are the digests of the sentences in its accounts, in a status file only.
    `accepted` counts the accepted items that a unit uses and `seen` those of them that a signed sample
    looked at, each item once; files of earlier versions say it only of each unit.
    """

    candidate: str
    name: str
    number: str
    assessor: str
    assessor_name: str
    working_towards: bool
    assessed_by: tuple[str, ...]
    assessed_by_names: tuple[str, ...]
    registration: str
    registered: date | None
    is_registered: bool
    employer: str
    units: tuple[UnitStatus, ...]
    achieved: date | None = None
    ended: str = ""
    held: bool = False
    sentences: tuple[str, ...] = ()
    accepted: int | None = None
    seen: int | None = None

    @property
    def items(self) -> tuple[int, int]:
        """The number of accepted items, and of those that a signed sample looked at."""
        if self.accepted is None or self.seen is None:
            return sum(unit.accepted for unit in self.units), sum(unit.seen for unit in self.units)
        return self.accepted, self.seen
