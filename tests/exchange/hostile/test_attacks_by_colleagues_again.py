"""What colleagues, who are accepted here, cannot do by a file: judge, decide and sign out of turn."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csassess.data.exchange import devices
from csassess.data.exchange.accepted import accepted_machines
from csassess.data.exchange.device_card import signed_roles
from csassess.data.exchange.status_then import was_judged_while_working_towards
from csassess.data.exchange.vouchers import voucher_for
from csassess.data.record.events import Change
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.codes.schemes import account_code, decision_code
from csassess.domain.errors import UserError
from csassess.domain.records.evidence import Decision, Judgement, Outcome
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signature, Signer, UnitSignature
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import ActionAnswer, Answer, Stage, Verdict
from csassess.domain.signing.unit_signing import next_signer, valid_signatures
from csassess.domain.verification.sampling import still_applies as sample_still_applies
from csassess.services.candidates import staff
from csassess.services.evidence import judgement
from csassess.services.exchange import acceptance, sending
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.services.signing.signers import person_signing_unit
from csassess.services.verification import sampling
from tests.exchange.hostile.test_attacks_further import from_forger, hand_to_forger
from tests.support.builders import THAT_DAY
from tests.support.exchanging import acquaint, receive_file, transfer
from tests.support.forging import Forger
from tests.support.verifying import STROKES, UNIT, become, decided, sampled

LATER = THAT_DAY + timedelta(days=1)


def code_of(caseload, candidate):
    return load_portfolio(caseload, candidate.id).decisions[-1].code


def forged_signature(bob, candidate, signer, name, **more):
    code = code_of(bob.ann, candidate)
    bob.forger.records(
        candidate.id,
        "unit.sign",
        UnitSignature("s9", UNIT, signer, name, bob.forger.now(), code, STROKES, scheme=2, **more),
    )
    return from_forger(bob, candidate.id)


def who_signed(caseload, candidate):
    view = portfolio_view(caseload, candidate.id)
    signed = valid_signatures(view.of(UNIT), view.portfolio)
    return {signer: signature.name for signer, signature in signed.items()}


def judged_by(office, **more):
    own = office.forger.caseload.author
    judged = Judgement(office.item, Outcome.ACCEPTED, THAT_DAY, own, **more)
    office.forger.records(office.mo, "evidence.accept", judged)


@pytest.mark.parametrize("name", ["Ann Assessor", "Vera Verifier", "Nobody Known"])
def test_a_colleague_s_voucher_lets_in_nobody_but_the_colleague(bob, vera, tmp_path, clock, name):
    own = bob.forger.caseload
    with closing(Forger(tmp_path / "second", name, clock=clock).caseload) as second:
        card = devices.own_card(second)
        path = tmp_path / "to.csbundle"
        sending.send(bob.ann, [bob.mo], path, recipients=[card], with_forms=False)
        receive_file(second, path)
        forger = Forger.__new__(Forger)
        forger.caseload = second
        judged = Judgement(bob.item, Outcome.ACCEPTED, THAT_DAY, second.author)
        forger.records(bob.mo, "evidence.accept", judged)
        signature = devices.own_signature(own, voucher_for(card.device, card.public_key))
        vouched = {"by": own.device, "signature": signature}
        forger.send(bob.mo, tmp_path / "f", bob.ann, lambda meta: meta["cards"][0].update(vouched=vouched))
        receive_file(bob.ann, tmp_path / "f")
        assert second.device not in accepted_machines(bob.ann)
        assert load_portfolio(bob.ann, bob.mo).judgement_of(bob.item) is None


def test_an_earlier_role_does_not_last_beyond_the_acceptance(office):
    """Mallory, accepted as a verifier, has signed before that she is an assessor until 2999."""
    own = office.forger.caseload
    become(own, "Mallory", Role.VERIFIER)
    roles = signed_roles(
        own.local.get("device-key"),
        devices.own_card(own),
        [(Role.ASSESSOR, datetime(2999, 1, 1, tzinfo=UTC))],
    )
    office.receive(lambda meta: meta["cards"][0].update(roles=roles))
    acceptance.accept(office.ann, own.device)
    judged_by(office)
    office.receive()
    assert load_portfolio(office.ann, office.mo).judgement_of(office.item) is None


def test_backdating_an_entry_that_follows_later_ones_raises_no_role(office, clock):
    own = office.forger.caseload
    clock.move_on(days=10)
    become(own, "Mallory", Role.VERIFIER)
    office.receive()
    acceptance.accept(office.ann, own.device)
    clock.move_on(days=10)
    office.forger.records(office.mo, "x", Answer("a1", ("q",), "Because", own.author, clock().date()))
    office.receive()
    clock.move_on(days=-15)
    judged_by(office)
    clock.move_on(days=15)
    office.receive()
    assert load_portfolio(office.ann, office.mo).judgement_of(office.item) is None


def working_towards(bob):
    status_now = AssessorStatus.WORKING_TOWARDS
    staff.keep_member(bob.ann, StaffMember("", "Mallory", "assessor", status=status_now, since=THAT_DAY))


def test_backdating_a_judgement_makes_nobody_qualified(bob, clock):
    working_towards(bob)
    clock.move_on(days=-20)
    judged_by(bob)
    clock.move_on(days=20)
    bob.receive()
    assert load_portfolio(bob.ann, bob.mo).judgement_of(bob.item)
    assert was_judged_while_working_towards(bob.ann, bob.mo, "ocr-b10", [bob.item])


def forged_decision(bob, clock, candidate, basis, **more):
    """Forge a later decision in the colleague's own name."""
    hand_to_forger(bob, candidate.id)
    clock.move_on(days=1)
    code = decision_code(UNIT, load_portfolio(bob.ann, candidate.id), basis)
    decision = Decision("zz", UNIT, LATER, bob.forger.caseload.author, code, "", basis, scheme=2)
    bob.forger.records(candidate.id, "unit.decide", replace(decision, **more))
    return from_forger(bob, candidate.id)


