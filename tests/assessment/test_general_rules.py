"""Every kind of rule, for any unit: met, draft only, open, not allowed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.domain.assessment.findings import findings
from csassess.domain.assessment.planning import what_to_look_for
from csassess.domain.assessment.unit_standing import standing, standing_after
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Confirmation, Reference
from csassess.domain.records.people import Employment
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Setting
from tests.support.any_unit import criteria, made_unit, outcome
from tests.support.builders import THAT_DAY, ItemSpec, portfolio_of

NEXT_DAY = date(2026, 3, 3)
UNIT = "any-unit"
OUTCOMES = (
    outcome("1", criteria("1.1", "1.2")),
    outcome("2", criteria("2.1"), "knowledge"),
)
LETTERED = [{"label": letter, "text": f"thing {letter}"} for letter in "abc"]


def item(number="1", criterion="1.1", **more):
    return ItemSpec(number, (criterion,), unit=UNIT, **more)


def confirmed(name="1", basis=()):
    return Confirmation("confirmation", UNIT, name, "Seen at length", THAT_DAY, "ann", basis)


def unit_with(tmp_path, *rules, items=()):
    stated = {"label": "1", "text": "As the body asks.", "rules": list(rules), "items": list(items)}
    return made_unit(tmp_path, outcomes=OUTCOMES, requirements=[stated])


def check(unit, *items, confirmations=()):
    return findings(unit, portfolio_of(*items, confirmations=confirmations))[0]


# For each kind: the rule, the items that meet it, fewer or other items, and items that are not allowed.
RULES = {
    "setting": (
        {"kind": "setting", "allowed": ["work-placement"]},
        [{"setting": Setting.WORK_PLACEMENT}],
        [{}],
    ),
    "no-simulation": ({"kind": "no-simulation", "scope": "any"}, [{}], [{"method": "S"}]),
    "method bars": ({"kind": "method", "bars": ["PS"]}, [{}], [{"method": "PS"}]),
    "method any": ({"kind": "method", "needs": ["OB", "WP"]}, [{"method": "WP"}], None),
    "method all": (
        {"kind": "method", "needs": ["OB", "WP"], "how": "all"},
        [{"method": "WP"}, {"method": "OB"}],
        None,
    ),
    "occasions day": (
        {"kind": "occasions", "at_least": 2, "different": "day"},
        [{}, {"on": NEXT_DAY}],
        None,
    ),
    "occasions visit": (
        {"kind": "occasions", "at_least": 2, "different": "visit"},
        [{"visit": "v"}, {"visit": "w"}],
        None,
    ),
    "occasions item": ({"kind": "occasions", "at_least": 2, "different": "item"}, [{}, {}], None),
    "count": (
        {"kind": "count", "of": "complaint", "at_least": 2},
        [{"marks": (f"{UNIT} complaint",)}, {"marks": (f"{UNIT} complaint",)}],
        None,
    ),
    "choice": (
        {"kind": "choice", "at_least": 2},
        [{"marks": (f"{UNIT} 1 a", f"{UNIT} 1 c")}],
        None,
    ),
    "facets": (
        {"kind": "facets", "facet": "shift", "values": ["day", "night"]},
        [{"marks": (f"{UNIT} shift: day",)}, {"marks": (f"{UNIT} shift: night",)}],
        None,
    ),
    "facets some": (
        {"kind": "facets", "facet": "shift", "values": ["day", "evening", "night"], "at_least": 1},
        [{"marks": (f"{UNIT} shift: day",)}],
        None,
    ),
    "facets of customers": (
        {"kind": "facets", "facet": "demeanour", "values": ["difficult"]},
        [{"customers": ((Demeanour.DIFFICULT, None),)}],
        None,
    ),
    "coverage": (
        {"kind": "coverage", "facet": "demeanour", "value": "difficult"},
        [{"customers": ((Demeanour.DIFFICULT, None),)}],
        None,
    ),
    "demonstration": ({"kind": "demonstration", "of": "own-responsibility"}, [{"responsible": True}], None),
    "feedback": (
        {"kind": "demonstration", "of": "customer-feedback-used", "origin": "requested"},
        [{"feedback": ((FeedbackOrigin.REQUESTED, "A second desk"),)}],
        None,
    ),
}


def rule_items(rule):
    return LETTERED if rule["kind"] == "choice" else ()


def numbered(specs, **more):
    return [item(str(number), **{**spec, **more}) for number, spec in enumerate(specs, 1)]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_met_by_accepted_evidence_that_shows_it(tmp_path, name):
    rule, meets, _ = RULES[name]
    assert check(unit_with(tmp_path, rule, items=rule_items(rule)), *numbered(meets)).state == "met"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_drafts_would_meet_is_open_and_names_them(tmp_path, name):
    rule, meets, _ = RULES[name]
    found = check(unit_with(tmp_path, rule, items=rule_items(rule)), *numbered(meets, accepted=False))
    assert found.state == "open"
    assert "item" in found.detail
    assert "accepting" in found.detail


@pytest.mark.parametrize("name", RULES)
def test_a_rule_without_evidence_is_open_and_says_what_is_missing(tmp_path, name):
    rule, _, _ = RULES[name]
    found = check(unit_with(tmp_path, rule, items=rule_items(rule)))
    assert (found.state, found.evidence, found.shown_in_drafts) == ("open", (), False)
    assert found.detail


@pytest.mark.parametrize("name", [name for name, (*_, breaks) in RULES.items() if breaks is None])
def test_a_rule_that_asks_for_something_is_not_met_by_evidence_without_it(tmp_path, name):
    rule, _, _ = RULES[name]
    assert check(unit_with(tmp_path, rule, items=rule_items(rule)), item(method="CS")).state == "open"


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("name", [name for name, (*_, breaks) in RULES.items() if breaks])
def test_a_rule_that_excludes_evidence_names_the_items_that_are_not_allowed(tmp_path, name, accepted):
    rule, _, breaks = RULES[name]
    found = check(unit_with(tmp_path, rule), *numbered(breaks, accepted=accepted))
    assert (found.state, found.evidence) == ("not-allowed", ("1",))


@pytest.mark.parametrize("name", [name for name, (*_, breaks) in RULES.items() if breaks])
def test_a_rule_that_excludes_evidence_holds_for_the_criteria_it_names_only(tmp_path, name):
    rule, meets, breaks = RULES[name]
    unit = unit_with(tmp_path, rule | {"for": ["2"]})
    assert check(unit, *numbered(breaks)).state == "open"
    assert check(unit, *numbered(breaks, criterion="2.1")).state == "not-allowed"
    assert check(unit_with(tmp_path, rule | {"except": ["2"]}), *numbered(meets)).state == "met"


@pytest.mark.parametrize("only", [["1"], ["1.1"], ["performance"], ["1", "2.1"]])
@pytest.mark.parametrize("name", [name for name in RULES if name != "setting"])
def test_a_rule_counts_only_evidence_for_the_criteria_it_names(tmp_path, name, only):
    rule, meets, _ = RULES[name]
    unit = unit_with(tmp_path, rule | {"for": only}, items=rule_items(rule))
    assert check(unit, *numbered(meets)).state == "met"
    elsewhere = unit_with(tmp_path, rule | {"for": ["2"]}, items=rule_items(rule))
    assert check(elsewhere, *numbered(meets)).state == "open"
    left_out = unit_with(tmp_path, rule | {"except": ["1.1"]}, items=rule_items(rule))
    assert check(left_out, *numbered(meets)).state == "open"


@pytest.mark.parametrize(
    ("rule", "breaks"),
    [
        (
            {"kind": "setting", "allowed": ["real-job-paid"], "unless": "no real job offers it"},
            {"setting": Setting.WORK_PLACEMENT},
        ),
        ({"kind": "no-simulation", "unless": "it would be dangerous"}, {"method": "S"}),
        ({"kind": "method", "bars": ["PS"], "reason": True}, {"method": "PS"}),
    ],
)
def test_what_a_rule_excludes_is_allowed_once_the_assessor_confirms_its_exception_with_a_reason(
    tmp_path, rule, breaks
):
    unit = unit_with(tmp_path, rule)
    assert check(unit, item(**breaks)).state == "not-allowed"
    found = check(unit, item(**breaks), confirmations=(confirmed(),))
    assert found.state == "met"
    assert "Seen at length" in found.detail
    assert check(unit, item(accepted=False, **breaks), confirmations=(confirmed(),)).state == "open"
    strict = unit_with(tmp_path, {key: rule[key] for key in rule if key not in ("unless", "reason")})
    assert check(strict, item(**breaks), confirmations=(confirmed(),)).state == "not-allowed"


@pytest.mark.parametrize("rules", [[], [{"kind": "assessor", "sentence": "It is typical of the trade"}]])
def test_a_requirement_without_rules_is_open_until_the_assessor_confirms_it_with_a_reason(tmp_path, rules):
    unit = unit_with(tmp_path, *rules)
    sentence = rules[0]["sentence"] if rules else "As the body asks."
    nothing, drafts, accepted = check(unit), check(unit, item(accepted=False)), check(unit, item())
    assert {found.state for found in (nothing, drafts, accepted)} == {"open"}
    assert sentence in nothing.detail
    assert sentence in accepted.detail
    assert "draft only" in drafts.detail
    assert check(unit, item(), confirmations=(confirmed(basis=("item-1",)),)).state == "met"
    lapsed = check(unit, item("2"), confirmations=(confirmed(basis=("item-1",)),))
    assert lapsed.state == "open"
    assert "no longer applies" in lapsed.detail


def test_each_lettered_item_without_a_rule_is_confirmed_by_itself_where_another_has_one(tmp_path):
    unit = unit_with(
        tmp_path, {"kind": "occasions", "at_least": 1, "different": "day", "item": "a"}, items=LETTERED
    )
    found = findings(unit, portfolio_of(item(), confirmations=(confirmed("1 b", ("item-1",)),)))
    assert [(f.name, str(f.state)) for f in found] == [("1 a", "met"), ("1 b", "met"), ("1 c", "open")]


def test_a_requirement_with_items_and_no_rules_is_confirmed_as_a_whole(tmp_path):
    found = findings(unit_with(tmp_path, items=LETTERED), portfolio_of(item()))
    assert [f.name for f in found] == ["1"]


@pytest.mark.parametrize("name", [name for name, (*_, breaks) in RULES.items() if breaks is None])
def test_what_a_rule_still_asks_for_stands_in_what_the_next_visit_looks_for(tmp_path, name):
    rule, meets, _ = RULES[name]
    unit = unit_with(tmp_path, rule, items=rule_items(rule))

    def looked_for(*items):
        targets = what_to_look_for((standing(unit, portfolio_of(*items)),))
        return [target.words for target in targets if (UNIT, "1") in target.requirements]

    assert all(looked_for()), name
    assert looked_for()
    assert looked_for(*numbered(meets, accepted=False)) == []
    assert looked_for(*numbered(meets)) == []


@given(
    name=st.sampled_from(sorted(RULES)),
    accepted=st.lists(st.booleans(), min_size=4, max_size=4),
    more=st.lists(st.booleans(), min_size=4, max_size=4),
    only=st.sampled_from([(), ("1",), ("1.1",), ("knowledge",), ("1", "2.1")]),
    places=st.lists(st.sampled_from(["1.1", "1.2", "2.1"]), min_size=4, max_size=4),
)
def test_accepting_more_never_unmakes_met(tmp_path_factory, name, accepted, more, only, places):
    rule, meets, breaks = RULES[name]
    scoped = rule | ({"for": list(only)} if only else {})
    unit = unit_with(tmp_path_factory.mktemp("unit"), scoped, items=rule_items(rule))
    specs = [*meets, *meets, {}, *(breaks or [])][:4]
    before = [
        item(str(n), place, **{**spec, "accepted": is_accepted})
        for n, (spec, place, is_accepted) in enumerate(zip(specs, places, accepted, strict=False), 1)
    ]
    after = [replace(spec, accepted=spec.accepted or also) for spec, also in zip(before, more, strict=False)]
    if check(unit, *before).state == "met":
        assert check(unit, *after).state == "met"


def test_information_is_never_missing(tmp_path):
    unit = unit_with(tmp_path, {"kind": "information", "about": "sector"})
    jobs = (Employment("job", "Shop", "Clerk"),)
    assert findings(unit, portfolio_of(employments=jobs))[0].state == "information"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"kind": "occasions", "at_least": 0, "different": "day"}, "no evidence can decide"),
        ({"kind": "choice", "at_least": 4}, "choice is among items"),
        ({"kind": "choice", "at_least": 1, "items": ["z"]}, "choice is among items"),
        ({"kind": "facets", "facet": "shift", "values": ["day"], "at_least": 2}, "no evidence can decide"),
        ({"kind": "facets", "facet": "demeanour", "values": ["rude"]}, "'rude' is no demeanour"),
        ({"kind": "method"}, "'needs' or 'bars'"),
        ({"kind": "count", "of": " ", "at_least": 1}, "1 to 120 characters"),
        ({"kind": "assessor", "for": ["9"]}, "no outcome, criterion or kind '9'"),
        ({"kind": "assessor", "except": ["1", "2"]}, "no criterion is left"),
        ({"kind": "assessor", "colour": "red"}, "unknown field colour"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_with_the_cause(tmp_path, rule, why):
    with pytest.raises(UserError, match=why):
        unit_with(tmp_path, rule, items=LETTERED)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"kind": "assessor"}, "'assessor' is no kind of rule"),
        ({"kind": "no-simulation", "scope": "any", "for": ["1"]}, "unknown field for"),
        ({"kind": "no-simulation", "scope": "any", "unless": "it burns"}, "unknown field unless"),
    ],
)
def test_the_first_format_has_no_general_rules(tmp_path, rule, why):
    stated = {"label": "1", "text": "As asked.", "rules": [rule]}
    with pytest.raises(UserError, match=why):
        made_unit(tmp_path, outcomes=OUTCOMES, requirements=[stated], version=1)


def test_a_reference_to_a_named_criterion_is_seen_at_once_by_the_rules_that_hold_for_it(tmp_path):
    unit = unit_with(tmp_path, {"kind": "occasions", "at_least": 1, "different": "day", "for": ["2"]})
    before = portfolio_of(item())
    more = Reference("more", "item-1", UNIT, "2.1", "note-1")
    after = before.with_parts(references=(*before.references, more))
    assert standing(unit, before).findings[0].state == "open"
    assert standing_after(standing(unit, before), before, after) == standing(unit, after)
    assert standing(unit, after).findings[0].state == "met"


def test_merits_and_distinctions_are_not_needed_to_be_ready(tmp_path):
    graded = [{"label": label, "text": "Do it", "grade": grade} for label, grade in GRADES.items()]
    unit = made_unit(tmp_path, outcomes=[outcome("1", graded)])
    assert standing(unit, portfolio_of(item(criterion="P1"))).ready
    assert not standing(unit, portfolio_of(item(criterion="M1"))).ready


GRADES = {"P1": "pass", "M1": "merit", "D1": "distinction"}


def test_a_criterion_with_lettered_items_is_accepted_once_all_of_them_are(tmp_path):
    lettered = [{"label": "1", "text": "Do", "items": LETTERED}, {"label": "2", "text": "Say"}]
    unit = made_unit(tmp_path, outcomes=[outcome("1", lettered)])
    some = standing(unit, portfolio_of(item("1", "1 a"), item("2", "1 b"), item("3", "2")))
    assert some.count() == (1, 2)
    assert (some.coverage.counts.accepted, some.coverage.counts.drafts) == (1, 1)
    every = standing(unit, portfolio_of(*(item(str(n), f"1 {x}") for n, x in enumerate("abc", 1))))
    assert every.count() == (1, 2)
    assert [c.label for c in every.missing] == ["2"]


def test_what_a_required_range_lists_is_needed_item_by_item_and_another_range_only_explains(tmp_path):
    ranged = [
        {"label": "1", "text": "Do", "range": {"items": LETTERED, "required": True}},
        {"label": "2", "text": "Say", "range": {"items": LETTERED, "text": "any of"}},
    ]
    unit = made_unit(tmp_path, outcomes=[outcome("1", ranged)])
    assert unit.labels() == ("1 a", "1 b", "1 c", "2")
    assert unit.in_full("2") == "Say\nRange: any of a thing a; b thing b; c thing c"
