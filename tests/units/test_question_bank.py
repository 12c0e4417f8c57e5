"""The centre’s own questions, kept by knowledge criterion."""

import pytest

from csassess.domain.errors import UserError
from csassess.services.progress import portfolio_view
from csassess.services.units import question_bank
from tests.support.builders import accepted_product


def questions_to_ask(caseload, mo):
    return [q.words for q in question_bank.to_ask(caseload, portfolio_view.portfolio_view(caseload, mo.id))]


def test_questions_on_criteria_without_accepted_evidence_come_first_in_unit_order(caseload, mo):
    for criterion in ("4.3", "4.1", "4.2"):
        question_bank.add_question(caseload, "ocr-b10", criterion, f"About {criterion}?")
    assert questions_to_ask(caseload, mo) == ["About 4.1?", "About 4.2?", "About 4.3?"]
    accepted_product(caseload, mo.id, "ocr-b10", "4.1")
    assert questions_to_ask(caseload, mo) == ["About 4.2?", "About 4.3?", "About 4.1?"]


def test_questions_of_other_units_are_not_offered(caseload, mo):
    question_bank.add_question(caseload, "ocr-429", "4.1", "About planning?")
    assert questions_to_ask(caseload, mo) == []


@pytest.mark.parametrize(("unit", "criterion"), [("ocr-b10", "1.1"), ("ocr-b10", "9.9")])
def test_the_bank_accepts_questions_on_knowledge_criteria_only(caseload, unit, criterion):
    with pytest.raises(UserError, match="no knowledge criterion"):
        question_bank.add_question(caseload, unit, criterion, "Why?")
    assert question_bank.bank(caseload) == []


def test_a_blank_question_is_refused_and_changes_nothing(caseload):
    question_id = question_bank.add_question(caseload, "ocr-b10", "4.1", " Why? ")
    with pytest.raises(UserError, match="fill in the question"):
        question_bank.change_question(caseload, question_id, "  ")
    assert [q.words for q in question_bank.bank(caseload)] == ["Why?"]


def test_a_question_can_be_reworded_and_removed(caseload):
    question_id = question_bank.add_question(caseload, "ocr-b10", "4.1", "Why?")
    question_bank.change_question(caseload, question_id, "Why so?")
    assert [q.words for q in question_bank.bank(caseload)] == ["Why so?"]
    question_bank.remove_question(caseload, question_id)
    assert question_bank.bank(caseload) == []
