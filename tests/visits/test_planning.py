"""What to look for next: an ordered list over all units, grouped so that few occasions serve."""

from csassess.domain.assessment.planning import serves, what_to_look_for
from csassess.domain.assessment.unit_standing import standing
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship
from csassess.services.units import units
from tests.support.builders import confirmation, item_spec, portfolio_of


def looked_for(*unit_ids, items=(), **said):
    """The list in words, each with what it serves."""
    portfolio = portfolio_of(*items, **said)
    standings = [standing(units.unit(unit), portfolio) for unit in unit_ids]
    return [f"{sight.words} — {serves(sight, standings)}" for sight in what_to_look_for(standings)]


def everything(unit, **said):
    """An accepted item that shows every criterion of a unit."""
    return item_spec(unit, criteria=units.unit(unit).labels(), question=True, **said)


def test_a_unit_with_nothing_yet_looks_for_customers_then_deeds_then_criteria_then_another_occasion():
    assert looked_for("ocr-b10") == [
        "a new customer who is difficult to deal with — B10 4 b, 4 d",
        "an existing customer who is easy to deal with — B10 4 a, 4 c",
        "responsibility taken for own actions — B10 5 a",
        "customer feedback that came by itself, and what was improved by it — B10 5 b",
        "customer feedback that was asked for, and what was improved by it — B10 5 c",
        "Plan and organise the delivery of reliable customer service — B10 1.1, 1.2, 1.3",
        "Review and maintain customer service delivery — B10 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8",
        "Use recording systems to maintain reliable customer service — B10 3.1, 3.2, 3.3, 3.4",
        (
            "questions on: Understand how to organise the delivery of reliable customer service — "
            "B10 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8"
        ),
        "another occasion, with other customers — B10 3",
    ]


def test_two_kinds_of_customers_missing_on_the_two_axes_are_one_customer_to_look_for():
    item = everything("ocr-b10", customers=((Demeanour.EASY, Relationship.EXISTING),))
    assert (
        looked_for("ocr-b10", items=[item])[0]
        == "a new customer who is difficult to deal with — B10 4 b, 4 d"
    )


def test_one_kind_missing_asks_for_no_more_than_that():
    item = everything(
        "ocr-b10",
        customers=((Demeanour.EASY, Relationship.EXISTING), (Demeanour.DIFFICULT, Relationship.EXISTING)),
    )
    assert looked_for("ocr-b10", items=[item])[0] == "a new customer — B10 4 d"


def test_what_two_units_state_alike_is_one_occasion():
    listed = looked_for("nos-b10", "ocr-b10")
    assert (
        "Use recording systems to maintain reliable customer service — B10 3.1, 3.2, 3.3, 3.4; B10 3.1, 3.2,"
        " 3.3, 3.4" in listed
    )
    assert sum("recording systems" in line for line in listed) == 1


def test_a_complete_unit_asks_for_nothing():
    item = everything(
        "ocr-b10",
        responsible=True,
        customers=((Demeanour.EASY, Relationship.EXISTING), (Demeanour.DIFFICULT, Relationship.NEW)),
        feedback=((FeedbackOrigin.SPONTANEOUS, "Sign"), (FeedbackOrigin.REQUESTED, "Letter")),
    )
    assert looked_for("ocr-b10", items=[item], confirmations=(confirmation("ocr-b10", "3", "1"),)) == []


def test_a_unit_without_evidence_requirements_asks_for_criteria_alone():
    assert looked_for("ocr-429")[0] == "plan customer service operations — 429 1.1, 1.2, 1.3, 1.4"


def test_draft_evidence_is_to_be_judged_not_to_be_looked_for_again():
    item = everything("ocr-61", accepted=False)
    assert looked_for("ocr-61", items=[item]) == []
