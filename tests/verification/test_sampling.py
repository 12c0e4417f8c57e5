"""The verifier’s samples: what they need, who may sign them, and the order of signatures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import (
    Stage,
    Verdict,
)
from csassess.domain.verification.sampling import (
    signature_of,
    still_applies,
)
from csassess.services.evidence import judgement
from csassess.services.signing import signing
from csassess.services.verification import actions, sampling
from tests.support.exchanging import accept_in_present_role, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, sampled, without_role_checks
from tests.verification.helpers import samples_signed


def test_a_signed_sample_is_in_force_on_both_machines(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item, stage=Stage.FINAL)
    _, merged = transfer(vera, ann, aisha.id, tmp_path / "answer.csbundle", only_new=True)
    assert merged.quarantined == []
    portfolio = load_portfolio(ann, aisha.id)
    (sample,) = portfolio.samples
    assert still_applies(signature_of(sample, portfolio), portfolio)
    assert samples_signed(ann) == samples_signed(vera) == 1


@pytest.mark.parametrize(
    ("lacking", "error"),
    [
        ("evidence", "Nothing was looked at"),
        ("verdict", "Say whether you agree"),
        ("action", "say what, and by when"),
    ],
)
def test_a_sample_without_items_verdict_or_the_action_it_needs_is_not_signed(vera, verified, lacking, error):
    aisha, item = verified
    sample = sampling.begin_sample(
        vera, aisha.id, UNIT, Stage.INTERIM, [] if lacking == "evidence" else [item.id]
    )
    verdict = {"verdict": None, "action": Verdict.ACTION_NEEDED}.get(lacking, Verdict.AGREE)
    sampling.change_sample(vera, aisha.id, replace(sample, verdict=verdict))
    with pytest.raises(UserError, match=error):
        sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    assert load_portfolio(vera, aisha.id).sample_signatures == ()


def test_a_sample_without_strokes_or_paper_is_not_signed(vera, verified):
    sample = sampled(vera, *verified, sign=False)
    with pytest.raises(UserError, match="Sign in the field"):
        sampling.sign_sample(vera, verified[0].id, sample.id)


def test_a_tick_records_what_was_looked_at_and_a_second_tick_removes_it(vera, verified):
    aisha, item = verified
    sample = sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM)
    sampling.tick_looked_at(vera, aisha.id, sample, item.id, "1.1")
    portfolio = load_portfolio(vera, aisha.id)
    assert [(reference.evidence, reference.criterion) for reference in portfolio.looked_at] == [
        (item.id, "1.1")
    ]
    assert portfolio.samples[0].evidence == (item.id,)
    sampling.tick_looked_at(vera, aisha.id, portfolio.samples[0], item.id, "1.1")
    assert load_portfolio(vera, aisha.id).looked_at == ()


@pytest.mark.parametrize("act", ["change", "tick", "ask", "sign", "take-back"])
def test_a_signed_sample_does_not_change(vera, verified, act):
    aisha, item = verified
    sample = sampled(vera, aisha, item, ask="Whose log is it?")
    before = load_portfolio(vera, aisha.id)
    acts = {
        "change": lambda: sampling.change_sample(vera, aisha.id, replace(sample, comment="Else")),
        "tick": lambda: sampling.tick_looked_at(vera, aisha.id, sample, item.id, "1.1"),
        "ask": lambda: sampling.ask_action(vera, aisha.id, sample, item.id, "More", vera.clock().date()),
        "sign": lambda: sampling.sign_sample(vera, aisha.id, sample.id, STROKES),
        "take-back": lambda: sampling.take_action_back(vera, aisha.id, before.actions[0]),
    }
    with pytest.raises(UserError, match="This sample is signed"):
        acts[act]()
    assert load_portfolio(vera, aisha.id) == before


@pytest.mark.parametrize(("what", "days"), [(" ", 1), ("More", -1)])
def test_an_action_needs_words_and_a_future_due_date(vera, verified, what, days):
    aisha, item = verified
    sample = sampled(vera, aisha, item, sign=False)
    with pytest.raises(UserError):
        sampling.ask_action(vera, aisha.id, sample, item.id, what, sample.on + timedelta(days=days))


def test_a_unit_is_left_out_with_a_reason_and_can_be_sampled_later(vera, verified):
    aisha, item = verified
    with pytest.raises(UserError, match="the reason"):
        sampling.not_sampled(vera, aisha.id, UNIT, " ")
    sampling.not_sampled(vera, aisha.id, UNIT, "Sampled with the other group")
    assert [entry.reason for entry in load_portfolio(vera, aisha.id).not_sampled] == [
        "Sampled with the other group"
    ]
    sampling.sample_after_all(vera, aisha.id, UNIT)
    assert load_portfolio(vera, aisha.id).not_sampled == ()
    sampled(vera, aisha, item)
    with pytest.raises(UserError, match="is being sampled"):
        sampling.not_sampled(vera, aisha.id, UNIT, "Too late")


def test_a_started_sample_is_continued_until_it_is_signed(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item, sign=False)
    assert sampling.samples_to_go_on_with(load_portfolio(vera, aisha.id), UNIT, vera.author).id == sample.id
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    assert sampling.samples_to_go_on_with(load_portfolio(vera, aisha.id), UNIT, vera.author) is None


# No one verifies what they have assessed


def test_a_verifier_with_the_name_of_the_assessor_cannot_sample(vera, verified):
    become(vera, " ann  ASSESSOR ", Role.VERIFIER)
    with pytest.raises(UserError, match="An internal verifier may not verify a candidate they have assessed"):
        sampling.begin_sample(vera, verified[0].id, UNIT, Stage.INTERIM)


def test_an_assessor_cannot_sample_their_own_work_under_another_name_and_role(ann, verified):
    become(ann, "Anna Newname", Role.VERIFIER)
    with pytest.raises(UserError, match="An internal verifier may not verify a candidate they have assessed"):
        sampling.begin_sample(ann, verified[0].id, UNIT, Stage.INTERIM)
    with pytest.raises(UserError, match="Nobody may verify or countersign their own assessment"):
        signing.sign_unit(ann, verified[0].id, UNIT, Signer.VERIFIER, "Anna Newname", STROKES)


def test_a_verifier_who_has_since_assessed_cannot_sign_the_sample(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item, sign=False)
    with without_role_checks(vera):
        judgement.add_addendum(vera, aisha.id, item.id, "Seen again")
    with pytest.raises(UserError, match="An internal verifier may not verify a candidate they have assessed"):
        sampling.sign_sample(vera, aisha.id, sample.id, STROKES)


def test_a_person_who_once_judged_cannot_verify_even_if_another_judged_since(ann, vera, verified, tmp_path):
    aisha, item = verified
    become(vera, "Vera Verifier", Role.ASSESSOR)
    accept_in_present_role(ann, vera, tmp_path)
    judgement.reopen(vera, aisha.id, item.id, "The date is missing")
    transfer(vera, ann, aisha.id, tmp_path / "reopened.csbundle")
    judgement.accept(ann, aisha.id, item.id)
    transfer(ann, vera, aisha.id, tmp_path / "accepted.csbundle")
    assert {outcome.by for outcome in load_portfolio(vera, aisha.id).judgements} == {ann.author}
    become(vera, "Vera Verifier", Role.VERIFIER)
    with pytest.raises(UserError, match="An internal verifier may not verify a candidate they have assessed"):
        sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM)


@pytest.mark.parametrize("name", ["Vera Verifier", "Vera Newname"])
def test_a_person_who_assessed_cannot_close_an_action(vera, asked, name):
    aisha, item, action = asked
    with without_role_checks(vera):
        judgement.add_addendum(vera, aisha.id, item.id, "Seen again")
        actions.answer(vera, aisha.id, action.id, "Hers")
    become(vera, name, Role.VERIFIER)
    with pytest.raises(UserError, match="An internal verifier may not verify a candidate they have assessed"):
        actions.weigh(vera, aisha.id, action.id, closed=True)


# The order of signatures


def test_a_final_sample_needs_the_assessor_s_signature_and_an_interim_one_does_not(ann, vera, tmp_path):
    aisha, item = decided(ann, signed=False)
    transfer(ann, vera, aisha.id, tmp_path / "unsigned.csbundle")
    with pytest.raises(UserError, match="has not signed this unit yet"):
        sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    interim = sampled(vera, aisha, item, stage=Stage.INTERIM, sign=False)
    final = sampling.change_sample(vera, aisha.id, replace(interim, stage=Stage.FINAL))
    with pytest.raises(UserError, match="has not signed this unit yet"):
        sampling.sign_sample(vera, aisha.id, final.id, STROKES)
    sampling.change_sample(vera, aisha.id, interim)
    assert sampling.sign_sample(vera, aisha.id, interim.id, STROKES)


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_final_sample_is_never_dated_before_the_assessor_s_signature(vera, verified, on_paper):
    aisha, item = verified
    sample = sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    for early in (timedelta(days=1), *([] if on_paper else [timedelta(minutes=1)])):
        at = vera.clock() - early
        with pytest.raises(UserError, match="cannot be earlier"):
            sampling.sign_sample(vera, aisha.id, sample.id, STROKES, on_paper=on_paper, at=at)
    assert sampling.sign_sample(vera, aisha.id, sample.id, STROKES, on_paper=on_paper, at=vera.clock())


def test_a_verifier_cannot_sign_a_unit_on_a_clock_before_the_assessor_s_signature(vera, verified, clock):
    clock.move_on(minutes=-5)
    with pytest.raises(UserError, match="cannot be earlier"):
        signing.sign_unit(vera, verified[0].id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)
