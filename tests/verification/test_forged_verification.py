"""Verification records forged by another program are quarantined on arrival and have no effect."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import sample_code
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.verification import (
    ActionClosing,
    ActionState,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.verification.sampling import (
    still_applies,
)
from csassess.services.evidence import judgement
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import actions
from tests.support.exchanging import accept_in_present_role, transfer
from tests.support.verifying import STROKES, UNIT, become, sampled, without_role_checks
from tests.verification.helpers import samples_signed, state_of


def quarantine_reasons(giver, receiver, aisha, path):
    """Hand a portfolio on and return the reasons why the receiver quarantines its entries."""
    _, merged = transfer(giver, receiver, aisha.id, path, only_new=True)
    return [ruling.reason for _, ruling in merged.quarantined]


def test_a_sample_forged_by_an_assessor_has_no_effect(ann, vera, verified, tmp_path):
    aisha, item = verified
    sample = Sample("s", UNIT, Stage.INTERIM, ann.clock().date(), "v", "Vera", (item.id,), Verdict.AGREE)
    with without_role_checks(ann):
        ann.save(aisha.id, "sample.begin", sample)
        signature = SampleSignature(
            "s", "Vera", ann.clock(), sample_code(sample, load_portfolio(ann, aisha.id)), STROKES
        )
        ann.save(aisha.id, "sample.sign", signature)
    assert (
        quarantine_reasons(ann, vera, aisha, tmp_path / "forged.csbundle")[0]
        == "the assessor may not make this change"
    )
    assert load_portfolio(vera, aisha.id).samples == ()
    assert samples_signed(vera) == 0


@pytest.mark.parametrize("sheet", ["", "a" * 64])
def test_a_closing_forged_by_an_assessor_has_no_effect(ann, vera, asked, tmp_path, sheet):
    aisha, _, action = asked
    answer = actions.answer(ann, aisha.id, action.id, "Hers.")
    closing = ActionClosing("c", action.id, answer.id, True, "", vera.author, "Vera", ann.clock(), sheet)
    with without_role_checks(ann):
        ann.save(aisha.id, "action.close", closing)
    assert quarantine_reasons(ann, vera, aisha, tmp_path / "forged.csbundle") == [
        "the assessor may not make this change"
    ]
    assert state_of(vera, aisha, action) is ActionState.ANSWERED


@pytest.mark.parametrize("signs", ["sample", "unit"])
def test_the_signature_of_a_verifier_who_assessed_is_quarantined(ann, vera, verified, tmp_path, signs):
    aisha, item = verified
    become(vera, "Vera Verifier", Role.ASSESSOR)
    accept_in_present_role(ann, vera, tmp_path)
    judgement.add_addendum(vera, aisha.id, item.id, "Seen again")
    transfer(vera, ann, aisha.id, tmp_path / "addendum.csbundle")
    become(vera, "Vera Verifier", Role.VERIFIER)
    accept_in_present_role(ann, vera, tmp_path)
    _forge(vera, aisha, item, signs, "Vera Verifier")
    assert "an internal verifier may not verify their own assessments" in quarantine_reasons(
        vera, ann, aisha, tmp_path / "own.csbundle"
    )
    assert samples_signed(ann) == 0
    assert Signer.VERIFIER not in {
        signature.signer for signature in load_portfolio(ann, aisha.id).unit_signatures
    }


@pytest.mark.parametrize("signs", ["sample", "unit"])
def test_the_signature_of_a_verifier_with_the_assessor_s_name_is_quarantined(
    ann, vera, verified, tmp_path, signs
):
    aisha, item = verified
    _forge(vera, aisha, item, signs, "ANN assessor")
    reasons = quarantine_reasons(vera, ann, aisha, tmp_path / "own.csbundle")
    assert {
        "an internal verifier may not verify their own assessments",
        "it is written under the name of another person",
    }.intersection(reasons)
    assert samples_signed(ann) == 0
    assert Signer.VERIFIER not in {
        signature.signer for signature in load_portfolio(ann, aisha.id).unit_signatures
    }


def _forge(vera, aisha, item, signs, name, at=None, stage=Stage.INTERIM):
    portfolio = load_portfolio(vera, aisha.id)
    at = at or vera.clock()
    if signs == "unit":
        code = portfolio.decisions[-1].code
        vera.save(aisha.id, "unit.sign", UnitSignature("u", UNIT, Signer.VERIFIER, name, at, code, STROKES))
        return
    sample = Sample("s", UNIT, stage, vera.clock().date(), vera.author, name, (item.id,), Verdict.AGREE)
    signature = SampleSignature("s", name, at, sample_code(sample, portfolio), STROKES)
    if signs == "at once":
        vera.save(aisha.id, "sample.sign", sample, signature)
    else:
        vera.save(aisha.id, "sample.begin", sample)
        vera.save(aisha.id, "sample.sign", signature)


@pytest.mark.parametrize("signs", ["sample", "at once", "unit"])
def test_a_verifier_s_final_signature_dated_before_the_assessor_s_is_quarantined(
    ann, vera, verified, tmp_path, signs
):
    aisha, item = verified
    early = vera.clock() - timedelta(minutes=1)
    _forge(vera, aisha, item, signs, "Vera Verifier", at=early, stage=Stage.FINAL)
    assert quarantine_reasons(vera, ann, aisha, tmp_path / "early.csbundle") == [
        "the internal verifier signed before the assessor"
    ]
    assert samples_signed(ann) == 0
    view = portfolio_view(ann, aisha.id)
    assert Signer.VERIFIER not in valid_signatures(view.of(UNIT), view.portfolio)


def test_a_judgement_forged_by_a_verifier_has_no_effect(ann, vera, verified, tmp_path):
    aisha, item = verified
    with without_role_checks(vera):
        judgement_record = Judgement(item.id, Outcome.MORE_EVIDENCE_NEEDED, vera.clock().date(), vera.author)
        vera.save(aisha.id, "evidence.reopen", judgement_record)
    assert quarantine_reasons(vera, ann, aisha, tmp_path / "forged.csbundle") == [
        "the internal verifier may not make this change"
    ]
    portfolio = load_portfolio(ann, aisha.id)
    assert portfolio.is_accepted(portfolio.item(item.id))


def test_a_signed_sample_changed_by_another_program_has_no_effect(ann, vera, verified, tmp_path):
    aisha, item = verified
    sample = sampled(vera, aisha, item)
    vera.save(aisha.id, "sample.change", replace(sample, verdict=Verdict.AGREE, comment="All is well"))
    transfer(vera, ann, aisha.id, tmp_path / "changed.csbundle", only_new=True)
    portfolio = load_portfolio(ann, aisha.id)
    assert not still_applies(portfolio.sample_signatures[0], portfolio)
    assert samples_signed(ann) == 0
