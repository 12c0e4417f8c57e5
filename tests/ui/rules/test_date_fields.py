"""Dates and times in a form: Tab leaves the field, and whatever is typed stays in it."""

from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from csassess.ui.widgets.date_fields import day, maybe_day, maybe_time, time_of_day
from csassess.ui.widgets.fields import line

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def form(qtbot):
    """Return a function that shows a field between two lines, and returns the three."""
    box = QWidget()
    qtbot.addWidget(box)
    layout = QVBoxLayout(box)

    def shown(field):
        fields = (line(), field, line("next"))
        for each in fields:
            layout.addWidget(each)
        with qtbot.waitActive(box):
            box.show()
        return fields

    return shown


@pytest.mark.parametrize(
    "field",
    [
        lambda: day(date(2026, 3, 2)),
        maybe_day,
        lambda: time_of_day(time(9, 0)),
        lambda: maybe_time(None, "none"),
    ],
    ids=["day", "optional day", "time", "optional time"],
)
def test_tab_leaves_a_date_or_time_at_once(form, field):
    before, dated, after = form(field())
    dated.setFocus()
    QTest.keyClick(dated, Qt.Key.Key_Tab)
    assert after.hasFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab, SHIFT)
    QTest.keyClick(dated, Qt.Key.Key_Backtab, SHIFT)
    assert before.hasFocus()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12 October 2026", date(2026, 10, 12)),
        ("1 September 2024", date(2024, 9, 1)),
        ("1September2024", date(2024, 9, 1)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20112026", date(2026, 11, 20)),
        ("2026-10-12", date(2026, 10, 12)),
    ],
)
def test_a_date_typed_after_tab_stays_in_its_field_to_the_last_key(form, typed, expected):
    before, dated, after = form(day(date(2026, 3, 2)))
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    for key in typed:
        QTest.keyClicks(QApplication.focusWidget(), key)
    assert (dated.date().toPython(), after.text(), dated.hasFocus()) == (expected, "next", True)


@pytest.mark.parametrize("leave", [Qt.Key.Key_Tab, Qt.Key.Key_Return])
@pytest.mark.parametrize(
    "typed",
    ["31/2/2026", "31/4/2026", "31/2/26", "31 feb", "29/2/2026", "30/2/26", "Sat 14 Nov", "yesterday"],
)
def test_what_is_no_date_goes_back_to_the_date_that_stood_there_and_says_so(form, qtbot, typed, leave):
    _, dated, _ = form(day(date(2026, 3, 2)))
    dated.setFocus()
    dated.selectAll()
    said = []
    dated.refused.connect(said.append)
    for key in typed:
        QTest.keyClicks(dated, key)
    QTest.keyClick(dated, leave)
    assert dated.date().toPython() == date(2026, 3, 2)
    assert said == [f"“{typed}” is no date. What stood there is back."]


@pytest.mark.parametrize("typed", ["25:10", "1062", "2575"])
def test_what_is_no_time_goes_back_to_the_time_that_stood_there_and_says_so(form, typed):
    _, timed, after = form(time_of_day(time(9, 15)))
    timed.setFocus()
    timed.selectAll()
    said = []
    timed.refused.connect(said.append)
    QTest.keyClicks(timed, typed)
    QTest.keyClick(timed, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert timed.time().toPython() == time(9, 15)
    assert said == [f"“{typed}” is no time of day. What stood there is back."]


@pytest.mark.parametrize(("typed", "expected"), [("27", date(2026, 3, 27)), ("9/", date(2026, 3, 9))])
def test_a_day_alone_is_of_the_month_that_is_shown(form, typed, expected):
    _, dated, _ = form(day(date(2026, 3, 2)))
    dated.setFocus()
    dated.selectAll()
    QTest.keyClicks(dated, typed)
    QTest.keyClick(dated, Qt.Key.Key_Tab)
    assert dated.date().toPython() == expected


def test_no_time_stands_again_where_none_stood_before(form):
    _, timed, _ = form(maybe_time(None, "still going on"))
    timed.setFocus()
    timed.selectAll()
    QTest.keyClicks(timed, "25:10")
    QTest.keyClick(timed, Qt.Key.Key_Tab)
    assert timed.value() is None
    assert timed.text() == "still going on"


def test_a_letter_that_was_not_taken_before_does_not_hide_what_is_no_date(form):
    _, dated, after = form(day(date(2026, 3, 2)))
    for typed in ("x", "31/2/2026"):
        after.setFocus()
        dated.setFocus()
        dated.selectAll()
        QTest.keyClicks(dated, typed)
        QTest.keyClick(dated, Qt.Key.Key_Tab)
        assert dated.date().toPython() == date(2026, 3, 2)
