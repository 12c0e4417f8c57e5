"""What an assessor met on a working day: who a page is of, what is left to do, what is theirs to sign."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QScrollArea

from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.progress import to_do, waiting
from csassess.services.signing import signing
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.visits import visit_dialogs
from tests.support.verifying import STROKES, UNIT, decided
from tests.support.visiting import visit_of
from tests.ui.conftest import dialog_of, fill, open_window


@pytest.fixture
def tall(window):
    """Make the window so low that every page scrolls."""
    window.resize(800, 500)
    return window


def scrolled(page):
    return [area.verticalScrollBar() for area in page.findChildren(QScrollArea) if area.isVisible()]


def test_another_candidate_s_page_begins_with_who_it_is(qtbot, tall, caseload, mo):
    other = candidates.add_candidate(caseload, "Jo Candidate", "C-002")
    for unit in ("ocr-b10", "ocr-61", "ocr-429"):
        candidates.enrol(caseload, other.id, unit)
    tall.session.notify_changed()
    tall.go(Location(Page.PORTFOLIO, mo.id))
    qtbot.wait(20)
    (bar,) = [each for each in scrolled(tall.portfolio) if each.maximum() > 0][:1]
    bar.setValue(bar.maximum())
    tall.go(Location(Page.PORTFOLIO, other.id))
    assert bar.value() == 0


def test_what_the_assessor_has_to_sign_is_theirs_to_finish_and_waits_for_nobody_else(qtbot, qapp, pair):
    ann, _ = pair
    candidate, _ = decided(ann, signed=False)
    window = open_window(qtbot, qapp, ann)

    def shown():
        rows, today = [row for _, row in window.session.candidate_rows()], window.session.now().date()
        mine = [task.what for task in to_do.for_role(Role.ASSESSOR, rows, today)]
        others = waiting.waiting_for_others(rows, [], today, Role.ASSESSOR)
        return any("is decided: sign it" in words for words in mine), [wait.of for wait in others if wait.of]

    assert shown() == (False, ["candidate"])
    signing.sign_unit(ann, candidate.id, UNIT, Signer.CANDIDATE, candidate.name, STROKES)
    window.session.notify_changed()
    assert shown() == (True, [])


def test_a_visit_moved_past_a_note_names_the_note(window, caseload, mo, clock):
    item = visits.start_visit(caseload, [mo.id], "Desk")[mo.id]
    clock.move_on(minutes=5)
    note = evidence.add_note(caseload, mo.id, item.id, "Greets.")
    clock.move_on(minutes=30)
    window.session.notify_changed()
    visit = visit_of(caseload, mo)
    visit_dialogs.change_visit(window, window.session, mo.id, visit)
    later = visit.started + timedelta(minutes=10)
    dialog_of(window).fields["started"].setTime(QTime(later.hour, later.minute))
    dialog_of(window).ok.click()
    assert f"the notes of {note.at:%H:%M}" in window.banner.words


def test_a_visit_that_is_typed_up_is_told_nothing_of_leaving_the_site(window, caseload, mo, clock):
    clock.move_on(days=1)
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    dialog = dialog_of(window)
    yesterday = clock().date() - timedelta(1)
    dialog.fields["on"].setDate(QDate(yesterday.year, yesterday.month, yesterday.day))
    dialog.fields["started"].setTime(QTime(9, 0))
    dialog.fields["ended"].setTime(QTime(9, 20))
    fill(window, place="Counter")
    window.evidence.judgement.finish.trigger()
    assert window.place.page is Page.FINISH
    assert not window.finish.gaps_card.isVisible()


def test_a_unit_without_requirements_still_says_what_is_missing_before_leaving(window, caseload, clock):
    candidate = candidates.add_candidate(caseload, "Jo Candidate", "C-002")
    candidates.enrol(caseload, candidate.id, "ocr-61")
    item = visits.start_visit(caseload, [candidate.id], "Desk")[candidate.id]
    window.session.notify_changed()
    window.go(Location(Page.FINISH, candidate.id, item.id))
    assert window.finish.gaps.text().startswith("• ")
