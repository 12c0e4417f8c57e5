"""Actions of the verifier: asked, answered and weighed, and who may do which."""

from datetime import UTC, timedelta, timezone

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import (
    ActionState,
)
from csassess.domain.signing.accounts import still_applies as account_still_applies
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.verification.sampling import (
    is_overdue,
    open_actions,
    still_applies,
)
from csassess.services.evidence import judgement
from csassess.services.progress import history
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.verification import actions
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, become, sampled, without_role_checks
from tests.verification.helpers import state_of


def test_an_action_is_answered_by_an_addendum_and_closed_by_the_verifier(ann, vera, asked, tmp_path):
    aisha, item, action = asked
    assert state_of(ann, aisha, action) is ActionState.OPEN
    actions.answer(ann, aisha.id, action.id, "Hers: the manager says so.")
    portfolio = load_portfolio(ann, aisha.id)
    assert [addendum.words for addendum in portfolio.addenda_of(item.id)] == ["Hers: the manager says so."]
    assert state_of(ann, aisha, action) is ActionState.ANSWERED
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    actions.weigh(vera, aisha.id, action.id, closed=True)
    transfer(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    for caseload in (ann, vera):
        assert state_of(caseload, aisha, action) is ActionState.CLOSED
        assert open_actions(load_portfolio(caseload, aisha.id)) == ()


def test_an_action_kept_open_can_be_answered_again_and_closed(ann, vera, asked, tmp_path, clock):
    aisha, _, action = asked
    for number, closed in enumerate((False, True)):
        clock.move_on(hours=1)
        actions.answer(ann, aisha.id, action.id, f"Answer {number}")
        transfer(ann, vera, aisha.id, tmp_path / f"answer-{number}.csbundle", only_new=True)
        clock.move_on(hours=1)
        actions.weigh(vera, aisha.id, action.id, closed=closed, words="" if closed else "Say who says so.")
        transfer(vera, ann, aisha.id, tmp_path / f"word-{number}.csbundle", only_new=True)
        assert state_of(ann, aisha, action) is (ActionState.CLOSED if closed else ActionState.OPEN)


def test_earlier_signatures_of_account_and_unit_stay_in_force_after_the_answer(ann, asked):
    aisha, item, action = asked
    portfolio = load_portfolio(ann, aisha.id)
    code = account_code(portfolio.item(item.id), portfolio, ann.clock())
    signing.sign_account(ann, aisha.id, item.id, Signer.CANDIDATE, "Aisha Karim", code, STROKES)
    actions.answer(ann, aisha.id, action.id, "Hers.")
    view = portfolio_view(ann, aisha.id)
    assert list(valid_signatures(view.of(UNIT), view.portfolio)) == [Signer.CANDIDATE, Signer.ASSESSOR]
    assert all(account_still_applies(signature, view.portfolio) for signature in view.portfolio.signatures)
    assert all(still_applies(signature, view.portfolio) for signature in view.portfolio.sample_signatures)


def test_a_weighed_answer_cannot_be_undone(ann, vera, asked, tmp_path):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    actions.weigh(vera, aisha.id, action.id, closed=True)
    transfer(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    before = load_portfolio(ann, aisha.id)
    with pytest.raises(UserError, match="Other parts of the record depend on this"):
        history.undo(ann, aisha.id)
    assert load_portfolio(ann, aisha.id) == before


def test_an_answer_undone_here_and_weighed_elsewhere_is_restored(ann, vera, asked, tmp_path):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    history.undo(ann, aisha.id)
    assert state_of(ann, aisha, action) is ActionState.OPEN
    actions.weigh(vera, aisha.id, action.id, closed=True)
    transfer(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    transfer(ann, vera, aisha.id, tmp_path / "undone.csbundle", only_new=True)
    for caseload in (ann, vera):
        assert state_of(caseload, aisha, action) is ActionState.CLOSED
        assert [answer.words for answer in load_portfolio(caseload, aisha.id).action_answers] == ["Hers."]
        assert [addendum.words for addendum in load_portfolio(caseload, aisha.id).addenda] == ["Hers."]


def test_the_first_version_is_shown_next_to_the_second(ann, asked, clock):
    aisha, _, action = asked
    clock.move_on(days=1)
    actions.answer(ann, aisha.id, action.id, "Hers: the manager says so.")
    assert actions.first_version(ann, aisha.id, action) == ["The log is kept daily."]
    assert actions.version_now(ann, aisha.id, action) == [
        "The log is kept daily.",
        "Hers: the manager says so.",
    ]


def test_versions_are_in_the_order_of_time_whatever_the_offset_from_utc(ann, asked, clock):
    aisha, _, action = asked
    clock.now = (clock.now + timedelta(days=1)).astimezone(timezone(timedelta(hours=14)))
    actions.answer(ann, aisha.id, action.id, "First.")
    clock.now = (clock.now + timedelta(hours=1)).astimezone(UTC)  # a day earlier by the calendar
    judgement.add_addendum(ann, aisha.id, action.evidence, "Second.")
    assert actions.version_now(ann, aisha.id, action)[1:] == ["First.", "Second."]


@pytest.mark.parametrize("closed", [True, False])
def test_an_assessor_cannot_close_an_action_or_keep_it_open(ann, asked, closed):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    become(ann, "Another Name", Role.ASSESSOR)
    with pytest.raises(UserError):
        actions.weigh(ann, aisha.id, action.id, closed=closed, words="Done")
    assert state_of(ann, aisha, action) is ActionState.ANSWERED


def test_an_assessor_of_other_candidates_cannot_close_an_action_either(vera, asked):
    aisha, _, action = asked
    with without_role_checks(vera):
        vera.save(aisha.id, "action.answer", _answer(vera, action))
    become(vera, "Olga Other", Role.ASSESSOR)
    with pytest.raises(UserError, match="which may not make this change"):
        actions.weigh(vera, aisha.id, action.id, closed=True)


def _answer(caseload, action):
    from csassess.domain.records.verification import ActionAnswer

    return ActionAnswer(caseload.new_id(), action.id, "Hers", "somebody", "Somebody", caseload.clock())


def test_a_verifier_cannot_answer_an_action(vera, asked):
    with pytest.raises(UserError, match="which may not make this change"):
        actions.answer(vera, asked[0].id, asked[2].id, "Hers.")


def test_only_an_answered_action_can_be_weighed_and_only_an_open_one_answered(ann, vera, asked, tmp_path):
    aisha, _, action = asked
    with pytest.raises(UserError, match="no answer to weigh"):
        actions.weigh(vera, aisha.id, action.id, closed=True)
    with pytest.raises(UserError, match="what was done"):
        actions.answer(ann, aisha.id, action.id, " ")
    actions.answer(ann, aisha.id, action.id, "Hers.")
    with pytest.raises(UserError, match="waits for the internal verifier"):
        actions.answer(ann, aisha.id, action.id, "Again")
    transfer(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    with pytest.raises(UserError, match="why it stays open"):
        actions.weigh(vera, aisha.id, action.id, closed=False)
    actions.weigh(vera, aisha.id, action.id, closed=True)
    with pytest.raises(UserError, match="no answer to weigh"):
        actions.weigh(vera, aisha.id, action.id, closed=True)
    transfer(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    with pytest.raises(UserError, match="or is closed"):
        actions.answer(ann, aisha.id, action.id, "Once more")


def test_an_action_of_an_unsigned_sample_is_not_open(ann, vera, verified, tmp_path):
    aisha, item = verified
    sampled(vera, aisha, item, ask="Whose log is it?", sign=False)
    transfer(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    portfolio = load_portfolio(ann, aisha.id)
    assert open_actions(portfolio) == ()
    with pytest.raises(UserError, match="has not signed this sample yet"):
        actions.answer(ann, aisha.id, portfolio.actions[0].id, "Hers.")


def test_an_action_is_overdue_after_its_due_date_until_it_is_answered(ann, asked):
    aisha, _, action = asked
    portfolio = load_portfolio(ann, aisha.id)
    assert not is_overdue(action, portfolio, action.due)
    assert is_overdue(action, portfolio, action.due + timedelta(days=1))
    actions.answer(ann, aisha.id, action.id, "Hers.")
    assert not is_overdue(action, load_portfolio(ann, aisha.id), action.due + timedelta(days=1))
