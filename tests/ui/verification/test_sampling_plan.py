"""The plan in the window: all assessors on one page, filters, and sampling one after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.quality.sampling_plan import Cover, PlannedSample, Strategy
from csassess.domain.records.quality.verifier_talks import TalkKind
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import Stage
from csassess.domain.verification.planning import PlannedState
from csassess.services.candidates import candidates
from csassess.services.verification import planning, sampling, sampling_plan
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.verification.planned_card import Shown
from tests.support.exchanging import acquaint, machine, transfer
from tests.support.verifying import STROKES, UNIT, become, decided, sampled
from tests.ui.conftest import (
    choose_cell,
    dialog_of,
    draw_signature,
    fill,
    open_window,
    plan_as_text,
    rows_as_text,
)
from tests.verification.helpers import status

STRATEGY = Strategy("strategy", 100, 100, 100, 6, (Cover.METHOD, Cover.UNIT), 80, 0)
NAMES = ("Aisha Karim", "Tom Reid", "Moira Campbell", "Dylan Price", "Femi Ade")


@pytest.fixture
def centre(tmp_path, clock):
    """Open the caseloads of a verifier and two assessors; she has five decided portfolios of theirs."""
    vera, ann, bob = (machine(tmp_path / name, clock=clock) for name in ("vera", "ann", "bob"))
    become(vera, "Vera Verifier", Role.VERIFIER)
    for number, (assessor, name) in enumerate(((ann, "Ann Assessor"), (bob, "Bob Brown"))):
        become(assessor, name, Role.ASSESSOR)
        keys = tmp_path / f"keys{number}"
        keys.mkdir()
        acquaint(assessor, vera, folder=keys)
    for number, name in enumerate(NAMES):
        assessor = ann if number < 3 else bob
        candidate, _ = decided(assessor, name, str(number))
        transfer(assessor, vera, candidate.id, tmp_path / f"{number}.csbundle")
    yield vera, ann, bob
    for caseload in (vera, ann, bob):
        caseload.close()


@pytest.fixture
def page(qtbot, qapp, centre):
    """Open the verifier's window on the plan of a centre with a strategy."""
    planning.set_strategy(centre[0], STRATEGY)
    window = open_window(qtbot, qapp, centre[0])
    window.go(Location(Page.VERIFICATION))
    wait_for_overview(qtbot, window)
    return window.verification


def wait_for_overview(qtbot, window):
    part = window.verification.planning
    qtbot.waitUntil(lambda: bool(part.assessors.list.rows.rows), timeout=20_000)


def planned_rows(page):
    return rows_as_text(page.planning.planned.list)


def count_of(page, shown):
    return page.planning.planned.filters[shown].text()


def plan_all(qtbot, page):
    page.planning.proposals.all_button.click()
    qtbot.waitUntil(lambda: count_of(page, Shown.ALL) == "All (5)", timeout=20_000)


def test_with_one_assessor_and_no_strategy_the_page_has_no_plan_and_no_strategy(verifier):
    page = verifier.verification
    assert not page.planning.isVisible()
    assert not page.strategy_button.isVisible()
    assert page.suggested.isVisible()
    choose_cell(page)
    assert not page.plan_button.isVisible()


def test_all_assessors_are_on_one_page_with_what_is_proposed(page):
    assert page.assessor.currentText() == "All assessors"
    rows = page.planning.assessors.list.rows.rows
    assert [(row.head, row.body) for row in rows] == [
        ("Ann Assessor", "3 candidates, 3 proposed"),
        ("Bob Brown", "2 candidates, 2 proposed"),
    ]
    assert not page.plan.isVisible()
    assert len(page.planning.proposals.list.rows.rows) == 5
    assert "Candidates: 0 of 5" in page.planning.coverage.words.text()


def test_what_is_proposed_is_planned_by_one_press_and_taken_back_by_another(qtbot, page):
    plan_all(qtbot, page)
    assert count_of(page, Shown.DUE) == "Due this month (5)"
    assert not page.planning.proposals.isVisible()
    banner = page.window().banner
    assert banner.words == "5 samples are planned."
    banner._act.click()
    qtbot.waitUntil(lambda: count_of(page, Shown.ALL) == "All (0)", timeout=20_000)


