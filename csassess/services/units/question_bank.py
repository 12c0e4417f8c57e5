"""The centre's own question bank: keeping it, and what of it to ask a candidate."""

from dataclasses import replace

from csassess.catalogue import text
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.units.units import catalogue_unit
from csassess.domain.assessment.question_bank import questions_to_ask
from csassess.domain.errors import UserError
from csassess.domain.records.questions import BankQuestion
from csassess.domain.records.user_actions import UserAction
from csassess.domain.units.units import Kind
from csassess.services.progress.portfolio_view import PortfolioView


def bank(caseload: Caseload) -> list[BankQuestion]:
    """Return the questions of the centre's bank in the order they were added."""
    return caseload.all(BankQuestion, CASELOAD_STREAM)


def add_question(caseload: Caseload, unit: str, criterion: str, words: str) -> BankQuestion:
    """Add a question on a knowledge criterion; raises UserError for a blank question or a criterion that is no knowledge."""
    asked = catalogue_unit(unit)
    if criterion not in asked.labels(Kind.KNOWLEDGE):
        raise UserError(
            text("{unit} has no knowledge criterion {criterion}.", unit=asked.name, criterion=criterion)
        )
    question = BankQuestion(caseload.new_id(), unit, criterion, _worded(words))
    caseload.save(CASELOAD_STREAM, UserAction.QUESTION_ADD, question)
    return question


def change_question(caseload: Caseload, question: BankQuestion, words: str) -> None:
    """Word a question anew; raises UserError for a blank one. Questions asked before keep the words they were asked in."""
    caseload.save(CASELOAD_STREAM, UserAction.QUESTION_CHANGE, replace(question, words=_worded(words)))


def remove_question(caseload: Caseload, question: BankQuestion) -> None:
    """Take a question out of the bank; what was asked stays in the records."""
    caseload.save(CASELOAD_STREAM, UserAction.QUESTION_REMOVE, remove=(question,))


def _worded(words: str) -> str:
    if not words.strip():
        raise UserError(text("Please fill in {name}.", name=text("the question")))
    return words.strip()


def to_ask(caseload: Caseload, view: PortfolioView) -> tuple[BankQuestion, ...]:
    """Return the bank's questions for a candidate, those on what is not accepted yet first."""
    return questions_to_ask(bank(caseload), view.standings)
