"""Coverage of criteria: accepted evidence only, occasions and methods."""

from datetime import date

import pytest

from csassess.domain.assessment.coverage import CriterionState, count_occasions, coverage
from csassess.domain.records.evidence import EvidenceItem
from csassess.domain.units.units import Kind, Setting
from csassess.services.units import units
from tests.support.builders import THAT_DAY, ItemSpec, portfolio_of

ANOTHER_DAY = date(2026, 3, 9)
B10 = units.unit("ocr-b10")


def coverage_of(label, *items, unit=B10):
    return coverage(unit, portfolio_of(*items)).of(label)


def test_coverage_lists_every_criterion_in_the_order_of_the_unit():
    for unit in units.all_units():
        assert tuple(c.label for c in coverage(unit, portfolio_of()).criteria) == unit.labels()


@pytest.mark.parametrize(
    ("shown", "state", "evidence"),
    [
        ((), "none", ()),
        ((ItemSpec("1", accepted=False),), "draft", ("1",)),
        ((ItemSpec("1"),), "accepted", ("1",)),
        ((ItemSpec("1", accepted=False), ItemSpec("2")), "accepted", ("2",)),
        ((ItemSpec("1", withdrawn=True),), "none", ()),
        ((ItemSpec("1", withdrawn=True), ItemSpec("2", accepted=False)), "draft", ("2",)),
        ((ItemSpec("1", ("1.2",)),), "none", ()),
        ((ItemSpec("1", unit="ocr-61"),), "none", ()),
        ((ItemSpec("1", setting=Setting.WORK_PLACEMENT),), "none", ()),
        ((ItemSpec("1", setting=Setting.WORK_PLACEMENT, accepted=False),), "none", ()),
        ((ItemSpec("1", setting=Setting.WORK_PLACEMENT), ItemSpec("2")), "accepted", ("2",)),
        ((ItemSpec("1", method="S"),), "none", ()),
        ((ItemSpec("2"), ItemSpec("10"), ItemSpec("1")), "accepted", ("1", "2", "10")),
    ],
    ids=repr,
)
def test_only_accepted_evidence_that_the_unit_allows_covers_a_criterion(shown, state, evidence):
    covered = coverage_of("1.1", *shown)
    assert (covered.state, covered.evidence) == (CriterionState(state), evidence)


def test_simulation_covers_knowledge_if_the_unit_excludes_it_for_performance_only():
    item = ItemSpec("1", ("1.1", "4.1"), method="S")
    assert coverage_of("1.1", item).state is CriterionState.NONE
    assert coverage_of("4.1", item).state is CriterionState.ACCEPTED


def test_an_item_covers_a_unit_that_allows_it_even_if_another_does_not():
    item = ItemSpec("1", setting=Setting.WORK_PLACEMENT, unit="ocr-429")
    assert coverage_of("1.1", item, unit=units.unit("ocr-429")).state is CriterionState.ACCEPTED


@pytest.mark.parametrize(
    ("visits", "occasions"),
    [
        ([], 0),
        ([(THAT_DAY, None)], 1),
        ([(THAT_DAY, None), (THAT_DAY, None)], 1),
        ([(THAT_DAY, "v1"), (THAT_DAY, "v1")], 1),
        ([(THAT_DAY, "v1"), (THAT_DAY, "v2")], 2),
        ([(THAT_DAY, "v1"), (THAT_DAY, None)], 1),
        ([(THAT_DAY, None), (ANOTHER_DAY, None)], 2),
        ([(THAT_DAY, "v1"), (ANOTHER_DAY, "v2"), (ANOTHER_DAY, "v3")], 3),
    ],
)
def test_an_occasion_is_a_distinct_date_or_visit(visits, occasions):
    items = [EvidenceItem(str(i), str(i), "OB", "x", on, visit=visit) for i, (on, visit) in enumerate(visits)]
    assert count_occasions(items) == occasions
    assert count_occasions(items[::-1]) == occasions


def test_several_notes_of_one_item_count_as_one_occasion():
    covered = coverage_of("1.1", ItemSpec("1", ("1.1", "1.1", "1.2"), visit="v1"))
    assert (covered.occasions, covered.evidence) == (1, ("1",))


def test_occasions_and_methods_count_accepted_evidence_if_any_exists():
    drafts = (
        ItemSpec("3", on=ANOTHER_DAY, accepted=False, method="WT"),
        ItemSpec("4", on=date(2026, 4, 1), accepted=False),
    )
    covered = coverage_of("1.1", ItemSpec("1", method="WP"), *drafts)
    assert (covered.occasions, covered.methods) == (1, ("WP",))


def test_occasions_and_methods_count_drafts_while_nothing_is_accepted():
    covered = coverage_of(
        "1.1", ItemSpec("1", accepted=False, method="WP"), ItemSpec("2", accepted=False, on=ANOTHER_DAY)
    )
    assert (covered.occasions, covered.methods) == (2, ("WP", "OB"))


def test_accepted_criteria_are_counted_by_kind():
    covered = coverage(
        B10, portfolio_of(ItemSpec("1", ("1.1", "2.7", "4.1")), ItemSpec("2", ("1.2",), accepted=False))
    )
    assert covered.accepted(B10.labels(Kind.PERFORMANCE)) == 2
    assert covered.accepted(B10.labels(Kind.KNOWLEDGE)) == 1
    assert covered.accepted(B10.labels()) == 3


def test_an_unknown_criterion_raises_a_key_error():
    with pytest.raises(KeyError):
        coverage(B10, portfolio_of()).of("9.9")
