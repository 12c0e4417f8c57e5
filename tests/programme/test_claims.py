"""Claims: of what is decided and verified only, direct or released by the external verifier first."""

from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.programme.claiming import ClaimState, claim_state
from csassess.domain.records.milestones import MilestoneKind
from csassess.domain.records.programme.claims import DirectClaims
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.services.candidates import candidates
from csassess.services.lists import spreadsheets
from csassess.services.papers.files import draw
from csassess.services.programme import claims
from csassess.services.programme.claims_paper import claims_paper
from csassess.services.progress import history
from csassess.services.signing import signing
from csassess.services.verification import sampling
from tests.support.builders import pdf_text
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, decided, registered, sampled

NVQ = "NVQ Certificate in Customer Service"
DAY = timedelta(1)


@pytest.fixture
def verified(ann, vera, tmp_path):
    """Return Aisha, whose only unit Vera verified, in Ann's caseload."""
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "1.csbundle")
    sampled(vera, aisha, item, stage=Stage.FINAL)
    signing.sign_unit(vera, aisha.id, UNIT, Signer.VERIFIER, "Vera Verifier", STROKES)
    transfer(vera, ann, aisha.id, tmp_path / "2.csbundle")
    return aisha


def rows(caseload):
    return claims.to_claim(caseload, claims.views_of_all(caseload))


def with_status(caseload, since, until=None):
    return claims.keep_direct_claims(caseload, DirectClaims("", "", since, until), NVQ)


def make(caseload, candidate, claim):
    on = caseload.clock().date()
    return claims.make(caseload, candidate.id, claim, on, "CL-1", "The forms wait for approval")


def test_what_is_decided_but_not_verified_cannot_be_claimed(ann):
    aisha, _ = decided(ann)
    assert rows(ann) == []
    with pytest.raises(UserError, match="not verified yet"):
        claims.put_forward(ann, aisha.id, (UNIT,))


def test_a_unit_that_is_signed_by_nobody_or_has_an_open_action_cannot_be_claimed(ann, vera, tmp_path):
    unsigned, _ = decided(ann, "Una", "3", signed=False)
    with pytest.raises(UserError, match="waits for the signature of the candidate"):
        claims.put_forward(ann, unsigned.id, (UNIT,))
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "1.csbundle")
    sampled(vera, aisha, item, ask="One more day")
    with pytest.raises(UserError, match="action of the internal verifier is not closed"):
        claims.put_forward(vera, aisha.id, (UNIT,))


def test_a_unit_left_out_of_the_sample_with_a_reason_can_be_claimed(ann, vera, tmp_path):
    aisha, _ = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "1.csbundle")
    sampling.not_sampled(vera, aisha.id, UNIT, "Sampled of another candidate")
    transfer(vera, ann, aisha.id, tmp_path / "2.csbundle")
    [row] = rows(ann)
    assert (row.units, row.is_whole) == ((UNIT,), True)


def test_without_direct_claims_status_a_claim_waits_for_the_external_verifier(ann, verified, clock):
    claim = claims.put_forward(ann, verified.id, (UNIT,))
    assert claim_state(claim) is ClaimState.WAITS
    with pytest.raises(UserError, match="waits for the external verifier"):
        make(ann, verified, claim)
    claims.release(ann, verified.id, claim, "Eve External", clock().date())
    [row] = rows(ann)
    assert claim_state(row.claim) is ClaimState.READY
    make(ann, verified, row.claim)
    assert rows(ann) == []
    portfolio = load_portfolio(ann, verified.id)
    [milestone] = portfolio.milestones
    assert (milestone.kind, milestone.number) == (MilestoneKind.CLAIMED, "CL-1")
    assert portfolio.answers[0].reason == "The forms wait for approval"


@pytest.mark.parametrize(
    ("since", "until", "is_direct"), [(-9, None, True), (0, 0, True), (-9, -1, False), (1, None, False)]
)
def test_direct_claims_status_holds_from_its_first_day_to_its_last(
    ann, verified, clock, since, until, is_direct
):
    today = clock().date()
    with_status(ann, today + since * DAY, None if until is None else today + until * DAY)
    claim = claims.put_forward(ann, verified.id, (UNIT,))
    assert claim_state(claim) is (ClaimState.READY if is_direct else ClaimState.WAITS)


def test_direct_claims_status_is_of_one_qualification(ann, verified, clock):
    claims.keep_direct_claims(ann, DirectClaims("", "", clock().date()), "Another diploma")
    assert claim_state(claims.put_forward(ann, verified.id, (UNIT,))) is ClaimState.WAITS


