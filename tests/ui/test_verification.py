"""Verification and the centre through the real window: plan, sample, action to and fro, keeping, requests, machines."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import ActionState, Stage, Verdict
from csassess.domain.verification.sampling import action_state, signature_of
from csassess.services.progress import to_do
from csassess.services.progress.candidate_rows import candidate_row
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.verification import actions, sampling, sampling_plan
from csassess.ui.base.location import Location, Page
from csassess.ui.evidence import action_dialog
from csassess.ui.signing.sign_dialog import SignDialog
from tests.support.exchanging import transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import UNIT, become, decided, office, sampled
from tests.ui.conftest import buttons_of, dialog_of, draw_on, drawn, fill, press, shown


@pytest.fixture
def verifier(qtbot, qapp, pair, given):
    """The verifier's window on the plan."""
    made = shown(qtbot, qapp, pair[1])
    made.go(Location(Page.VERIFICATION))
    return made


def plan_drawn(page):
    """The plan as text, a line a candidate."""
    model = page.plan.plan
    return "\n".join(
        " | ".join(
            str(model.index(row, column).data()).replace("\n", " ") for column in range(model.columnCount())
        )
        for row in range(model.rowCount())
    )


def choose(page, row=0, column=1):
    page.plan.setCurrentIndex(page.plan.plan.index(row, column))


@pytest.fixture
def sampling_page(verifier):
    """The window on an interim sample just begun."""
    choose(verifier.verification)
    verifier.verification.interim_button.click()
    return verifier.sample


def test_the_plan_lists_who_is_here_and_who_was_only_told_of(verifier, pair, tmp_path):
    ann, _ = pair
    assert plan_drawn(verifier.verification) == "Aisha Karim | Never looked at 16 of 16 accepted"
    path = tmp_path / "may.csstatus"
    recipients = [c for c in sampling_plan.peers(ann).values() if c.role is Role.VERIFIER]
    sampling_plan.write_status(ann, path, recipients)
    verifier.verification.receive_status(str(path))
    assert "told of 2 candidates" in verifier.banner.words
    assert (
        plan_drawn(verifier.verification)
        .splitlines()[1]
        .startswith("Tom Reid file not here; told 2 March 2026 |")
    )


def test_a_unit_left_out_says_why_in_its_cell(verifier):
    choose(verifier.verification)
    verifier.verification.leave_out_button.click()
    fill(verifier, words="sampled in May at another centre")
    assert "Not sampled: sampled in May at another centre" in plan_drawn(verifier.verification)
    assert verifier.verification.after_all_button.isVisible()
    verifier.verification.after_all_button.click()
    assert "Never looked at" in plan_drawn(verifier.verification)


def test_an_assessor_is_offered_no_sample(qtbot, qapp, pair, given):
    window = shown(qtbot, qapp, pair[0])
    window.go(Location(Page.VERIFICATION))
    choose(window.verification)
    assert not window.verification.interim_button.isVisible()
    assert window.verification.paper_button.isVisible()
    assert not window.verification.suggested.isVisible()


def test_a_suggestion_says_why_and_begins_the_sample(verifier):
    assert "not yet looked at" in verifier.verification.suggested.rows.rows[0].spoken
    verifier.verification.suggested.chosen.emit(verifier.verification.suggested.rows.rows[0].key)
    assert verifier.place.page is Page.SAMPLE


def test_criteria_are_ticked_as_looked_at_apart_from_what_was_found(sampling_page, pair, given):
    vera, (aisha, _) = pair[1], given
    assert drawn(sampling_page.criteria).startswith("☐ ")
    sampling_page.criteria.setFocus()
    sampling_page.criteria.setCurrentIndex(sampling_page.criteria.rows.index(0))
    press(sampling_page.criteria, Qt.Key.Key_Space)
    portfolio = load_portfolio(vera, aisha.id)
    assert len(portfolio.looked_at) == 1
    assert portfolio.samples[0].verdict is None
    assert drawn(sampling_page.criteria).startswith("☑ ")
    sampling_page.all_button.click()
    assert "☐" not in drawn(sampling_page.criteria)


def test_what_the_verifier_types_is_kept_without_a_save_button(qtbot, sampling_page, verifier, pair, given):
    sampling_page.judgement.comment.setFocus()
    QTest.keyClicks(sampling_page.judgement.comment, "Written at the time.")
    list(sampling_page.judgement.exceptions.values())[-1].click()
    verifier.go(Location(Page.TODAY))
    (sample,) = load_portfolio(pair[1], given[0].id).samples
    assert sample.comment == "Written at the time."
    assert len(sample.exceptions) == 1


