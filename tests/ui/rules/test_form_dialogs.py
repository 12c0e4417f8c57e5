"""Form dialogs: the values of their fields reach `save` as a dataclass."""

from dataclasses import dataclass
from datetime import date

import pytest

from csassess.domain.errors import UserError
from csassess.domain.units.units import Setting
from csassess.ui.widgets.fields import choice, day, line
from csassess.ui.widgets.form_dialog import FormDialog


@dataclass(frozen=True)
class Values:
    """The values of the form in these tests."""

    name: str
    on: date
    setting: Setting | None = None


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