def test_filters_show_what_is_due_and_overdue(qtbot, page, clock):
    plan_all(qtbot, page)
    clock.move_on(days=40)
    page.refresh()
    qtbot.waitUntil(lambda: count_of(page, Shown.OVERDUE) == "Overdue (5)", timeout=20_000)
    page.planning.planned.filters[Shown.DUE].click()
    assert page.planning.planned.nothing.text() == "No planned sample is due this month."
    qtbot.waitUntil(lambda: page.planning.assessors.list.rows.rows == [])
    page.planning.planned.filters[Shown.OVERDUE].click()
    assert len(page.planning.planned.list.rows.rows) == 5
    qtbot.waitUntil(lambda: "3 overdue" in rows_as_text(page.planning.assessors.list))


def test_choosing_an_assessor_shows_their_candidates_with_what_is_planned(qtbot, page):
    plan_all(qtbot, page)
    assessors = page.planning.assessors.list
    assessors.chosen.emit(assessors.rows.rows[1].key)
    assert page.assessor.currentText() == "Bob Brown"
    assert plan_as_text(page).splitlines()[0] == (
        "Dylan Price | Never looked at 16 of 16 accepted Final by 31 March 2026: due this month"
    )
    assert len(page.planning.planned.list.rows.rows) == 2


def test_a_planned_sample_is_changed_and_removed_in_its_dialog(qtbot, page):
    plan_all(qtbot, page)
    planned = page.planning.planned.list
    planned.chosen.emit(planned.rows.rows[0].key)
    dialog_of(page.window()).fields["observe"].click()
    fill(page.window())
    qtbot.waitUntil(lambda: any("assessor observed" in row.body for row in planned.rows.rows), timeout=20_000)
    planned.chosen.emit(planned.rows.rows[0].key)
    dialog = dialog_of(page.window())
    next(b for b in dialog.buttons.buttons() if b.text() == "Remove from the plan").click()
    qtbot.waitUntil(lambda: count_of(page, Shown.ALL) == "All (4)", timeout=20_000)


def test_a_unit_is_planned_by_hand_from_its_cell(qtbot, page):
    page.choose_assessor(page.assessor.itemData(1))
    choose_cell(page)
    page.plan_button.click()
    fill(page.window())
    assert "Final by 31 March 2026: due this month" in plan_as_text(page)


def sample_shown(window):
    """Sample what is shown as a verifier does; return how many actions it took."""
    window.sample.all_button.click()
    window.sample.judgement.agree.click()
    window.sample.signing.sign_button.click()
    dialog = next(d for d in window.findChildren(SignDialog) if d.isVisible())
    draw_signature(dialog.pad)
    dialog.sign.click()
    return 5


def test_five_portfolios_are_sampled_one_after_the_other_without_going_back(qtbot, page, centre):
    window = page.window()
    plan_all(qtbot, page)
    page.planning.planned.next_button.click()
    qtbot.waitUntil(lambda: window.place.page is Page.SAMPLE)
    actions, sampled = 1, []
    for number in range(5):
        assert window.place.page is Page.SAMPLE
        sampled.append(load_portfolio(centre[0], window.place.candidate).candidate.name)
        actions += sample_shown(window)
        following = window.sample.signing.next_button
        if number < 4:
            qtbot.waitUntil(following.isVisible, timeout=20_000)
            following.click()
            actions += 1
    assert sorted(sampled) == sorted(NAMES)
    assert actions == 30
    assert planning.next_line(centre[0]) is None
    assert not window.sample.signing.next_button.isVisible()
    assert [line.state.words for line in planning.lines(centre[0], sampling_plan.plan(centre[0]))] == [
        "done"
    ] * 5


def test_a_planned_sample_of_a_portfolio_that_is_not_here_cannot_be_begun(qtbot, page, centre, tmp_path):
    vera, ann, _ = centre
    candidate, _ = decided(ann, "Una Away", "9")
    status(ann, vera, tmp_path / "ann.csstatus")
    planning.plan_by_hand(vera, candidate.id, UNIT, Stage.FINAL, vera.clock().date())
    page._session.read_again()
    page.refresh()
    qtbot.waitUntil(lambda: "Una Away" in planned_rows(page), timeout=20_000)
    (row,) = page.planning.planned.list.rows.rows
    assert "The portfolio is not here: ask the assessor for it." in row.foot
    assert not page.planning.planned.next_button.isVisible()
    page.planning.planned.list.chosen.emit(row.key)
    assert "Sample now" not in [b.text() for b in dialog_of(page.window()).findChildren(QPushButton)]


