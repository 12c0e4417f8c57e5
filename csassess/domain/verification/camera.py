"""CAMERA: how far samples cover candidates, assessors, methods, evidence, records and assessment sites."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from csassess.catalogue import text
from csassess.domain.assessment.decisions import DecisionState
from csassess.domain.names import name_key
from csassess.domain.records.verification import Stage
from csassess.domain.verification.sampling_plan import PlanRow

_DECIDED = (DecisionState.DECIDED, DecisionState.AWAITS_COUNTERSIGNER)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One aspect of CAMERA: how many were looked at, of how many, and which were not."""

    name: str
    seen: int
    total: int
    missing: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The coverage in words."""
        words = text("{seen} of {total}", seen=self.seen, total=self.total)
        if not self.missing:
            return words
        return words + text("; not yet: {what}", what=", ".join(self.missing))


@dataclass
class Camera:
    """The coverage by signed samples of candidates with accepted evidence, added up row by row.

    Records are the decided units whose decision and signatures a final sample went through.
    """

    _candidates: int = 0
    _unseen: list[str] = field(default_factory=list)  # the names of candidates never sampled
    _assessors: dict[str, str] = field(default_factory=dict)
    _seen_assessors: set[str] = field(default_factory=set)
    _methods: set[str] = field(default_factory=set)
    _seen_methods: set[str] = field(default_factory=set)
    _places: set[str] = field(default_factory=set)
    _seen_places: set[str] = field(default_factory=set)
    _items: int = 0
    _seen_items: int = 0
    _decided: int = 0
    _checked: int = 0

    def add(self, row: PlanRow) -> None:
        """Add a candidate of the plan; one without accepted evidence does not count."""
        summary = row.summary
        if not any(unit.done or unit.accepted for unit in summary.units):
            return
        self._candidates += 1
        self._assessors[summary.assessor] = summary.assessor_name
        if any(unit.looked.samples for unit in summary.units):
            self._seen_assessors.add(summary.assessor)
        else:
            self._unseen.append(summary.name)
        accepted, seen = summary.items
        self._items += accepted
        self._seen_items += seen
        for unit in summary.units:
            self._methods.update(unit.methods)
            self._seen_methods.update(unit.looked.methods)
            self._places.update(unit.places)
            self._seen_places.update(unit.looked.places)
            if unit.state in _DECIDED:
                self._decided += 1
                self._checked += any(s.stage is Stage.FINAL and s.stands for s in unit.history)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return the coverage in the order of the letters."""
        unseen_assessors = [n for person, n in self._assessors.items() if person not in self._seen_assessors]
        sampled, methods = self._candidates - len(self._unseen), self._methods & self._seen_methods
        places = self._places & self._seen_places
        return (
            Coverage(text("Candidates"), sampled, self._candidates, _few(self._unseen)),
            Coverage(
                text("Assessors"), len(self._seen_assessors), len(self._assessors), _few(unseen_assessors)
            ),
            Coverage(text("Methods"), len(methods), len(self._methods), _few(self._methods - methods)),
            Coverage(text("Evidence"), self._seen_items, self._items),
            Coverage(text("Records"), self._checked, self._decided),
            Coverage(text("Sites"), len(places), len(self._places), _few(self._places - places)),
        )


def camera(rows: Iterable[PlanRow]) -> tuple[Coverage, ...]:
    """Return the coverage of the plan's rows."""
    added = Camera()
    for row in rows:
        added.add(row)
    return added.coverage()


def _few(names: Iterable[str]) -> tuple[str, ...]:
    """Return the first few of many names in order, and how many more there are."""
    most, names = 5, sorted(names, key=name_key)
    if len(names) <= most:
        return tuple(names)
    return (*names[:most], text("{count} more", count=len(names) - most))
