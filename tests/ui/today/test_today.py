"""Today answers what to do now: the visit under way, what has a date, the next visits, what others owe."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from csassess.data.record.caseload import Caseload
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import handover
from csassess.services.progress import next_visits
from csassess.services.progress.candidate_rows import candidate_rows
from csassess.services.visits import plans, visits
from csassess.ui.base.location import Location, Page
from tests.support.builders import THAT_DAY
from tests.ui.conftest import dialog_of

MANY = 12


def work_as(caseload: Caseload, role: Role) -> None:
    caseloads.change_person(caseload, replace(caseloads.assessor_of(caseload), role=role))


def show_today(window):
    window.session.read_again()
    window.go(Location())
    QApplication.processEvents()
    return window.today


def spoken(rows_of):
    return [row.spoken for row in rows_of.list.rows.rows]


def is_main(button):
    return button.property("role") == "main"


def add_with_drafts(caseload: Caseload, count=MANY):
    """Add candidates who are not registered, each with an item to judge."""
    for number in range(count):
        candidate = candidates.add_candidate(caseload, f"Candidate {number:02}", f"N-{number}")
        candidates.enrol(caseload, candidate.id, "ocr-b10")
        evidence.add_item(caseload, candidate.id, "WP", "Letter", THAT_DAY)


def test_a_visit_under_way_comes_first_with_its_rules_and_the_only_main_button(window, caseload, mo, sian):
    rules = visits.SiteRules(camera=False)
    visits.start_visit(caseload, [mo.id, sian.id], "Refunds desk", rules)
    today = show_today(window)
    words = " ".join(label.text() for label in today.running.findChildren(type(window.saved)))
    assert "Refunds desk" in words
    assert "CAMERA OFF" in words
    main = [b for b in today.findChildren(QPushButton) if b.isVisible() and is_main(b)]
    assert [b.accessibleName() for b in main] == ["Continue the visit to Mo Candidate, Siân Ŵyn"]
    main[0].click()
    assert (window.place.page, window.place.candidate) == (Page.EVIDENCE, mo.id)


def test_the_next_visit_says_when_where_and_what_to_look_for_and_starts_with_the_main_button(
    window, caseload, mo, sian
):
    plans.plan_visit(caseload, sian.id, THAT_DAY + timedelta(days=3), "Quayside Library")
    today = show_today(window)
    first, *rest = today.visits.start_buttons
    assert first.accessibleName() == "Start observation of Siân Ŵyn"
    assert is_main(first)
    assert not any(map(is_main, rest))
    words = " ".join(label.text() for label in today.visits.findChildren(type(window.saved)))
    assert "5 March 2026" in words
    assert "Quayside Library" in words
    assert "Look for: " in words
    first.click()
    assert dialog_of(window).isVisible()


def test_of_many_candidates_only_those_to_see_next_are_named_and_today_does_not_scroll(window, caseload):
    add_with_drafts(caseload)
    window.resize(1024, 768)
    today = show_today(window)
    assert len(today.visits.start_buttons) == 3
    assert today.visits.other.count() == MANY
    assert len(spoken(today.others.waiting)) == 1
    assert today.findChild(QScrollArea).verticalScrollBar().maximum() == 0


def test_what_waits_for_others_is_one_row_of_a_kind_that_opens(window, caseload):
    add_with_drafts(caseload)
    others = show_today(window).others
    assert spoken(others.waiting) == [f"{MANY} candidates are not registered yet. ›"]
    others.waiting.list.chosen.emit(others.waiting.list.rows.rows[0].key)
    others.waiting.more.click()
    assert len(spoken(others.waiting)) == 1 + MANY
    others.waiting.list.chosen.emit(others.waiting.list.rows.rows[1].key)
    assert window.place.page is Page.PORTFOLIO


def test_a_long_list_shows_five_rows_and_the_others_when_asked(window, caseload, mo):
    for place in range(8):
        evidence.add_item(caseload, mo.id, "WP", f"Letter {place}", THAT_DAY)
    tasks = show_today(window).work.tasks
    assert len(spoken(tasks)) == 5
    assert tasks.more.text() == "3 more"
    tasks.more.click()
    assert len(spoken(tasks)) == 8
    tasks.more.click()
    assert len(spoken(tasks)) == 5


def test_who_was_not_visited_for_longest_comes_first_and_who_is_not_enrolled_does_not_come(
    caseload, mo, clock
):
    ada, zoe = (candidates.add_candidate(caseload, name) for name in ("Ada", "Zoe"))
    for candidate in (ada, zoe):
        candidates.enrol(caseload, candidate.id, "ocr-b10")
    begun = clock() - timedelta(days=2)
    visits.start_visit(caseload, [ada.id], "Counter", started=begun, ended=begun + timedelta(hours=1))
    candidates.add_candidate(caseload, "Not enrolled")
    found = next_visits.next_visits(candidate_rows(caseload), THAT_DAY)
    assert [visit.candidate.name for visit in found] == ["Mo Candidate", "Zoe", "Ada"]


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.COUNTERSIGNER, Role.CENTRE])
def test_only_an_assessor_is_offered_observations(window, caseload, mo, role):
    work_as(caseload, role)
    today = show_today(window)
    assert not today.visits.isVisible()
    assert not [b for b in today.findChildren(QPushButton) if b.isVisible() and "Start" in b.text()]


def test_the_office_finds_who_is_not_registered_among_its_own_work(window, caseload, mo):
    work_as(caseload, Role.CENTRE)
    today = show_today(window)
    assert spoken(today.work.tasks) == ["Mo Candidate. Not registered yet. ›"]
    assert not today.others.isVisible()


def test_showing_today_again_leaves_the_buttons_of_visits_in_place(window, caseload, mo):
    today = show_today(window)
    before = today.visits.start_buttons[0]
    today.refresh()
    assert today.visits.start_buttons[0] is before


def test_a_planned_visit_that_took_place_is_over_and_the_one_agreed_comes_next(window, caseload, mo, clock):
    plans.plan_visit(caseload, mo.id, THAT_DAY, "Counter")
    item = visits.start_visit(caseload, [mo.id], "Counter")[mo.id].id
    clock.move_on(hours=1)
    feedback = FeedbackToCandidate(item, item, next_on=THAT_DAY + timedelta(days=14))
    visits.finish(caseload, mo.id, item, feedback)
    (found,) = next_visits.next_visits(candidate_rows(caseload), THAT_DAY)
    assert (found.on, found.plan) == (THAT_DAY + timedelta(days=14), None)
    words = " ".join(label.text() for label in show_today(window).visits.findChildren(type(window.saved)))
    assert "16 March 2026, agreed at the last visit" in words


def test_of_a_planned_and_an_agreed_visit_the_earlier_one_is_shown(caseload, mo, clock):
    item = visits.start_visit(caseload, [mo.id], "Counter")[mo.id].id
    clock.move_on(hours=1)
    visits.finish(
        caseload, mo.id, item, FeedbackToCandidate(item, item, next_on=THAT_DAY + timedelta(days=14))
    )
    plan = plans.plan_visit(caseload, mo.id, THAT_DAY + timedelta(days=3), "Quay")
    (found,) = next_visits.next_visits(candidate_rows(caseload), THAT_DAY)
    assert (found.on, found.plan) == (plan.on, plan)


def test_a_start_is_refused_as_soon_as_the_portfolio_was_handed_over(window, caseload, mo):
    today = show_today(window)
    assert today.visits.start_buttons[0].isEnabled()
    handover.hand_over(caseload, mo.id, "Tess Taker", passphrase="lamps and kettles by the door")
    today = show_today(window)
    assert [button.isEnabled() for button in today.visits.start_buttons] == [False]
