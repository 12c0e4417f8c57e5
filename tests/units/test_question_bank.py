"""The centre's own question bank by knowledge criterion."""

import pytest

from csassess.domain.errors import UserError
from csassess.services.progress import portfolio_view
from csassess.services.units import question_bank
from tests.support.builders import accepted_product


def asked(caseload, mo):
    return [q.words for q in question_bank.to_ask(caseload, portfolio_view.portfolio_view(caseload, mo.id))]


def test_questions_on_what_is_not_accepted_yet_come_first_then_in_the_units_order(caseload, mo):
    for criterion in ("4.3", "4.1", "4.2"):
        question_bank.add_question(caseload, "ocr-b10", criterion, f"About {criterion}?")
    assert asked(caseload, mo) == ["About 4.1?", "About 4.2?", "About 4.3?"]
    accepted_product(caseload, mo.id, "ocr-b10", "4.1")
    assert asked(caseload, mo) == ["About 4.2?", "About 4.3?", "About 4.1?"]


def test_questions_of_units_the_candidate_is_not_on_are_not_offered(caseload, mo):
    question_bank.add_question(caseload, "ocr-429", "4.1", "About planning?")
    assert asked(caseload, mo) == []


@pytest.mark.parametrize(("unit", "criterion"), [("ocr-b10", "1.1"), ("ocr-b10", "9.9")])
def test_the_bank_takes_knowledge_criteria_only(caseload, unit, criterion):
    with pytest.raises(UserError, match="no knowledge criterion"):
        question_bank.add_question(caseload, unit, criterion, "Why?")
    assert question_bank.bank(caseload) == []


def test_a_blank_question_is_refused_and_changes_nothing(caseload):
    kept = question_bank.add_question(caseload, "ocr-b10", "4.1", " Why? ")
    with pytest.raises(UserError, match="fill in the question"):
        question_bank.change_question(caseload, kept, "  ")
    assert [q.words for q in question_bank.bank(caseload)] == ["Why?"]


def test_a_question_is_worded_anew_and_taken_out(caseload):
    kept = question_bank.add_question(caseload, "ocr-b10", "4.1", "Why?")
    question_bank.change_question(caseload, kept, "Why so?")
    assert [q.words for q in question_bank.bank(caseload)] == ["Why so?"]
    question_bank.remove_question(caseload, kept)
    assert question_bank.bank(caseload) == []
