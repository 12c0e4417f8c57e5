"""CAMERA: how far samples cover candidates, assessors, methods, evidence, records and assessment sites."""

from collections.abc import Iterable
from dataclasses import dataclass

from csassess.catalogue import text
from csassess.domain.assessment.decisions import DecisionState
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


def camera(rows: Iterable[PlanRow]) -> tuple[Coverage, ...]:
    """Return the coverage by signed samples of candidates with accepted evidence.

    Records are the decided units whose decision and signatures a final sample went through.
    """
    rows = [row for row in rows if any(unit.done or unit.accepted for unit in row.summary.units)]
    units = [unit for row in rows for unit in row.summary.units]
    sampled = [row for row in rows if any(unit.looked.samples for unit in row.summary.units)]
    names = {row.summary.assessor: row.summary.assessor_name for row in rows}
    seen_assessors = {row.summary.assessor for row in sampled}
    methods = {method for unit in units for method in unit.methods}
    seen_methods = {method for unit in units for method in unit.looked.methods} & methods
    places = {place for unit in units for place in unit.places}
    seen_places = {place for unit in units for place in unit.looked.places} & places
    decided = [unit for unit in units if unit.state in _DECIDED]
    checked = [unit for unit in decided if any(s.stage is Stage.FINAL and s.stands for s in unit.history)]
    unseen = sorted(row.summary.name for row in rows if row not in sampled)
    return (
        Coverage(text("Candidates"), len(sampled), len(rows), _few(unseen)),
        Coverage(
            text("Assessors"),
            len(seen_assessors),
            len(names),
            _few(sorted(name for person, name in names.items() if person not in seen_assessors)),
        ),
        Coverage(text("Methods"), len(seen_methods), len(methods), _few(sorted(methods - seen_methods))),
        Coverage(text("Evidence"), sum(unit.seen for unit in units), sum(unit.accepted for unit in units)),
        Coverage(text("Records"), len(checked), len(decided)),
        Coverage(text("Sites"), len(seen_places), len(places), _few(sorted(places - seen_places))),
    )


def _few(names: list[str]) -> tuple[str, ...]:
    """Return the first few of many names, and how many more there are."""
    most = 5
    if len(names) <= most:
        return tuple(names)
    return (*names[:most], text("{count} more", count=len(names) - most))
