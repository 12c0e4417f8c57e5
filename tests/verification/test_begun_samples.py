"""What was begun or asked in error is put right, and no sample hides an earlier one."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import MissingError, UserError
from csassess.domain.records.verification import ActionState, Stage, Verdict
from csassess.domain.verification.sampling import signature_of, state_words, still_applies
from csassess.domain.verification.sampling_plan import history_words
from csassess.services.candidates import candidates
from csassess.services.papers.verification import sampling_record
from csassess.services.progress import history, to_do
from csassess.services.progress.candidate_rows import candidate_row
from csassess.services.progress.portfolio_status import assessors
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import actions, begun_samples, sampling, sampling_plan
from csassess.ui.verification.sampling_plan_view import cell
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, decided, registered, sampled
from tests.verification.helpers import state_of, status


def samples(caseload, candidate):
    return load_portfolio(caseload, candidate.id).samples


def unit_status(caseload):
    (plan_row,) = sampling_plan.plan(caseload)
    return plan_row.summary.units[0]


def test_a_started_sample_is_changed_between_interim_and_final(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    changed = begun_samples.change_stage(vera, aisha.id, sample, Stage.INTERIM)
    assert samples(vera, aisha)[0].stage is Stage.INTERIM
    begun_samples.change_stage(vera, aisha.id, changed, Stage.FINAL)
    assert samples(vera, aisha)[0].stage is Stage.FINAL


def test_an_interim_sample_becomes_final_only_once_the_assessor_signed(ann, vera, tmp_path):
    aisha, item = decided(ann, signed=False)
    transfer(ann, vera, aisha.id, tmp_path / "unsigned.csbundle")
    sample = sampled(vera, aisha, item, sign=False)
    with pytest.raises(UserError, match="has not signed this unit yet"):
        begun_samples.change_stage(vera, aisha.id, sample, Stage.FINAL)


def test_a_started_sample_is_removed_whole_and_comes_back_by_undo(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item, ask="Whose log is it?", sign=False)
    sampling.tick_looked_at(vera, aisha.id, samples(vera, aisha)[0], item.id, "1.1")
    before = load_portfolio(vera, aisha.id)
    begun_samples.remove_sample(vera, aisha.id, sample)
    portfolio = load_portfolio(vera, aisha.id)
    assert (portfolio.samples, portfolio.looked_at, portfolio.actions) == ((), (), ())
    assert not unit_status(vera).begun
    history.undo(vera, aisha.id)
    portfolio = load_portfolio(vera, aisha.id)
    assert (portfolio.samples, portfolio.looked_at, portfolio.actions) == (
        before.samples,
        before.looked_at,
        before.actions,
    )


def test_a_signed_sample_is_neither_changed_nor_removed(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item)
    for act in (
        lambda: begun_samples.change_stage(vera, aisha.id, sample, Stage.FINAL),
        lambda: begun_samples.remove_sample(vera, aisha.id, sample),
    ):
        with pytest.raises(UserError, match="This sample is signed"):
            act()


def test_an_action_asked_in_error_is_withdrawn_with_a_reason_before_it_is_answered(
    ann, vera, asked, tmp_path
):
    aisha, _, action = asked
    with pytest.raises(MissingError):
        actions.withdraw(vera, aisha.id, action.id, " ")
    actions.withdraw(vera, aisha.id, action.id, "It was meant for another unit.")
    transfer(vera, ann, aisha.id, tmp_path / "withdrawn.csbundle", only_new=True)
    for caseload in (ann, vera):
        portfolio = load_portfolio(caseload, aisha.id)
        assert state_of(caseload, aisha, action) is ActionState.CLOSED
        assert state_words(action, portfolio) == "withdrawn"
        assert still_applies(signature_of(portfolio.samples[0], portfolio), portfolio)
    assert to_do.to_finish([candidate_row(portfolio_view(ann, aisha.id))], ann.clock().date()) == []
    with pytest.raises(UserError, match="waits for the internal verifier, or is closed"):
        actions.answer(ann, aisha.id, action.id, "Hers.")
    shown = str(sampling_record(ann, portfolio_view(ann, aisha.id)).blocks)
    assert "It was meant for another unit." in shown
    assert "withdrawn" in shown


def test_an_answered_action_is_closed_and_not_withdrawn(ann, vera, asked, tmp_path):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    with pytest.raises(UserError, match="answered already"):
        actions.withdraw(vera, aisha.id, action.id, "Wrong unit")


def test_an_assessor_cannot_withdraw_an_action(ann, asked):
    aisha, _, action = asked
    with pytest.raises(UserError, match="may not"):
        actions.withdraw(ann, aisha.id, action.id, "I do not agree")


def test_a_later_sample_hides_no_earlier_one_that_had_an_action(ann, vera, asked, tmp_path, clock):
    aisha, item, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    clock.move_on(days=30)
    sampled(vera, aisha, item)
    first = "Interim 2 March 2026: action needed, 1 action not closed"
    second = "Interim 1 April 2026: agree"
    assert history_words(unit_status(vera), formative=False) == [first, second]
    assert cell(unit_status(vera))[0] == f"! 1 action, answered\n{second}\n{first}"
    actions.weigh(vera, aisha.id, action.id, closed=True)
    closed = "Interim 2 March 2026: action needed, 1 action closed"
    assert cell(unit_status(vera))[0] == f"{second}\n{closed}\nWP"


def test_a_sample_changed_after_it_was_signed_stays_in_the_history(vera, verified):
    aisha, item = verified
    sample = sampled(vera, aisha, item)
    vera.save(aisha.id, "sample.change", replace(samples(vera, aisha)[0], verdict=Verdict.ACTION_NEEDED))
    assert signature_of(sample, load_portfolio(vera, aisha.id))
    (words,) = history_words(unit_status(vera), formative=False)
    assert words.endswith("(changed since it was signed)")
    assert cell(unit_status(vera))[0] == words


def test_an_action_in_a_sample_that_is_not_signed_is_pointed_out_to_both(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item, ask="Whose log is it?", sign=False)
    assert cell(unit_status(vera))[0] == "! 1 action not sent"
    transfer(vera, ann, aisha.id, tmp_path / "unsigned.csbundle", only_new=True)
    (task,) = to_do.to_finish([candidate_row(portfolio_view(ann, aisha.id))], ann.clock().date())
    assert "Vera Verifier wrote an action in a sample that is not signed" in task.what
    assert "Whose log is it?" in task.what


def test_an_assessor_is_listed_with_as_many_candidates_as_the_plan_has_rows(ann, vera, tmp_path):
    decided(ann)
    registered(ann, "Tom Reid", "2")
    candidates.add_candidate(ann, "Una Unregistered", "3")
    status(ann, vera, tmp_path / "status")
    transfer(ann, vera, ann_candidate(ann), tmp_path / "aisha.csbundle")
    ((_, name, count),) = assessors(vera)
    assert (name, count) == ("Ann Assessor", 2)
    assert count == len(sampling_plan.plan(vera))
    (own,) = assessors(ann)
    assert own[2] == 2


def ann_candidate(ann):
    return next(c.id for c in candidates.list_candidates(ann) if c.name == "Aisha Karim")


def test_nothing_is_ticked_as_looked_at_before_the_verifier_ticks_it(vera, verified):
    aisha, _ = verified
    sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM)
    portfolio = load_portfolio(vera, aisha.id)
    assert portfolio.samples[0].evidence == ()
    assert portfolio.looked_at == ()
    with pytest.raises(UserError, match="Nothing was looked at"):
        sampling.sign_sample(vera, aisha.id, portfolio.samples[0].id, STROKES)