def test_what_came_in_from_another_machine_is_not_overwritten_by_a_page_that_shows_the_sample(
    sampling_page, verifier, pair, given
):
    vera, (aisha, _) = pair[1], given
    (sample,) = load_portfolio(vera, aisha.id).samples
    sampling_page.judgement.feedback.setFocus()
    QTest.keyClicks(sampling_page.judgement.feedback, "Good notes.")
    sampling.change_sample(vera, aisha.id, replace(sample, comment="Written on the other machine."))
    verifier.session.read_again()
    verifier.go(Location(Page.TODAY))
    (sample,) = load_portfolio(vera, aisha.id).samples
    assert (sample.comment, sample.feedback) == ("Written on the other machine.", "Good notes.")


def test_an_action_points_at_the_note_selected_and_the_signed_sample_is_closed(
    sampling_page, verifier, pair, given, clock
):
    vera, (aisha, item) = pair[1], given
    sampling_page.all_button.click()
    sampling_page.judgement.needed.click()
    sampling_page.record.setCurrentIndex(sampling_page.record.rows.index(0))
    assert "note 09:30" in sampling_page.action_card.points_at.text()
    sampling_page.action_card.what.setFocus()
    QTest.keyClicks(sampling_page.action_card.what, "Show one more day of the log.")
    sampling_page.action_card.ask_button.click()
    (action,) = load_portfolio(vera, aisha.id).actions
    assert action.note == load_portfolio(vera, aisha.id).notes_of(item.id)[0].id
    sampling_page.signing.sign_button.click()
    dialog = next(d for d in verifier.findChildren(SignDialog) if d.isVisible())
    assert "Show one more day of the log." in dialog.account.toPlainText()
    draw_on(dialog.pad)
    dialog.sign.click()
    portfolio = load_portfolio(vera, aisha.id)
    assert signature_of(portfolio.samples[0], portfolio)
    assert not sampling_page.action_card.ask_button.isEnabled()
    assert not sampling_page.criteria.isEnabled()
    assert "Signed by Vera Verifier" in sampling_page.signing.signed.text()


def test_signing_what_is_not_finished_says_what_is_missing(sampling_page, verifier, pair, given):
    sampling_page.signing.sign_button.click()
    dialog = next(d for d in verifier.findChildren(SignDialog) if d.isVisible())
    dialog.paper.click()
    assert "tick at least one item" in dialog.problem.text()
    assert not load_portfolio(pair[1], given[0].id).sample_signatures


def test_an_action_stands_on_today_and_on_the_very_item_until_it_is_answered(qtbot, qapp, pair, given, asked):
    window = shown(qtbot, qapp, pair[0])
    window.go(Location(Page.TODAY))
    row = window.today.to_finish.rows.rows[0]
    assert "Show one more day of the log." in row.body
    window.today.to_finish.chosen.emit(row.key)
    assert (
        drawn(window.evidence.notices.actions_asked)
        == "Action of the internal verifier, due 16 March 2026 open"
    )
    window.evidence.notices.actions_asked.chosen.emit(asked.id)
    dialog = dialog_of(window)
    assert version(dialog, "saw it") == version(dialog, "now") == "The log is kept daily."
    fill(window, words="The log of 3 March is added.")
    portfolio = load_portfolio(pair[0], given[0].id)
    assert action_state(asked, portfolio) is ActionState.ANSWERED
    assert "answered" in drawn(window.evidence.notices.actions_asked)
    window.go(Location(Page.TODAY))
    assert "answered action" in " ".join(row.spoken for row in window.today.for_others.rows.rows)


def test_an_empty_answer_is_refused_in_the_dialog(qtbot, qapp, pair, given, asked):
    window = shown(qtbot, qapp, pair[0])
    window.go(Location(Page.EVIDENCE, given[0].id, given[1].id))
    window.evidence.notices.actions_asked.chosen.emit(asked.id)
    dialog_of(window).ok.click()
    assert dialog_of(window).problem.isVisible()


def test_the_verifier_sees_the_first_version_beside_the_second_and_closes_or_keeps_open(
    qtbot, qapp, pair, given, asked, tmp_path
):
    ann, vera = pair
    actions.answer(ann, given[0].id, asked.id, "The log of 3 March is added.")
    transfer(ann, vera, given[0].id, tmp_path / "answered.csbundle")
    window = shown(qtbot, qapp, vera)
    window.go(Location(Page.VERIFICATION))
    assert "answered" in plan_drawn(window.verification)
    window.verification.waiting.chosen.emit(window.verification.waiting.rows.rows[0].key)
    dialog = dialog_of(window)
    assert "3 March" not in version(dialog, "saw it")
    assert "3 March" in version(dialog, "now")
    QTest.keyClicks(dialog.fields["words"], "And of the 4th?")
    next(b for b in dialog.buttons.buttons() if b.text() == "Still open").click()
    assert action_state(asked, load_portfolio(vera, given[0].id)) is ActionState.OPEN
    assert drawn(window.verification.waiting).endswith("open")