def state_of(caseload, candidate):
    view = portfolio_view(caseload, candidate.id)
    return decision_state(view.of(UNIT), view.portfolio)


def test_a_colleague_who_works_towards_the_award_decides_nothing_without_a_countersigner(bob, clock):
    candidate, item = decided(bob.ann)
    working_towards(bob)
    forged_decision(bob, clock, candidate, (item.id,), awaits_countersigner=False)
    assert state_of(bob.ann, candidate) is not DecisionState.DECIDED


def test_nobody_countersigns_their_own_decision(bob, clock, tmp_path):
    candidate, item = decided(bob.ann)
    forged_decision(bob, clock, candidate, (item.id,), awaits_countersigner=True)
    own = bob.forger.caseload
    become(own, "Mallory", Role.COUNTERSIGNER)
    acquaint(bob.ann, own, folder=tmp_path)
    clock.move_on(days=1)
    forged_signature(bob, candidate, Signer.COUNTERSIGNER, "Mallory", person=own.author)
    assert Signer.COUNTERSIGNER not in who_signed(bob.ann, candidate)


@pytest.mark.parametrize("signer", [Signer.CANDIDATE, Signer.ASSESSOR])
def test_a_colleague_s_later_signature_does_not_take_the_place_of_one_that_stands(bob, clock, signer):
    candidate, _ = decided(bob.ann)
    before = who_signed(bob.ann, candidate)
    hand_to_forger(bob, candidate.id)
    clock.move_on(days=1)
    forged_signature(bob, candidate, signer, "Mallory")
    assert who_signed(bob.ann, candidate) == before


@pytest.mark.parametrize("name", ["Aisha Karim", "Mallory"])
def test_no_received_signature_is_of_one_who_signed_already_or_of_nobody_without_a_reason(bob, name):
    candidate, _ = decided(bob.ann, signed=False)
    signing.sign_unit(bob.ann, candidate.id, UNIT, Signer.CANDIDATE, "Aisha Karim", STROKES)
    hand_to_forger(bob, candidate.id)
    forged_signature(bob, candidate, Signer.ASSESSOR, name)
    assert Signer.ASSESSOR not in who_signed(bob.ann, candidate)


def test_a_received_signature_does_not_keep_ann_from_signing(bob):
    candidate, _ = decided(bob.ann, signed=False)
    hand_to_forger(bob, candidate.id)
    forged_signature(bob, candidate, Signer.CANDIDATE, "Mallory", person=bob.ann.author)
    view = portfolio_view(bob.ann, candidate.id)
    if next_signer(view.of(UNIT), view.portfolio) is Signer.CANDIDATE:
        signing.sign_unit(bob.ann, candidate.id, UNIT, Signer.CANDIDATE, "Aisha Karim", STROKES)
    signing.sign_unit(bob.ann, candidate.id, UNIT, Signer.ASSESSOR, "Ann Assessor", STROKES)


