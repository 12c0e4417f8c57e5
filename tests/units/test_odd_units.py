"""Whatever stands in a wording, it is a unit or a plain cause, and nothing else."""

import copy
import datetime

import pytest
from cattrs import ClassValidationError

from csassess.data.units.checks import cause_of
from csassess.data.units.units import built_in, wording_of
from tests.support.any_unit import content

ODD = (None, 5, True, 2.5, "", "x", [], {}, [5], ["x"], {"x": 1}, [[]], [None], "1" * 200, -1, 2**70)
DATE = datetime.date(2026, 1, 1)
RULES = [
    {"kind": "facets", "facet": "shift", "values": ["day"]},
    {"kind": "choice", "at_least": 1, "for": ["1"]},
    {"kind": "count", "of": "loaf", "at_least": 1, "except": ["1.2"]},
    {"kind": "method", "needs": ["OB"], "bars": ["PS"], "reason": True},
    {"kind": "setting", "allowed": ["real-job-paid"], "unless": "it rains"},
    {"kind": "occasions", "at_least": 2, "different": "day"},
    {"kind": "coverage", "facet": "demeanour", "value": "easy"},
    {"kind": "demonstration", "of": "own-responsibility"},
]
SECOND = content(
    "bread",
    requirements=[
        {"label": "1", "text": "All.", "items": [{"label": "a", "text": "this"}], "rules": RULES},
    ],
    sections=[{"title": "Glossary", "text": "Crumb."}],
)


def places(value, so_far=()):
    """Yield the place of every value inside a wording."""
    yield so_far
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*so_far, key))


def changed(stated, place, value):
    if not place:
        return value
    stated = copy.deepcopy(stated)
    inside = stated
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    return stated


@pytest.mark.parametrize("stated", [SECOND, built_in()["nos-b10"].content], ids=["second", "first"])
def test_an_odd_value_anywhere_in_a_wording_is_refused_with_a_cause_or_makes_a_unit(stated):
    wording_of(stated)
    causes = []
    for place in places(stated):
        for value in (*ODD, DATE):
            try:
                wording_of(changed(stated, place, value))
            except (ClassValidationError, ValueError) as error:
                causes.append(cause_of(error))
    assert causes
    assert all(causes)
