"""The whole list of what an external verifier would ask of one portfolio."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from csassess.domain.asking.candidate import lines_of_candidate
from csassess.domain.asking.items import lines_of_item
from csassess.domain.asking.lines import Grade, Line, Surroundings
from csassess.domain.asking.units import lines_of_unit
from csassess.domain.assessment.unit_standing import UnitStanding
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import Milestone
from csassess.domain.records.verification import Answer


def would_ask(
    portfolio: Portfolio,
    standings: Sequence[UnitStanding],
    around: Surroundings,
    *,
    claiming: Milestone | None = None,
) -> tuple[Line, ...]:
    """Return what would be asked of a portfolio, each with its answer; what matters most comes first.

    `claiming` is a date that is about to be recorded.
    """
    units = [unit_standing.unit for unit_standing in standings]
    lines = [
        *lines_of_candidate(portfolio, standings, around, claiming=claiming),
        *(line for standing in standings for line in lines_of_unit(standing, portfolio, around)),
        *(
            line
            for item in portfolio.items_not_withdrawn()
            for line in lines_of_item(item, portfolio, units, around)
        ),
    ]
    answered = [replace(line, answer=answer_to(line, portfolio)) for line in lines]
    grades = list(Grade)
    return tuple(sorted(answered, key=lambda line: grades.index(line.kind.grade)))


def answer_to(line: Line, portfolio: Portfolio) -> Answer | None:
    """Return the last answer that covers a line, or None."""
    return next((answer for answer in reversed(portfolio.answers) if line.code in answer.covers), None)


def to_answer(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that must be answered before the claim and are not."""
    return tuple(line for line in lines if line.kind.grade is Grade.ANSWER and line.answer is None)


def to_look_at(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that are worth a look and are not answered."""
    return tuple(line for line in lines if line.kind.grade is Grade.LOOK and line.answer is None)
