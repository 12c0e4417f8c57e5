"""Standing of a unit: warnings, readiness, and independence of the order of recording."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.domain.assessment.coverage import coverage
from csassess.domain.assessment.findings import findings, warnings
from csassess.domain.assessment.unit_standing import standing
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.units import units
from tests.support.builders import ItemSpec, confirmation, item_spec, portfolio_of, states

EASY, DIFFICULT = Demeanour
EXISTING, NEW = Relationship
SPONTANEOUS, REQUESTED = FeedbackOrigin


@pytest.mark.parametrize(
    ("said", "warned"),
    [
        ({}, True),
        ({"question": True}, False),
        ({"method": "WQ"}, False),
        ({"method": "PD"}, False),
        ({"withdrawn": True}, False),
        ({"criteria": ("1.1",)}, False),
    ],
)
def test_knowledge_shown_by_observation_alone_gives_a_warning(said, warned):
    item = item_spec("ocr-b10", **{"criteria": ("4.1",), **said})
    unit_warnings = warnings(units.unit("ocr-b10"), portfolio_of(item))
    assert any("4.1 is knowledge" in warning for warning in unit_warnings) is warned


def test_the_warning_ends_if_another_item_shows_the_knowledge():
    by_observation, by_question = (
        item_spec("ocr-b10", criteria=("4.1",)),
        item_spec("ocr-b10", "2", criteria=("4.1",), method="OQ"),
    )
    assert warnings(units.unit("ocr-b10"), portfolio_of(by_observation, by_question)) == ()


def test_a_unit_is_ready_if_all_is_covered_and_nothing_is_open_or_not_allowed():
    unit = units.unit("ocr-b10")
    full = item_spec(
        "ocr-b10",
        criteria=unit.labels(),
        customers=((EASY, NEW), (DIFFICULT, EXISTING)),
        responsible=True,
        feedback=((SPONTANEOUS, "Signs"), (REQUESTED, "Second desk")),
    )
    extra = {"confirmations": (confirmation("ocr-b10", "3", "1"),)}
    assert standing(unit, portfolio_of(full, **extra)).ready
    assert not standing(unit, portfolio_of(full)).ready
    assert not standing(unit, portfolio_of(replace(full, criteria=unit.labels()[1:]), **extra)).ready
    placement = item_spec("ocr-b10", "2", setting=Setting.WORK_PLACEMENT, accepted=False)
    assert not standing(unit, portfolio_of(full, placement, **extra)).ready


ITEMS = st.builds(
    ItemSpec,
    st.just("1"),
    criteria=st.sets(st.sampled_from(["1.1", "2.7", "3.4", "4.1", "4.8"]), min_size=1).map(
        lambda s: tuple(sorted(s))
    ),
    accepted=st.booleans(),
    setting=st.none() | st.sampled_from(Setting),
    method=st.sampled_from(["OB", "WP", "S"]),
    on=st.dates(date(2026, 1, 1), date(2026, 1, 4)),
    visit=st.sampled_from([None, "v1", "v2"]),
    customers=st.lists(
        st.tuples(st.none() | st.sampled_from(Demeanour), st.none() | st.sampled_from(Relationship)),
        max_size=3,
    ).map(tuple),
    feedback=st.lists(
        st.tuples(st.sampled_from(FeedbackOrigin), st.sampled_from(["", "Signs"])), max_size=2
    ).map(tuple),
    responsible=st.booleans(),
    withdrawn=st.booleans(),
)


@given(st.lists(ITEMS, max_size=5), st.randoms(use_true_random=False))
def test_standing_does_not_depend_on_the_order_of_recording(items, random):
    numbered = [replace(item, number=str(n)) for n, item in enumerate(items, 1)]
    shuffled = random.sample(numbered, len(numbered))
    unit = units.unit("ocr-b10")
    in_order, in_random_order = portfolio_of(*numbered), portfolio_of(*shuffled)
    assert coverage(unit, in_order) == coverage(unit, in_random_order)
    for left, right in zip(findings(unit, in_order), findings(unit, in_random_order), strict=True):
        assert (left.name, left.state, set(left.evidence)) == (right.name, right.state, set(right.evidence))


@given(st.lists(ITEMS, max_size=5))
def test_drafts_meet_no_requirement(items):
    drafts = [replace(item, number=str(n), accepted=False) for n, item in enumerate(items, 1)]
    unit = units.unit("ocr-b10")
    assert "met" not in states("ocr-b10", *drafts).values()
    assert coverage(unit, portfolio_of(*drafts)).accepted(unit.labels()) == 0


@given(st.lists(ITEMS, max_size=4), ITEMS)
def test_more_accepted_evidence_keeps_met_requirements_met(items, additional):
    numbered = [replace(item, number=str(n)) for n, item in enumerate(items, 1)]
    additional = replace(
        additional, number="9", accepted=True, withdrawn=False, method="OB", setting=Setting.REAL_JOB_PAID
    )
    before, after = states("ocr-b10", *numbered), states("ocr-b10", *numbered, additional)
    assert [name for name, state in before.items() if state == "met" and after[name] != "met"] == []
