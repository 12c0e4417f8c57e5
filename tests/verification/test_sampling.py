"""The verifier's sample and its actions: who may, in which order, and what counts; what was forged counts for nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Judgement, Outcome
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer, UnitSignature
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.records.verification import (
    Action,
    ActionClosing,
    ActionState,
    LookedAt,
    Sample,
    SampleSignature,
    Stage,
    Verdict,
)
from csassess.domain.signing.accounts import account_code
from csassess.domain.signing.accounts import still_applies as account_still_applies
from csassess.domain.signing.unit_signing import standing_signatures
from csassess.domain.verification.sampling import (
    action_state,
    is_overdue,
    open_actions,
    sample_code,
    signature_of,
    still_applies,
)
from csassess.services.evidence import judgement
from csassess.services.progress import history
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signed_sheet_scans, signing
from csassess.services.verification import actions, paper_records, sampling
from csassess.services.verification.paper_records import PaperAnswer
from tests.support.exchanging import hand_on
from tests.support.verifying import SCAN, STROKES, UNIT, become, decided, overreaching, sampled


@pytest.fixture
def given(ann, vera, tmp_path):
    """Aisha, decided and signed by Ann, and with Vera."""
    aisha, item = decided(ann)
    hand_on(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    return aisha, item


@pytest.fixture
def asked(ann, vera, given, tmp_path):
    """Aisha with one action that Vera asked for, known to both."""
    aisha, item = given
    sampled(vera, aisha, item, ask="Whose log is it?")
    hand_on(vera, ann, aisha.id, tmp_path / "asked.csbundle", only_new=True)
    (action,) = load_portfolio(ann, aisha.id).actions
    return aisha, item, action


def state_of(caseload, aisha, action):
    return action_state(action, load_portfolio(caseload, aisha.id))


def looked(caseload):
    (summary,) = portfolio_statuses(caseload)
    return summary.units[0].looked.samples


# Sampling


def test_a_signed_sample_stands_on_both_machines(ann, vera, given, tmp_path):
    aisha, item = given
    sampled(vera, aisha, item, stage=Stage.FINAL)
    _, merged = hand_on(vera, ann, aisha.id, tmp_path / "answer.csbundle", only_new=True)
    assert merged.apart == []
    portfolio = load_portfolio(ann, aisha.id)
    (sample,) = portfolio.samples
    assert still_applies(signature_of(sample, portfolio), portfolio)
    assert looked(ann) == looked(vera) == 1


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("evidence", "Nothing was looked at"),
        ("verdict", "Say whether you agree"),
        ("action", "say what, and by when"),
    ],
)
def test_a_sample_without_items_verdict_or_the_action_it_needs_is_not_signed(vera, given, lacking, said):
    aisha, item = given
    sample = sampling.begin_sample(
        vera, aisha.id, UNIT, Stage.INTERIM, [] if lacking == "evidence" else [item.id]
    )
    verdict = {"verdict": None, "action": Verdict.ACTION_NEEDED}.get(lacking, Verdict.AGREE)
    sampling.change_sample(vera, aisha.id, replace(sample, verdict=verdict))
    with pytest.raises(UserError, match=said):
        sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    assert load_portfolio(vera, aisha.id).sample_signatures == ()


def test_without_strokes_or_paper_no_sample_is_signed(vera, given):
    sample = sampled(vera, *given, sign=False)
    with pytest.raises(UserError, match="Sign in the field"):
        sampling.sign_sample(vera, given[0].id, sample.id)


def test_a_tick_says_what_was_looked_at_and_a_second_one_takes_it_back(vera, given):
    aisha, item = given
    sample = sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM)
    sampling.tick_looked_at(vera, aisha.id, sample, item.id, "1.1")
    portfolio = load_portfolio(vera, aisha.id)
    assert [(each.evidence, each.criterion) for each in portfolio.looked_at] == [(item.id, "1.1")]
    assert portfolio.samples[0].evidence == (item.id,)
    sampling.tick_looked_at(vera, aisha.id, portfolio.samples[0], item.id, "1.1")
    assert load_portfolio(vera, aisha.id).looked_at == ()


@pytest.mark.parametrize("act", ["change", "tick", "ask", "sign", "take-back"])
def test_a_signed_sample_does_not_change(vera, given, act):
    aisha, item = given
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
def test_an_action_needs_words_and_a_day_to_come(vera, given, what, days):
    aisha, item = given
    sample = sampled(vera, aisha, item, sign=False)
    with pytest.raises(UserError):
        sampling.ask_action(vera, aisha.id, sample, item.id, what, sample.on + timedelta(days=days))


def test_a_unit_is_left_out_with_a_reason_and_sampled_after_all(vera, given):
    aisha, item = given
    with pytest.raises(UserError, match="the reason"):
        sampling.not_sampled(vera, aisha.id, UNIT, " ")
    sampling.not_sampled(vera, aisha.id, UNIT, "Sampled with the other group")
    assert [each.reason for each in load_portfolio(vera, aisha.id).not_sampled] == [
        "Sampled with the other group"
    ]
    sampling.sample_after_all(vera, aisha.id, UNIT)
    assert load_portfolio(vera, aisha.id).not_sampled == ()
    sampled(vera, aisha, item)
    with pytest.raises(UserError, match="is being sampled"):
        sampling.not_sampled(vera, aisha.id, UNIT, "Too late")


def test_a_begun_sample_is_gone_on_with_until_it_is_signed(vera, given):
    aisha, item = given
    sample = sampled(vera, aisha, item, sign=False)
    assert sampling.samples_to_go_on_with(load_portfolio(vera, aisha.id), UNIT).id == sample.id
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    assert sampling.samples_to_go_on_with(load_portfolio(vera, aisha.id), UNIT) is None


# Nobody verifies what they have assessed


def test_whoever_is_called_as_the_assessor_samples_nothing(vera, given):
    become(vera, " ann  ASSESSOR ", Role.VERIFIER)
    with pytest.raises(UserError, match="Nobody verifies"):
        sampling.begin_sample(vera, given[0].id, UNIT, Stage.INTERIM)


def test_whoever_assessed_samples_nothing_under_another_name_and_role_either(ann, given):
    become(ann, "Anna Newname", Role.VERIFIER)
    with pytest.raises(UserError, match="Nobody verifies"):
        sampling.begin_sample(ann, given[0].id, UNIT, Stage.INTERIM)
    with pytest.raises(UserError, match="Nobody verifies"):
        signing.sign_unit(ann, given[0].id, UNIT, Signer.VERIFIER, "Anna Newname", STROKES)


def test_whoever_became_an_assessor_of_it_meanwhile_signs_no_sample(vera, given):
    aisha, item = given
    sample = sampled(vera, aisha, item, sign=False)
    with overreaching(vera):
        judgement.add_addendum(vera, aisha.id, item.id, "Seen again")
    with pytest.raises(UserError, match="Nobody verifies"):
        sampling.sign_sample(vera, aisha.id, sample.id, STROKES)


def test_whoever_once_judged_verifies_nothing_also_where_another_judged_since(ann, vera, given, tmp_path):
    aisha, item = given
    become(vera, "Vera Verifier", Role.ASSESSOR)
    judgement.reopen(vera, aisha.id, item.id, "The date is missing")
    hand_on(vera, ann, aisha.id, tmp_path / "reopened.csbundle")
    judgement.accept(ann, aisha.id, item.id)
    hand_on(ann, vera, aisha.id, tmp_path / "accepted.csbundle")
    assert {each.by for each in load_portfolio(vera, aisha.id).judgements} == {ann.author}
    become(vera, "Vera Verifier", Role.VERIFIER)
    with pytest.raises(UserError, match="Nobody verifies"):
        sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM)


@pytest.mark.parametrize("name", ["Vera Verifier", "Vera Newname"])
def test_whoever_assessed_closes_no_action(vera, asked, name):
    aisha, item, action = asked
    with overreaching(vera):
        judgement.add_addendum(vera, aisha.id, item.id, "Seen again")
        actions.answer(vera, aisha.id, action.id, "Hers")
    become(vera, name, Role.VERIFIER)
    with pytest.raises(UserError, match="Nobody verifies"):
        actions.weigh(vera, aisha.id, action.id, closed=True)


# The order of signatures


def test_a_final_sample_waits_for_the_assessor_s_signature_and_an_interim_one_does_not(ann, vera, tmp_path):
    aisha, item = decided(ann, signed=False)
    hand_on(ann, vera, aisha.id, tmp_path / "unsigned.csbundle")
    final = sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    with pytest.raises(UserError, match="has not signed this unit yet"):
        sampling.sign_sample(vera, aisha.id, final.id, STROKES)
    sampling.change_sample(vera, aisha.id, replace(final, verdict=Verdict.AGREE, stage=Stage.INTERIM))
    assert sampling.sign_sample(vera, aisha.id, final.id, STROKES)


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_final_sample_is_never_dated_before_the_assessor_s_signature(vera, given, on_paper):
    aisha, item = given
    sample = sampled(vera, aisha, item, stage=Stage.FINAL, sign=False)
    for early in (timedelta(days=1), *([] if on_paper else [timedelta(minutes=1)])):
        at = vera.clock() - early
        with pytest.raises(UserError, match="cannot be earlier"):
            sampling.sign_sample(vera, aisha.id, sample.id, STROKES, on_paper=on_paper, at=at)
    assert sampling.sign_sample(vera, aisha.id, sample.id, STROKES, on_paper=on_paper, at=vera.clock())


def test_a_verifier_signs_no_unit_on_a_clock_that_stands_before_the_assessor_s_signature(vera, given, clock):
    clock.move_on(minutes=-5)
    with pytest.raises(UserError, match="cannot be earlier"):
        signing.sign_unit(vera, given[0].id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)


# Actions


def test_an_action_is_answered_by_an_addendum_and_closed_by_the_verifier(ann, vera, asked, tmp_path):
    aisha, item, action = asked
    assert state_of(ann, aisha, action) is ActionState.OPEN
    actions.answer(ann, aisha.id, action.id, "Hers: the manager says so.")
    portfolio = load_portfolio(ann, aisha.id)
    assert [each.words for each in portfolio.addenda_of(item.id)] == ["Hers: the manager says so."]
    assert state_of(ann, aisha, action) is ActionState.ANSWERED
    hand_on(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    actions.weigh(vera, aisha.id, action.id, closed=True)
    hand_on(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    for each in (ann, vera):
        assert state_of(each, aisha, action) is ActionState.CLOSED
        assert open_actions(load_portfolio(each, aisha.id)) == ()


def test_an_action_kept_open_is_answered_again_and_can_be_closed_then(ann, vera, asked, tmp_path, clock):
    aisha, _, action = asked
    for number, closed in enumerate((False, True)):
        clock.move_on(hours=1)
        actions.answer(ann, aisha.id, action.id, f"Answer {number}")
        hand_on(ann, vera, aisha.id, tmp_path / f"answer-{number}.csbundle", only_new=True)
        clock.move_on(hours=1)
        actions.weigh(vera, aisha.id, action.id, closed=closed, words="" if closed else "Say who says so.")
        hand_on(vera, ann, aisha.id, tmp_path / f"word-{number}.csbundle", only_new=True)
        assert state_of(ann, aisha, action) is (ActionState.CLOSED if closed else ActionState.OPEN)


def test_earlier_signatures_of_account_and_unit_stand_after_the_answer(ann, asked):
    aisha, item, action = asked
    portfolio = load_portfolio(ann, aisha.id)
    code = account_code(portfolio.item(item.id), portfolio, ann.clock())
    signing.sign_account(ann, aisha.id, item.id, Signer.CANDIDATE, "Aisha Karim", code, STROKES)
    actions.answer(ann, aisha.id, action.id, "Hers.")
    view = portfolio_view(ann, aisha.id)
    assert list(standing_signatures(view.of(UNIT), view.portfolio)) == [Signer.CANDIDATE, Signer.ASSESSOR]
    assert all(account_still_applies(each, view.portfolio) for each in view.portfolio.signatures)
    assert all(still_applies(each, view.portfolio) for each in view.portfolio.sample_signatures)


def test_an_answer_that_was_weighed_is_not_undone(ann, vera, asked, tmp_path):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    hand_on(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    actions.weigh(vera, aisha.id, action.id, closed=True)
    hand_on(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    before = load_portfolio(ann, aisha.id)
    with pytest.raises(UserError, match="rests on this"):
        history.undo(ann, aisha.id)
    assert load_portfolio(ann, aisha.id) == before


def test_an_answer_undone_while_it_was_weighed_elsewhere_is_shown_again(ann, vera, asked, tmp_path):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    hand_on(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    history.undo(ann, aisha.id)
    assert state_of(ann, aisha, action) is ActionState.OPEN
    actions.weigh(vera, aisha.id, action.id, closed=True)
    hand_on(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    hand_on(ann, vera, aisha.id, tmp_path / "undone.csbundle", only_new=True)
    for each in (ann, vera):
        assert state_of(each, aisha, action) is ActionState.CLOSED
        assert [answer.words for answer in load_portfolio(each, aisha.id).action_answers] == ["Hers."]
        assert [addendum.words for addendum in load_portfolio(each, aisha.id).addenda] == ["Hers."]


def test_the_first_version_stands_beside_the_second(ann, asked, clock):
    aisha, _, action = asked
    clock.move_on(days=1)
    actions.answer(ann, aisha.id, action.id, "Hers: the manager says so.")
    assert actions.first_version(ann, aisha.id, action) == ["The log is kept daily."]
    assert actions.version_now(ann, aisha.id, action) == [
        "The log is kept daily.",
        "Hers: the manager says so.",
    ]


@pytest.mark.parametrize("closed", [True, False])
def test_an_assessor_neither_closes_an_action_nor_keeps_it_open(ann, asked, closed):
    aisha, _, action = asked
    actions.answer(ann, aisha.id, action.id, "Hers.")
    become(ann, "Another Name", Role.ASSESSOR)
    with pytest.raises(UserError):
        actions.weigh(ann, aisha.id, action.id, closed=closed, words="Done")
    assert state_of(ann, aisha, action) is ActionState.ANSWERED


def test_an_assessor_who_assessed_nothing_of_it_closes_no_action_either(vera, asked):
    aisha, _, action = asked
    with overreaching(vera):
        vera.save(aisha.id, "action.answer", _answer(vera, action))
    become(vera, "Olga Other", Role.ASSESSOR)
    with pytest.raises(UserError, match="may not write this"):
        actions.weigh(vera, aisha.id, action.id, closed=True)


def _answer(caseload, action):
    from csassess.domain.records.verification import ActionAnswer

    return ActionAnswer(caseload.new_id(), action.id, "Hers", "somebody", "Somebody", caseload.clock())


def test_a_verifier_answers_no_action(vera, asked):
    with pytest.raises(UserError, match="may not write this"):
        actions.answer(vera, asked[0].id, asked[2].id, "Hers.")


def test_what_is_not_answered_is_not_weighed_and_what_waits_or_is_closed_is_not_answered(
    ann, vera, asked, tmp_path
):
    aisha, _, action = asked
    with pytest.raises(UserError, match="no answer to weigh"):
        actions.weigh(vera, aisha.id, action.id, closed=True)
    with pytest.raises(UserError, match="what was done"):
        actions.answer(ann, aisha.id, action.id, " ")
    actions.answer(ann, aisha.id, action.id, "Hers.")
    with pytest.raises(UserError, match="waits for the internal verifier"):
        actions.answer(ann, aisha.id, action.id, "Again")
    hand_on(ann, vera, aisha.id, tmp_path / "answered.csbundle", only_new=True)
    with pytest.raises(UserError, match="why it stays open"):
        actions.weigh(vera, aisha.id, action.id, closed=False)
    actions.weigh(vera, aisha.id, action.id, closed=True)
    with pytest.raises(UserError, match="no answer to weigh"):
        actions.weigh(vera, aisha.id, action.id, closed=True)
    hand_on(vera, ann, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    with pytest.raises(UserError, match="or is closed"):
        actions.answer(ann, aisha.id, action.id, "Once more")


def test_an_action_of_a_sample_not_signed_yet_is_not_asked(ann, vera, given, tmp_path):
    aisha, item = given
    sampled(vera, aisha, item, ask="Whose log is it?", sign=False)
    hand_on(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    portfolio = load_portfolio(ann, aisha.id)
    assert open_actions(portfolio) == ()
    with pytest.raises(UserError, match="has not signed this sample yet"):
        actions.answer(ann, aisha.id, portfolio.actions[0].id, "Hers.")


def test_an_action_is_overdue_once_its_day_is_past_and_the_answer_ends_that(ann, asked):
    aisha, _, action = asked
    portfolio = load_portfolio(ann, aisha.id)
    assert not is_overdue(action, portfolio, action.due)
    assert is_overdue(action, portfolio, action.due + timedelta(days=1))
    actions.answer(ann, aisha.id, action.id, "Hers.")
    assert not is_overdue(action, load_portfolio(ann, aisha.id), action.due + timedelta(days=1))


# The answer on paper


def paper(ann, item, **said):
    told = {
        "unit": UNIT,
        "stage": Stage.INTERIM,
        "on": ann.clock().date(),
        "name": "Pat Paper",
        "evidence": (item.id,),
        "verdict": Verdict.AGREE,
    }
    return PaperAnswer(**{**told, **said})


@pytest.mark.parametrize("stage", list(Stage))
def test_an_answer_on_paper_is_typed_in_with_its_scan_and_is_accepted_by_others(
    ann, vera, given, tmp_path, stage
):
    aisha, item = given
    asked = ((item.id, "Qui l’a écrit: cafe\u0301?", ann.clock().date() + timedelta(days=7)),)
    told = paper(ann, item, stage=stage, verdict=Verdict.ACTION_NEEDED, comment="cafe\u0301", actions=asked)
    sample = paper_records.type_in(ann, aisha.id, told, SCAN)
    _, merged = hand_on(ann, vera, aisha.id, tmp_path / "typed.csbundle", only_new=True)
    assert merged.apart == []
    for each in (ann, vera):
        portfolio = load_portfolio(each, aisha.id)
        assert still_applies(signature_of(sample, portfolio), portfolio)
        assert len({(r.evidence, r.criterion) for r in portfolio.looked_at}) == len(portfolio.references)
        assert each.attached.content(portfolio.signed_sheets[-1].sha256) == SCAN.content
        assert looked(each) == 1
    (action,) = load_portfolio(ann, aisha.id).actions
    actions.answer(ann, aisha.id, action.id, "Hers.")
    with pytest.raises(UserError, match="why it stays open"):
        paper_records.weigh_on_paper(ann, aisha.id, action, SCAN, closed=False)
    assert len(load_portfolio(ann, aisha.id).signed_sheets) == 1  # nothing was kept
    closing = paper_records.weigh_on_paper(ann, aisha.id, action, SCAN, closed=True)
    assert closing.name == "Pat Paper"
    _, merged = hand_on(ann, vera, aisha.id, tmp_path / "closed.csbundle", only_new=True)
    assert merged.apart == []
    assert state_of(vera, aisha, action) is ActionState.CLOSED


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": " "}, "verifier’s name"),
        ({"name": "ann assessor"}, "Nobody verifies"),
        ({"evidence": ()}, "Nothing was looked at"),
        ({"later": 1}, "on which it was signed"),
        ({"later": -1}, "before the evidence"),
        ({"verdict": Verdict.ACTION_NEEDED}, "say what, and by when"),
    ],
)
def test_an_answer_on_paper_that_cannot_be_so_is_refused(ann, given, said, words):
    aisha, item = given
    later = timedelta(days=said.pop("later", 0))
    with pytest.raises(UserError, match=words):
        paper_records.type_in(ann, aisha.id, paper(ann, item, on=ann.clock().date() + later, **said), SCAN)
    assert load_portfolio(ann, aisha.id).samples == ()


def test_a_final_answer_on_paper_is_not_before_the_assessor_s_signature(ann, clock):
    aisha, item = decided(ann, signed=False)
    with pytest.raises(UserError, match="has not signed this unit yet"):
        paper_records.type_in(ann, aisha.id, paper(ann, item, stage=Stage.FINAL), SCAN)
    before = ann.clock().date()
    clock.move_on(days=2)
    for signer, name in ((Signer.CANDIDATE, "Aisha Karim"), (Signer.ASSESSOR, "Ann Assessor")):
        signing.sign_unit(ann, aisha.id, UNIT, signer, name, STROKES)
    with pytest.raises(UserError, match="cannot be earlier"):
        paper_records.type_in(ann, aisha.id, paper(ann, item, stage=Stage.FINAL, on=before), SCAN)


def test_without_its_scan_no_answer_on_paper_is_typed_in(ann, asked):
    aisha, item, action = asked
    at, day = ann.clock(), ann.clock().date()
    sample = Sample("s", UNIT, Stage.INTERIM, day, "", "Pat Paper", (item.id,), Verdict.AGREE, sheet="")
    for named in ("", "a" * 64):  # no sheet, and one that is nowhere
        with pytest.raises(UserError, match="may not write this"):
            ann.save(aisha.id, "sample.type-in", replace(sample, sheet=named))
        asks = Action("a", "s", UNIT, item.id, "More", day, "", "Pat Paper", at, sheet=named)
        with pytest.raises(UserError, match="may not write this"):
            ann.save(aisha.id, "sample.type-in", replace(sample, sheet=named), asks)
    actions.answer(ann, aisha.id, action.id, "Hers.")
    with pytest.raises(UserError, match="may not write this"):
        actions.weigh(ann, aisha.id, action.id, closed=True, sheet="a" * 64)


def test_the_scan_of_an_answer_stays_while_the_answer_rests_on_it(ann, given):
    aisha, item = given
    paper_records.type_in(ann, aisha.id, paper(ann, item), SCAN)
    (sheet,) = load_portfolio(ann, aisha.id).signed_sheets
    with pytest.raises(UserError, match="typed in from this sheet"):
        signed_sheet_scans.remove(ann, aisha.id, sheet.id)
    assert load_portfolio(ann, aisha.id).signed_sheets == (sheet,)


@pytest.mark.parametrize("what", ["tick", "signature", "action"])
def test_an_assessor_adds_nothing_to_a_verifier_s_own_sample(ann, vera, given, tmp_path, what):
    aisha, item = given
    sample = sampled(vera, aisha, item, sign=False)
    hand_on(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    sheet = ann.attached.put(SCAN.content)
    ann.save(
        aisha.id,
        "sheet.attach",
        SignedSheet("s", "verification", "all", "", sheet, SCAN.media_type, ann.clock()),
    )
    code = sample_code(sample, load_portfolio(ann, aisha.id))
    forged = {
        "tick": LookedAt("x", sample.id, item.id, "1.1"),
        "signature": SampleSignature(sample.id, "Vera Verifier", ann.clock(), code, on_paper=True),
        "action": Action("x", sample.id, UNIT, item.id, "More", sample.on, "", "V", ann.clock(), sheet=sheet),
    }
    with pytest.raises(UserError, match="may not write this"):
        ann.save(aisha.id, "sample.type-in", forged[what])


# Forged by another program, and arrived in a file: kept apart, and counting for nothing


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
