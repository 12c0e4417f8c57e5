"""The countersigner's line follows from the status at the time of each judgement, not from that of today."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.staff import StaffMember
from csassess.domain.signing.unit_signing import signers_of
from csassess.services.access import caseloads
from csassess.services.candidates import staff
from csassess.services.evidence import decisions, evidence, judgement
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, decided

TRAINEE, QUALIFIED = AssessorStatus.WORKING_TOWARDS, AssessorStatus.QUALIFIED


def about_me(caseload, status):
    caseloads.change_person(caseload, replace(caseloads.assessor_of(caseload), status=status))


def decide_again(caseload, candidate, item):
    """Change the item, judge it again, and decide again."""
    judgement.reopen(caseload, candidate.id, item.id, "A note is missing")
    evidence.add_note(caseload, candidate.id, item.id, "Seen again.")
    judgement.accept(caseload, candidate.id, item.id)
    return decisions.decide(caseload, candidate.id, UNIT, "A note was added")


def is_countersigned(caseload, candidate):
    return "countersigner" in signers_of(UNIT, load_portfolio(caseload, candidate.id))


def test_a_unit_judged_while_working_towards_keeps_its_countersigner_once_qualified(ann):
    about_me(ann, TRAINEE)
    candidate, item = decided(ann, signed=False)
    assert is_countersigned(ann, candidate)
    about_me(ann, QUALIFIED)
    decide_again(ann, candidate, item)
    assert is_countersigned(ann, candidate)


def test_a_judgement_while_working_towards_is_enough_even_if_the_decision_came_later(ann):
    about_me(ann, TRAINEE)
    candidate, item = decided(ann, signed=False)
    judgement.reopen(ann, candidate.id, item.id, "Later")
    about_me(ann, QUALIFIED)
    decide_again_without_first = decide_again
    judgement.accept(ann, candidate.id, item.id)
    with pytest.raises(UserError, match="nothing has changed"):
        decisions.decide(ann, candidate.id, UNIT, "x")
    assert decide_again_without_first(ann, candidate, item).awaits_countersigner


def test_a_unit_judged_and_decided_by_a_qualified_assessor_has_no_countersigner(ann):
    candidate, item = decided(ann, signed=False)
    assert not is_countersigned(ann, candidate)
    assert not decide_again(ann, candidate, item).awaits_countersigner


def test_the_centre_s_entry_of_that_day_counts_before_what_a_person_says_of_themselves(ann, clock):
    today = clock().date()
    member = StaffMember("", "Ann Assessor", "assessor", since=today - timedelta(days=30), status=TRAINEE)
    staff.keep_member(ann, member)
    candidate, _ = decided(ann, signed=False)
    assert is_countersigned(ann, candidate)


def test_what_was_decided_after_the_centre_s_entry_ended_follows_the_next_one(ann, clock):
    today = clock().date()
    trainee = StaffMember("", "Ann Assessor", "assessor", until=today - timedelta(days=1), status=TRAINEE)
    staff.keep_member(ann, trainee)
    staff.keep_member(ann, StaffMember("", "Ann Assessor", "assessor", since=today, status=QUALIFIED))
    candidate, _ = decided(ann, signed=False)
    assert not is_countersigned(ann, candidate)


def test_a_centre_s_entry_for_an_earlier_day_makes_nobody_qualified(ann, clock):
    about_me(ann, TRAINEE)
    candidate, item = decided(ann, signed=False)
    about_me(ann, QUALIFIED)
    backdated = clock().date() - timedelta(days=30)
    staff.keep_member(ann, StaffMember("", "Ann Assessor", "assessor", since=backdated, status=QUALIFIED))
    assert decide_again(ann, candidate, item).awaits_countersigner


def test_what_a_trainee_judged_elsewhere_keeps_its_countersigner_when_their_card_says_qualified(
    pair, tmp_path, clock
):
    ann, bob = pair
    about_me(ann, TRAINEE)
    caseloads.change_person(bob, replace(caseloads.assessor_of(bob), role="assessor"))
    candidate, item = decided(ann, signed=False)
    transfer(ann, bob, candidate.id, tmp_path / "first.csbundle")
    clock.move_on(days=1)
    about_me(ann, QUALIFIED)
    evidence.add_item(ann, candidate.id, "WP", "Another letter", clock().date())
    transfer(ann, bob, candidate.id, tmp_path / "second.csbundle", only_new=True)
    assert decide_again(bob, candidate, item).awaits_countersigner