def test_nobody_signs_an_account_as_verifier_and_keeps_the_candidate_from_signing(bob):
    portfolio = load_portfolio(bob.ann, bob.mo)
    code = account_code(portfolio.item(bob.item), portfolio, bob.forger.now())
    name = "Mo Candidate"
    forged = Signature("s9", bob.item, Signer.VERIFIER, name, bob.forger.now(), code, STROKES, scheme=2)
    bob.forger.records(bob.mo, "x", forged)
    bob.receive()
    signing.sign_account(bob.ann, bob.mo, bob.item, Signer.CANDIDATE, name, code, STROKES)


def test_a_countersignature_in_vera_s_name_does_not_set_her_samples_aside(bob, vera, tmp_path):
    candidate, item = decided(bob.ann)
    transfer(bob.ann, vera, candidate.id, tmp_path / "1.csbundle")
    hand_to_forger(bob, candidate.id)
    forged_signature(bob, candidate, Signer.COUNTERSIGNER, "Vera Verifier", on_paper=True)
    sampled(vera, candidate, item, ask="Whose log is it?")
    transfer(vera, bob.ann, candidate.id, tmp_path / "2.csbundle")
    assert load_portfolio(bob.ann, candidate.id).actions


def renamed_and_back(bob, candidate, name):
    hand_to_forger(bob, candidate.id)
    head = bob.forger.head_of(candidate.id, "candidate", candidate.id, "name")
    for value in (name, candidate.name):
        change = Change("candidate", candidate.id, "name", value, (head,))
        head = bob.forger.entry(candidate.id, "candidate.change", [change])
    from_forger(bob, candidate.id)


def test_a_name_that_a_colleague_gave_the_candidate_for_a_moment_does_not_sign_for_the_candidate(bob):
    candidate, _ = decided(bob.ann, signed=False)
    renamed_and_back(bob, candidate, "Mallory")
    with pytest.raises(UserError):
        signing.sign_unit(bob.ann, candidate.id, UNIT, Signer.CANDIDATE, "Mallory", STROKES)


@pytest.mark.parametrize("by", ["earlier name", "known_as"])
def test_a_name_that_a_colleague_gave_the_candidate_keeps_no_verifier_from_signing(bob, by):
    candidate, _ = decided(bob.ann)
    staff.keep_member(bob.ann, StaffMember("", "Vera Verifier", "internal verifier"))
    if by == "known_as":
        hand_to_forger(bob, candidate.id)
        change = Change("candidate", candidate.id, "known_as", "Vera Verifier", ())
        bob.forger.entry(candidate.id, "candidate.change", [change])
        from_forger(bob, candidate.id)
    else:
        renamed_and_back(bob, candidate, "Vera Verifier")
    view = portfolio_view(bob.ann, candidate.id)
    person_signing_unit(bob.ann, view, UNIT, Signer.VERIFIER, "Vera Verifier", "")


def test_opening_an_account_that_was_signed_at_a_colleague_s_machine_reaches_everybody(bob, vera, tmp_path):
    """No attack: two honest assessors. What Ann does is set aside everywhere else."""
    own = bob.forger.caseload
    acquaint(bob.ann, own, vera, folder=tmp_path)
    portfolio = load_portfolio(own, bob.mo)
    code = account_code(portfolio.item(bob.item), portfolio, own.clock())
    signing.sign_account(own, bob.mo, bob.item, Signer.CANDIDATE, "Mo Candidate", code, STROKES)
    transfer(own, bob.ann, bob.mo, tmp_path / "1.csbundle")
    signing.open_account(bob.ann, bob.mo, bob.item, "A word was wrong")
    _, merged = transfer(bob.ann, vera, bob.mo, tmp_path / "2.csbundle")
    assert merged.quarantined == []


