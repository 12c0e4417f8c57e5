"""A unit under review: rows corrected, words never lost, and the wording that it makes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.data.units.units import wording_of
from csassess.domain.rule_words import kind_words, sentence
from csassess.domain.units import review as edits
from csassess.domain.units.review import Part, Place, Review, ReviewRow
from csassess.domain.units.review_wording import content_of, free_id, problems
from csassess.domain.units.rule_drafts import KINDS, lacking, new_rule
from csassess.domain.units.values import Kind


def row(number, part, label="", words="", **more):
    return ReviewRow(f"r{number}", part, label, words, **more)


BREAD = Review(
    "one",
    "bread",
    "bread.pdf",
    (
        row(1, Part.FACT, "title", "Bake bread"),
        row(2, Part.FACT, "level"),
        row(3, Part.OUTCOME, "1", "Bake", kind=Kind.PERFORMANCE),
        row(4, Part.CRITERION, "1.1", "Knead the dough", doubts=("cut off",), places=(Place(1),)),
        row(5, Part.CRITERION, "1.2", "Heat the oven"),
        row(6, Part.OUTCOME, "2", "Know bread", kind=Kind.KNOWLEDGE),
        row(7, Part.CRITERION, "2.1", "Say why it rises"),
        row(8, Part.REQUIREMENT, "1", "On two days:", proposed=(new_rule("occasions"),)),
        row(9, Part.ITEM, "a", "white bread"),
        row(10, Part.LEFT_OVER, "", "in a tin"),
    ),
)


def wording(review):
    assert problems(review) == []
    return wording_of(content_of(review, "bread")).unit


def criteria(review):
    return [(r.label, r.text) for r in review.of(Part.CRITERION)]


def words_of(review):
    return sorted(" ".join(f"{r.label} {r.text}" for r in review.rows).split())


def test_doubtful_rows_come_one_after_the_other_and_begin_again_at_the_top():
    assert [r.id for r in BREAD.to_look_at] == ["r4", "r8"]
    assert BREAD.next_to_look_at("r1") == "r4"
    assert BREAD.next_to_look_at("r4") == "r8"
    assert BREAD.next_to_look_at("r8") == "r4"


def test_without_doubts_the_next_row_follows_and_the_last_stays():
    settled = edits.settle(edits.settle(BREAD, "r4"), "r8")
    assert settled.to_look_at == ()
    assert settled.next_to_look_at("r4") == "r5"
    assert settled.next_to_look_at("r10") == "r10"


def test_a_proposal_is_no_rule_until_it_is_taken_over():
    assert wording(BREAD).evidence_requirements[0].rules == ()
    taken = edits.take_proposal(BREAD, "r8", new_rule("occasions"))
    assert wording(taken).evidence_requirements[0].rules[0].at_least == 2
    assert taken.row("r8").is_doubtful is False
    settled = edits.settle(BREAD, "r8").row("r8")
    assert (settled.rules, settled.is_doubtful) == ((), False)
    assert settled.proposed == BREAD.row("r8").proposed


def test_the_wording_says_what_the_document_does_not_state():
    identity = wording(BREAD).identity
    assert (identity.title, identity.level) == ("Bake bread", None)
    assert "level" in identity.unstated


def test_guidance_goes_with_its_outcome_and_the_purpose_with_the_unit():
    told = edits.changed(BREAD, "r2", label=edits.PURPOSE, text="About bread")
    rows = (*told.rows[:3], row(20, Part.GUIDANCE, words="Use any oven"), *told.rows[3:])
    unit = wording(replace(told, rows=rows))
    assert [outcome.guidance for outcome in unit.outcomes] == ["Use any oven", ""]
    assert unit.identity.purpose == "About bread"
    first = replace(told, rows=(row(20, Part.GUIDANCE, words="Use any oven"), *told.rows))
    assert "before the first outcome" in problems(first)[0].words


def test_kinds_of_criteria_follow_their_outcome_unless_they_have_their_own():
    unit = wording(edits.changed(BREAD, "r5", kind=Kind.KNOWLEDGE))
    assert [unit.kind_of(label) for label in unit.labels()] == ["performance", "knowledge", "knowledge"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda review: edits.put_aside(review, "r5"),
        lambda review: edits.join_with_above(review, "r5"),
        lambda review: edits.divide(review, "r5", 5)[0],
        lambda review: edits.use_left_over(review, "r10", "r5"),
        lambda review: edits.put_aside(edits.put_aside(review, "r9"), "r8"),
        lambda review: edits.join_with_above(review, "r3"),
    ],
)
def test_no_edit_of_rows_loses_a_word(edit):
    assert words_of(edit(BREAD)) == words_of(BREAD)


@given(st.lists(st.tuples(st.sampled_from(["aside", "join", "divide", "use", "add"]), st.integers(0, 30))))
def test_no_sequence_of_edits_loses_a_word_or_gives_two_rows_one_id(steps):
    review = BREAD
    for what, number in steps:
        row = review.rows[number % len(review.rows)]
        left = next((r.id for r in review.of(Part.LEFT_OVER)), None)
        if what == "aside" and row.part is not Part.FACT:
            review = edits.put_aside(review, row.id)
        elif what == "join":
            review = edits.join_with_above(review, row.id)
        elif what == "divide" and row.part is Part.CRITERION:
            review, _ = edits.divide(review, row.id, number % (len(row.text) + 1))
        elif what == "use" and left and left != row.id:
            review = edits.use_left_over(review, left, row.id)
        elif what == "add":
            review, _ = edits.add_below(review, row.id, Part.CRITERION)
    assert sorted("".join(words_of(review))) == sorted("".join(words_of(BREAD)))
    ids = [r.id for r in review.rows]
    assert len(set(ids)) == len(ids)


NOTED = edits.changed(BREAD, "r5", extra={"note": "By hand.", "range": {"text": "any oven"}})


@pytest.mark.parametrize("edit", [edits.put_aside, edits.join_with_above])
def test_words_that_an_earlier_wording_has_beside_a_row_are_kept_with_it(edit):
    words = " ".join(row.text for row in edit(NOTED, "r5").rows)
    assert "1.2 Heat the oven By hand. any oven" in words


def test_a_divided_row_leaves_what_is_beside_it_and_what_was_said_of_its_rules_to_the_first_part():
    said = edits.changed(NOTED, "r5", covered=(2, 1))
    divided, new = edits.divide(said, "r5", len("Heat"))
    assert divided.row("r5").extra == NOTED.row("r5").extra
    assert (divided.row(new).extra, divided.row(new).covered) == ({}, (0, 0))


def test_words_divided_at_a_label_begin_a_criterion_of_that_label():
    glued = edits.changed(BREAD, "r5", text="Heat the oven 1.3 Let it cool")
    divided, new = edits.divide(glued, "r5", len("Heat the oven "))
    assert criteria(divided)[1:3] == [("1.2", "Heat the oven"), ("1.3", "Let it cool")]
    assert divided.row(new).label == "1.3"


def test_a_new_row_stands_below_the_chosen_one_or_last_in_its_group():
    below, _ = edits.add_below(BREAD, "r4", Part.CRITERION, "New")
    assert [words for _, words in criteria(below)] == [
        "Knead the dough",
        "New",
        "Heat the oven",
        "Say why it rises",
    ]
    last, _ = edits.add_below(BREAD, "r10", Part.CRITERION, "New")
    assert criteria(last)[-1] == ("", "New")
    requirement, new = edits.add_below(BREAD, "r8", Part.REQUIREMENT, "New")
    assert [r.id for r in requirement.of(Part.REQUIREMENT, Part.ITEM)] == ["r8", "r9", new]


def test_missing_labels_are_numbered_by_their_place_on_request():
    bare = replace(
        BREAD, rows=tuple(replace(r, label="") if r.part in edits.WORDED else r for r in BREAD.rows)
    )
    assert edits.lacks_labels(bare)
    assert [label for label, _ in criteria(edits.label_the_rest(bare))] == ["1.1", "1.2", "2.1"]


def test_each_line_of_a_list_can_be_ticked_on_its_own():
    listed = edits.changed(BREAD, "r4", text="Knead dough for:\n- rolls\n- loaves", items_apart=True)
    assert wording(listed).labels()[:2] == ("1.1 a", "1.1 b")
    as_text = edits.changed(listed, "r4", items_apart=False)
    assert wording(as_text).labels()[0] == "1.1"


@pytest.mark.parametrize(
    ("change", "at", "why"),
    [
        (lambda r: edits.changed(r, "r4", label=" "), "r4", "no label"),
        (lambda r: edits.changed(r, "r4", text=""), "r4", "no words"),
        (lambda r: edits.changed(r, "r4", label="1.2"), "r4", "label 1.2 too"),
        (lambda r: edits.changed(r, "r4", label="1" * 61), "r4", "too long"),
        (lambda r: edits.changed(r, "r4", label="1\u202e"), "r4", "control characters"),
        (lambda r: edits.changed(r, "r3", text="Bake\x92"), "r3", "control characters"),
        (lambda r: edits.changed(r, "r1", text="Bake\x92"), "r1", "control characters"),
        (lambda r: edits.put_aside(r, "r7"), "r6", "outcome has no criteria"),
        (lambda r: edits.put_aside(r, "r3"), "r4", "before the first outcome"),
        (lambda r: edits.put_aside(r, "r8"), "r9", "before the first requirement"),
        (lambda r: edits.changed(r, "r8", rules=(new_rule("count"),)), "r8", "what is counted"),
        (lambda r: replace(r, replaces=None), "r1", "new version"),
        (lambda r: replace(r, rows=BREAD.rows[:2]), "r1", "no criteria"),
    ],
)
def test_what_stands_in_the_way_is_said_at_its_row(change, at, why):
    found = [problem for problem in problems(change(BREAD)) if problem.row == at]
    assert any(why in problem.words for problem in found), found


def test_an_id_is_taken_from_the_number_and_is_free():
    numbered = replace(BREAD, rows=(*BREAD.rows, row(11, Part.FACT, "number", "L/506/2150")))
    assert free_id(numbered, ()) == "l-506-2150"
    assert free_id(numbered, {"l-506-2150"}) == "l-506-2150-2"
    assert free_id(BREAD, ()) == "bake-bread"


COMPLETE = {
    "occasions": {"at_least": 3, "different": "day", "for": ["performance"]},
    "count": {"of": "burnt loaf", "at_least": 2},
    "choice": {"at_least": 1},
    "facets": {"facet": "kind of loaf", "values": ["white", "brown"]},
    "coverage": {"facet": "relationship", "value": "new"},
    "setting": {"allowed": ["work-placement"], "unless": "the oven is cold"},
    "no-simulation": {"scope": "performance"},
    "method": {"needs": ["OB", "WP"], "how": "all", "bars": ["S"], "reason": True},
    "demonstration": {"of": "customer-feedback-used", "origin": "requested"},
    "confirmation": {"about": "own-organisation"},
    "assessor": {"sentence": "the bread was eaten"},
    "information": {"about": "channel"},
}
ASKS = {
    "occasions": "at least 3 different days, for all performance criteria",
    "count": "“burnt loaf” at least 2 times",
    "choice": "at least 1 of the items a",
    "facets": "(kind of loaf): white; brown",
    "coverage": "a new customer",
    "setting": "a work placement only, unless the oven is cold",
    "no-simulation": "No simulation for all performance criteria",
    "method": "observation and work product",
    "demonstration": "feedback that the candidate asked for",
    "confirmation": "the candidate’s own",
    "assessor": "the bread was eaten",
    "information": "for information only",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_is_composed_said_in_a_sentence_and_stored(kind):
    rule = {"kind": kind, **COMPLETE[kind]}
    assert kind_words(kind)
    assert lacking(rule, ["a"]) == ""
    assert ASKS[kind] in sentence(rule, ["a"])
    stored = wording(edits.changed(BREAD, "r8", rules=(rule,))).evidence_requirements[0].rules
    assert [each.kind for each in stored] == [kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_that_was_only_begun_has_a_sentence_and_says_what_it_lacks(kind):
    begun = new_rule(kind)
    assert sentence(begun, ["a"]).endswith(".")
    review = edits.changed(BREAD, "r8", rules=(begun,))
    if lacking(begun, ["a"]):
        assert [problem.row for problem in problems(review)] == ["r8"]
    else:
        wording(review)


def test_a_rule_of_a_lettered_item_belongs_to_it():
    rule = {"kind": "coverage", "facet": "demeanour", "value": "easy"}
    (requirement,) = wording(edits.changed(BREAD, "r9", rules=(rule,))).evidence_requirements
    assert requirement.rules[0].item == "a"
