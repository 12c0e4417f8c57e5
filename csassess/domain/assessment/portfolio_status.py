"""What a plan or a list over many portfolios needs to know of each: no evidence, only how it stands."""

from dataclasses import dataclass
from datetime import date

from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.records.verification import Stage, Verdict


@dataclass(frozen=True, slots=True)
class SampledSoFar:
    """What signed samples of a unit have looked at: their number, the last one, and the methods and places seen in them."""

    samples: int = 0
    on: date | None = None
    stage: Stage | None = None
    verdict: Verdict | None = None
    methods: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """How one unit of a candidate stands, by which methods and where evidence of it arose, and how far it was verified."""

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


@dataclass(frozen=True, slots=True)
class PortfolioStatus:
    """How one candidate stands, whose assessment it is, and everyone who ever assessed anything of it."""

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
