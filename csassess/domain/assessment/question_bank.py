"""The centre's question bank: questions filed by the knowledge criterion they ask about."""

from collections.abc import Iterable

from csassess.domain.assessment.coverage import CriterionState
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.records.questions import BankQuestion
from csassess.domain.units.units import Kind


def questions_to_ask(
    bank: Iterable[BankQuestion], standings: Iterable[UnitStanding]
) -> tuple[BankQuestion, ...]:
    """Return the bank's questions on the knowledge criteria of a candidate's units.

    Questions on criteria not accepted yet come first. Both groups follow the order of units and
    criteria.
    """
    bank = tuple(bank)
    questions: list[tuple[bool, BankQuestion]] = []
    for unit_standing in standings:
        for criterion in unit_standing.unit.labels(Kind.KNOWLEDGE):
            is_accepted = unit_standing.coverage.of(criterion).state is CriterionState.ACCEPTED
            questions += [
                (is_accepted, question)
                for question in bank
                if (question.unit, question.criterion) == (unit_standing.unit.id, criterion)
            ]
    return tuple(question for _, question in sorted(questions, key=lambda pair: pair[0]))
