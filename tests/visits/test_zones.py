"""A time of day is kept as it was lived: across the change of clocks and on machines in other zones."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import local_moment, next_at
from csassess.domain.errors import UserError
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.services.attachments import photographs
from csassess.services.evidence import evidence
from csassess.services.visits import visit_changes, visits
from tests.support.pictures import encoded, scene
from tests.support.visiting import visit_of, words_of

MARCH_2 = datetime(2026, 3, 2, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 3, 18, 40, tzinfo=UTC)
WRITTEN_UP = "written up 3 March 2026, 18:40"
DRAWN = ((10, 20, 30, 40),)


def at(hour, minute=0):
    return MARCH_2.replace(hour=hour, minute=minute)


@pytest.fixture
def london(monkeypatch):
    """Let this machine be in London, and move it with the function returned."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this machine cannot be set")

    def move(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    move("Europe/London")
    yield move
    monkeypatch.undo()
    time.tzset()


def test_a_visit_across_the_end_of_summer_time_is_as_long_as_it_was(caseload, mo, clock, london):
    clock.now = datetime(2026, 10, 26, 9, tzinfo=ZoneInfo("Europe/London")).astimezone()
    start = local_moment(date(2026, 10, 25), datetime(2026, 1, 1, 0, 30).time(), clock())  # noqa: DTZ001
    end = next_at(start, datetime(2026, 1, 1, 2, 30).time())  # noqa: DTZ001
    assert end - start == timedelta(hours=3)
    item = visits.start_visit(caseload, [mo.id], "Desk", started=start, ended=end)[mo.id]
    for minutes in (65, 110):
        evidence.add_note(
            caseload,
            mo.id,
            item.id,
            f"After {minutes}.",
            at=(start + timedelta(minutes=minutes)).astimezone(),
        )
    paper = words_of(caseload, mo, item)
    assert "00:30 (UTC+01:00) – 02:30 (UTC+00:00)" in paper
    assert paper.index("After 65.") < paper.index("After 110.")
    assert "01:35 (written up" in paper
    assert "01:20 (UTC+00:00) (written up" in paper


def test_a_visit_that_ends_in_the_hour_shown_twice_ends_after_it_starts(london):
    now = datetime(2026, 10, 26, 9, tzinfo=UTC)
    start = local_moment(date(2026, 10, 25), datetime(2026, 1, 1, 1, 40).time(), now)  # noqa: DTZ001
    end = next_at(start, datetime(2026, 1, 1, 1, 10).time())  # noqa: DTZ001
    assert end - start == timedelta(minutes=30)


def test_a_time_that_the_clocks_left_out_is_refused(london):
    now = datetime(2026, 3, 30, 9, tzinfo=UTC).astimezone()
    with pytest.raises(UserError, match="no 01:30"):
        local_moment(date(2026, 3, 29), datetime(2026, 1, 1, 1, 30).time(), now)  # noqa: DTZ001


def test_a_visit_moved_across_the_change_of_clocks_keeps_the_times_of_day(caseload, mo, clock, london):
    clock.now = datetime(2026, 10, 26, 12, tzinfo=UTC).astimezone()
    started = clock() - timedelta(hours=2)
    item = visits.start_visit(caseload, [mo.id], "Desk", started=started, ended=clock())[mo.id]
    note = evidence.add_note(caseload, mo.id, item.id, "Greets.", at=started)
    visit = visit_of(caseload, mo)
    moved = local_moment(date(2026, 10, 23), visit.started.time(), visit.started)
    visit_changes.change_visit(
        caseload, mo.id, replace(visit, started=moved, ended=moved + timedelta(hours=2))
    )
    (present,) = load_portfolio(caseload, mo.id).notes
    assert present.at == moved
    assert present.at.utcoffset() == timedelta(hours=1)
    assert present.written == note.written


def test_a_machine_whose_zone_changed_prints_the_times_as_they_were_lived(caseload, mo, clock, london):
    clock.now = datetime(2026, 7, 1, 10, tzinfo=UTC).astimezone()
    item = visits.start_visit(caseload, [mo.id], "Desk")[mo.id]
    evidence.add_note(caseload, mo.id, item.id, "Greets.")
    london("America/New_York")
    clock.now = datetime(2026, 7, 1, 11, tzinfo=UTC).astimezone()
    visits.finish(caseload, mo.id, item.id, FeedbackToCandidate(item.id, item.id))
    paper = words_of(caseload, mo, item)
    assert "11:00 (UTC+01:00) – 07:00 (UTC-04:00)" in paper
    assert "Account 11:00" in paper


def test_a_time_corrected_on_a_machine_in_another_zone_stays_in_its_own(london):
    lived = datetime(2026, 7, 1, 10, tzinfo=UTC).astimezone()
    london("America/New_York")
    corrected = local_moment(lived.date(), datetime(2026, 1, 1, 11, 20).time(), lived)  # noqa: DTZ001
    assert corrected - lived == timedelta(minutes=20)


def test_a_camera_without_an_offset_shows_the_time_of_this_machines_zone(london):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:07:01 11:00:00"
    picture = photographs.prepare(encoded(scene(), "JPEG", exif=exif))
    assert picture.taken == datetime(2026, 7, 1, 10, tzinfo=UTC)
