"""The centre’s page: search, retention, requests for data, staff, devices and reminders."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.services.candidates import candidates
from csassess.services.disclosure import data_requests
from csassess.services.progress import milestones
from csassess.services.retention import retention
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.signature_pad import SignaturePad
from tests.support.verifying import office
from tests.ui.conftest import (
    buttons_of,
    dialog_is_open,
    dialog_of,
    draw_signature,
    fill,
    open_window,
    press,
    rows_as_text,
)


@pytest.fixture
def centre_page(window):
    window.go(Location(Page.CENTRE))
    return window.centre


def test_search_covers_every_portfolio_and_leads_to_the_place(qtbot, window, caseload, mo, observing):
    item = window.place.item
    window.evidence.capture.add_note.trigger()
    QTest.keyClicks(window.evidence.notes.editor.text, "The heron by the weir")
    window.go(Location(Page.CENTRE))
    window.centre.finding.wanted.setText("hero")
    press(window.centre.finding.wanted, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.centre.finding.found.rows.rows) == 1, timeout=10_000)
    (row,) = window.centre.finding.found.rows.rows
    assert (row.head, "heron" in row.body) == ("Mo Candidate", True)
    window.centre.finding.found.chosen.emit(row.key)
    assert (window.place.page, window.place.item) == (Page.EVIDENCE, item)


def test_erasing_asks_for_the_candidates_name_and_leaves_a_certificate(
    qtbot, window, centre_page, caseload, mo
):
    centre_page.show_section("keeping")
    centre_page.keeping.erase_button.click()
    dialog = dialog_of(window)
    fill(window, reason="Asked for it", typed="Somebody else")
    assert "The name does not match" in dialog.problem.text()
    dialog.fields["typed"].clear()
    fill(window, typed="Mo Candidate")
    assert "second person" in dialog.problem.text()
    fill(window, second="Olga Office")
    assert dialog.busy
    window.close()
    assert window.isVisible()  # the window waits for the erasure
    qtbot.waitUntil(lambda: bool(retention.erasures(caseload)) and not dialog_is_open(window), timeout=20_000)
    (stub,) = retention.erasures(caseload)
    assert stub.certificate in rows_as_text(centre_page.keeping.erased)
    assert stub.certificate in window.banner.words
    with pytest.raises(KeyError):
        load_portfolio(caseload, mo.id)


def test_a_portfolio_on_hold_cannot_be_erased(window, centre_page, caseload, mo):
    centre_page.show_section("keeping")
    centre_page.keeping.hold_button.click()
    fill(window, reason="An appeal")
    centre_page.keeping.erase_button.click()
    fill(window, reason="Asked for it", typed="Mo Candidate")
    assert "is on hold: An appeal" in dialog_of(window).problem.text()
    assert load_portfolio(caseload, mo.id)


def test_a_portfolio_whose_retention_period_is_over_is_in_the_review_list(centre_page, caseload, mo, clock):
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, clock().date(), reason="Known")
    centre_page.show_section("keeping")
    assert rows_as_text(centre_page.keeping.reviews) == ""
    clock.move_on(days=366 * 3)
    centre_page.refresh()
    assert rows_as_text(centre_page.keeping.reviews) == "Mo Candidate C-001 ›"


def test_a_request_for_data_is_logged_and_answered(qtbot, window, centre_page, caseload, mo, tmp_path):
    centre_page.show_section("requests")
    centre_page.requests.log_button.click()
    fill(window, asked_by="Mo, passport seen")
    assert rows_as_text(centre_page.requests.list) == "Mo Candidate open"
    ((candidate, request),) = data_requests.all_requests(caseload)
    answer = data_requests.gather_answer(caseload, candidate, request, {})
    with qtbot.waitSignal(window.session.changed, timeout=20_000):
        centre_page.requests.give_out(candidate, request, {}, answer, str(tmp_path / "out"))
    assert (tmp_path / "out" / "record.pdf").exists()
    assert rows_as_text(centre_page.requests.list) == "Mo Candidate answered 2 March 2026"


def test_a_staff_member_is_added_with_a_specimen_signature(window, centre_page, caseload):
    centre_page.show_section("staff")
    centre_page.staff.add_button.click()
    dialog = dialog_of(window)
    draw_signature(dialog.findChild(SignaturePad))
    fill(window, name="Vera Verifier", roles="Internal verifier")
    assert rows_as_text(centre_page.staff.list) == "Vera Verifier specimen signed"


def test_a_manual_backup_is_reported_as_verified(qtbot, window, centre_page):
    centre_page.show_section("machines")
    assert "No backup" in centre_page.machines.backed_up.text()
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        centre_page.machines.now_button.click()
    assert "opened, checked and compared" in centre_page.machines.backed_up.text()


def test_a_machine_can_be_marked_lost_and_found_again(qtbot, qapp, pair, verified):
    window = open_window(qtbot, qapp, pair[1])
    window.go(Location(Page.CENTRE, form="machines"))
    section = window.centre.machines
    section.machines.chosen.emit(section.machines.rows.rows[0].key)
    fill(window)
    assert "lost 2 March 2026" in rows_as_text(section.machines)
    section.machines.chosen.emit(section.machines.rows.rows[0].key)
    next(b for b in dialog_of(window).buttons.buttons() if b.text() == "Mark as found").click()
    assert "lost" not in rows_as_text(section.machines)


def test_a_due_reminder_is_listed(window, centre_page, caseload, mo, clock):
    candidates.register(caseload, mo.id, "NVQ", "", "77", clock().date())
    centre_page.show_section("reminders")
    centre_page.reminders.add_button.click()
    fill(window)
    assert [r.since for r in milestones.reminders(caseload)] == [Point.REGISTERED]
    clock.move_on(weeks=11)
    centre_page.refresh()
    assert "10 weeks since registered, and not visited yet" in centre_page.reminders.due.rows.rows[0].body


def test_today_of_a_centre_offers_receiving_portfolios_only(qtbot, qapp, tmp_path, clock):
    with office(tmp_path, clock, "cleo") as (cleo,):
        window = open_window(qtbot, qapp, cleo)
        window.go(Location(Page.TODAY))
        text = " ".join(label.text() for label in window.today.findChildren(type(window.saved)))
        assert "Receive a portfolio file" in text
        assert not [b for b in buttons_of(window.today) if "Add a candidate" in b.text()]