def test_a_countersigner_says_on_the_units_card_what_is_needed_first(qtbot, qapp, tmp_path, clock):
    with office(tmp_path, clock, "ann", "cora") as (ann, cora):
        become(ann, "Ann Assessor", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
        aisha, _ = decided(ann)
        transfer(ann, cora, aisha.id, tmp_path / "1.csbundle")
        window = shown(qtbot, qapp, cora)
        window.go(Location(Page.PORTFOLIO, aisha.id))
        button = next(b for b in buttons_of(window.portfolio) if "More is needed first" in b.text())
        button.click()
        fill(window, words="Whose log is it?")
        transfer(cora, ann, aisha.id, tmp_path / "2.csbundle")
        theirs = shown(qtbot, qapp, ann)
        theirs.go(Location(Page.TODAY))
        assert "The countersigner needs, for 61: Whose log is it?" in theirs.today.to_finish.rows.rows[0].body
        theirs.go(Location(Page.PORTFOLIO, aisha.id))
        assert not any("More is needed first" in b.text() for b in buttons_of(theirs.portfolio))


def version(dialog, name):
    """What an item said, as the dialog of an action shows it."""
    return next(
        f.toPlainText() for f in dialog.findChildren(QPlainTextEdit) if f.accessibleName().endswith(name)
    )


def test_whoever_does_not_assess_is_offered_no_capture(verifier, given):
    verifier.go(Location(Page.PORTFOLIO, given[0].id))
    for made in (
        verifier.portfolio.start_button,
        verifier.portfolio.add_button,
        verifier.portfolio.enrol_button,
    ):
        assert not made.isVisible()


def test_the_sample_page_shows_the_earlier_actions_of_the_unit(qtbot, qapp, pair, given, asked):
    vera = pair[1]
    begun = sampling.begin_sample(vera, given[0].id, UNIT, Stage.FINAL, [given[1].id])
    sampling.change_sample(vera, given[0].id, replace(begun, verdict=Verdict.AGREE))
    window = shown(qtbot, qapp, vera)
    window.go(Location(Page.SAMPLE, given[0].id, unit=UNIT, form=begun.id))
    said = " ".join(label.text() for label in window.sample.earlier.findChildren(type(window.saved)))
    assert "Show one more day of the log." in said
    assert portfolio_view(vera, given[0].id).portfolio.actions


def test_today_says_what_is_the_verifiers_and_offers_no_observation(
    qtbot, qapp, pair, given, asked, tmp_path
):
    ann, vera = pair
    window = shown(qtbot, qapp, vera)
    window.go(Location(Page.TODAY))
    assert not [b for b in buttons_of(window.today) if "Start observation" in b.text()]
    assert "61: decided, for you to sign" in " ".join(row.body for row in window.today.to_finish.rows.rows)
    actions.answer(ann, given[0].id, asked.id, "The log of 3 March is added.")
    transfer(ann, vera, given[0].id, tmp_path / "answered.csbundle")
    window.session.read_again()
    window.go(Location(Page.TODAY))
    assert "for you to close or keep open" in window.today.to_finish.rows.rows[0].body
    waits = " ".join(row.body for row in window.today.for_others.rows.rows)
    assert "verifier" not in waits.casefold()  # that is herself
    sampling.begin_sample(vera, given[0].id, UNIT, Stage.INTERIM)
    window.session.read_again()
    window.go(Location(Page.TODAY))
    assert "finish and sign it" in " ".join(row.body for row in window.today.to_finish.rows.rows)


def test_an_action_is_not_asked_before_its_sample_is_signed(pair, given, tmp_path):
    ann, vera = pair
    aisha, item = given
    sampled(vera, aisha, item, ask="Show one more day of the log.", sign=False)
    transfer(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    view = portfolio_view(ann, aisha.id)
    assert view.portfolio.actions
    assert not [
        each for each in to_do.to_finish([candidate_row(view)], ann.clock().date()) if "Action" in each.what
    ]


def test_the_verifiers_word_on_paper_may_keep_an_action_open_with_what_it_says(
    qtbot, qapp, pair, given, asked, tmp_path
):
    ann, (aisha, _) = pair[0], given
    actions.answer(ann, aisha.id, asked.id, "The log of 3 March is added.")
    (tmp_path / "sheet.png").write_bytes(encoded(scene((60, 80)), "PNG"))
    window = shown(qtbot, qapp, ann)
    action = action_dialog.show_action(window, window.session, aisha.id, asked.id)
    next(b for b in buttons_of(action) if "Word on paper" in b.text()).click()
    word = dialog_of(action)
    word.fields["closed"].setCurrentIndex(1)
    word.ok.click()
    assert "why it stays open" in word.problem.text()
    word.fields["words"].setPlainText("The date is missing.")
    word.ok.click()
    (files,) = action.findChildren(QFileDialog)
    files.fileSelected.emit(str(tmp_path / "sheet.png"))
    portfolio = load_portfolio(ann, aisha.id)
    assert action_state(asked, portfolio) is ActionState.OPEN
    assert portfolio.action_closings[-1].words == "The date is missing."
    assert len(portfolio.signed_sheets) == 1
