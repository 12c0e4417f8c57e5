"""Attacks with the wording of a unit that comes in a file: nobody is enrolled on another one."""

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.services.evidence import decisions
from csassess.services.progress.portfolio_view import portfolio_view
from tests.support.any_unit import content
from tests.support.forged_units import new_candidate, send_enrolment


def test_a_weaker_wording_under_another_enrolment_decides_no_unit_without_an_agreement(bob):
    """Its own id is that of the unit on which Mo is enrolled; the enrolment's sorts before it."""
    stated = bob.ann.wording(load_portfolio(bob.ann, bob.mo).enrolments[0].digest)
    first = stated["outcomes"][0]
    weaker = {
        **stated,
        "outcomes": [{**first, "criteria": first["criteria"][:1]}],
        "evidence_requirements": [],
        "recording_form": None,
        "correspondences": [],
    }
    try:
        send_enrolment(bob, bob.mo, weaker, "aa")
    except UserError:
        return
    with pytest.raises(UserError, match="cannot be decided yet"):
        decisions.decide(bob.ann, bob.mo, "ocr-b10")


def test_an_enrolment_is_on_a_unit_of_its_own_id(bob):
    """Everything finds a unit by its id, and the wording that stands by the id of the enrolment."""
    stream = new_candidate(bob)
    try:
        send_enrolment(bob, stream, content("other-unit"), "new-unit")
    except UserError:
        return
    enrolled = [enrolment.id for enrolment in load_portfolio(bob.ann, stream).enrolments]
    assert [unit.id for unit in portfolio_view(bob.ann, stream).units] == enrolled
