"""Verification records forged by another program: quarantined when they arrive, and without effect."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
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
from csassess.domain.signing.unit_signing import standing_signatures
from csassess.domain.verification.sampling import (
    sample_code,
    still_applies,
)
from csassess.services.evidence import judgement
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import actions
from tests.support.exchanging import hand_on
from tests.support.verifying import STROKES, UNIT, become, overreaching, sampled
from tests.verification.helpers import looked, state_of


def arrives(giver, receiver, aisha, path):
    """The reasons for which what one machine forged is kept apart by the other."""
    _, merged = hand_on(giver, receiver, aisha.id, path, only_new=True)
    return [reason for _, reason in merged.apart]


def test_an_assessor_s_forged_sample_counts_for_nothing(ann, vera, given, tmp_path):
    aisha, item = given
    sample = Sample("s", UNIT, Stage.INTERIM, ann.clock().date(), "v", "Vera", (item.id,), Verdict.AGREE)
    with overreaching(ann):
        ann.save(aisha.id, "sample.begin", sample)
        signature = SampleSignature(
            "s", "Vera", ann.clock(), sample_code(sample, load_portfolio(ann, aisha.id)), STROKES
        )
        ann.save(aisha.id, "sample.sign", signature)
    assert arrives(ann, vera, aisha, tmp_path / "forged.csbundle")[0] == "the assessor may not write this"
    assert load_portfolio(vera, aisha.id).samples == ()
    assert looked(vera) == 0


@pytest.mark.parametrize("sheet", ["", "a" * 64])
def test_an_assessor_s_forged_closing_counts_for_nothing(ann, vera, asked, tmp_path, sheet):
    aisha, _, action = asked
    answered = actions.answer(ann, aisha.id, action.id, "Hers.")
    closing = ActionClosing("c", action.id, answered.id, True, "", vera.author, "Vera", ann.clock(), sheet)
    with overreaching(ann):
        ann.save(aisha.id, "action.close", closing)
    assert arrives(ann, vera, aisha, tmp_path / "forged.csbundle") == ["the assessor may not write this"]
    assert state_of(vera, aisha, action) is ActionState.ANSWERED


@pytest.mark.parametrize("signs", ["sample", "unit"])
def test_a_verifier_who_signs_what_she_assessed_is_kept_apart(ann, vera, given, tmp_path, signs):
    aisha, item = given
    become(vera, "Vera Verifier", Role.ASSESSOR)
    judgement.add_addendum(vera, aisha.id, item.id, "Seen again")
    hand_on(vera, ann, aisha.id, tmp_path / "addendum.csbundle")
    become(vera, "Vera Verifier", Role.VERIFIER)
    _forge(vera, aisha, item, signs, "Vera Verifier")
    assert "nobody verifies what they have assessed" in arrives(vera, ann, aisha, tmp_path / "own.csbundle")
    assert looked(ann) == 0
    assert Signer.VERIFIER not in {each.signer for each in load_portfolio(ann, aisha.id).unit_signatures}


@pytest.mark.parametrize("signs", ["sample", "unit"])
def test_a_verifier_called_as_the_assessor_is_kept_apart(ann, vera, given, tmp_path, signs):
    aisha, item = given
    _forge(vera, aisha, item, signs, "ANN assessor")
    assert "nobody verifies what they have assessed" in arrives(vera, ann, aisha, tmp_path / "own.csbundle")
    assert looked(ann) == 0
    assert Signer.VERIFIER not in {each.signer for each in load_portfolio(ann, aisha.id).unit_signatures}


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
def test_a_verifier_s_last_word_before_the_assessor_s_signature_is_kept_apart(
    ann, vera, given, tmp_path, signs
):
    aisha, item = given
    early = vera.clock() - timedelta(minutes=1)
    _forge(vera, aisha, item, signs, "Vera Verifier", at=early, stage=Stage.FINAL)
    assert arrives(vera, ann, aisha, tmp_path / "early.csbundle") == [
        "the verifier signed before the assessor"
    ]
    assert looked(ann) == 0
    view = portfolio_view(ann, aisha.id)
    assert Signer.VERIFIER not in standing_signatures(view.of(UNIT), view.portfolio)


def test_a_verifier_s_forged_judgement_counts_for_nothing(ann, vera, given, tmp_path):
    aisha, item = given
    with overreaching(vera):
        judged = Judgement(item.id, Outcome.MORE_EVIDENCE_NEEDED, vera.clock().date(), vera.author)
        vera.save(aisha.id, "evidence.reopen", judged)
    assert arrives(vera, ann, aisha, tmp_path / "forged.csbundle") == [
        "the internal verifier may not write this"
    ]
    portfolio = load_portfolio(ann, aisha.id)
    assert portfolio.is_accepted(portfolio.item(item.id))


def test_a_signed_sample_that_was_changed_by_another_program_counts_for_nothing(ann, vera, given, tmp_path):
    aisha, item = given
    sample = sampled(vera, aisha, item)
    vera.save(aisha.id, "sample.change", replace(sample, verdict=Verdict.AGREE, comment="All is well"))
    hand_on(vera, ann, aisha.id, tmp_path / "changed.csbundle", only_new=True)
    portfolio = load_portfolio(ann, aisha.id)
    assert not still_applies(portfolio.sample_signatures[0], portfolio)
    assert looked(ann) == 0
