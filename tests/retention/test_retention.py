"""Retention periods for records and files, holds, the review list; nothing is deleted automatically."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.milestones import Milestone, MilestoneKind
from csassess.domain.records.people import Candidate, Centre, Registration
from csassess.domain.records.retention import Hold
from csassess.domain.retention.rules import hold_in_force, month_later, years_later
from csassess.domain.retention.rules import retention_dates as kept_until
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates
from csassess.services.progress import milestones
from csassess.services.retention import retention
from tests.support.builders import OWNER, SECOND, contents

ACHIEVED = date(2023, 3, 2)


def record_of(*kinds, holds=()):
    milestones = tuple(Milestone(str(kind), kind, ACHIEVED) for kind in kinds)
    return Portfolio(Candidate("c", "Mo"), milestones=milestones, holds=holds)


def test_records_and_files_are_kept_three_years_from_achievement_by_default():
    dates = kept_until(record_of(MilestoneKind.ACHIEVED), Centre("centre", "Harbour"))
    assert (dates.from_day, dates.records_until, dates.files_until) == (
        ACHIEVED,
        date(2026, 3, 2),
        date(2026, 3, 2),
    )


@pytest.mark.parametrize(("records", "files"), [(6, 1), (1, 6), (0, 3)])
def test_records_and_files_have_separate_periods(records, files):
    centre = Centre("centre", "Harbour", keep_records=records, keep_files=files)
    dates = kept_until(record_of(MilestoneKind.ACHIEVED), centre)
    assert (dates.records_until.year, dates.files_until.year) == (2023 + records, 2023 + files)


@pytest.mark.parametrize("kind", [MilestoneKind.WITHDRAWN, MilestoneKind.TRANSFERRED])
def test_the_period_of_a_candidate_who_left_counts_from_that_day(kind):
    dates = kept_until(record_of(kind), Centre("centre", "Harbour"))
    assert (dates.from_day, dates.records_until, dates.counted_from) == (ACHIEVED, date(2026, 3, 2), kind)


def test_a_later_departure_extends_the_period_from_achievement():
    both = replace(
        record_of(MilestoneKind.ACHIEVED),
        milestones=(
            Milestone("a", MilestoneKind.ACHIEVED, ACHIEVED),
            Milestone("w", MilestoneKind.WITHDRAWN, date(2024, 5, 1)),
        ),
    )
    assert kept_until(both, Centre("centre", "Harbour")).records_until == date(2027, 5, 1)


def test_a_candidate_registered_again_after_leaving_has_not_left():
    registered = (Registration("r", "q", "77", date(2024, 1, 1)),)
    back = replace(record_of(MilestoneKind.WITHDRAWN), registrations=registered)
    assert kept_until(back, Centre("centre", "Harbour")).from_day is None


@pytest.mark.parametrize("kind", [None, MilestoneKind.CLAIMED, MilestoneKind.CERTIFICATED])
def test_nothing_but_achievement_and_departure_starts_the_period(kind):
    dates = kept_until(record_of(*([kind] if kind else [])), Centre("centre", "Harbour"))
    assert (dates.from_day, dates.records_until, dates.files_until) == (None, None, None)
    assert not dates.records_due(date(2099, 1, 1))
    assert not dates.files_due(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("today", "due"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (date(2030, 1, 1), True)]
)
def test_records_and_files_are_due_from_the_day_the_period_ends(today, due):
    dates = kept_until(record_of(MilestoneKind.ACHIEVED), Centre("centre", "Harbour"))
    assert (dates.records_due(today), dates.files_due(today)) == (due, due)


def test_a_hold_stops_both_periods_until_it_is_lifted():
    placed = Hold("h", "An appeal", ACHIEVED, "ann")
    for hold, due in ((placed, False), (replace(placed, lifted=ACHIEVED), True)):
        dates = kept_until(record_of(MilestoneKind.ACHIEVED, holds=(hold,)), Centre("centre", "Harbour"))
        assert (dates.records_due(date(2030, 1, 1)), dates.files_due(date(2030, 1, 1))) == (due, due)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2024, 2, 29), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
    ],
)
def test_years_later_is_the_same_day_never_an_earlier_one(day, years, then):
    assert years_later(day, years) == then


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 5, 7), date(2026, 6, 7)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, then):
    assert month_later(day) == then


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)))
def test_a_month_later_is_always_in_the_next_month(day):
    then = month_later(day)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == 1
    assert then.day <= day.day


# Over a caseload


def achieved(caseload, name, on):
    candidate = candidates.add_candidate(caseload, name)
    milestones.record(caseload, candidate.id, MilestoneKind.ACHIEVED, on, reason="Known")
    return candidate


def listed(caseload):
    return [review.name for review in retention.review_list(caseload)]


def test_the_review_list_names_ended_periods_only_oldest_first(caseload, mo):
    today = caseload.clock().date()
    achieved(caseload, "Just over", years_later(today, -3))
    achieved(caseload, "Long over", years_later(today, -9))
    achieved(caseload, "Tomorrow", years_later(today, -3) + timedelta(days=1))
    assert listed(caseload) == ["Long over", "Just over"]


def test_a_held_portfolio_is_not_reviewed_until_the_hold_is_lifted(caseload):
    old = achieved(caseload, "Long over", date(2015, 1, 1))
    placed = retention.hold(caseload, old.id, " An appeal ")
    assert placed.reason == "An appeal"
    assert listed(caseload) == []
    retention.lift(caseload, old.id, placed)
    assert hold_in_force(load_portfolio(caseload, old.id)) is None
    assert listed(caseload) == ["Long over"]


def test_a_withdrawn_candidate_comes_up_for_review_once_the_period_is_over(caseload, clock):
    candidate = candidates.add_candidate(caseload, "Gone Elsewhere")
    milestones.record(caseload, candidate.id, MilestoneKind.WITHDRAWN, clock().date())
    assert listed(caseload) == []
    clock.move_on(days=366 * 3)
    assert listed(caseload) == ["Gone Elsewhere"]


def test_lifting_one_hold_leaves_another_in_force(caseload):
    old = achieved(caseload, "Long over", date(2015, 1, 1))
    first = retention.hold(caseload, old.id, "An appeal")
    retention.hold(caseload, old.id, "An inquiry")
    retention.lift(caseload, old.id, first)
    with pytest.raises(UserError, match="This portfolio is on hold: An inquiry"):
        retention.erase(caseload, old.id, "The period is over", second=SECOND)


def test_a_hold_needs_a_reason(caseload, mo):
    with pytest.raises(UserError, match="the reason"):
        retention.hold(caseload, mo.id, " ")
    assert load_portfolio(caseload, mo.id).holds == ()


def test_the_periods_of_the_centre_for_records_and_files_are_independent(caseload):
    today = caseload.clock().date()
    achieved(caseload, "Two years", years_later(today, -2))
    assert listed(caseload) == []
    caseloads.change_centre(caseload, replace(centre_of(caseload), keep_records=6, keep_files=2))
    (review,) = retention.review_list(caseload)
    assert (review.dates.records_due(today), review.dates.files_due(today)) == (False, True)
    caseloads.change_centre(caseload, replace(centre_of(caseload), keep_records=2, keep_files=6))
    (review,) = retention.review_list(caseload)
    assert (review.dates.records_due(today), review.dates.files_due(today)) == (True, False)


def test_before_both_periods_are_over_erasing_needs_a_second_persons_name(caseload):
    today = caseload.clock().date()
    caseloads.change_centre(caseload, replace(centre_of(caseload), keep_records=6, keep_files=2))
    candidate = achieved(caseload, "Files over", years_later(today, -3))
    own = OWNER.assessor
    for second, message in (
        ("", "second person"),
        (own.upper(), "other than you"),
        (own.replace(" ", "  "), "other than you"),
    ):
        with pytest.raises(UserError, match=message):
            retention.erase(caseload, candidate.id, "She asked for it", second=second)
    assert load_portfolio(caseload, candidate.id)
    stub, _ = retention.erase(caseload, candidate.id, "She asked for it", second=f" {SECOND} ")
    assert (stub.second, stub.kept_until) == (SECOND, years_later(today, 3))


def test_once_both_periods_are_over_no_second_person_is_needed_nor_recorded(caseload):
    candidate = achieved(caseload, "Long over", date(2015, 1, 1))
    stub, _ = retention.erase(caseload, candidate.id, "The period is over", second=SECOND)
    assert (stub.second, stub.kept_until) == ("", None)
    candidate = achieved(caseload, "Over too", date(2015, 1, 1))
    retention.erase(caseload, candidate.id, "The period is over")


def test_a_portfolio_whose_period_has_not_begun_goes_only_with_a_second_person(caseload, mo):
    with pytest.raises(UserError, match="second person"):
        retention.erase(caseload, mo.id, "Entered by mistake")
    assert retention.erase(caseload, mo.id, "Entered by mistake", second=SECOND)[0].kept_until is None


def test_holding_no_copy_needs_a_reason(caseload):
    with pytest.raises(UserError, match="reason for holding no copy"):
        caseloads.change_centre(caseload, replace(centre_of(caseload), held_days=0, no_copy_because=" "))
    caseloads.change_centre(
        caseload, replace(centre_of(caseload), held_days=0, no_copy_because=" The council asks ")
    )
    assert centre_of(caseload).no_copy_because == "The council asks"
    caseloads.change_centre(caseload, replace(centre_of(caseload), held_days=14))
    assert centre_of(caseload).no_copy_because == ""


def test_an_ended_period_deletes_nothing_automatically(caseload, clock, folder):
    old = achieved(caseload, "Long over", date(2015, 1, 1))
    before = load_portfolio(caseload, old.id), caseload.history.of(old.id), sorted(contents(folder))
    clock.move_on(days=3650)
    assert listed(caseload) == ["Long over"]
    assert listed(caseload) == ["Long over"]
    assert (load_portfolio(caseload, old.id), caseload.history.of(old.id), sorted(contents(folder))) == before
    assert retention.erasures(caseload) == []
