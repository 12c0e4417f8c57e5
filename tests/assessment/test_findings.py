"""Findings of each evidence requirement, rule by rule and unit by unit, as the field guide lists them."""

from datetime import date

import pytest

from csassess.domain.assessment.findings import findings
from csassess.domain.records.people import Employment, Sector
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.units import units
from tests.support.builders import (
    KNOWLEDGE_CRITERION,
    PERFORMANCE_CRITERION,
    confirmation,
    item_spec,
    portfolio_of,
    states,
)

B10S = ("ocr-b10", "nos-b10")
REAL_JOB = (*B10S, "ocr-demonstrate-understanding")
EASY, DIFFICULT = Demeanour
EXISTING, NEW = Relationship
SPONTANEOUS, REQUESTED = FeedbackOrigin


def finding(unit, name, *items, **extra):
    return next(f for f in findings(units.unit(unit), portfolio_of(*items, **extra)) if f.name == name)


# A small portfolio


@pytest.mark.parametrize("unit", B10S)
def test_a_small_portfolio_has_the_expected_state_for_every_requirement(unit):
    """A placement draft, accepted real-job evidence of existing, easy customers, unused feedback."""
    placement = item_spec(
        unit, "1", accepted=False, setting=Setting.WORK_PLACEMENT, customers=((DIFFICULT, NEW),)
    )
    real = item_spec(unit, "2", customers=((EASY, EXISTING),), feedback=((SPONTANEOUS, ""), (REQUESTED, "")))
    assert states(unit, placement, real) == {
        "1": "not-allowed",
        "2": "information",
        "3": "open",
        "4 a": "met",
        "4 b": "open",
        "4 c": "met",
        "4 d": "open",
        "5 a": "open",
        "5 b": "open",
        "5 c": "open",
        "6": "information",
    }
    first = finding(unit, "1", placement, real)
    assert first.evidence == ("1",)
    assert "item 1" in first.detail
    assert "work placement" in first.detail
    assert finding(unit, "4 a", placement, real).evidence == ("2",)


@pytest.mark.parametrize("unit", ["ocr-61", "ocr-429"])
def test_a_unit_without_requirements_always_has_the_finding_none_stated(unit):
    for items in ((), (item_spec(unit, setting=Setting.WORK_PLACEMENT, method="S"),)):
        (only,) = findings(units.unit(unit), portfolio_of(*items))
        assert (only.state, only.requirement, only.item) == ("none-stated", None, None)
        assert "the unit states none" in only.detail


@pytest.mark.parametrize(
    ("unit", "count"), [("ocr-b10", 11), ("nos-b10", 11), ("ocr-demonstrate-understanding", 5)]
)
def test_an_empty_record_has_a_finding_for_each_requirement_and_none_is_met(unit, count):
    all_findings = findings(units.unit(unit), portfolio_of())
    assert len(all_findings) == count
    assert {str(f.state) for f in all_findings} == {"open", "information"}
    assert all(f.evidence == () for f in all_findings)


# Requirement 1: the setting


@pytest.mark.parametrize("unit", REAL_JOB)
@pytest.mark.parametrize(
    ("setting", "accepted", "state"),
    [
        (Setting.REAL_JOB_PAID, True, "met"),
        (Setting.REAL_JOB_VOLUNTARY, True, "met"),
        (Setting.REAL_JOB_PAID, False, "open"),
        (Setting.WORK_PLACEMENT, True, "not-allowed"),
        (Setting.WORK_PLACEMENT, False, "not-allowed"),
        (Setting.REALISTIC_WORKING_ENVIRONMENT, True, "not-allowed"),
        (Setting.REALISTIC_WORKING_ENVIRONMENT, False, "not-allowed"),
        (None, True, "open"),
    ],
)
def test_placement_evidence_is_not_allowed_for_units_that_ask_for_a_real_job(unit, setting, accepted, state):
    assert finding(unit, "1", item_spec(unit, setting=setting, accepted=accepted)).state == state


@pytest.mark.parametrize("unit", REAL_JOB)
def test_exactly_the_items_that_are_not_allowed_are_named(unit):
    items = [
        item_spec(unit, str(n), setting=s)
        for n, s in enumerate((Setting.WORK_PLACEMENT, Setting.REAL_JOB_PAID) * 2, 1)
    ]
    assert finding(unit, "1", *items).evidence == ("1", "3")


def test_a_withdrawn_item_does_not_count_as_not_allowed():
    item = item_spec("ocr-b10", setting=Setting.WORK_PLACEMENT, withdrawn=True)
    assert finding("ocr-b10", "1", item, item_spec("ocr-b10", "2")).state == "met"


def test_an_item_for_another_unit_only_does_not_count_as_not_allowed():
    item = item_spec("ocr-429", setting=Setting.WORK_PLACEMENT)
    assert finding("ocr-b10", "1", item, item_spec("ocr-b10", "2")).state == "met"


