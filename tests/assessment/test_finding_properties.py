"""Properties of findings: more evidence never hurts, and the order of recording does not matter."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from csassess.domain.assessment.findings import findings
from csassess.domain.units.units import Demeanour, FeedbackOrigin, Relationship, Setting
from csassess.services.units import units
from tests.support.builders import (
    PERFORMANCE_CRITERION,
    confirmation,
    item_spec,
    portfolio_of,
    states,
)

ITEM_FIELDS = st.builds(
    dict,
    method=st.sampled_from(["OB", "WP", "S", "RPL"]),
    setting=st.sampled_from([*Setting, None]),
    accepted=st.booleans(),
    responsible=st.booleans(),
    customers=st.lists(st.tuples(st.sampled_from(Demeanour), st.sampled_from(Relationship)), max_size=2).map(
        tuple
    ),
    feedback=st.lists(
        st.tuples(st.sampled_from(FeedbackOrigin), st.sampled_from(["", "A sign"])), max_size=2
    ).map(tuple),
)


@given(
    items=st.lists(ITEM_FIELDS, min_size=1, max_size=5),
    unit=st.sampled_from(sorted(PERFORMANCE_CRITERION)),
    more=st.integers(0, 4),
)
def test_accepting_more_evidence_keeps_met_requirements_met(items, unit, more):
    before = [item_spec(unit, str(n), **item) for n, item in enumerate(items, 1)]
    after = [replace(item, accepted=item.accepted or index == more) for index, item in enumerate(before)]
    basis = [item.number for item in before if item.accepted]
    confirmations = (confirmation(unit, "3", *basis),)
    met_before = {
        name for name, state in states(unit, *before, confirmations=confirmations).items() if state == "met"
    }
    states_after = states(unit, *after, confirmations=confirmations)
    setting_unstated = {"1"} if any(item.accepted and item.setting is None for item in after) else set()
    assert {name for name in met_before if states_after[name] != "met"} <= setting_unstated


@given(
    items=st.lists(ITEM_FIELDS, min_size=1, max_size=5),
    unit=st.sampled_from(sorted(PERFORMANCE_CRITERION)),
    order=st.randoms(),
)
def test_findings_do_not_depend_on_the_order_of_recording(items, unit, order):
    recorded = portfolio_of(*(item_spec(unit, str(n), **item) for n, item in enumerate(items, 1)))
    parts = {}
    for part in ("notes", "customers", "feedback", "references", "judgements"):
        shuffled = list(getattr(recorded, part))
        order.shuffle(shuffled)
        parts[part] = tuple(shuffled)
    shuffled_portfolio = replace(recorded, **parts)
    specification = units.unit(unit)
    assert findings(specification, shuffled_portfolio) == findings(specification, recorded)
