"""What the internal verifier signs: sampled units, no action open, at their own machine or on paper."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.evidence import Quality
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.services.access import caseloads
from csassess.services.papers.unit import decision_words, unit_declaration
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.signing.offers import offer_for_unit
from csassess.services.verification import actions, sampling
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, decided, sampled


def lines(paper):
    return paper.blocks[-1].lines


def sign(caseload, candidate, signer, name, **more):
    return signing.sign_unit(caseload, candidate.id, UNIT, signer, name, STROKES, **more)


def test_the_candidate_can_neither_countersign_nor_verify(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item, stage=Stage.FINAL)
    with pytest.raises(UserError, match="Nobody signs twice"):
        sign(vera, aisha, Signer.VERIFIER, "Aisha Karim", because="She was there")


def test_a_unit_that_was_never_sampled_cannot_be_verified(vera, verified):
    with pytest.raises(UserError, match="has no final sample"):
        sign(vera, verified[0], Signer.VERIFIER, "Vera Verifier")


def test_a_unit_with_an_open_action_cannot_be_verified(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item, ask="Whose log is it?", stage=Stage.FINAL)
    (action,) = load_portfolio(vera, aisha.id).actions
    with pytest.raises(UserError, match="1 action on this unit is not closed"):
        sign(vera, aisha, Signer.VERIFIER, "Vera Verifier")
    transfer(vera, ann, aisha.id, tmp_path / "asked.csbundle", only_new=True)
    actions.answer(ann, aisha.id, action.id, "Hers")
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    with pytest.raises(UserError, match="1 action on this unit is not closed"):
        sign(vera, aisha, Signer.VERIFIER, "Vera Verifier")
    actions.weigh(vera, aisha.id, action.id, closed=True)
    assert sign(vera, aisha, Signer.VERIFIER, "Vera Verifier").person == vera.author


def test_the_verifier_signs_under_no_other_name_without_a_reason(vera, verified):
    sampled(vera, *verified, stage=Stage.FINAL)
    with pytest.raises(MissingError, match="not on record"):
        sign(vera, verified[0], Signer.VERIFIER, "Somebody Else")


def test_on_the_assessor_s_machine_the_verifier_signs_on_paper_only(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item, stage=Stage.FINAL)
    transfer(vera, ann, aisha.id, tmp_path / "sampled.csbundle", only_new=True)
    with pytest.raises(UserError, match="the internal verifier signs at their own machine"):
        sign(ann, aisha, Signer.VERIFIER, "Vera Verifier")
    signed = signing.sign_unit(ann, aisha.id, UNIT, Signer.VERIFIER, "Vera Verifier", on_paper=True)
    assert signed.person == vera.author
    offered = offer_for_unit(ann, portfolio_view(ann, aisha.id), UNIT, Signer.VERIFIER)
    assert (offered.on_screen, offered.names) == (False, ("Vera Verifier",))


def test_a_centre_may_have_every_decided_unit_signed_by_the_verifier(vera, verified):
    aisha, _ = verified
    centre = replace(caseloads.centre_of(vera), verifies_every_unit=True)
    caseloads.change_centre(vera, centre)
    with pytest.raises(UserError, match="or record that it is not sampled"):
        sign(vera, aisha, Signer.VERIFIER, "Vera Verifier")
    sampling.not_sampled(vera, aisha.id, UNIT, "Seen with another candidate")
    assert sign(vera, aisha, Signer.VERIFIER, "Vera Verifier")


# Units that are left out


def test_a_unit_that_the_plan_suggests_is_left_out_with_a_reason_only(vera, verified):
    with pytest.raises(MissingError, match="the reason"):
        sampling.not_sampled(vera, verified[0].id, UNIT)
    sampling.not_sampled(vera, verified[0].id, UNIT, "Sampled with the other group")
    (left_out,) = load_portfolio(vera, verified[0].id).not_sampled
    assert left_out.reason == "Sampled with the other group"


def test_a_unit_that_the_plan_leaves_out_needs_no_reason(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item)
    tom, _ = decided(ann, "Tom Reid", "2")
    transfer(ann, vera, tom.id, tmp_path / "tom.csbundle")
    sampling.not_sampled(vera, tom.id, UNIT)
    (left_out,) = load_portfolio(vera, tom.id).not_sampled
    assert left_out.reason == "under the plan of 2 March 2026"
    line = lines(unit_declaration(vera, portfolio_view(vera, tom.id), UNIT))[-1]
    assert line.remark == "not sampled: under the plan of 2 March 2026"


def test_an_exception_beside_agree_needs_a_comment_and_stands_in_what_is_signed(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    sample = replace(sample, exceptions=(Quality.VALID, Quality.AUTHENTIC))
    sampling.change_sample(vera, aisha.id, sample)
    with pytest.raises(UserError, match="Comment on each exception"):
        sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    sampling.change_sample(vera, aisha.id, replace(sample, comment="The log is a copy"))
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    view = portfolio_view(vera, aisha.id)
    found = "agree; not valid, not authentic; The log is a copy"
    assert found in decision_words(vera, view, UNIT)
    assert any(found in getattr(block, "words", "") for block in unit_declaration(vera, view, UNIT).blocks)
