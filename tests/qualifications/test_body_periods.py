"""The retention period of an awarding body holds for candidates of its qualifications."""

from dataclasses import replace
from datetime import date

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Centre
from csassess.domain.records.retention import BodyPeriod
from csassess.domain.retention.rules import periods_of, years_later
from csassess.services.candidates import candidates
from csassess.services.papers.centre import review_paper
from csassess.services.papers.files import draw
from csassess.services.qualifications import caseload_qualifications
from csassess.services.retention import erasing_words, periods, retention
from tests.support.builders import pdf_text
from tests.support.qualifications import approved, content, register

CENTRE = Centre("centre", "Harbour", keep_records=3, keep_files=2)
LONG, SHORT = BodyPeriod("1", "First Body", 7, 1), BodyPeriod("2", "Second Body", 1, 4)


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ((), (3, 2, ())),
        (("",), (3, 2, ())),
        (("Third Body",), (3, 2, ())),
        (("First Body",), (7, 1, ("First Body",))),
        (("first  BODY",), (7, 1, ("First Body",))),
        (("\uff26irst body",), (7, 1, ("First Body",))),
        (("First Body", "Second Body"), (7, 4, ("First Body", "Second Body"))),
        (("Second Body", ""), (3, 4, ("Second Body",))),
    ],
)
def test_the_longest_period_of_a_candidate_s_awarding_bodies_holds(bodies, expected):
    found = periods_of(CENTRE, bodies, (LONG, SHORT))
    assert (found.keep_records, found.keep_files, found.bodies) == expected


@pytest.fixture
def una(caseload):
    """Add a candidate of a qualification of the First Body, who achieved it four years ago."""
    candidate = candidates.add_candidate(caseload, "Una", "U-1")
    register(caseload, candidate.id, approved(caseload))
    on = years_later(caseload.clock().date(), -4)
    milestone = Milestone(caseload.new_id(), MilestoneKind.ACHIEVED, on)
    caseload.save(candidate.id, "milestone.record", milestone)
    return candidate


def test_the_review_list_and_the_erasing_dialog_use_the_period_of_the_body(caseload, una):
    assert [review.name for review in retention.review_list(caseload)] == ["Una"]
    period = periods.keep_body_period(caseload, BodyPeriod("", " First  Body ", 6, 6))
    assert retention.review_list(caseload) == []
    assert retention.needs_second_person(caseload, una.id)
    assert "This is the period of First Body." in erasing_words.before_erasing(caseload, una.id)
    periods.keep_body_period(caseload, replace(period, keep_records=1, keep_files=1))
    (review,) = retention.review_list(caseload)
    assert review.counted_words.endswith(", as First Body asks")
    assert "as First Body asks" in pdf_text(draw(review_paper(caseload, [review]))).replace("\n", " ")
    periods.remove_body_period(caseload, periods.body_periods(caseload)[0])
    assert "period of" not in erasing_words.before_erasing(caseload, una.id)


def test_a_shorter_period_than_the_centre_s_is_found_in_time(caseload, una):
    periods.keep_body_period(caseload, BodyPeriod("", "First Body", 1, 1))
    (milestone,) = load_portfolio(caseload, una.id).milestones
    changed = replace(milestone, on=years_later(caseload.clock().date(), -2))
    caseload.save(una.id, "milestone.change", changed)
    assert [review.name for review in retention.review_list(caseload)] == ["Una"]


def test_what_nobody_here_approved_shortens_no_period(caseload, una):
    periods.keep_body_period(caseload, BodyPeriod("", "First Body", 0, 0))
    (version,) = caseload_qualifications.versions(caseload)
    assert retention.dates_of(caseload, una.id).records_until < date(2026, 1, 1)
    before = periods.periods_for(caseload, load_portfolio(caseload, una.id))
    caseload_qualifications.withdraw_approval(caseload, version.id)
    after = periods.periods_for(caseload, load_portfolio(caseload, una.id))
    assert (before.keep_records, after.keep_records, after.bodies) == (0, 3, ())


def test_a_body_has_one_period_and_a_name(caseload):
    periods.keep_body_period(caseload, BodyPeriod("", "First Body", 6, 6))
    with pytest.raises(UserError, match="has a period already"):
        periods.keep_body_period(caseload, BodyPeriod("", "first body", 2, 2))
    with pytest.raises(UserError, match="has a period already"):
        periods.keep_body_period(caseload, BodyPeriod("", "\uff26irst body", 2, 2))
    with pytest.raises(UserError, match="the awarding body"):
        periods.keep_body_period(caseload, BodyPeriod("", "  ", 2, 2))
    assert len(periods.body_periods(caseload)) == 1


def test_the_bodies_of_approved_qualifications_are_known_once(caseload):
    approved(caseload)
    approved(caseload, id="other", awarding_body="first body")
    caseload_qualifications.compose(caseload, content(id="draft", awarding_body="Draft Body"))
    assert [body.casefold() for body in periods.bodies_known(caseload)] == ["first body"]