def test_an_item_that_is_not_allowed_meets_no_other_requirement():
    item = item_spec(
        "ocr-b10",
        setting=Setting.WORK_PLACEMENT,
        customers=((EASY, NEW),),
        responsible=True,
        feedback=((SPONTANEOUS, "Second desk"),),
    )
    finding_states = states("ocr-b10", item)
    assert {finding_states[name] for name in ("4 a", "4 d", "5 a", "5 b", "3")} == {"open"}


# Simulation


@pytest.mark.parametrize(
    ("unit", "criteria", "state"),
    [
        ("ocr-b10", PERFORMANCE_CRITERION, "not-allowed"),
        ("ocr-b10", KNOWLEDGE_CRITERION, "met"),
        ("nos-b10", PERFORMANCE_CRITERION, "not-allowed"),
        ("nos-b10", KNOWLEDGE_CRITERION, "met"),
        ("ocr-demonstrate-understanding", PERFORMANCE_CRITERION, "not-allowed"),
        ("ocr-demonstrate-understanding", KNOWLEDGE_CRITERION, "not-allowed"),
    ],
)
def test_simulation_is_not_allowed_within_the_scope_the_unit_states(unit, criteria, state):
    result = finding(unit, "1", item_spec(unit, criteria=(criteria[unit],), method="S"))
    assert result.state == state
    assert ("simulation is not allowed" in result.detail) is (state == "not-allowed")


# Requirement 3, and 4 of the unit on understanding: confirmation

CONFIRMED = [*((unit, "3") for unit in REAL_JOB), ("ocr-demonstrate-understanding", "4")]


@pytest.mark.parametrize(("unit", "requirement"), CONFIRMED)
def test_a_requirement_of_judgement_is_open_until_confirmed_with_a_reason(unit, requirement):
    item = item_spec(unit)
    assert finding(unit, requirement, item).state == "open"
    met = finding(unit, requirement, item, confirmations=(confirmation(unit, requirement, "1"),))
    assert met.state == "met"
    assert "Six weeks" in met.detail


@pytest.mark.parametrize(("unit", "requirement"), CONFIRMED)
@pytest.mark.parametrize(
    "gone", [{"withdrawn": True}, {"accepted": False}, {"setting": Setting.WORK_PLACEMENT}]
)
def test_a_confirmation_is_void_after_its_evidence_no_longer_counts(unit, requirement, gone):
    items = (item_spec(unit, "1", **gone), item_spec(unit, "2"))
    result = finding(unit, requirement, *items, confirmations=(confirmation(unit, requirement, "1", "2"),))
    assert result.state == "open"
    assert "no longer applies" in result.detail


@pytest.mark.parametrize(("unit", "requirement"), CONFIRMED)
def test_evidence_added_later_does_not_void_a_confirmation(unit, requirement):
    result = finding(
        unit,
        requirement,
        item_spec(unit),
        item_spec(unit, "2"),
        confirmations=(confirmation(unit, requirement, "1"),),
    )
    assert result.state == "met"


def test_a_confirmation_counts_for_its_own_unit_and_requirement_only():
    confirmations = (confirmation("nos-b10", "3", "1"),)
    assert finding("ocr-b10", "3", item_spec("ocr-b10"), confirmations=confirmations).state == "open"
    confirmations = (confirmation("ocr-demonstrate-understanding", "4", "1"),)
    unit = "ocr-demonstrate-understanding"
    assert finding(unit, "3", item_spec(unit), confirmations=confirmations).state == "open"


def test_a_confirmation_without_accepted_evidence_does_not_count():
    assert finding("ocr-b10", "3", confirmations=(confirmation("ocr-b10", "3"),)).state == "open"


def test_the_finding_gives_dates_span_and_number_of_customers():
    items = (
        item_spec("ocr-b10", "1", on=date(2026, 3, 2), customers=((EASY, NEW), (EASY, NEW))),
        item_spec("ocr-b10", "2", on=date(2026, 4, 13), customers=((EASY, NEW),)),
        item_spec("ocr-b10", "3", on=date(2027, 1, 1), customers=((EASY, NEW),), accepted=False),
    )
    detail = finding("ocr-b10", "3", *items).detail
    for words in ("2 occasions", "2 March 2026", "13 April 2026", "42 days", "3 different customers"):
        assert words in detail


def customers_counted(*links):
    """Return the counted customers of items with one customer each, linked as given."""
    items = [
        item_spec("ocr-b10", str(n), customers=((EASY, NEW),), same_as=link)
        for n, link in enumerate(links, 1)
    ]
    return finding("ocr-b10", "3", *items).detail.rpartition(", ")[2]


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ((None,), "1 different customer"),
        ((None, None), "2 different customers"),
        ((None, "customer-1A"), "1 different customer"),
        ((None, "customer-1A", "customer-1A"), "1 different customer"),
        ((None, "customer-1A", "customer-2A"), "1 different customer"),
        (("customer-2A", None), "1 different customer"),
        (("customer-2A", "customer-1A"), "1 different customer"),
        ((None, "customer-1A", None), "2 different customers"),
    ],
)
def test_the_same_letter_in_another_item_is_another_customer_unless_linked(links, said):
    assert customers_counted(*links) == said