def test_the_centre_may_call_its_samples_formative_and_summative(qtbot, page):
    page.strategy_button.click()
    dialog = dialog_of(page.window())
    dialog.fields["formative"].setCurrentIndex(1)
    dialog.ok.click()
    page.choose_assessor(page.assessor.itemData(1))
    choose_cell(page)
    assert page.interim_button.text().strip() == "Open formative sample"
    page.interim_button.click()
    sample = page.window().sample
    assert sample.about.text().startswith("Formative sample of 2 March 2026")
    assert [chip.text() for chip in sample.begun.stages.values()] == ["Formative", "Summative"]


def test_the_assessor_acknowledges_feedback_from_today(qtbot, qapp, pair, verified, tmp_path):
    ann, vera = pair
    aisha, item = verified
    sample = sampled(vera, aisha, item, sign=False)
    (sample,) = load_portfolio(vera, aisha.id).samples
    sampling.change_sample(vera, aisha.id, replace(sample, feedback="Date each page."))
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    transfer(vera, ann, aisha.id, tmp_path / "sampled.csbundle", only_new=True)
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.TODAY))
    row = next(row for row in window.today.to_finish.rows.rows if "acknowledge" in row.body)
    window.today.to_finish.chosen.emit(row.key)
    assert window.sample.feedback.words.text() == "Date each page."
    assert not window.sample.begun.isVisible()
    window.sample.feedback.acknowledge_button.click()
    fill(window, words="Will do.")
    assert window.sample.feedback.state.text().startswith("Acknowledged by Ann Assessor, ")
    assert not window.sample.feedback.acknowledge_button.isVisible()


def test_an_interview_is_offered_once_the_sample_says_that_it_took_place(sampling_page, verifier):
    assert not sampling_page.talks.isVisible()
    sampling_page.judgement.interviewed.click()
    button = sampling_page.talks.buttons[TalkKind.INTERVIEW]
    assert button.isVisible()
    assert not sampling_page.talks.buttons[TalkKind.OBSERVATION].isVisible()
    button.click()
    fill(verifier, answers="Ann helps me.")
    (row,) = sampling_page.talks.list.rows.rows
    assert (row.head, row.body, row.foot) == (
        "Interview of the candidate",
        "Ann helps me.",
        "2 March 2026, Aisha Karim",
    )


def test_a_change_of_a_planned_sample_is_kept_when_it_is_sampled_at_once(qtbot, page, centre):
    plan_all(qtbot, page)
    line = page.planning.planned.list.rows.rows[0].key
    page.planning.planned.list.chosen.emit(line)
    dialog = dialog_of(page.window())
    stage = dialog.fields["stage"]
    stage.setCurrentIndex(stage.findData(Stage.INTERIM))
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "Sample now").click()
    assert page.window().place.page is Page.SAMPLE
    planned = next(entry for entry in centre[0].all(PlannedSample) if entry.id == line)
    assert planned.stage is Stage.INTERIM


def test_the_next_sample_is_one_that_can_be_done_and_a_new_sample_begins_at_its_top(
    qtbot, qapp, centre, tmp_path
):
    vera, ann, _ = centre
    unsigned, _ = decided(ann, "Aaron Able", "9", signed=False)
    transfer(ann, vera, unsigned.id, tmp_path / "9.csbundle")
    today = vera.clock().date()
    planning.set_strategy(vera, STRATEGY)
    first = planning.plan_by_hand(vera, unsigned.id, UNIT, Stage.FINAL, today)
    rows = sampling_plan.plan_of(vera, [c.id for c in candidates.list_candidates(vera)])
    other = next(row.summary.candidate for row in rows if row.summary.candidate != unsigned.id)
    planning.plan_by_hand(vera, other, UNIT, Stage.FINAL, today + timedelta(days=1))
    assert planning.next_line(vera).planned.candidate == other
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.VERIFICATION))
    wait_for_overview(qtbot, window)
    window.verification.planning.planned.next_button.click()
    qtbot.waitUntil(lambda: window.place.page is Page.SAMPLE)
    assert window.place.candidate == other
    assert first.candidate == unsigned.id


def test_the_plan_says_what_was_to_be_looked_at_and_was_not(centre):
    vera = centre[0]
    candidate = next(c for c in candidates.list_candidates(vera) if c.name == "Aisha Karim")
    item = load_portfolio(vera, candidate.id).evidence[0]
    planning.plan_by_hand(vera, candidate.id, UNIT, Stage.INTERIM, vera.clock().date(), (item.method, "WT"))
    sampled(vera, candidate, item, stage=Stage.INTERIM)
    (line,) = planning.lines(vera, sampling_plan.plan_of(vera, [candidate.id]))
    assert (line.state, line.not_seen) == (PlannedState.DONE, ("WT",))
