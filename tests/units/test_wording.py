"""Criteria are found by their wording and suggested for the words of a note."""

import pytest

from csassess.services.candidates import candidates
from csassess.services.progress import portfolio_view
from csassess.services.units import wording


@pytest.fixture
def view(caseload, mo):
    candidates.enrol(caseload, mo.id, "ocr-61")
    return portfolio_view.portfolio_view(caseload, mo.id)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("unusually quiet", {("ocr-b10", "2.1"), ("nos-b10", "B10.2.1")}),
        ("legal regul", {("ocr-b10", "4.8"), ("nos-b10", "B10h")}),
        ("RELIABILITY", {("ocr-b10", "2.7"), ("nos-b10", "B10.2.7")}),
        ("2.10", set()),
        ("no such words here", set()),
        ("", set()),
        ('"; DROP TABLE', set()),
    ],
)
def test_all_words_must_match_and_the_last_may_be_a_prefix(view, typed, found):
    assert set(wording.find(view, typed)) >= found
    assert bool(wording.find(view, typed)) is bool(found)


def test_a_label_finds_its_criterion_in_every_unit(view):
    assert set(wording.find(view, "2.1")) == {("ocr-b10", "2.1"), ("nos-b10", "B10.2.1"), ("ocr-61", "2.1")}


def test_the_criterion_most_similar_to_a_note_is_suggested_first(view):
    note = "The order systems went down, she let nobody down and people were told by hand."
    assert wording.suggest(view, note)[0] in {("ocr-b10", "2.2"), ("nos-b10", "B10.2.2")}
    assert len(wording.suggest(view, note)) <= 3


def test_common_words_suggest_no_criteria(view):
    assert wording.suggest(view, "He was with the customer and she had it.") == []
    assert wording.suggest(view, "") == []
