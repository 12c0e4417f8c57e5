"""A new version of a unit: the rules of the wording in force are proposed where the words are the same."""

import pytest

from csassess.domain.units import review as edits
from csassess.domain.units.review import Part
from csassess.services.units import reading, reviews
from csassess.services.units.rules_in_force import as_version_of
from tests.units.test_reviews import TEXT, settled
from tests.units.test_rule_cover import OWNERS, SIMULATION, THREE

WORDS = TEXT.replace("You must bake on at least three different days.", THREE)
SCOPED = {"kind": "occasions", "at_least": 3, "different": "day", "for": ["1.2", "knowledge", "1"]}


def begun(caseload, words):
    source = reading.read_words(words)
    (review_id,) = reviews.begin(caseload, source, source.reading.units)
    return reviews.review(caseload, review_id)


def in_force(caseload, *rules):
    review = begun(caseload, WORDS)
    (row,) = review.of(Part.REQUIREMENT)
    review = settled(edits.changed(review, row.id, rules=rules, proposed=()))
    reviews.finish(caseload, edits.let_rules_cover_all(review, row.id), "Ann", "assessor")


def requirement(review):
    return review.of(Part.REQUIREMENT)[0]


def test_the_rules_in_force_are_proposed_for_the_same_words_with_what_is_left_for_the_assessor(caseload):
    in_force(caseload, SIMULATION, OWNERS)
    review = edits.settle(begun(caseload, WORDS.replace("salt", "sugar")), "r1")
    review = edits.settle(review, requirement(review).id)
    review = as_version_of(caseload, review, "br4")
    assert review.replaces == "br4"
    assert requirement(review).proposed == (SIMULATION, OWNERS, {"kind": "assessor"})
    assert requirement(review).is_doubtful
    assert requirement(as_version_of(caseload, review, "br4")) == requirement(review)


def test_a_rule_that_is_there_already_is_not_proposed_again(caseload):
    in_force(caseload, SIMULATION, OWNERS)
    review = begun(caseload, WORDS.replace("salt", "sugar"))
    review = edits.take_proposal(review, requirement(review).id, SIMULATION)
    assert SIMULATION not in requirement(as_version_of(caseload, review, "br4")).proposed


@pytest.mark.parametrize(("found", "new"), [("two of", "three of"), ("salt", "sugar")])
def test_only_the_same_words_take_rules_over(caseload, found, new):
    in_force(caseload, OWNERS)
    review = as_version_of(caseload, begun(caseload, WORDS.replace(found, new)), "br4")
    assert (OWNERS in requirement(review).proposed) is (found == "salt")


def test_without_rules_in_force_or_as_a_new_unit_the_readers_proposals_stay(caseload):
    in_force(caseload)
    review = begun(caseload, WORDS.replace("salt", "sugar"))
    proposed = requirement(review).proposed
    assert proposed
    assert requirement(as_version_of(caseload, review, "br4")).proposed == proposed
    assert as_version_of(caseload, review, "").replaces == ""


def test_a_rule_for_some_criteria_follows_them_to_their_new_labels(caseload):
    in_force(caseload, SCOPED)
    moved = WORDS.replace("1.2 Knead", "1.3 Knead")
    review = as_version_of(caseload, begun(caseload, moved), "br4")
    assert requirement(review).proposed[0]["for"] == ["1.3", "knowledge", "1"]
    reworded = WORDS.replace("1.2 Knead", "1.2 Fold")
    review = as_version_of(caseload, begun(caseload, reworded), "br4")
    assert "occasions" not in [rule["kind"] for rule in requirement(review).proposed]
