"""What to look for next: one ordered list over all units, grouped so that few occasions serve."""

from dataclasses import replace

import pytest

from csassess.domain.assessment.planning import serves, standings_as_if_mapped, what_to_look_for
from csassess.domain.assessment.unit_standing import standing
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.units import units
from tests.support.builders import THAT_DAY, ItemSpec, confirmation, item_spec, portfolio_of


def targets(*unit_ids, items=(), **extra):
    """Return what to look for, in words, with the requirements it serves."""
    portfolio = portfolio_of(*items, **extra)
    standings = [standing(units.unit(unit), portfolio) for unit in unit_ids]
    return [f"{target.words} — {serves(target, standings)}" for target in what_to_look_for(standings)]


def item_for_all_criteria(unit, **fields):
    """Describe an accepted item that shows every criterion of a unit."""
    return item_spec(unit, criteria=units.unit(unit).labels(), question=True, **fields)


def test_an_empty_unit_needs_customers_then_actions_then_criteria_then_another_occasion():
    assert targets("ocr-b10") == [
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


def test_two_missing_kinds_of_customer_are_combined_into_one_customer():
    item = item_for_all_criteria("ocr-b10", customers=((Demeanour.EASY, Relationship.EXISTING),))
    assert (
        targets("ocr-b10", items=[item])[0] == "a new customer who is difficult to deal with — B10 4 b, 4 d"
    )


def test_one_missing_kind_of_customer_is_listed_alone():
    item = item_for_all_criteria(
        "ocr-b10",
        customers=((Demeanour.EASY, Relationship.EXISTING), (Demeanour.DIFFICULT, Relationship.EXISTING)),
    )
    assert targets("ocr-b10", items=[item])[0] == "a new customer — B10 4 d"


def test_the_same_criteria_in_two_units_are_one_occasion():
    listed = targets("nos-b10", "ocr-b10")
    assert (
        "Use recording systems to maintain reliable customer service — B10 (nos-b10) 3.1, 3.2, 3.3, 3.4;"
        " B10 (ocr-b10) 3.1, 3.2, 3.3, 3.4" in listed
    )
    assert sum("recording systems" in line for line in listed) == 1


def test_a_complete_unit_needs_nothing():
    item = item_for_all_criteria(
        "ocr-b10",
        responsible=True,
        customers=((Demeanour.EASY, Relationship.EXISTING), (Demeanour.DIFFICULT, Relationship.NEW)),
        feedback=((FeedbackOrigin.SPONTANEOUS, "Sign"), (FeedbackOrigin.REQUESTED, "Letter")),
    )
    assert targets("ocr-b10", items=[item], confirmations=(confirmation("ocr-b10", "3", "1"),)) == []


def test_a_unit_without_evidence_requirements_needs_criteria_only():
    assert targets("ocr-429")[0] == "plan customer service operations — 429 1.1, 1.2, 1.3, 1.4"


def test_criteria_with_draft_evidence_are_not_listed():
    item = item_for_all_criteria("ocr-61", accepted=False)
    assert targets("ocr-61", items=[item]) == []


def test_what_draft_evidence_shows_already_is_not_looked_for():
    item = item_for_all_criteria(
        "ocr-b10",
        accepted=False,
        responsible=True,
        customers=((Demeanour.EASY, Relationship.EXISTING), (Demeanour.DIFFICULT, None)),
        feedback=((FeedbackOrigin.SPONTANEOUS, "Sign"), (FeedbackOrigin.REQUESTED, "")),
    )
    assert targets("ocr-b10", items=[item]) == [
        "a new customer — B10 4 d",
        "customer feedback that was asked for, and what was improved by it — B10 5 c",
        "another occasion, with other customers — B10 3",
    ]


def wanted_with(item, *, here):
    """Return what to look for besides criteria, from a portfolio whose visit is at `item`."""
    portfolio = portfolio_of(item)
    standings = [standing(units.unit("ocr-b10"), portfolio)]
    planned = standings_as_if_mapped(standings, portfolio, portfolio.evidence[0] if here else None)
    return [target.words for target in what_to_look_for(planned) if target.requirements]


USED = "customer feedback that came by itself, and what was improved by it"


@pytest.mark.parametrize(
    ("fields", "here", "is_looked_for"),
    [
        ({"criteria": ()}, False, False),
        ({"criteria": ("B10.1.1",), "unit": "nos-b10"}, False, True),
        ({"criteria": ("B10.1.1",), "unit": "nos-b10"}, True, False),
        ({"criteria": (), "withdrawn": True}, True, True),
        ({"criteria": (), "setting": Setting.WORK_PLACEMENT}, True, True),
    ],
)
def test_a_draft_counts_for_planning_before_its_criteria_are_ticked(fields, here, is_looked_for):
    draft = ItemSpec("1", accepted=False, feedback=((FeedbackOrigin.SPONTANEOUS, "Sign"),), **fields)
    assert (USED in wanted_with(draft, here=here)) == is_looked_for


def test_what_a_draft_shows_is_looked_for_again_once_more_evidence_is_needed():
    draft = item_spec("ocr-b10", accepted=False, feedback=((FeedbackOrigin.SPONTANEOUS, "Sign"),))
    portfolio = portfolio_of(draft)
    judged = replace(
        portfolio, judgements=(Judgement("item-1", Outcome.MORE_EVIDENCE_NEEDED, THAT_DAY, "ann"),)
    )
    words = [
        [target.words for target in what_to_look_for([standing(units.unit("ocr-b10"), record)])]
        for record in (portfolio, judged)
    ]
    assert [USED in looked_for for looked_for in words] == [False, True]
