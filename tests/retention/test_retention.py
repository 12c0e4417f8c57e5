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
from csassess.domain.records.people import Candidate, Centre
from csassess.domain.records.retention import Hold
from csassess.domain.retention.rules import hold_in_force, month_later, years_later
from csassess.domain.retention.rules import retention_dates as kept_until
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates, milestones
from csassess.services.retention import retention
from tests.support.builders import SECOND, contents

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


@pytest.mark.parametrize(
    "kind", [None, *(kind for kind in MilestoneKind if kind is not MilestoneKind.ACHIEVED)]
)
def test_only_achievement_starts_the_period(kind):
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
    milestones.record(caseload, candidate.id, MilestoneKind.ACHIEVED, on)
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


def test_an_ended_period_deletes_nothing_automatically(caseload, clock, folder):
    old = achieved(caseload, "Long over", date(2015, 1, 1))
    before = load_portfolio(caseload, old.id), caseload.history.of(old.id), sorted(contents(folder))
    clock.move_on(days=3650)
    assert listed(caseload) == ["Long over"]
    assert listed(caseload) == ["Long over"]
    assert (load_portfolio(caseload, old.id), caseload.history.of(old.id), sorted(contents(folder))) == before
    assert retention.erasures(caseload) == []
