"""The staff list with machines in the window: put on it by who keeps it, accepted at once by the others."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from csassess.data.exchange.accepted import accepted_machines
from csassess.domain.records.staff import StaffMember
from csassess.services.candidates import staff
from csassess.ui.base.location import Location, Page
from tests.exchange.centre.test_staff_machines import listed, passed_on, team
from tests.ui.conftest import dialog_is_open, dialog_of, open_window

__all__ = ["team"]  # a fixture


def picture(window, name):
    """Save a picture of the window if asked for."""
    if os.environ.get("CSASSESS_SHOTS"):
        window.resize(1024, 768)
        QApplication.processEvents()
        shown = dialog_of(window) if dialog_is_open(window) else window
        shown.grab().save(str(Path(os.environ["CSASSESS_SHOTS"]) / f"{name}.png"))


def staff_section(window):
    window.go(Location(Page.CENTRE, form="staff"))
    return window.centre.staff


def test_the_office_puts_the_machines_it_accepted_on_the_list(qtbot, qapp, team):
    cleo = team["cleo"]
    for name in ("Ann Assessor", "Vera Verifier"):
        staff.keep_member(cleo, StaffMember("", name, "assessor"))
    window = open_window(qtbot, qapp, cleo)
    section = staff_section(window)
    picture(window, "staff-machines-page")
    section.machines_button.click()
    picture(window, "staff-machines-put")
    dialog_of(window).ok.click()
    assert [bool(member.machines) for member in staff.staff_list(cleo)] == [True, True]
    assert not section.machines_button.isVisible()


@pytest.mark.parametrize("name", ["ann", "vera"])
def test_who_does_not_keep_the_list_for_others_never_meets_the_button(qtbot, qapp, team, name):
    staff.keep_member(team[name], StaffMember("", "Cleo Centre", "office"))
    assert not staff_section(open_window(qtbot, qapp, team[name])).machines_button.isVisible()


def test_the_others_accept_all_on_the_list_in_one_dialog(qtbot, qapp, team, tmp_path):
    listed(team, ann="assessor", cora="countersigner")
    passed_on(team, tmp_path)
    vera = team["vera"]
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.EXCHANGE))
    card = window.exchange.keys
    assert card.accept_listed_button.accessibleName() == "Accept 1 person on the staff list"
    picture(window, "staff-machines-offered")
    card.accept_listed_button.click()
    picture(window, "staff-machines-accept")
    dialog_of(window).ok.click()
    assert team["ann"].device in accepted_machines(vera)
    assert not card.accept_listed_button.isVisible()
