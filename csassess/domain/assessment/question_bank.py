"""The centre's own question bank: questions kept by the knowledge criterion they ask about."""

from collections.abc import Iterable

from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.records.questions import BankQuestion
from csassess.domain.units.units import Kind


def questions_to_ask(
    bank: Iterable[BankQuestion], standings: Iterable[UnitStanding]
) -> tuple[BankQuestion, ...]:
    """Return the bank's questions on the knowledge of a candidate's units: those on what is not accepted yet come first.

    Within both parts they stand in the order of units and criteria.
    """
    bank = tuple(bank)
    known: list[tuple[bool, BankQuestion]] = []
    for stand in standings:
        for criterion in stand.unit.labels(Kind.KNOWLEDGE):
            covered = stand.coverage.of(criterion).state is CriterionState.ACCEPTED
            known += [(covered, q) for q in bank if (q.unit, q.criterion) == (stand.unit.id, criterion)]
    return tuple(question for _, question in sorted(known, key=lambda pair: pair[0]))