# Requirement 4: kinds of customers


@pytest.mark.parametrize("unit", B10S)
@pytest.mark.parametrize(
    ("customers", "met"),
    [
        ((), ""),
        (((None, None),), ""),
        (((EASY, None),), "a"),
        (((DIFFICULT, None),), "b"),
        (((None, EXISTING),), "c"),
        (((None, NEW),), "d"),
        (((EASY, NEW),), "ad"),
        (((DIFFICULT, EXISTING),), "bc"),
        (((EASY, EXISTING), (EASY, EXISTING)), "ac"),
        (((EASY, NEW), (DIFFICULT, EXISTING)), "abcd"),
    ],
)
def test_each_kind_of_customer_needs_accepted_evidence_and_both_axes_are_independent(unit, customers, met):
    for accepted in (True, False):
        finding_states = states(unit, item_spec(unit, customers=customers, accepted=accepted))
        assert "".join(i for i in "abcd" if finding_states[f"4 {i}"] == "met") == (met if accepted else "")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("a", "easy to deal with"),
        ("b", "difficult to deal with"),
        ("c", "existing customer"),
        ("d", "new customer"),
    ],
)
def test_a_missing_kind_of_customer_is_named(item, said):
    assert said in finding("ocr-b10", f"4 {item}", item_spec("ocr-b10")).detail


def test_a_draft_that_would_meet_a_requirement_is_named_but_leaves_it_open():
    result = finding("ocr-b10", "4 b", item_spec("ocr-b10", customers=((DIFFICULT, None),), accepted=False))
    assert (result.state, result.evidence) == ("open", ("1",))
    assert "by accepting item 1" in result.detail


# Requirement 5: responsibility, and feedback used


@pytest.mark.parametrize("unit", B10S)
@pytest.mark.parametrize(
    ("responsible", "accepted", "state"), [(True, True, "met"), (True, False, "open"), (False, True, "open")]
)
def test_responsibility_for_own_actions_must_be_marked_in_accepted_evidence(
    unit, responsible, accepted, state
):
    assert finding(unit, "5 a", item_spec(unit, responsible=responsible, accepted=accepted)).state == state


@pytest.mark.parametrize("unit", B10S)
@pytest.mark.parametrize(
    ("feedback", "met"),
    [
        ((), ""),
        (((SPONTANEOUS, ""),), ""),
        (((REQUESTED, ""),), ""),
        (((SPONTANEOUS, "  "), (REQUESTED, "\n")), ""),
        (((SPONTANEOUS, "Second desk"),), "b"),
        (((REQUESTED, "Second desk"),), "c"),
        (((SPONTANEOUS, ""), (REQUESTED, "Second desk")), "c"),
        (((SPONTANEOUS, "Signs"), (REQUESTED, "Second desk")), "bc"),
    ],
)
def test_feedback_counts_only_with_the_improvement_it_led_to(unit, feedback, met):
    for accepted in (True, False):
        finding_states = states(unit, item_spec(unit, feedback=feedback, accepted=accepted))
        assert "".join(i for i in "bc" if finding_states[f"5 {i}"] == "met") == (met if accepted else "")


def test_the_finding_names_feedback_without_an_improvement():
    assert (
        "nothing it improved"
        in finding("ocr-b10", "5 b", item_spec("ocr-b10", feedback=((SPONTANEOUS, ""),))).detail
    )


# Information


@pytest.mark.parametrize(
    ("unit", "requirement", "said"),
    [
        ("ocr-b10", "2", "sector: public"),
        ("nos-b10", "2", "sector: public"),
        ("ocr-demonstrate-understanding", "2", "sector: public"),
        ("ocr-demonstrate-understanding", "5", "channels: not stated"),
        ("ocr-b10", "6", "manual or electronic"),
        ("nos-b10", "6", "manual or electronic"),
    ],
)
def test_a_requirement_that_only_permits_something_is_information(unit, requirement, said):
    job = Employment("j", "Town Hall", "Clerk", Setting.REAL_JOB_PAID, sector=Sector.PUBLIC)
    result = finding(unit, requirement, employments=(job,))
    assert result.state == "information"
    assert said in result.detail
    assert finding(unit, requirement).state == "information"


def test_a_customer_without_notes_does_not_count():
    without_notes = item_spec(
        "ocr-b10", customers=((Demeanour.DIFFICULT, Relationship.NEW),), customers_noted=False
    )
    assert {states("ocr-b10", without_notes)[name] for name in ("4 b", "4 d")} == {"open"}
    assert finding("ocr-b10", "3", without_notes).detail.endswith("0 different customers")
