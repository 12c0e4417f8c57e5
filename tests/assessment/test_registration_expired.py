"""What would be asked of a registration that expired."""

from datetime import timedelta

import pytest

from csassess.domain.asking.lines import Kind
from csassess.domain.records.milestones import MilestoneKind
from csassess.services.candidates import learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.services.progress import milestones, would_ask
from csassess.services.progress.candidate_rows import candidate_rows
from tests.support.verifying import registered


def asked(caseload, candidate):
    lines = would_ask.lines_for(caseload, candidate.id)
    return [line.what for line in lines if line.kind is Kind.REGISTRATION_EXPIRED]


def expiring(caseload, clock, days):
    """Add a candidate whose registration expires some days from now."""
    aisha = registered(caseload)
    expires = clock().date() + timedelta(days)
    learner_details.change_details(caseload, aisha.id, LearnerDetails(expires=expires))
    return aisha


def test_a_registration_that_expired_is_asked_about_and_one_in_force_is_not(ann, clock):
    aisha = expiring(ann, clock, 1)
    clock.now += timedelta(days=1)
    assert asked(ann, aisha) == []
    clock.now += timedelta(days=1)
    assert asked(ann, aisha) == ["the registration expired on 3 March 2026"]


@pytest.mark.parametrize("kind", [MilestoneKind.CLAIMED, MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED])
def test_what_was_claimed_or_ended_in_time_is_not_asked_about(ann, clock, kind):
    aisha = expiring(ann, clock, 1)
    milestones.record(ann, aisha.id, kind, clock().date(), reason="Known")
    clock.now += timedelta(days=9)
    assert asked(ann, aisha) == []


def test_a_claim_after_the_registration_expired_is_asked_about(ann, clock):
    aisha = expiring(ann, clock, 1)
    clock.now += timedelta(days=9)
    milestones.record(ann, aisha.id, MilestoneKind.CLAIMED, clock().date(), reason="Known")
    assert asked(ann, aisha) != []


def test_the_lists_count_it_from_the_day_on_although_nothing_was_written(ann, clock):
    expiring(ann, clock, 1)
    [(_, row)] = candidate_rows(ann)
    assert row.asked.to_answer == 0
    clock.now += timedelta(days=2)
    [(_, row)] = candidate_rows(ann)
    assert row.asked.to_answer == 1
