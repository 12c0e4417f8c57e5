"""The centre's own things in the window: where they came from, what was typed before, and sending them."""

import os
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from csassess.data.record.caseload import CENTRE_STREAM
from csassess.domain.records.staff import StaffMember
from csassess.domain.records.verification import Stage
from csassess.services.candidates import staff
from csassess.services.exchange import key_files, sending
from csassess.services.papers import form_control
from csassess.services.verification import planning, sampling_plan
from csassess.ui.base.location import Location, Page
from csassess.ui.widgets import theme
from csassess.ui.widgets.fields import content_of
from tests.support.exchanging import receive_file, transfer
from tests.support.verifying import UNIT, decided, office
from tests.ui.conftest import buttons_of, dialog_is_open, dialog_of, open_window, rows_as_text

MARCH = date(2026, 3, 2)


@pytest.fixture
def team(tmp_path, clock):
    with office(tmp_path, clock, "ann", "vera", "cleo") as machines:
        yield machines


def send_centre(giver, receiver, path):
    card = next(c for c in key_files.recipients_known(giver) if c.device == receiver.device)
    sending.send(giver, [CENTRE_STREAM], path, recipients=[card], with_forms=False)
    return receive_file(receiver, path)


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


def words_on(page):
    return [b.text() for b in buttons_of(page)]


def test_a_small_centre_never_meets_the_card_of_what_came_from_others(qtbot, qapp, team):
    ann, _, _ = team
    staff.keep_member(ann, StaffMember("", "Ann Assessor", "assessor"))
    section = staff_section(open_window(qtbot, qapp, ann))
    assert not section.shared.isVisible()
    assert section.add_button.isVisible()


def test_the_centre_page_says_from_whom_each_entry_came_and_when(qtbot, qapp, team, tmp_path):
    ann, _, cleo = team
    staff.keep_member(ann, StaffMember("", "Ann Assessor", "assessor", "D32, 2005"))
    staff.keep_member(ann, StaffMember("", "Bo Assessor", "assessor"))
    staff.keep_member(cleo, StaffMember("", "Ann Assessor", "assessor", "A1, 2019"))
    staff.keep_member(cleo, StaffMember("", "Vera Verifier", "lead internal verifier"))
    form_control.approve(cleo, "CRF", "Eva External", MARCH)
    send_centre(cleo, ann, tmp_path / "one")
    window = open_window(qtbot, qapp, ann)
    section = staff_section(window)
    assert [row.head for row in section.list.rows.rows] == ["Ann Assessor", "Vera Verifier"]
    assert all("from Cleo Centre, 2 March 2026" in row.foot for row in section.list.rows.rows)
    assert not section.add_button.isVisible()
    assert "Ask them to change it" in section.kept_elsewhere.text()
    assert "Approval of form CRF 1" in rows_as_text(section.shared.origins)
    apart = {row.head: row for row in section.shared.apart.rows.rows}
    assert apart["Bo Assessor"].body == "not on the centre’s list"
    assert apart["Bo Assessor"].foot == "typed on this machine"
    picture(window, "assessor")
    theme.apply(qapp, theme.Theme(text_size=200)) if os.environ.get("CSASSESS_SHOTS") else None
    picture(window, "assessor-200")
    section.list.chosen.emit(section.list.rows.rows[0].key)
    dialog = dialog_of(window)
    assert not dialog.ok.isEnabled()
    picture(window, "entry")
    dialog.discard()


def test_the_office_takes_over_what_an_assessor_typed_by_one_press(qtbot, qapp, team, tmp_path):
    ann, _, cleo = team
    staff.keep_member(ann, StaffMember("", "Bo Assessor", "assessor"))
    staff.keep_member(cleo, StaffMember("", "Ann Assessor", "assessor"))
    send_centre(ann, cleo, tmp_path / "one")
    window = open_window(qtbot, qapp, cleo)
    section = staff_section(window)
    (row,) = section.shared.apart.rows.rows
    assert (row.head, row.foot) == ("Bo Assessor", "typed by Ann Assessor")
    section.shared.apart.chosen.emit(row.key)
    picture(window, "take-over")
    dialog_of(window).ok.click()
    assert [row.head for row in section.list.rows.rows] == ["Ann Assessor", "Bo Assessor"]
    assert not section.shared.isVisible()


def test_a_verifier_is_called_lead_by_one_press(qtbot, qapp, team, tmp_path):
    ann, vera, _ = team
    form_control.approve(vera, "CRF", "Eva External", MARCH)
    send_centre(vera, ann, tmp_path / "one")
    window = open_window(qtbot, qapp, ann)
    section = staff_section(window)
    section.shared.apart.chosen.emit(section.shared.apart.rows.rows[0].key)
    next(b for b in buttons_of(dialog_of(window)) if b.text() == "Vera Verifier is our lead verifier").click()
    assert not dialog_is_open(window)
    assert [a.by for a in form_control.approvals(ann)] == ["Eva External"]