def test_what_an_external_verifier_would_ask_is_answered_before_the_claim(ann, verified, clock):
    with_status(ann, clock().date())
    candidates.enrol(ann, verified.id, "ocr-b10")
    claim = claims.put_forward(ann, verified.id, (UNIT,))
    if claims.asked_before(ann, verified.id, claim):
        with pytest.raises(UserError, match="the reason why"):
            claims.make(ann, verified.id, claim, clock().date())


def test_a_leaver_is_claimed_for_units_without_being_asked_for_the_rest(ann, verified, clock):
    candidates.enrol(ann, verified.id, "ocr-b10")
    [row] = rows(ann)
    assert not row.is_whole
    assert row.against == ("B10: not decided yet",)
    with_status(ann, clock().date())
    claim = claims.put_forward(ann, verified.id, (UNIT,), units_only=True)
    asked = {line.kind for line in claims.asked_before(ann, verified.id, claim)}
    assert not asked & {"rule-not-met", "rule-not-stated"}
    make(ann, verified, claim)
    assert load_portfolio(ann, verified.id).milestones[0].note == "certificates of units"


def test_what_was_put_forward_is_not_claimed_twice(ann, verified):
    claims.put_forward(ann, verified.id, (UNIT,))
    with pytest.raises(UserError, match="claimed before"):
        claims.put_forward(ann, verified.id, (UNIT,))


def test_a_claim_needs_a_registration_and_units(ann, verified):
    with pytest.raises(UserError, match="which units"):
        claims.put_forward(ann, verified.id, ())
    other = candidates.add_candidate(ann, "Una")
    with pytest.raises(UserError, match="not registered"):
        claims.put_forward(ann, other.id, (UNIT,))


def test_removing_a_claim_removes_its_date_too_and_both_come_back(ann, verified, clock):
    with_status(ann, clock().date())
    made = make(ann, verified, claims.put_forward(ann, verified.id, (UNIT,)))
    claims.remove(ann, verified.id, made)
    assert (load_portfolio(ann, verified.id).claims, load_portfolio(ann, verified.id).milestones) == ((), ())
    history.undo(ann, verified.id)
    assert len(load_portfolio(ann, verified.id).milestones) == 1


def test_a_release_has_a_name_and_a_day_after_the_claim(ann, verified, clock):
    claim = claims.put_forward(ann, verified.id, (UNIT,))
    with pytest.raises(UserError, match="external verifier’s name"):
        claims.release(ann, verified.id, claim, " ", clock().date())
    for on in (clock().date() - DAY, clock().date() + DAY):
        with pytest.raises(UserError, match="between the claim and today"):
            claims.release(ann, verified.id, claim, "Eve", on)


def test_the_list_of_claims_has_a_line_for_the_external_verifier_only_if_one_waits(ann, verified, clock):
    assert "External verifier’s signature" not in pdf_text(draw(claims_paper(ann, rows(ann))))
    claim = claims.put_forward(ann, verified.id, (UNIT,))
    words = pdf_text(draw(claims_paper(ann, rows(ann))))
    assert "External verifier’s signature" in words
    assert "Aisha Karim" in words
    claims.release(ann, verified.id, claim, "Eve", clock().date())
    assert "Ready to claim" in pdf_text(draw(claims_paper(ann, rows(ann))))


def test_a_status_that_ends_before_it_begins_is_refused(ann, clock):
    with pytest.raises(UserError, match="before the start"):
        with_status(ann, clock().date(), clock().date() - DAY)


def test_the_workbook_says_what_a_claim_waits_for(ann, verified, tmp_path):
    claims.put_forward(ann, verified.id, (UNIT,))
    spreadsheets.write_workbook(ann, tmp_path / "t.csv")
    assert "waits for the external verifier" in (tmp_path / "t.csv").read_text("utf-8-sig")


def test_direct_claims_status_holds_whichever_assessor_registered_for_the_qualification(
    ann, vera, tmp_path, clock
):
    """Ann's machine and Vera's each made an entry of their own for the one qualification."""
    with_status(vera, clock().date())
    aisha = registered(ann)
    transfer(ann, vera, aisha.id, tmp_path / "1.csbundle")
    assert len(claims.qualifications(vera)) == 2
    assert claims.is_direct_for(vera, aisha.id)
    claims.keep_direct_claims(vera, claims.direct_claims(vera)[0], "Another award")
    assert not claims.is_direct_for(vera, aisha.id)
    claims.keep_direct_claims(vera, claims.direct_claims(vera)[0], NVQ.replace("N", "\uff2e"))
    assert claims.is_direct_for(vera, aisha.id)
