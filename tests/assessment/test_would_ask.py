"""What an external verifier would ask: each fault is pointed out, and only what matters asks for a reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.asking.lines import Grade, Kind, Step
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Method
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.records.staff import StaffMember
from csassess.domain.units.units import Setting
from csassess.forms.content import Words
from csassess.services.candidates import candidates, staff
from csassess.services.evidence import decisions, evidence, judgement, references, witnesses
from csassess.services.papers import files
from csassess.services.papers.observation import item_record
from csassess.services.progress import milestones, would_ask
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.verification import actions
from csassess.services.visits import visits
from tests.support.exchanging import accept_in_present_role, acquaint, machine, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, registered, sampled

ACCOUNT = "She greeted the customer, asked what was wrong and put it right at once."


def kinds(caseload, candidate, **chosen):
    lines = would_ask.lines_for(caseload, candidate)
    return {line.kind for line in lines if all(getattr(line, k) == v for k, v in chosen.items())}


def observed(caseload, mo, *, words=ACCOUNT, sign=True, finish=True):
    """Add and accept an observation; by default, it is finished and its account is signed."""
    item = evidence.start_observation(caseload, mo.id, "Counter")
    note = evidence.add_note(caseload, mo.id, item.id, words)
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    if sign:
        portfolio = load_portfolio(caseload, mo.id)
        code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
        for signer, name in ((Signer.CANDIDATE, mo.name), (Signer.ASSESSOR, "Ann Assessor")):
            signing.sign_account(caseload, mo.id, item.id, signer, name, code, STROKES)
    if finish:
        visits.finish(caseload, mo.id, item.id, FeedbackToCandidate(item.id, item.id))
    judgement.accept(caseload, mo.id, item.id)
    return item


def test_the_answer_to_an_unsigned_account_prints_on_the_record_of_the_item_but_not_on_the_copy(caseload, mo):
    item = observed(caseload, mo, sign=False)
    before = _printed(caseload, mo, item)
    codes = [line.code for line in would_ask.lines_for(caseload, mo.id) if line.item == item.id]
    would_ask.answer(caseload, mo.id, codes, "She was called away")
    said = "The candidate has not signed the account: She was called away (Ann Assessor, 2 March 2026)"
    assert said not in before
    assert said in _printed(caseload, mo, item)
    assert "called away" not in _printed(caseload, mo, item, criteria=False)


def _printed(caseload, mo, item, **how):
    view = portfolio_view(caseload, mo.id)
    blocks = item_record(caseload, view, view.portfolio.item(item.id), **how).blocks
    return "\n".join(block.words for block in blocks if isinstance(block, Words))


def colleague_of(caseload):
    """Add a second candidate with a job, enrolled on the same unit."""
    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.set_job(caseload, other.id, "Harbour Ferries", "Clerk", Setting.REAL_JOB_PAID)
    candidates.enrol(caseload, other.id, "ocr-b10")
    return other


def statement(caseload, mo, words="Log", method=Method.PERSONAL_STATEMENT, on=date(2026, 3, 2)):
    return evidence.add_item(caseload, mo.id, method, words, on)


# Nothing nags


def test_ten_ordinary_items_are_accepted_and_nothing_is_asked(caseload, mo):
    for number in range(10):
        words = f"On call {number} she listened to the whole of it before she gave her answer."
        item = observed(caseload, mo, words=words)
        assert would_ask.before_accepting(caseload, mo.id, item.id) == ()
    assert kinds(caseload, mo.id) == set()


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_a_grade_a_step_and_says_why_it_matters(kind):
    assert kind.grade in Grade
    assert kind.step in Step
    assert kind.why.endswith(".")


def test_one_answer_covers_all_lines_of_a_kind_until_their_facts_change(caseload, mo):
    first, second = observed(caseload, mo, sign=False), observed(caseload, mo, sign=False)
    asked = [line for line in would_ask.lines_for(caseload, mo.id) if line.kind is Kind.ACCOUNT_UNSIGNED]
    covered = would_ask.alike(asked[0], asked)
    would_ask.answer(caseload, mo.id, [line.code for line in covered], "She left before the end.")
    lines = would_ask.lines_for(caseload, mo.id)
    assert {line.item for line in lines if line.answer} == {first.id, second.id}
    third = observed(caseload, mo, sign=False)
    (left,) = [line for line in would_ask.lines_for(caseload, mo.id) if not line.answer]
    assert (left.kind, left.item) == (Kind.ACCOUNT_UNSIGNED, third.id)


def test_an_answer_needs_a_reason_and_a_line_that_is_asked(caseload, mo):
    observed(caseload, mo, sign=False)
    (line,) = would_ask.lines_for(caseload, mo.id)
    with pytest.raises(UserError, match="reason"):
        would_ask.answer(caseload, mo.id, [line.code], "  ")
    with pytest.raises(UserError, match="not asked any more"):
        would_ask.answer(caseload, mo.id, ["another"], "Because")


def test_answers_travel_with_the_portfolio(caseload, mo, tmp_path, clock):
    observed(caseload, mo, sign=False)
    (line,) = would_ask.lines_for(caseload, mo.id)
    would_ask.answer(caseload, mo.id, [line.code], "She left before the end.")
    other = machine(tmp_path / "other", clock=clock)
    acquaint(caseload, other, folder=tmp_path)
    transfer(caseload, other, mo.id, tmp_path / "mo.csbundle")
    (there,) = would_ask.lines_for(other, mo.id)
    assert there.answer
    assert there.answer.reason == "She left before the end."
    other.close()


# Accounts


def test_an_account_nobody_signed_or_finished_is_to_be_answered(caseload, mo):
    unsigned = observed(caseload, mo, sign=False)
    unfinished = observed(caseload, mo, finish=False)
    assert kinds(caseload, mo.id, item=unsigned.id) == {Kind.ACCOUNT_UNSIGNED}
    assert kinds(caseload, mo.id, item=unfinished.id) == {Kind.ACCOUNT_UNFINISHED}


def test_a_draft_is_not_asked_for_its_signature(caseload, mo):
    evidence.start_observation(caseload, mo.id, "Counter")
    assert Kind.ACCOUNT_UNSIGNED not in kinds(caseload, mo.id)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Mo helped Siân Ŵyn to close the till at the end of the day.", Kind.OTHER_CANDIDATE),
        ("Mo helped siân ŵyn to close the till at the end of the day.", Kind.OTHER_CANDIDATE),
        ("Mo helped Siân to close the till at the end of the day.", Kind.PART_OF_NAME),
        ("Mo helped her colleague to close the till at the end of the day.", None),
    ],
)
def test_another_candidate_s_name_in_an_account_is_pointed_out(caseload, mo, words, kind):
    candidates.add_candidate(caseload, "Siân Ŵyn")
    observed(caseload, mo, words=words)
    assert kinds(caseload, mo.id) == ({kind} if kind else set())


def test_one_sentence_of_an_account_under_another_candidate_is_pointed_out_for_both(caseload, mo):
    other = colleague_of(caseload)
    mine = observed(caseload, mo, words=f"At nine the doors opened. {ACCOUNT}")
    theirs = observed(caseload, other, words=f"{ACCOUNT.upper()} Then the queue was gone.")
    for candidate, item in ((mo, mine), (other, theirs)):
        assert Kind.SAME_ACCOUNT in kinds(caseload, candidate.id, item=item.id)


def test_the_same_account_is_no_longer_pointed_out_once_the_other_is_withdrawn(caseload, mo):
    other = colleague_of(caseload)
    observed(caseload, mo)
    theirs = observed(caseload, other)
    judgement.withdraw(caseload, other.id, theirs.id)
    assert Kind.SAME_ACCOUNT not in kinds(caseload, mo.id)


# Testimony


def test_testimony_without_words_paper_signature_or_confirmation_is_to_be_answered(caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Will Ness", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, date(2026, 3, 2))
    assert kinds(caseload, mo.id, item=item.id) == {Kind.TESTIMONY_EMPTY, Kind.TESTIMONY_UNCONFIRMED}


@pytest.mark.parametrize("name", ["Mo Candidate", "ann  assessor"])
def test_candidate_or_assessor_as_own_witness_is_to_be_answered(caseload, mo, name):
    witness = witnesses.add_witness(caseload, mo.id, name, "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, date(2026, 3, 2))
    assert Kind.OWN_WITNESS in kinds(caseload, mo.id, item=item.id)


# Units


def test_a_unit_that_rests_on_one_short_statement_is_cautioned_in_each_respect(caseload, mo):
    item = statement(caseload, mo, "Abc")
    for label in would_ask.portfolio_view(caseload, mo.id).of("ocr-b10").unit.labels():
        references.tick(caseload, mo.id, item.id, "ocr-b10", label)
    judgement.accept(caseload, mo.id, item.id)
    judgement.confirm(caseload, mo.id, "ocr-b10", "3", ".")
    view = would_ask.portfolio_view(caseload, mo.id)
    unready = replace(view.of("ocr-b10"), findings=())  # of the customers, which are not the subject here
    found = {line.kind for line in would_ask.lines_of(caseload, replace(view, standings=(unready,)))}
    assert {
        Kind.FEW_WORDS,
        Kind.NO_NOTE,
        Kind.ONE_OCCASION,
        Kind.ONE_METHOD,
        Kind.NO_OBSERVATION,
        Kind.SHORT_REASON,
    } <= found


def test_an_open_action_is_to_be_answered(ann, vera, tmp_path):
    become(vera, "Vera Verifier", Role.VERIFIER)
    accept_in_present_role(ann, vera, tmp_path)
    candidate, item = decided(ann)
    transfer(ann, vera, candidate.id, tmp_path / "to.csbundle")
    sampled(vera, candidate, item, ask="Show one more day.")
    transfer(vera, ann, candidate.id, tmp_path / "back.csbundle")
    assert asked_of_actions(ann, candidate) == ["1 action of the internal verifier is not closed"]
    (action,) = load_portfolio(ann, candidate.id).actions
    actions.answer(ann, candidate.id, action.id, "It is there now.")
    assert asked_of_actions(ann, candidate) == [
        "1 action of the internal verifier is answered and not closed yet"
    ]


def asked_of_actions(caseload, candidate):
    lines = would_ask.lines_for(caseload, candidate.id)
    return [line.what for line in lines if line.kind is Kind.ACTION_OPEN]


@pytest.mark.parametrize(
    ("name", "since", "until", "kind"),
    [
        ("Someone Else", None, None, Kind.NOT_ON_STAFF_LIST),
        ("Ann Assessor", date(2026, 3, 3), None, Kind.NOT_IN_POST),
        ("Ann Assessor", None, date(2026, 3, 1), Kind.NOT_IN_POST),
        ("ann assessor", date(2026, 3, 2), date(2026, 3, 2), None),
    ],
)
def test_who_decided_is_looked_up_in_the_staff_list_of_that_day(caseload, name, since, until, kind):
    candidate, _ = decided(caseload)
    staff.keep_member(caseload, StaffMember("", name, "assessor", since=since, until=until))
    found = kinds(caseload, candidate.id) & {Kind.NOT_ON_STAFF_LIST, Kind.NOT_IN_POST}
    assert found == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("entries", "asked"),
    [
        ([{}], False),
        ([{"competent_in": (UNIT,)}], False),
        ([{"competent_in": ("ocr-429",)}], True),
        ([{"competent_in": ("ocr-429",)}, {"competent_in": (UNIT,)}], False),
        ([{"competent_in": (UNIT,), "since": date(2026, 3, 3)}, {"competent_in": ("ocr-429",)}], True),
        ([{"competent_in": ("ocr-429",), "until": date(2026, 3, 1)}, {"competent_in": (UNIT,)}], False),
    ],
)
def test_who_decided_is_competent_in_the_unit_on_that_day_if_the_list_states_units(caseload, entries, asked):
    candidate, _ = decided(caseload)
    for entry in entries:
        staff.keep_member(caseload, StaffMember("", "Ann Assessor", "assessor", **entry))
    assert (Kind.NOT_COMPETENT in kinds(caseload, candidate.id, unit=UNIT)) is asked


def test_a_conflict_of_interest_with_the_candidate_is_to_be_answered(caseload):
    candidate, _ = decided(caseload)
    entry = StaffMember("", "Ann Assessor", "assessor", conflicts=("another",))
    entry = staff.keep_member(caseload, entry)
    assert Kind.CONFLICT_OF_INTEREST not in kinds(caseload, candidate.id)
    staff.keep_member(caseload, replace(entry, conflicts=("another", candidate.id)))
    assert Kind.CONFLICT_OF_INTEREST in kinds(caseload, candidate.id)


def test_a_decision_without_signatures_or_changed_since_is_to_be_answered(caseload):
    candidate, item = decided(caseload, signed=False)
    assert Kind.DECLARATION_UNSIGNED in kinds(caseload, candidate.id, unit=UNIT)
    judgement.reopen(caseload, candidate.id, item.id, "A word was wrong")
    assert Kind.CHANGED_SINCE_DECIDED in kinds(caseload, candidate.id, unit=UNIT)


# Claims


@pytest.mark.parametrize("kind", [MilestoneKind.ACHIEVED, MilestoneKind.CLAIMED, MilestoneKind.CERTIFICATED])
def test_a_claim_for_which_something_is_to_be_answered_needs_a_reason_that_is_kept(caseload, mo, kind):
    today = caseload.clock().date()
    with pytest.raises(UserError, match="reason"):
        milestones.record(caseload, mo.id, kind, today)
    assert load_portfolio(caseload, mo.id).milestones == ()
    milestones.record(caseload, mo.id, kind, today, reason="Agreed by telephone with the awarding body")
    lines = would_ask.lines_for(caseload, mo.id)
    assert {line.kind for line in lines} >= {Kind.NOT_REGISTERED, Kind.NO_UNIT_DECIDED}
    assert all(line.answer for line in lines if line.kind.grade is Grade.ANSWER)


def test_a_claim_after_a_withdrawal_is_to_be_answered(caseload):
    candidate = registered(caseload)
    today = caseload.clock().date()
    milestones.record(caseload, candidate.id, MilestoneKind.WITHDRAWN, today)
    asked = milestones.asked_before(caseload, candidate.id, MilestoneKind.CLAIMED)
    assert Kind.WITHDRAWN in {line.kind for line in asked}


def test_a_qualification_of_which_a_unit_is_missing_is_to_be_answered(caseload):
    candidate, _ = decided(caseload)
    qualification = caseload.all(candidates.Qualification, "caseload")[0]
    units = (UNIT, "nos-b10")
    caseload.save("caseload", "qualification.add", replace(qualification, units=units))
    asked = milestones.asked_before(caseload, candidate.id, MilestoneKind.CLAIMED)
    assert any(line.what.startswith("1 of 2 units of") for line in asked if line.kind is Kind.RULE_NOT_MET)


def test_a_sound_claim_is_recorded_without_a_word(caseload, mo, clock):
    candidate = registered(caseload)
    clock.move_on(days=1)
    for number in range(2):
        item = evidence.start_observation(caseload, candidate.id, "Counter")
        words = f"On day {number} she listened to the whole of it before she gave her answer."
        note = evidence.add_note(caseload, candidate.id, item.id, words)
        for label in would_ask.portfolio_view(caseload, candidate.id).of(UNIT).unit.labels():
            references.tick(caseload, candidate.id, item.id, UNIT, label, note.id)
        portfolio = load_portfolio(caseload, candidate.id)
        code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
        for signer, name in ((Signer.CANDIDATE, candidate.name), (Signer.ASSESSOR, "Ann Assessor")):
            signing.sign_account(caseload, candidate.id, item.id, signer, name, code, STROKES)
        visits.finish(caseload, candidate.id, item.id, FeedbackToCandidate(item.id, item.id))
        judgement.accept(caseload, candidate.id, item.id)
        clock.move_on(days=1)
    decisions.decide(caseload, candidate.id, UNIT)
    signing.sign_unit(caseload, candidate.id, UNIT, Signer.CANDIDATE, candidate.name, STROKES)
    signing.sign_unit(caseload, candidate.id, UNIT, Signer.ASSESSOR, "Ann Assessor", STROKES)
    today = caseload.clock().date()
    assert milestones.asked_before(caseload, candidate.id, MilestoneKind.CLAIMED) == ()
    milestones.record(caseload, candidate.id, MilestoneKind.CLAIMED, today)


# The list as a whole


def test_the_list_never_shrinks_by_adding_a_fault(caseload, mo):
    """Each fault in turn adds its line and takes none away."""
    other = colleague_of(caseload)
    day = date(2026, 3, 2)

    def own_witness():
        witness = witnesses.add_witness(caseload, mo.id, mo.name, "supervisor")
        witnesses.add_testimony(caseload, mo.id, witness, day)

    faults = (
        lambda: observed(caseload, mo, sign=False),
        lambda: observed(
            caseload, mo, words="Helped Siân Ŵyn at the till, and then closed it.", finish=False
        ),
        lambda: observed(caseload, other),
        own_witness,
        lambda: statement(caseload, mo, on=day + timedelta(days=1)),
        lambda: milestones.record(caseload, mo.id, MilestoneKind.WITHDRAWN, day),
        lambda: milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, day, reason="Known"),
    )
    before = set()
    for number, fault in enumerate(faults):
        fault()
        found = {(line.kind, line.item, line.unit) for line in would_ask.lines_for(caseload, mo.id)}
        assert before <= found, number
        before = found
    assert len(before) >= len(faults)


def test_a_whole_portfolio_works_out_once_what_would_be_asked(caseload, mo, monkeypatch):
    items = [observed(caseload, mo, sign=False) for _ in range(3)]
    codes = [line.code for line in would_ask.lines_for(caseload, mo.id)]
    would_ask.answer(caseload, mo.id, codes, "She was called away")
    counted, lines_of = [], would_ask.lines_of
    monkeypatch.setattr(would_ask, "lines_of", lambda *given: counted.append(1) or lines_of(*given))
    _, papers = files.whole_portfolio(caseload, portfolio_view(caseload, mo.id))
    said = [
        paper
        for paper in papers
        if any(isinstance(b, Words) and "called away" in b.words for b in getattr(paper, "blocks", ()))
    ]
    assert (len(said), len(counted)) == (len(items), 1)