def test_an_action_that_vera_took_back_is_not_revived_by_an_answer_to_it(bob, vera, tmp_path):
    candidate, item = decided(bob.ann)
    transfer(bob.ann, vera, candidate.id, tmp_path / "1.csbundle")
    sample = sampling.begin_sample(vera, candidate.id, UNIT, Stage.INTERIM, [item.id])
    sampling.ask_action(vera, candidate.id, sample, item.id, "Whose log is it?", LATER)
    (action,) = load_portfolio(vera, candidate.id).actions
    sampling.take_action_back(vera, candidate.id, action)
    sampling.change_sample(vera, candidate.id, replace(sample, verdict=Verdict.AGREE))
    sampling.sign_sample(vera, candidate.id, sample.id, STROKES)
    transfer(vera, bob.ann, candidate.id, tmp_path / "2.csbundle")
    hand_to_forger(bob, candidate.id)
    own = bob.forger.caseload.author
    answer = ActionAnswer("aa", action.id, "Mine", own, "Mallory", bob.forger.now())
    bob.forger.records(candidate.id, "x", answer)
    from_forger(bob, candidate.id)
    portfolio = load_portfolio(bob.ann, candidate.id)
    assert sample_still_applies(portfolio.sample_signatures[0], portfolio)
    assert portfolio.actions == ()


def test_no_verifier_s_signature_counts_while_an_action_is_open(office, vera, tmp_path):
    candidate, item = decided(office.ann)
    transfer(office.ann, vera, candidate.id, tmp_path / "1.csbundle")
    sampled(vera, candidate, item, ask="Whose log is it?", stage=Stage.FINAL)
    code, name = code_of(vera, candidate), "Vera Verifier"
    forged = UnitSignature("s9", UNIT, Signer.VERIFIER, name, vera.clock(), code, STROKES, scheme=2)
    vera.save(candidate.id, "unit.sign", forged)
    transfer(vera, office.ann, candidate.id, tmp_path / "2.csbundle")
    assert Signer.VERIFIER not in who_signed(office.ann, candidate)


def test_a_decision_by_a_scheme_that_is_not_known_is_never_current(bob, clock):
    candidate, item = decided(bob.ann)
    forged_decision(bob, clock, candidate, (item.id,), code="", scheme=999)
    judgement.reopen(bob.ann, candidate.id, item.id, "A word was wrong")
    assert state_of(bob.ann, candidate) is DecisionState.CHANGED


def test_a_judgement_by_a_scheme_that_is_not_known_does_not_outlast_what_was_judged(bob):
    judged_by(bob, judged="", scheme=999)
    bob.receive()
    head = bob.forger.head_of(bob.mo, "note", bob.note.id, "text")
    change = Change("note", bob.note.id, "text", "Quite another thing.", (head,))
    bob.forger.entry(bob.mo, "note.change", [change])
    bob.receive()
    portfolio = load_portfolio(bob.ann, bob.mo)
    assert not portfolio.is_accepted(portfolio.item(bob.item))


@pytest.mark.parametrize(
    ("signer", "person", "because"),
    [
        (Signer.CANDIDATE, "stream", ""),
        (Signer.CANDIDATE, "", "She was away"),
        (Signer.WITNESS, "", "She was away"),
    ],
)
def test_no_received_signature_of_an_account_takes_the_assessor_s_name_for_another_line(
    bob, signer, person, because
):
    portfolio, now, name = load_portfolio(bob.ann, bob.mo), bob.forger.now(), "Ann Assessor"
    code = account_code(portfolio.item(bob.item), portfolio, now)
    person = bob.mo if person else ""
    forged = Signature(
        "s9", bob.item, signer, name, now, code, STROKES, person=person, because=because, scheme=2
    )
    bob.forger.records(bob.mo, "x", forged)
    bob.receive()
    signing.sign_account(bob.ann, bob.mo, bob.item, Signer.ASSESSOR, name, code, STROKES)


@pytest.mark.parametrize("because", ["", "She was away"])
def test_no_received_signature_of_the_candidate_takes_the_verifier_s_name(bob, vera, because, tmp_path):
    candidate, _ = decided(bob.ann, signed=False)
    transfer(bob.ann, vera, candidate.id, tmp_path / "1.csbundle")
    acquaint(bob.ann, vera, folder=tmp_path)
    hand_to_forger(bob, candidate.id)
    person = "" if because else candidate.id
    forged_signature(bob, candidate, Signer.CANDIDATE, "Vera Verifier", person=person, because=because)
    assert Signer.CANDIDATE not in who_signed(bob.ann, candidate)
