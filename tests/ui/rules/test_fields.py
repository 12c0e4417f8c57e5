"""Fields behave as people expect: the wheel passes over them, a typed day counts, Ctrl+Z is the text's."""

import ast
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QTabBar, QWidget

from csassess.domain.records.signatures import Signer
from csassess.services.signing.offers import Offer
from csassess.ui.base.location import Location, Page
from csassess.ui.evidence import evidence_dialogs
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.widgets import theme
from csassess.ui.widgets.date_fields import day, maybe_day, maybe_time, time_of_day
from csassess.ui.widgets.fields import Tabs, choice, line, lines
from tests.ui.conftest import portfolio_of

ROOT = Path(__file__).parents[3]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BARE = {
    "QComboBox",
    "QDateEdit",
    "QTimeEdit",
    "QTabBar",
    "QSpinBox",
    "QLineEdit",
    "QPlainTextEdit",
    "QTextEdit",
}

OFFER = Offer(("Ann Assessor",), date(2026, 3, 2))


UP, DOWN = 120, -120  # one step of the wheel


def turn_wheel(control, steps):
    """Turn the mouse wheel over a control."""
    middle = QPointF(control.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(control.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, event)


def value(control):
    """Return what a control shows."""
    return control.currentIndex() if isinstance(control, QComboBox | QTabBar) else control.text()


def tabs():
    """Return tabs with the second one chosen."""
    bar = Tabs("Units")
    for words in ("B10", "61", "62"):
        bar.addTab(words)
    bar.setCurrentIndex(1)
    return bar


@pytest.mark.parametrize(
    "make",
    [
        lambda: choice([("a", 1), ("b", 2), ("c", 3)], 2),
        lambda: day(date(2026, 3, 2)),
        lambda: maybe_day(date(2026, 3, 2)),
        lambda: time_of_day(time(10, 30)),
        lambda: maybe_time(time(10, 30), "none"),
        tabs,
    ],
)
def test_the_wheel_changes_no_field(qtbot, make):
    field = make()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    before = value(field)
    for steps in (UP, DOWN):
        turn_wheel(field, steps)
        assert value(field) == before


@pytest.mark.parametrize("page", list(Page))
def test_the_wheel_changes_nothing_on_any_page(window, observing, page):
    observing.capture.next_customer.trigger()
    place = observing.place
    window.go(Location(page, place.candidate, place.item, place.note, place.unit))
    controls = [
        control
        for kind in (QComboBox, QAbstractSpinBox, QTabBar)
        for control in window.findChildren(kind)
        if control.isVisible()
    ]
    before = [value(control) for control in controls]
    for steps in (UP, DOWN):
        for control in controls:
            turn_wheel(control, steps)
        assert [value(control) for control in controls] == before


def takes_focus_by_wheel(window):
    """Return what takes the focus when the wheel turns over it."""
    by_wheel = Qt.FocusPolicy.WheelFocus
    return [part for part in window.findChildren(QWidget) if part.focusPolicy() & by_wheel == by_wheel]


@pytest.mark.parametrize("page", list(Page))
def test_the_wheel_moves_the_focus_on_no_page(window, observing, page):
    observing.capture.next_customer.trigger()
    place = observing.place
    window.go(Location(page, place.candidate, place.item, place.note, place.unit))
    assert takes_focus_by_wheel(window) == []


def test_the_wheel_moves_the_focus_in_no_dialog(window, observing, mo):
    evidence_dialogs.add_item(window, window.session, mo.id, print)
    SignDialog(window, "Words", "Statement", Signer.ASSESSOR, OFFER, print, lambda: None).open()
    assert takes_focus_by_wheel(window) == []


def test_no_page_or_dialog_makes_a_field_of_its_own():
    """All come from the widgets' modules, which hold the rules of fields."""
    made = [
        f"{path.name}:{node.lineno} {node.func.id}"
        for path in sorted((ROOT / "csassess" / "ui").rglob("*.py"))
        if path.parent.name != "widgets"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BARE
    ]
    assert made == []


@pytest.mark.parametrize("make", [lambda: day(date(2026, 3, 2)), lambda: maybe_day(date(2026, 3, 2))])
def test_digits_typed_over_a_whole_date_set_its_day(qtbot, make):
    field = make()
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, "27")
    assert field.date() == QDate(2026, 3, 27)


@pytest.mark.parametrize(
    "make", [lambda: time_of_day(time(10, 30)), lambda: maybe_time(time(10, 30), "none")]
)
def test_digits_typed_over_a_whole_time_set_hour_and_minute(qtbot, make):
    field = make()
    qtbot.addWidget(field)
    field.selectAll()
    QTest.keyClicks(field, "0915")
    assert field.time().toPython() == time(9, 15)


@pytest.mark.parametrize(
    "make", [lambda: time_of_day(time(8, 30)), lambda: maybe_time(time(8, 30), "not stated")]
)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7.20 pm", time(19, 20)),
        ("7:20pm", time(19, 20)),
        ("720 pm", time(19, 20)),
        ("2.15pm", time(14, 15)),
        ("12.05 am", time(0, 5)),
        ("12.05 pm", time(12, 5)),
        ("14.15", time(14, 15)),
        ("9.15 a.m.", time(9, 15)),
    ],
)
def test_a_time_is_taken_as_it_is_said(qtbot, make, typed, meant):
    field = make()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, typed)
    field.clearFocus()
    assert field.time().toPython() == meant


def test_eight_digits_typed_into_an_empty_date_are_that_date(qtbot):
    field = maybe_day()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "05122026")
    assert field.date() == QDate(2026, 12, 5)


