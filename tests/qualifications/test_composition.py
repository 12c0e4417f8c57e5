"""A qualification that is composed: whole or unfinished, it is said in words and never fails."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.data.qualifications.reader import qualification_from
from csassess.data.record.records import from_plain, to_plain
from csassess.domain.errors import UserError
from csassess.domain.qualifications.composition import (
    ComposedGroup,
    ComposedTotal,
    ComposedUnit,
    Composition,
    Most,
    Need,
    can_be_composed,
    composition_of,
    id_from,
    inner_labels,
)
from csassess.domain.qualifications.specification import Entry, Measure, Requires
from csassess.services.qualifications import composing
from tests.support.qualifications import content

NESTED = content(
    level="3",
    note="A note.",
    at_most_one=[["ocr-61", "x"]],
    requires=[{"unit": "x", "one_of": ["ocr-b10"]}],
    groups=[
        *content()["groups"],
        {
            "label": "O",
            "units_min": 1,
            "credit_max": "2.5",
            "groups": [
                {"label": "O1", "units": [{"id": "x", "title": "X", "credit": "0.5"}], "units_max": 1}
            ],
        },
    ],
)


@pytest.mark.parametrize("stated", [content(), NESTED], ids=["plain", "nested"])
def test_composing_a_qualification_again_says_the_same(stated):
    specification = qualification_from(stated)
    composition = composition_of(specification)
    assert can_be_composed(specification)
    assert qualification_from(composition.content()) == specification
    assert from_plain(Composition, json.loads(json.dumps(to_plain(composition)))) == composition


@pytest.mark.parametrize(
    "more",
    [
        {"units_min": 1, "credit_min": 3},
        {"mandatory": True, "units_min": 1},
        {"units_max": 1, "credit_max": 3},
    ],
)
def test_what_says_more_than_can_be_composed_is_not_taken_for_less(more):
    group = {"label": "Z", "units": [{"id": "z", "title": "Z", "credit": "4"}], **more}
    assert not can_be_composed(qualification_from(content(groups=[group], totals=None)))


def test_a_group_that_goes_takes_its_units_and_what_is_said_of_them_along():
    smaller = composition_of(qualification_from(NESTED)).without_group("O")
    assert [group.label for group in smaller.groups] == ["A", "B"]
    assert (smaller.requires, smaller.at_most_one) == ((), ())


def test_a_unit_that_goes_leaves_no_relation_with_it():
    smaller = composition_of(qualification_from(NESTED)).without_unit("ocr-b10")
    assert (smaller.requires, smaller.at_most_one) == ((), (("ocr-61", "x"),))


def test_what_stands_in_a_group_follows_its_new_letter():
    composition = composition_of(qualification_from(NESTED))
    renamed = composition.renamed_group("O", ComposedGroup("P"))
    assert [(group.label, group.inside) for group in renamed.groups][-2:] == [("P", ""), ("O1", "P")]
    renamed = composition.renamed_group("A", ComposedGroup("M"))
    assert {unit.group for unit in renamed.units} == {"M", "B", "O1"}


def test_a_group_cannot_stand_in_itself_or_in_what_stands_in_it():
    composition = composition_of(qualification_from(NESTED))
    assert inner_labels(composition, "O") == {"O", "O1"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Certificate, Level 3", "certificate-level-3"),
        ("Señor Ŵyn", "senor-wyn"),
        ("日本", "qualification"),
        ("", "qualification"),
    ],
)
def test_an_id_comes_from_the_name_and_is_never_empty(words, expected):
    assert id_from(words) == expected
    assert len(id_from(words * 99)) <= 60


def test_numbers_are_checked_where_they_are_typed(caseload):
    composing.put_group(caseload, "", ComposedGroup("A"))
    for group in (
        ComposedGroup("B", need=Need.UNITS, least="1.5"),
        ComposedGroup("B", need=Need.CREDITS, least="six"),
        ComposedGroup("B", most=Most.CREDITS, limit="-1"),
        ComposedGroup("A"),
        ComposedGroup(" "),
    ):
        with pytest.raises(UserError):
            composing.put_group(caseload, "", group)
    with pytest.raises(UserError, match="Enter a level"):
        composing.put_total(caseload, None, ComposedTotal(Measure.CREDITS, "6", "high"))
    for unit in (
        ComposedUnit(Entry("", " "), "A"),
        ComposedUnit(Entry("", "X"), "Z"),
        ComposedUnit(Entry("", "X", credit="?"), "A"),
    ):
        with pytest.raises(UserError):
            composing.put_unit(caseload, "", unit)
    assert composing.composed(caseload) == Composition(groups=(ComposedGroup("A"),))


def test_two_units_of_one_name_get_ids_of_their_own(caseload):
    composing.put_group(caseload, "", ComposedGroup("A"))
    for _ in range(2):
        composing.put_unit(caseload, "", ComposedUnit(Entry("", "Complaints"), "A"))
    assert [*composing.composed(caseload).names] == ["complaints", "complaints-2"]
    composing.put_unit(caseload, "complaints", ComposedUnit(Entry("", "Complaints", credit="4"), "A"))
    assert [unit.entry.credit for unit in composing.composed(caseload).units] == ["4", ""]


def test_what_another_version_of_the_program_kept_is_as_if_nothing_was(caseload):
    caseload.local.set("qualification-composed", '{"title": 3, "wheels": []')
    assert composing.composed(caseload) is None


texts = st.text(max_size=12)
labels = st.sampled_from(["A", "B", "C", ""])
entries = st.builds(Entry, st.sampled_from(["a", "b", "c", "d e", ""]), texts, texts, texts, texts, texts)
compositions = st.builds(
    Composition,
    title=texts,
    number=texts,
    level=texts,
    note=texts,
    totals=st.lists(st.builds(ComposedTotal, st.sampled_from(Measure), texts, texts), max_size=2).map(tuple),
    groups=st.lists(
        st.builds(
            ComposedGroup, labels, texts, st.sampled_from(Need), texts, st.sampled_from(Most), texts, labels
        ),
        max_size=3,
    ).map(tuple),
    units=st.lists(st.builds(ComposedUnit, entries, labels), max_size=3).map(tuple),
    requires=st.lists(st.builds(Requires, labels, st.tuples(labels)), max_size=1).map(tuple),
    at_most_one=st.lists(st.tuples(labels, labels), max_size=1).map(tuple),
)


@given(compositions)
def test_whatever_is_composed_is_a_qualification_or_said_to_be_none_yet(composition):
    specification, problem = composing.checked(composition)
    assert (specification is None) == bool(problem)


def test_decimals_are_typed_with_a_comma_too():
    group = ComposedGroup("A", need=Need.CREDITS, least="2,5")
    unit = ComposedUnit(Entry("a", "A", credit="3"), "A")
    stated = Composition("T", groups=(group,), units=(unit,)).content()
    assert qualification_from(stated).groups[0].credit_min == Decimal("2.5")
