"""Form dialogs: the values of their fields reach `save` as a dataclass."""

from dataclasses import dataclass
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from csassess.domain.errors import UserError
from csassess.domain.units.units import Setting
from csassess.ui.widgets.date_fields import day, maybe_time
from csassess.ui.widgets.fields import choice, line
from csassess.ui.widgets.form_dialog import FormDialog, NoValues, value_of


@dataclass(frozen=True)
class Values:
    """The values of the form in these tests."""

    name: str
    on: date
    setting: Setting | None = None


@dataclass(frozen=True)
class Ends:
    """The values of a form that asks for a time."""

    ended: time | None


def form(window, fields, save=print):
    """Return a dialog with these fields."""
    return FormDialog(window, "Form", Values, {key: (key, field) for key, field in fields.items()}, save)


def test_the_values_reach_save_as_a_dataclass_with_their_own_types(window):
    saved = []
    settings = choice([("not stated", None), ("Job", Setting.REAL_JOB_PAID)], Setting.REAL_JOB_PAID)
    fields = {"name": line(" Mo "), "on": day(date(2026, 3, 2)), "setting": settings}
    form(window, fields, saved.append).ok.click()
    assert saved == [Values("Mo", date(2026, 3, 2), Setting.REAL_JOB_PAID)]
    assert isinstance(saved[0].setting, Setting)


def test_a_value_with_a_default_may_have_no_field(window):
    saved = []
    form(window, {"name": line("Mo"), "on": day(date(2026, 3, 2))}, saved.append).ok.click()
    assert saved[0].setting is None


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "", "on": "", "other": ""}])
def test_a_form_with_a_missing_or_unknown_field_cannot_be_made(window, fields):
    with pytest.raises(TypeError):
        form(window, {key: line() for key in fields})


def test_a_refused_form_shows_why_and_keeps_what_was_typed(window):
    def refuse(_):
        raise UserError("Please fill in the name.")

    dialog = form(window, {"name": line(), "on": day(date(2026, 3, 2))}, refuse)
    dialog.open()
    dialog.ok.click()
    assert dialog.isVisible()
    assert dialog.problem.text() == "Please fill in the name."


def test_an_optional_time_is_typed_and_cleared_again(qtbot, window):
    field = maybe_time(None, "still going on")
    dialog = FormDialog(window, "Form", Ends, {"ended": ("Ended", field)}, print)
    assert (field.text(), value_of(field)) == ("still going on", None)
    with qtbot.waitActive(dialog):
        dialog.open()
    field.setFocus()
    QApplication.processEvents()
    QTest.keyClicks(field, "1130")
    assert value_of(field) == time(11, 30)
    dialog.ok.setFocus()
    assert field.text() == "11:30"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    dialog.ok.setFocus()
    assert (field.text(), value_of(field)) == ("still going on", None)


@pytest.mark.parametrize("before", [None, time(11, 30)])
def test_midnight_is_a_time_that_can_be_stated(qtbot, window, before):
    field = maybe_time(before, "not stated")
    dialog = FormDialog(window, "Form", Ends, {"ended": ("Ended", field)}, print)
    with qtbot.waitActive(dialog):
        dialog.open()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "0000")
    dialog.ok.setFocus()
    assert (field.text(), value_of(field)) == ("00:00", time(0, 0))
    assert maybe_time(time(0, 0), "not stated").text() == "00:00"


def test_a_dialog_makes_room_for_the_reason_why_it_was_refused(window):
    def refuse(_):
        raise UserError("Please fill in the name. " * 8)

    dialog = FormDialog(window, "Form", NoValues, {}, refuse, explanation="What happens then. " * 9)
    dialog.open()
    before = dialog.height()
    dialog.ok.click()
    QApplication.processEvents()
    assert dialog.height() > before
    for words in dialog.findChildren(QLabel):
        if words.isVisible():
            assert words.height() >= words.heightForWidth(words.width())


@pytest.mark.parametrize(("result", "is_closed"), [(None, True), (True, True), (False, False)])
def test_a_form_whose_removal_was_refused_stays_open(window, result, is_closed):
    dialog = form(window, {"name": line("Mo"), "on": day(date(2026, 3, 2))})
    dialog.add_removal("Remove", lambda: result)
    dialog.open()
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Remove").click()
    assert dialog.isHidden() is is_closed
    dialog.discard()