@pytest.mark.parametrize("make", [lambda: day(date(2026, 6, 3)), lambda: maybe_day(date(2026, 6, 3))])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("21 May 2025", date(2025, 5, 21)),
        ("3 May 2025", date(2025, 5, 3)),
        ("31 March 2026", date(2026, 3, 31)),
        ("29 feb 2024", date(2024, 2, 29)),
        ("21/5/2025", date(2025, 5, 21)),
        ("21.05.2025", date(2025, 5, 21)),
        ("21/5/25", date(2025, 5, 21)),
        ("30 January", date(2026, 1, 30)),
        ("05122025", date(2025, 12, 5)),
        ("0512", date(2026, 12, 5)),
        ("5122025", date(2025, 12, 5)),
        ("31022027", date(2026, 6, 3)),
        ("2025-12-05", date(2025, 12, 5)),
        ("05-12-2025", date(2025, 12, 5)),
    ],
)
def test_a_date_typed_in_words_or_digits_is_taken_whole(qtbot, make, typed, meant):
    field = make()
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    for letter in typed:
        if letter.isupper():
            QTest.keyClick(field, Qt.Key.Key_Shift)
        QTest.keyClicks(field, letter)
    field.clearFocus()
    assert field.date().toPython() == meant


def test_digits_typed_over_a_date_that_is_not_stated_set_the_day_of_this_month(qtbot):
    field = maybe_day()
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, "7")
    assert field.date() == QDate(QDate.currentDate().year(), QDate.currentDate().month(), 7)


def text_of(field):
    """Return the text of a field of one or several lines."""
    return field.toPlainText() if hasattr(field, "toPlainText") else field.text()


@pytest.mark.parametrize("make", [line, lines])
def test_typing_is_undone_and_redone_word_by_word(qtbot, make):
    field = make()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "greets the caller")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert text_of(field).strip() == "greets the"
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert text_of(field).strip() == "greets"
    QTest.keyClick(field, Qt.Key.Key_Y, CTRL)
    assert text_of(field).strip() == "greets the"
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL | SHIFT)
    assert text_of(field) == "greets the caller"


def test_ctrl_z_in_a_text_is_the_text_s_and_elsewhere_the_program_s(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    text = observing.notes.editor.text
    text.setFocus()
    QTest.keyClicks(text, "Greets him")
    observing.leave()
    QTest.keyClick(text, Qt.Key.Key_Z, CTRL)
    assert text.toPlainText().strip() == "Greets"
    for _ in range(5):  # nothing left to undo in the text: the program's history stays as it is
        QTest.keyClick(text, Qt.Key.Key_Z, CTRL)
    assert text.toPlainText() == ""
    assert len(portfolio_of(caseload, mo).notes) == 1
    QTest.keyClick(text, Qt.Key.Key_Y, CTRL)
    QTest.keyClick(text, Qt.Key.Key_Y, CTRL)
    observing.leave()
    assert portfolio_of(caseload, mo).notes[0].text == "Greets him"
    observing.notes.list.setFocus()
    QTest.keyClick(observing.notes.list, Qt.Key.Key_Z, CTRL)
    assert portfolio_of(caseload, mo).notes[0].text == ""
    assert "Undone: Mo Candidate" in window.banner.words


LONG = "B10 Organise the delivery of reliable <b>customer</b> service, in both notations (nos-b10)"


@pytest.fixture
def long_choice(window):
    """Open the list of a narrow choice in the window."""
    field = choice([(LONG, 1), ("C", 2)])
    field.setParent(window)
    field.setGeometry(20, 20, 200, 40)
    field.show()
    field.showPopup()
    return field


def test_each_row_of_a_choice_is_large_enough_for_a_finger(long_choice):
    first = long_choice.view().visualRect(long_choice.model().index(0, 0))
    assert first.height() >= theme.current().px(32)


def test_the_list_of_a_choice_shows_whole_titles_if_the_window_has_room(window, long_choice):
    needed = long_choice.view().sizeHintForColumn(0)
    assert needed > long_choice.width()
    assert long_choice.view().viewport().width() >= needed


def test_what_is_cut_in_a_choice_stands_in_its_tool_tip_as_plain_text(long_choice):
    tip = long_choice.itemData(0, Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;customer&lt;/b&gt;" in tip
    QApplication.sendEvent(long_choice, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert long_choice.toolTip() == tip
    long_choice.setCurrentIndex(1)
    QApplication.sendEvent(long_choice, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert long_choice.toolTip() == ""


@pytest.mark.parametrize(("is_ahead", "years"), [(True, 1), (False, 0)])
def test_a_day_typed_without_a_year_is_the_next_one_if_the_date_lies_ahead(qtbot, is_ahead, years):
    field = maybe_day()
    field.is_ahead = is_ahead
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    yesterday = QDate.currentDate().addDays(-1)
    field.setDate(QDate.currentDate())
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, yesterday.toString("d MMM"))
    assert field.date() == yesterday.addYears(years)


def test_delete_over_a_whole_optional_date_means_none(qtbot):
    field = maybe_day(date(2026, 6, 3))
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.date() == field.minimumDate()
    assert field.text() == "not stated"


def test_the_calendar_of_a_date_not_stated_opens_at_this_month_and_a_step_begins_with_today(qtbot):
    field = maybe_day()
    qtbot.addWidget(field)
    field.resize(220, 44)
    field.show()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(field.width() - 12, field.height() // 2))
    today = QDate.currentDate()
    shown = field.calendarWidget()
    assert (shown.yearShown(), shown.monthShown()) == (today.year(), today.month())
    shown.window().close()
    field.stepBy(1)
    assert field.date() == today