def test_units_and_interests_of_a_member_are_kept_and_printed(qtbot, qapp, team):
    ann, _, _ = team
    staff.keep_member(ann, StaffMember("", "Ann Assessor", "assessor"))
    window = open_window(qtbot, qapp, ann)
    section = staff_section(window)
    section.list.chosen.emit(section.list.rows.rows[0].key)
    picture(window, "member")
    next(b for b in buttons_of(dialog_of(window)) if b.text() == "Competence and interests").click()
    dialog = dialog_of(window)
    dialog.fields["competent_in"].toggled.emit("ocr-61", True)
    dialog.fields["cpd"].setPlainText("Course, March 2026")
    picture(window, "competence")
    dialog.ok.click()
    (kept,) = staff.staff_list(ann)
    assert (kept.competent_in, kept.cpd) == (("ocr-61",), "Course, March 2026")


def test_what_was_typed_of_a_member_is_back_after_their_competence_was_kept(qtbot, qapp, team):
    ann, _, _ = team
    staff.keep_member(ann, StaffMember("", "Ann Assessor", "assessor"))
    window = open_window(qtbot, qapp, ann)
    section = staff_section(window)
    member = section.list.rows.rows[0].key
    section.list.chosen.emit(member)
    dialog_of(window).fields["qualifications"].setPlainText("TAQA 2024")
    next(b for b in buttons_of(dialog_of(window)) if b.text() == "Competence and interests").click()
    dialog_of(window).discard()
    section.list.chosen.emit(member)
    assert content_of(dialog_of(window).fields["qualifications"]) == "TAQA 2024"


def test_the_centre_s_own_things_can_be_sent_alone(qtbot, qapp, team, tmp_path):
    _, _, cleo = team
    staff.keep_member(cleo, StaffMember("", "Ann Assessor", "assessor"))
    window = open_window(qtbot, qapp, cleo)
    window.go(Location(Page.EXCHANGE))
    window.exchange.send_button.click()
    ticked = dialog_of(window).fields["candidates"]
    assert [row.head for row in ticked.rows.rows] == ["Staff list, approvals and centre’s details"]
    picture(window, "send")
    dialog_of(window).discard()


def test_the_plan_of_the_lead_is_read_everywhere_and_changed_by_those_who_keep_it(
    qtbot, qapp, team, tmp_path, clock
):
    ann, vera, cleo = team
    aisha, _ = decided(ann)
    for other in (vera, cleo):
        transfer(ann, other, aisha.id, tmp_path / f"aisha-{other.device}")
    staff.keep_member(cleo, StaffMember("", "Vera Verifier", "lead internal verifier"))
    send_centre(cleo, vera, tmp_path / "list")
    planning.plan_by_hand(vera, aisha.id, UNIT, Stage.FINAL, clock().date())
    send_centre(vera, ann, tmp_path / "plan")
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.VERIFICATION))
    shown = window.verification.planning.planned
    assert [row.head for row in shown.list.rows.rows] == ["Aisha Karim, 61, final"]
    shown.list.chosen.emit(shown.list.rows.rows[0].key)
    dialog = dialog_of(window)
    assert not dialog.ok.isEnabled()
    assert "Ask them to change it" in dialog.explanation.text()
    assert "Remove from the plan" not in words_on(dialog)
    picture(window, "plan-of-the-lead")


def test_a_whole_plan_typed_by_a_colleague_is_one_line_and_is_taken_in_at_once(qtbot, qapp, team, tmp_path):
    ann, vera, cleo = team
    aisha, _ = decided(ann)
    for other in (vera, cleo):
        transfer(ann, other, aisha.id, tmp_path / f"aisha-{other.device}")
    for stage in Stage:
        planning.plan_by_hand(vera, aisha.id, UNIT, stage, MARCH)
    staff.keep_member(cleo, StaffMember("", "Vera Verifier", "verifier"))
    send_centre(vera, cleo, tmp_path / "typed")
    window = open_window(qtbot, qapp, cleo)
    section = staff_section(window)
    (line,) = section.shared.apart.rows.rows
    assert (line.head, line.foot) == ("Plan: 2 samples", "typed by Vera Verifier")
    assert "Aisha Karim, 61, final, by 2 March 2026" in line.body
    section.shared.apart.chosen.emit(line.key)
    picture(window, "plan-taken-in")
    dialog_of(window).ok.click()
    assert not section.shared.apart.rows.rows
    assert len(planning.planned_for(cleo, sampling_plan.plan(cleo))) == 2
