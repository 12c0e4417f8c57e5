"""Whether units meet a qualification: the shapes that awarding bodies use."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.domain.qualifications.counting import Taken
from csassess.domain.qualifications.evaluation import evaluate
from csassess.domain.qualifications.progress import needed, progress
from csassess.domain.qualifications.specification import (
    Entry,
    Group,
    Measure,
    Requires,
    Specification,
    Total,
)


def units(listed: str, level: str = "3") -> tuple[Entry, ...]:
    """Return units given as "a5 b9": the id and the credit; "a5/2" is at level 2."""
    entries = []
    for stated in listed.split():
        worth, _, own_level = stated.partition("/")
        name = worth.rstrip("0123456789.")
        entries.append(Entry(name, f"Unit {name}", level=own_level or level, credit=worth[len(name) :]))
    return tuple(entries)


def taken(names: str) -> list[Taken]:
    return [Taken(name) for name in names.split()]


def lacks(specification: Specification, names: str) -> str:
    return evaluate(specification, taken(names)).words


def idle(specification: Specification, names: str) -> dict[str, str]:
    return {each.id: each.why for each in evaluate(specification, taken(names)).idle}


CREDITS, UNITS = Measure.CREDITS, Measure.UNITS

TWENTY_THREE = Specification(  # 23 = 14 from A, at least 6 from B, at most 3 from C
    "q23",
    "Certificate",
    (
        Group("A", units=units("a5 b9"), mandatory=True),
        Group("B", units=units("c6 d4 e2"), credit_min=Decimal(6)),
        Group("C", units=units("f3 g2"), credit_max=Decimal(3)),
    ),
    (Total(CREDITS, Decimal(23)),),
)


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [
        ("a b c f", ""),
        ("a b c d", ""),
        ("a b d e f", ""),
        ("a b d f", "2 more credits from group B; 2 more credits in all"),
        ("a b e f g", "4 more credits from group B; 4 more credits in all"),
        ("a c f", "the mandatory unit “Unit b”; 9 more credits in all"),
        ("a b c", "3 more credits in all"),
        ("a b c e", "1 more credit in all"),
        (
            "",
            "the mandatory unit “Unit a”; the mandatory unit “Unit b”; 6 more credits from group B; "
            "23 more credits in all",
        ),
    ],
)
def test_a_certificate_of_three_groups_says_what_is_missing(chosen: str, missing: str) -> None:
    assert lacks(TWENTY_THREE, chosen) == missing


def test_a_unit_beyond_the_most_of_its_group_counts_for_nothing() -> None:
    assert idle(TWENTY_THREE, "a b c f g") == {"g": "at most 3 credits of group C"}


def test_a_unit_that_the_qualification_does_not_list_counts_for_nothing() -> None:
    assert idle(TWENTY_THREE, "a z") == {"z": "it is no unit of this qualification"}


FORTY_FIVE = Specification(  # 45 = 21 + at least 14 + at most 10 + at most 6, with at least 36 at level 2
    "q45",
    "Diploma",
    (
        Group("M", units=units("a10 b11"), mandatory=True),
        Group("B", units=units("c8 d6 e5/1"), credit_min=Decimal(14)),
        Group("C", units=units("f10/1 g6/2"), credit_max=Decimal(10)),
        Group("D", units=units("h6/2 i4/1"), credit_max=Decimal(6)),
    ),
    (Total(CREDITS, Decimal(45)), Total(CREDITS, Decimal(36), "2")),
)


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [
        ("a b c d g i", ""),
        ("a b c d f", "1 more credit at level 2 or above"),
        ("a b c e f", "1 more credit from group B; 1 more credit in all; 7 more credits at level 2 or above"),
        (
            "a b d e f",
            "3 more credits from group B; 3 more credits in all; 9 more credits at level 2 or above",
        ),
        ("a b d e f g h", "3 more credits from group B"),
    ],
)
def test_a_diploma_asks_for_credits_at_a_level_or_above(chosen: str, missing: str) -> None:
    assert lacks(FORTY_FIVE, chosen) == missing


TEN_UNITS = Specification(
    "q10",
    "Units",
    (
        Group("M", units=units("a b c"), mandatory=True),
        Group("O", units=units("d e f g h i j k l")),
    ),
    (Total(UNITS, Decimal(10)),),
)


def test_a_group_may_ask_for_a_number_of_units_beside_a_total_of_credits() -> None:
    asks = Specification(
        "n",
        "N",
        (Group("A", units=units("a3 b3 c6"), units_min=2), Group("B", units=units("d6"))),
        (Total(CREDITS, Decimal(9)),),
    )
    assert lacks(asks, "c d") == "1 more unit from group A"
    assert lacks(asks, "d") == "2 more units from group A; 3 more credits in all"
    assert lacks(asks, "a c") == ""
    found = progress(asks, taken("a c"), taken("a"))
    assert [words for _, _, words in found.of_groups()] == ["1 of 2 units achieved", "0 credits achieved"]


def test_ten_units_with_three_mandatory_are_counted_in_units() -> None:
    assert lacks(TEN_UNITS, "a b c d e f g h i j") == ""
    assert lacks(TEN_UNITS, "a b c d") == "6 more units in all"
    assert lacks(TEN_UNITS, "b c d e f g h i j k") == "the mandatory unit “Unit a”"
    assert (
        progress(TEN_UNITS, taken("a b"), taken("a")).words
        == "1 of 10 units achieved, 1 of 2 chosen units decided"
    )


NESTED = Specification(
    "nested",
    "Nested",
    (
        Group(
            "O",
            groups=(
                Group("O1", units=units("a4 b4 c4"), credit_max=Decimal(6)),
                Group("O2", units=units("d3 e3"), units_max=1),
            ),
            credit_max=Decimal(8),
        ),
        Group("P", units=units("f5 g5")),
    ),
    (Total(CREDITS, Decimal(13)),),
)


def test_the_most_of_a_group_counts_within_the_most_of_the_group_around_it() -> None:
    found = evaluate(NESTED, taken("a b c d e f"))
    assert (found.is_met, found.credits) == (True, 13)  # 6 of O1 and 2 of O2 are the 8 of O
    assert {group.group.label: group.credits for group in found.groups} == {"O": 8, "O1": 6, "O2": 3, "P": 5}
    assert {each.id for each in found.idle if not each.counts_in_part} == {"c", "e"}
    assert lacks(NESTED, "a b c d e") == "5 more credits in all"


EITHER_OR = Specification(
    "either",
    "Either or",
    (Group("A", units=units("a6 b4"), mandatory=False), Group("B", units=units("c5 d5 e5"))),
    (Total(CREDITS, Decimal(10)),),
    requires=(Requires("c", ("d", "e")),),
    at_most_one=(("a", "b"),),
)


def test_of_units_that_exclude_each_other_the_one_with_most_credits_counts() -> None:
    assert lacks(EITHER_OR, "a b d") == ""
    assert idle(EITHER_OR, "a b d") == {"b": "only one of it and “Unit a” counts"}
    assert lacks(EITHER_OR, "a b") == "4 more credits in all"


def test_a_unit_that_requires_one_of_others_counts_for_nothing_without_them() -> None:
    assert idle(EITHER_OR, "b c") == {"c": "it counts only with “Unit d” or “Unit e”"}
    assert lacks(EITHER_OR, "b c") == "6 more credits in all"
    assert lacks(EITHER_OR, "c e") == ""


def test_a_mandatory_unit_that_requires_another_says_which() -> None:
    asks = Specification(
        "m",
        "M",
        (Group("A", units=units("a1"), mandatory=True), Group("B", units=units("b1"))),
        requires=(Requires("a", ("b",)),),
    )
    assert lacks(asks, "a") == "with the mandatory unit “Unit a”: “Unit b”"
    assert lacks(asks, "a b") == ""


def test_a_unit_is_found_by_its_reference_under_another_id() -> None:
    listed = Specification(
        "r", "R", (Group("A", units=(Entry("x", "X", reference="L/506/2150"),), mandatory=True),)
    )
    assert evaluate(listed, [Taken("own", reference="L 506 2150")]).is_met
    both = evaluate(listed, [Taken("x"), Taken("own", reference="L/506/2150")])
    assert [each.id for each in both.idle] == ["own"]


def test_levels_of_different_scales_are_not_compared_and_entry_levels_come_first() -> None:
    def at(level: str, least: str) -> bool:
        one = Specification(
            "l", "L", (Group("A", units=units("a1", level)),), (Total(CREDITS, Decimal(1), least),)
        )
        return evaluate(one, taken("a")).is_met

    assert all(at(*pair) for pair in (("2", "2"), ("10", "9"), ("1", "Entry 3"), ("SCQF 6", "SCQF 5")))
    assert not any(at(*pair) for pair in (("Entry 3", "1"), ("3", "SCQF 2"), ("SCQF 6", "3"), ("", "1")))


def test_half_credits_are_counted_as_they_are() -> None:
    half = Specification(
        "h", "H", (Group("A", units=units("a0.5 b0.5 c1")),), (Total(CREDITS, Decimal("1.5")),)
    )
    assert lacks(half, "a b") == "0.5 more credits in all"
    assert lacks(half, "a c") == ""


def test_a_unit_without_stated_credit_adds_none_and_says_so() -> None:
    unstated = Specification("u", "U", (Group("A", units=units("a b4")),), (Total(CREDITS, Decimal(4)),))
    assert idle(unstated, "a b") == {"a": "its credit is not stated, so it adds none"}
    found = evaluate(unstated, [Taken("a", credit="3"), Taken("b")])
    assert (found.credits, found.idle) == (7, ())


def test_progress_counts_what_is_decided_of_what_is_needed_by_group() -> None:
    found = progress(TWENTY_THREE, taken("a b c f"), taken("a c"))
    assert found.words == "11 of 23 credits achieved, 2 of 4 chosen units decided"
    assert (found.chosen.is_met, found.is_complete) == (True, False)
    assert [(group.label, words) for group, _, words in found.of_groups()] == [
        ("A", "5 of 14 credits achieved"),
        ("B", "6 of 6 credits achieved"),
        ("C", "0 credits achieved"),
    ]
    assert needed(FORTY_FIVE) == 45


# Any shape

NAMES = "abcdefgh"


@st.composite
def specifications(draw: st.DrawFn, *, with_most: bool) -> Specification:
    """Draw a qualification of up to three groups, one of them in another."""
    cuts = sorted(draw(st.lists(st.integers(1, 7), min_size=2, max_size=2, unique=True)))
    parts = [NAMES[: cuts[0]], NAMES[cuts[0] : cuts[1]], NAMES[cuts[1] :]]
    groups = []
    for label, names in zip("ABC", parts, strict=True):
        entries = tuple(
            Entry(n, n.upper(), level=str(draw(st.integers(1, 3))), credit=str(draw(st.integers(0, 9))))
            for n in names
        )
        most = draw(st.none() | st.integers(1, 12)) if with_most else None
        groups.append(
            Group(
                label,
                units=entries,
                mandatory=draw(st.booleans()),
                units_min=draw(st.none() | st.integers(0, len(entries))),
                credit_min=draw(st.none() | st.integers(0, 12).map(Decimal)),
                credit_max=None if most is None else Decimal(most),
                units_max=draw(st.none() | st.integers(1, 3)) if with_most else None,
            )
        )
    outer = Group("O", groups=(groups[1], groups[2]), credit_max=Decimal(10) if with_most else None)
    pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True)
    requires = draw(st.lists(pairs, max_size=2))
    barred = draw(st.lists(pairs, max_size=2)) if with_most else []
    return Specification(
        "s",
        "S",
        (groups[0], outer),
        (Total(CREDITS, Decimal(20)), Total(CREDITS, Decimal(12), "2"), Total(UNITS, Decimal(5))),
        tuple(Requires(first, tuple(others)) for first, *others in requires),
        tuple(map(tuple, barred)),
    )


chosen_names = st.sets(st.sampled_from(NAMES + "z"))


def amounts(specification: Specification, names: set[str]) -> Decimal:
    return sum((lack.amount for lack in evaluate(specification, map(Taken, names)).lacks), Decimal(0))


@given(specifications(with_most=False), chosen_names, chosen_names)
def test_choosing_more_never_asks_for_more(spec: Specification, names: set[str], more: set[str]) -> None:
    assert amounts(spec, names | more) <= amounts(spec, names)


@given(specifications(with_most=True), chosen_names, chosen_names)
def test_choosing_more_asks_for_more_only_where_a_most_is_said(
    spec: Specification, names: set[str], more: set[str]
) -> None:
    if amounts(spec, names | more) > amounts(spec, names):
        said = [each.why for each in evaluate(spec, map(Taken, names | more)).idle]
        assert any("at most" in why or "only one of" in why for why in said)


@given(specifications(with_most=True), st.sets(st.sampled_from(NAMES), max_size=5))
def test_the_order_of_choosing_does_not_matter(spec: Specification, names: set[str]) -> None:
    found = [evaluate(spec, map(Taken, order)) for order in permutations(sorted(names))]
    assert all(each == found[0] for each in found)


@given(specifications(with_most=True), chosen_names)
def test_what_counts_never_exceeds_the_most_of_a_group(spec: Specification, names: set[str]) -> None:
    for count in evaluate(spec, map(Taken, names)).groups:
        assert count.group.credit_max is None or count.credits <= count.group.credit_max
        assert count.group.units_max is None or count.units <= count.group.units_max


@given(specifications(with_most=True), chosen_names)
def test_a_unit_that_counts_for_nothing_changes_nothing(spec: Specification, names: set[str]) -> None:
    found = evaluate(spec, map(Taken, names))
    asked_for = {unit for rule in spec.requires for unit in rule.one_of}  # others count because it was taken
    for each in found.idle:
        if "at most" in each.why or each.counts_in_part or each.id in asked_for:
            continue
        without = evaluate(spec, map(Taken, names - {each.id}))
        assert (without.credits, without.units) == (found.credits, found.units)
        assert amounts(spec, names - {each.id}) == amounts(spec, names)
