"""Two wordings of a unit: what is the same, reworded, new and gone."""

import pytest

from csassess.domain.units.comparison import Change, Stated, _compared, compare
from tests.support.any_unit import made_unit, outcome


def unit(folder, number, criteria, requirements=()):
    place = folder / str(number)
    place.mkdir()
    stated = [{"label": label, "text": words} for label, words in criteria]
    return made_unit(
        place,
        outcomes=[outcome("1", stated)],
        requirements=[{"label": label, "text": words} for label, words in requirements],
    )


A, B, C = "Greet the guest by name", "Weigh the flour twice before it is used", "Close the oven door"
B2 = "Weigh the flour twice before any of it is used"
SAME, REWORDED, NEW, GONE = Change.SAME, Change.REWORDED, Change.NEW, Change.GONE
RENUMBERED = Change.RENUMBERED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([("1.1", A)], [("1.1", A)], [(SAME, "1.1", "1.1")]),
        ([("1.1", A)], [("1.1", "Greet  the guest\nby name")], [(SAME, "1.1", "1.1")]),
        (
            [("1.1", A), ("1.2", B)],
            [("1.1", B), ("1.2", A)],
            [(RENUMBERED, "1.2", "1.1"), (RENUMBERED, "1.1", "1.2")],
        ),
        ([("1.1", B)], [("1.1", B2)], [(REWORDED, "1.1", "1.1")]),
        ([("1.1", B)], [("1.4", B2)], [(REWORDED, "1.1", "1.4")]),
        ([("1.1", A)], [("1.1", C)], [(NEW, None, "1.1"), (GONE, "1.1", None)]),
        (
            [("1.1", A), ("1.2", B), ("1.3", C)],
            [("1.1", A), ("1.2", C)],
            [(SAME, "1.1", "1.1"), (GONE, "1.2", None), (RENUMBERED, "1.3", "1.2")],
        ),
        (
            [("1.1", A), ("1.2", A)],
            [("1.1", B), ("1.2", A), ("1.3", A)],
            [(NEW, None, "1.1"), (SAME, "1.2", "1.2"), (RENUMBERED, "1.1", "1.3")],
        ),
    ],
)
def test_criteria_are_paired_by_their_wording_first(tmp_path, before, after, expected):
    compared = compare(unit(tmp_path, 1, before), unit(tmp_path, 2, after)).criteria
    assert [
        (each.change, each.before and each.before.label, each.after and each.after.label) for each in compared
    ] == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"kind": "knowledge"}, {}),
        ({"note": "By hand."}, {}),
        ({"grade": "pass"}, {"grade": "merit"}),
        ({"items": [{"label": "a", "text": "white"}]}, {"items": [{"label": "a", "text": "brown"}]}),
        ({"range": {"text": "any oven"}}, {"range": {"text": "a gas oven"}}),
    ],
)
def test_what_belongs_to_the_wording_of_a_criterion_must_be_the_same_too(tmp_path, before, after):
    stated = {"label": "1.1", "text": B}
    units = []
    for number, more in enumerate((before, after)):
        (tmp_path / str(number)).mkdir()
        units.append(made_unit(tmp_path / str(number), outcomes=[outcome("1", [stated | more])]))
    assert compare(*units).follows == {}


DAYS = {"kind": "occasions", "at_least": 2, "different": "day"}
ASKED = {"kind": "assessor"}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ([DAYS, ASKED], [ASKED, DAYS], Change.SAME),
        ([DAYS, ASKED], [DAYS], Change.OTHER_RULES),
        ([DAYS], [DAYS | {"at_least": 3}], Change.OTHER_RULES),
        ([], [ASKED], Change.OTHER_RULES),
    ],
)
def test_the_same_words_with_other_rules_are_not_the_same(tmp_path, before, after, change):
    units = []
    for number, rules in enumerate((before, after)):
        (tmp_path / str(number)).mkdir()
        stated = {"label": "1", "text": "Bake often.", "rules": rules}
        criteria = [outcome("1", [{"label": "1.1", "text": A}])]
        units.append(made_unit(tmp_path / str(number), outcomes=criteria, requirements=[stated]))
    comparison = compare(*units)
    assert [each.change for each in comparison.requirements] == [change]
    assert comparison.requirements_follow == ({"1": "1"} if change is Change.SAME else {})


def test_requirements_are_compared_with_their_items(tmp_path):
    first = unit(tmp_path, 1, [("1.1", A)], [("1", "Work in a bakery that sells bread"), ("2", "Twice.")])
    second = unit(tmp_path, 2, [("1.1", A)], [("1", "Twice."), ("2", "Work in a bakery that sells cake")])
    compared = compare(first, second)
    assert compared.requirements_follow == {"2": "1"}
    assert [each.change for each in compared.requirements] == [RENUMBERED, REWORDED]


def test_criteria_that_are_nearly_all_alike_are_paired_by_their_labels():
    """A large unit whose criteria differ in a number only, each reworded."""

    def stated(ending):
        return [
            Stated(f"{outcome}.{at}", f"Do thing {outcome} {at} with care and say why it matters{ending}")
            for outcome in range(1, 21)
            for at in range(1, 16)
        ]

    pairs = [(each.before.label, each.after.label) for each in _compared(stated(""), stated(" every day"))]
    assert len(pairs) == 300
    assert all(before == after for before, after in pairs)
