"""The centre's own question bank: edit it, and choose what to ask a candidate."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.domain.assessment.question_bank import questions_to_ask
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.questions import BankQuestion
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Kind
from csassess.services.progress.portfolio_view import PortfolioView
from csassess.services.units.caseload_units import wording_of


def bank(caseload: Caseload) -> list[BankQuestion]:
    """Return the questions of the centre's bank in the order they were added."""
    return caseload.all(BankQuestion, CASELOAD_STREAM)


def add_question(caseload: Caseload, unit: str, criterion: str, words: str) -> BankQuestion:
    """Add a question on a knowledge criterion.

    Raises UserError for a blank question, or if it is not a knowledge criterion of the unit.
    """
    specification = wording_of(caseload, unit).unit
    if criterion not in specification.labels(Kind.KNOWLEDGE):
        raise UserError(
            text(
                "{unit} has no knowledge criterion {criterion}. Check the number.",
                unit=specification.name,
                criterion=criterion,
            )
        )
    question = BankQuestion(caseload.new_id(), unit, criterion, _worded(words))
    caseload.save(CASELOAD_STREAM, UserAction.QUESTION_ADD, question)
    return question


def change_question(caseload: Caseload, question: BankQuestion, words: str) -> None:
    """Reword a question. Questions already asked keep their words.

    Raises UserError for a blank question.
    """
    caseload.save(CASELOAD_STREAM, UserAction.QUESTION_CHANGE, replace(question, words=_worded(words)))


def remove_question(caseload: Caseload, question: BankQuestion) -> None:
    """Remove a question from the bank; records keep the questions already asked."""
    caseload.save(CASELOAD_STREAM, UserAction.QUESTION_REMOVE, remove=(question,))


def _worded(words: str) -> str:
    if not words.strip():
        raise MissingError(text("the question"), "words")
    return words.strip()


def to_ask(caseload: Caseload, view: PortfolioView) -> tuple[BankQuestion, ...]:
    """Return the bank's questions for a candidate, those on criteria not yet accepted first."""
    return questions_to_ask(bank(caseload), view.standings)
