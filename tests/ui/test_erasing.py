"""Erasing in the window: what the dialog says, the way back, and the notice of one's own machines."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QFormLayout

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.milestones import MilestoneKind
from csassess.services.access import caseloads
from csassess.services.access.caseloads import centre_of
from csassess.services.candidates import candidates
from csassess.services.exchange import folder_sync
from csassess.services.progress import milestones
from csassess.services.retention import held, retention
from csassess.ui.base.location import Location, Page
from tests.support.builders import SECOND
from tests.support.exchanging import machine
from tests.support.syncing import meet
from tests.ui.conftest import buttons_of, dialog_is_open, dialog_of, fill, open_window, rows_as_text


@pytest.fixture
def keeping(window):
    window.go(Location(Page.CENTRE, form="keeping"))
    return window.centre.keeping


@pytest.fixture
def erased(window, caseload, mo):
    stub, _ = retention.erase(caseload, mo.id, "She asked for it", second=SECOND)
    window.session.forget()
    window.session.notify_changed()
    return stub


def pressed(page, words):
    next(button for button in buttons_of(page) if button.text().strip() == words).click()


def asks_for_second(dialog):
    return dialog.findChild(QFormLayout).isRowVisible(dialog.fields["second"])


def test_the_dialog_always_says_the_retention_period_and_what_is_lost(window, keeping, caseload, mo, clock):
    over, running = (candidates.add_candidate(caseload, name) for name in ("Olwen Over", "Ruth Running"))
    milestones.record(caseload, over.id, MilestoneKind.WITHDRAWN, date(2020, 1, 1))
    milestones.record(caseload, running.id, MilestoneKind.ACHIEVED, clock().date(), reason="As told")
    window.session.notify_changed()
    said = {}
    for candidate in (mo, over, running):
        keeping._erase(candidate.id)
        dialog = dialog_of(window)
        said[candidate.id] = dialog.explanation.text(), asks_for_second(dialog)
        dialog.discard()
    assert "The retention period has not begun" in said[mo.id][0]
    assert "withdrawal on 1 January 2020" in said[over.id][0]
    assert "kept until 2 March 2029. That is not over yet" in said[running.id][0]
    assert [asks for _, asks in said.values()] == [True, False, True]
    for words, _ in said.values():
        assert "This erases 0 items of evidence" in words
        assert "it can be restored until 1 April 2026" in words


def test_choosing_another_candidate_says_their_period(window, keeping, caseload, mo):
    over = candidates.add_candidate(caseload, "Aled Over")
    milestones.record(caseload, over.id, MilestoneKind.ACHIEVED, date(2015, 1, 1), reason="As told")
    window.session.notify_changed()
    keeping._erase(mo.id)
    dialog = dialog_of(window)
    field = dialog.fields["candidate"]
    field.setCurrentIndex(field.findData(over.id))
    assert "The period is over" in dialog.explanation.text()
    assert not asks_for_second(dialog)
    field.setCurrentIndex(field.findData(mo.id))
    assert asks_for_second(dialog)


def test_without_a_held_copy_the_dialog_says_that_and_why(window, keeping, caseload, mo):
    centre = replace(centre_of(caseload), held_days=0, no_copy_because="the council asks")
    caseloads.change_centre(caseload, centre)
    keeping._erase(mo.id)
    words = dialog_of(window).explanation.text()
    assert "No copy is held (the council asks), so this cannot be undone." in words


def test_today_has_a_line_while_a_copy_is_held_and_it_leads_to_the_centre_page(
    window, caseload, erased, clock
):
    window.go(Location(Page.TODAY))
    line = "1 erased portfolio can still be restored: held copy ends on 1 April 2026, in 30 days"
    assert window.today.held.text().strip() == line
    assert window.today.held.isVisible()
    window.today.held.click()
    assert (window.place.page, window.place.form) == (Page.CENTRE, "keeping")
    held.delete_held(caseload, held.held(caseload)[0].path)
    window.go(Location(Page.TODAY))
    assert not window.today.held.isVisible()


def test_one_press_restores_the_portfolio_and_backs_it_up(qtbot, window, caseload, mo, erased, keeping):
    assert keeping.copies.isVisible()
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=30_000):
        pressed(keeping.copies, "Restore portfolio")
        qtbot.waitUntil(lambda: not held.held(caseload) and keeping.copies.isHidden(), timeout=20_000)
    assert load_portfolio(caseload, mo.id).candidate.name == "Mo Candidate"
    assert "The portfolio of Mo Candidate is back" in window.banner.words
    window.go(Location(Page.CANDIDATES))
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert window.place.candidate == mo.id


def test_a_damaged_copy_is_said_on_both_pages_and_offers_no_restoring(window, caseload, erased, keeping):
    next(caseload.folder.glob("erased-*.held")).write_bytes(b"nothing")
    keeping.refresh()
    words = " ".join(label.text() for label in keeping.copies.findChildren(type(window.saved)))
    assert f"The held copy of certificate {erased.certificate} is damaged and cannot be restored." in words
    visible = [b.text().strip() for b in buttons_of(keeping.copies) if not b.isHidden()]
    assert visible == ["Delete copy now"]
    window.go(Location(Page.TODAY))
    assert "1 held copy of an erased portfolio is damaged" in window.today.held.text()


def test_a_copy_ends_at_midnight_while_the_window_is_open(window, caseload, erased, clock, keeping):
    for _ in range(29):
        clock.move_on(days=1)
        window.maintenance.woke(window.maintenance.looked + 20)
    assert held.held(caseload)
    clock.move_on(days=1)
    window.maintenance.woke(window.maintenance.looked + 20)
    assert held.held(caseload) == []
    assert keeping.copies.isHidden()
    assert "held copy ended on 1 April 2026" in " ".join(row.foot for row in keeping.erased.rows.rows)


def test_the_centre_sets_the_period_and_is_asked_why_none(window, caseload, keeping):
    keeping.periods_button.click()
    dialog = dialog_of(window)
    days = dialog.fields["held_days"]
    days.setCurrentIndex(days.findData(0))
    fill(window)
    assert "reason for holding no copy" in dialog.problem.text()
    fill(window, no_copy_because="The council asks")
    assert not dialog_is_open(window)
    assert (centre_of(caseload).held_days, centre_of(caseload).no_copy_because) == (0, "The council asks")
    assert "No copy of an erased portfolio is held: The council asks" in keeping.periods.text()


def test_a_withdrawn_candidate_is_in_the_review_list(caseload, mo, keeping):
    milestones.record(caseload, mo.id, MilestoneKind.WITHDRAWN, date(2022, 5, 1))
    keeping.refresh()
    assert rows_as_text(keeping.reviews) == "Mo Candidate C-001 ›"
    assert "withdrawal on 1 May 2022" in keeping.reviews.rows.rows[0].body


def test_what_ones_own_machine_asks_is_one_row_on_today_with_one_accept(qtbot, qapp, tmp_path, clock):
    machines = [machine(tmp_path / name, clock=clock) for name in ("tablet", "office")]
    tablet, office = machines
    (tmp_path / "stick").mkdir()
    for caseload in machines:
        folder_sync.choose_folder(caseload, tmp_path / "stick")
    for caseload in machines:
        folder_sync.accept(caseload, folder_sync.partners(caseload)[0].card.device)
    people = [candidates.add_candidate(tablet, name) for name in ("Aisha", "Bo", "Cy")]
    meet(*machines)
    for candidate in people[:2]:
        retention.erase(tablet, candidate.id, "Asked for it", second=SECOND)
    candidates.change_candidate(tablet, replace(people[2], number="3"))
    meet(*machines)
    window = open_window(qtbot, qapp, office)
    window.go(Location(Page.TODAY))
    (row,) = [row for row in window.today.to_finish.rows.rows if "asks" in row.body or "ask to" in row.body]
    assert (row.head, "2 things" in row.body) == ("Aisha, Bo", True)
    window.today.to_finish.chosen.emit(row.key)
    fill(window)
    qtbot.waitUntil(lambda: not dialog_is_open(window), timeout=20_000)
    assert [c.name for c in candidates.list_candidates(office)] == ["Cy"]
    assert "2 things were deleted here too." in window.banner.words
    window.go(Location(Page.TODAY))
    assert not [row for row in window.today.to_finish.rows.rows if "ask to" in row.body]
    window.close()
    tablet.close()
