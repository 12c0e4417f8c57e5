"""Rules that leave sentences of a requirement out: the review says so until somebody has decided."""

import pytest

from csassess.domain.errors import UserError
from csassess.domain.units import review as edits
from csassess.domain.units.review import Part
from csassess.services.units import caseload_units, reading, reviews
from tests.units.test_reviews import TEXT, settled

THREE = (
    "Evidence must come from at least three different owners. Simulation is not allowed. "
    "It must cover at least two of: road bicycle, child’s bicycle, e.g. a tricycle."
)
OWNERS = {"kind": "count", "of": "owner", "at_least": 3}
SIMULATION = {"kind": "no-simulation", "scope": "any"}


def begun(caseload, words):
    """Begin the review of a unit with one requirement; return it, and the row of the requirement."""
    source = reading.read_words(TEXT.replace("You must bake on at least three different days.", words))
    (review_id,) = reviews.begin(caseload, source, source.reading.units)
    review = reviews.review(caseload, review_id)
    return review, review.of(Part.REQUIREMENT)[0].id


def with_rules(caseload, words, *rules):
    review, row_id = begun(caseload, words)
    return settled(edits.changed(review, row_id, rules=rules, proposed=(), doubts=())), row_id


def left(review):
    return [row.id for row in review.to_look_at]


def test_a_requirement_with_more_sentences_than_rules_is_not_approved_by_saying_that_it_is_right(caseload):
    review, row_id = with_rules(caseload, THREE, SIMULATION)
    review = edits.settle(review, row_id)
    assert left(review) == [row_id]
    with pytest.raises(UserError, match="still have to be looked at"):
        reviews.finish(caseload, review, "Ann", "assessor")


def test_a_requirement_says_how_many_sentences_and_rules_it_has(caseload):
    review, row_id = with_rules(caseload, THREE, SIMULATION)
    assert review.rules_leave(row_id).startswith("This requirement has 3 sentences and 1 rule. Add rules")
    review, row_id = with_rules(caseload, THREE, SIMULATION, OWNERS)
    assert review.rules_leave(row_id).startswith("This requirement has 3 sentences and 2 rules.")


def test_the_assessors_confirmation_of_the_rest_is_part_of_the_unit_that_is_approved(caseload):
    review, row_id = with_rules(caseload, THREE, SIMULATION)
    review = edits.let_assessor_confirm_rest(review, row_id)
    assert left(review) == []
    reviews.finish(caseload, review, "Ann", "assessor")
    (requirement,) = caseload_units.wording_of(caseload, "br4").unit.evidence_requirements
    assert [rule.kind for rule in requirement.rules] == ["no-simulation", "assessor"]


def test_that_the_rules_cover_all_is_kept_until_rules_or_sentences_change(caseload):
    review, row_id = with_rules(caseload, THREE, SIMULATION)
    reviews.keep(caseload, edits.let_rules_cover_all(review, row_id))
    review = reviews.review(caseload, review.id)
    assert left(review) == []
    more = edits.changed(review, row_id, text=THREE + " Work must be paid.")
    assert left(more) == [row_id]
    assert left(edits.changed(review, row_id, rules=(SIMULATION, OWNERS))) == [row_id]


def test_a_rule_for_each_sentence_or_no_rule_at_all_leaves_nothing_out(caseload):
    assert left(with_rules(caseload, THREE, SIMULATION, OWNERS, SIMULATION)[0]) == []
    assert left(with_rules(caseload, THREE)[0]) == []
    assert left(with_rules(caseload, "Use e.g. Rye flour, no. 3 of the list.", SIMULATION)[0]) == []


def test_lettered_items_without_a_rule_are_left_out_unless_a_rule_chooses_among_them(caseload):
    review, row_id = with_rules(caseload, "Evidence must show all of these:", SIMULATION)
    for words in ("white bread", "rye bread"):
        review, item = edits.add_below(review, row_id, Part.ITEM, words)
    assert left(review) == [row_id]
    assert "2 sentences and items and 1 rule" in review.rules_leave(row_id)
    choice = {"kind": "choice", "at_least": 2}
    assert left(edits.changed(review, row_id, rules=(choice,))) == []
    alone = edits.changed(edits.changed(review, row_id, rules=()), item, rules=(OWNERS,))
    assert left(alone) == [row_id]


def test_lines_of_a_list_count_as_sentences_unless_a_rule_names_their_values(caseload):
    review, row_id = with_rules(caseload, "Show:", SIMULATION)
    review = edits.changed(review, row_id, text="Bake:\n- rolls\n- loaves\nSimulation is not allowed.")
    assert left(review) == [row_id]
    facets = {"kind": "facets", "facet": "bread", "values": ["rolls", "loaves"]}
    assert left(edits.changed(review, row_id, rules=(facets,))) == [row_id]
    assert left(edits.changed(review, row_id, rules=(facets, SIMULATION))) == []


def test_the_assessors_confirmation_is_proposed_where_a_sentence_has_no_proposal(caseload):
    review, row_id = begun(caseload, THREE)
    assert review.row(row_id).proposed[-1] == {"kind": "assessor"}
    for rule in review.row(row_id).proposed:
        review = edits.take_proposal(review, row_id, rule)
    assert row_id not in left(review)


def test_two_proposals_of_one_sentence_leave_the_other_sentence_to_the_assessor(caseload):
    review, row_id = begun(caseload, "Real work only, as simulation is not allowed. Greet each baker.")
    assert [rule["kind"] for rule in review.row(row_id).proposed] == ["setting", "no-simulation", "assessor"]


def test_a_requirement_of_one_sentence_proposes_its_rule_alone(caseload):
    review, row_id = begun(caseload, "You must bake on at least three different days.")
    assert [rule["kind"] for rule in review.row(row_id).proposed] == ["occasions"]
