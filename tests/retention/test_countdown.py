"""A held copy counts the days it sees, so that no single wrong clock ends it early or keeps it for ever."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from csassess.domain.retention.countdown import Countdown
from tests.support.builders import THAT_DAY


def seen(countdown, *days):
    for day in days:
        countdown = countdown.seen_on(THAT_DAY + timedelta(days=day))
    return countdown


def test_a_copy_ends_on_the_last_of_its_days_if_each_is_seen():
    countdown = seen(Countdown(30, THAT_DAY), *range(30))
    assert (countdown.days_left, countdown.is_over) == (1, False)
    assert countdown.ends_on == date(2026, 4, 1)
    assert seen(countdown, 30).is_over


def test_seeing_the_same_day_again_counts_nothing():
    assert seen(Countdown(30, THAT_DAY), 1, 1, 1).passed == 1


def test_a_leap_to_the_end_waits_for_a_later_day():
    countdown = seen(Countdown(30, THAT_DAY), 40)
    assert (countdown.is_over, countdown.awaits_another_day, countdown.days_left) == (False, True, 1)
    assert seen(countdown, 41).is_over


def test_a_leap_that_is_taken_back_counts_nothing():
    countdown = seen(Countdown(30, THAT_DAY), 1, 400, 2, 3)
    assert (countdown.passed, countdown.is_over) == (2, False)


def test_a_clock_that_went_back_takes_no_day_away_and_the_copy_still_ends():
    countdown = seen(Countdown(30, THAT_DAY), *range(1, 29))
    back = countdown.seen_on(THAT_DAY - timedelta(days=900))
    assert back.passed == 28
    assert seen(back, -899, -898).is_over


def test_a_clock_wrong_once_and_put_right_does_not_keep_a_copy_longer():
    countdown = seen(Countdown(10, THAT_DAY), 1, 2, -500, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    assert countdown.is_over


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40), st.integers(1, 365))
def test_a_right_clock_ends_a_copy_never_early_and_at_the_latest_when_next_seen(gaps, period):
    countdown, day = Countdown(period, THAT_DAY), 0
    for gap in gaps:
        before, day = day, day + gap
        countdown = seen(countdown, day)
        assert not countdown.is_over or day >= period
        assert countdown.is_over or before < period
        if countdown.is_over:
            break


@given(st.lists(st.integers(-2000, 2000), max_size=30))
def test_no_clock_takes_back_a_counted_day(days):
    countdown, passed = Countdown(30, THAT_DAY), 0
    for day in days:
        countdown = seen(countdown, day)
        assert countdown.passed >= passed
        passed = countdown.passed
