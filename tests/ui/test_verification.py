"""Verification in the window: sampling plan, samples, actions and their answers."""

from dataclasses import replace

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
from tests.ui.conftest import (
    buttons_of,
    choose_cell,
    dialog_of,
    draw_signature,
    fill,
    open_window,
    plan_as_text,
    press,
    rows_as_text,
)


def test_the_plan_lists_candidates_from_portfolios_and_from_status_files(verifier, pair, tmp_path):
    ann, _ = pair
    assert plan_as_text(verifier.verification) == "Aisha Karim | Never looked at 16 of 16 accepted"
    path = tmp_path / "may.csstatus"
    recipients = [c for c in sampling_plan.peers(ann).values() if c.role is Role.VERIFIER]
    sampling_plan.write_status(ann, path, recipients)
    verifier.verification.receive_status(str(path))
    assert "Candidates now in the plan: 2." in verifier.banner.words
    assert (
        plan_as_text(verifier.verification)
        .splitlines()[1]
        .startswith("Tom Reid no file here; reported 2 March 2026 |")
    )


def test_the_cell_of_an_omitted_unit_gives_the_reason(verifier):
    choose_cell(verifier.verification)
    verifier.verification.leave_out_button.click()
    fill(verifier, words="sampled in May at another centre")
    assert "Not sampled: sampled in May at another centre" in plan_as_text(verifier.verification)
    assert verifier.verification.after_all_button.isVisible()
    verifier.verification.after_all_button.click()
    assert "Never looked at" in plan_as_text(verifier.verification)


def test_an_assessor_is_offered_no_sample(qtbot, qapp, pair, verified):
    window = open_window(qtbot, qapp, pair[0])
    window.go(Location(Page.VERIFICATION))
    choose_cell(window.verification)
    assert not window.verification.interim_button.isVisible()
    assert window.verification.paper_button.isVisible()
    assert not window.verification.suggested.isVisible()


def test_a_suggestion_gives_its_reason_and_starts_the_sample(verifier):
    assert "not yet looked at" in verifier.verification.suggested.rows.rows[0].spoken
    verifier.verification.suggested.chosen.emit(verifier.verification.suggested.rows.rows[0].key)
    assert verifier.place.page is Page.SAMPLE


def test_ticking_criteria_as_looked_at_sets_no_verdict(sampling_page, pair, verified):
    vera, (aisha, _) = pair[1], verified
    first, *others = sampling_page.criteria.chips.values()
    assert not first.isChecked()
    press(first, Qt.Key.Key_Space)
    portfolio = load_portfolio(vera, aisha.id)
    assert len(portfolio.looked_at) == 1
    assert portfolio.samples[0].verdict is None
    assert first.isChecked()
    sampling_page.all_button.click()
    assert all(chip.isChecked() for chip in others)


def test_the_verifier_s_words_are_saved_on_leaving_the_page(qtbot, sampling_page, verifier, pair, verified):
    sampling_page.judgement.comment.setFocus()
    QTest.keyClicks(sampling_page.judgement.comment, "Written at the time.")
    list(sampling_page.judgement.exceptions.values())[-1].click()
    verifier.go(Location(Page.TODAY))
    (sample,) = load_portfolio(pair[1], verified[0].id).samples
    assert sample.comment == "Written at the time."
    assert len(sample.exceptions) == 1


def test_the_sample_page_does_not_overwrite_a_received_change(sampling_page, verifier, pair, verified):
    vera, (aisha, _) = pair[1], verified
    (sample,) = load_portfolio(vera, aisha.id).samples
    sampling_page.judgement.feedback.setFocus()
    QTest.keyClicks(sampling_page.judgement.feedback, "Good notes.")
    sampling.change_sample(vera, aisha.id, replace(sample, comment="Written on the other machine."))
    verifier.session.read_again()
    verifier.go(Location(Page.TODAY))
    (sample,) = load_portfolio(vera, aisha.id).samples
    assert (sample.comment, sample.feedback) == ("Written on the other machine.", "Good notes.")


def test_an_action_refers_to_the_selected_note_and_a_signed_sample_is_read_only(
    sampling_page, verifier, pair, verified, clock
):
    vera, (aisha, item) = pair[1], verified
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
    draw_signature(dialog.pad)
    dialog.sign.click()
    portfolio = load_portfolio(vera, aisha.id)
    assert signature_of(portfolio.samples[0], portfolio)
    assert not sampling_page.action_card.ask_button.isEnabled()
    assert not any(chip.isEnabled() for chip in sampling_page.criteria.chips.values())
    assert "Signed by Vera Verifier" in sampling_page.signing.signed.text()


def test_signing_an_unfinished_sample_is_refused_naming_what_is_missing(
    sampling_page, verifier, pair, verified
):
    problems = []
    verifier.session.problem.connect(problems.append)
    sampling_page.signing.sign_button.click()
    assert not [dialog for dialog in verifier.findChildren(SignDialog) if dialog.isVisible()]
    assert "tick at least one item" in problems[0]
    assert not load_portfolio(pair[1], verified[0].id).sample_signatures


def test_an_action_is_listed_on_today_and_on_its_item_until_answered(
    qtbot, qapp, pair, verified, asked_action
):
    window = open_window(qtbot, qapp, pair[0])
    window.go(Location(Page.TODAY))
    row = window.today.to_finish.rows.rows[0]
    assert "Show one more day of the log." in row.body
    window.today.to_finish.chosen.emit(row.key)
    assert (
        rows_as_text(window.evidence.notices.actions_asked)
        == "Action of the internal verifier, due 16 March 2026 open"
    )
    window.evidence.notices.actions_asked.chosen.emit(asked_action.id)
    dialog = dialog_of(window)
    assert version_text(dialog, "saw it") == version_text(dialog, "now") == "The log is kept daily."
    fill(window, words="The log of 3 March is added.")
    portfolio = load_portfolio(pair[0], verified[0].id)
    assert action_state(asked_action, portfolio) is ActionState.ANSWERED
    assert "answered" in rows_as_text(window.evidence.notices.actions_asked)
    window.go(Location(Page.TODAY))
    assert "answered action" in " ".join(row.spoken for row in window.today.for_others.rows.rows)


def test_an_empty_answer_is_refused_in_the_dialog(qtbot, qapp, pair, verified, asked_action):
    window = open_window(qtbot, qapp, pair[0])
    window.go(Location(Page.EVIDENCE, verified[0].id, verified[1].id))
    window.evidence.notices.actions_asked.chosen.emit(asked_action.id)
    dialog_of(window).ok.click()
    assert dialog_of(window).problem.isVisible()


def test_the_verifier_compares_both_versions_and_closes_the_action_or_keeps_it_open(
    qtbot, qapp, pair, verified, asked_action, tmp_path
):
    ann, vera = pair
    actions.answer(ann, verified[0].id, asked_action.id, "The log of 3 March is added.")
    transfer(ann, vera, verified[0].id, tmp_path / "answered.csbundle")
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.VERIFICATION))
    assert "answered" in plan_as_text(window.verification)
    window.verification.waiting.chosen.emit(window.verification.waiting.rows.rows[0].key)
    dialog = dialog_of(window)
    assert "3 March" not in version_text(dialog, "saw it")
    assert "3 March" in version_text(dialog, "now")
    QTest.keyClicks(dialog.fields["words"], "And of the 4th?")
    next(b for b in dialog.buttons.buttons() if b.text() == "Keep open").click()
    assert action_state(asked_action, load_portfolio(vera, verified[0].id)) is ActionState.OPEN
    assert rows_as_text(window.verification.waiting).endswith("open")


def test_a_countersigner_asks_for_more_from_the_unit_s_card(qtbot, qapp, tmp_path, clock):
    with office(tmp_path, clock, "ann", "cora") as (ann, cora):
        become(ann, "Ann Assessor", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
        aisha, _ = decided(ann)
        transfer(ann, cora, aisha.id, tmp_path / "1.csbundle")
        window = open_window(qtbot, qapp, cora)
        window.go(Location(Page.PORTFOLIO, aisha.id))
        button = next(b for b in buttons_of(window.portfolio) if "Ask the assessor for more" in b.text())
        button.click()
        fill(window, words="Whose log is it?")
        transfer(cora, ann, aisha.id, tmp_path / "2.csbundle")
        assessor_window = open_window(qtbot, qapp, ann)
        assessor_window.go(Location(Page.TODAY))
        assert (
            "The countersigner needs something for 61: Whose log is it?"
            in assessor_window.today.to_finish.rows.rows[0].body
        )
        assessor_window.go(Location(Page.PORTFOLIO, aisha.id))
        assert not any("Ask the assessor for more" in b.text() for b in buttons_of(assessor_window.portfolio))


def version_text(dialog, name):
    """Return a version of the item as the dialog of an action shows it."""
    return next(
        f.toPlainText() for f in dialog.findChildren(QPlainTextEdit) if f.accessibleName().endswith(name)
    )


def test_a_verifier_is_offered_no_capture(verifier, verified):
    verifier.go(Location(Page.PORTFOLIO, verified[0].id))
    for button in (
        verifier.portfolio.start_button,
        verifier.portfolio.add_button,
        verifier.portfolio.enrol_button,
    ):
        assert not button.isVisible()


def test_the_sample_page_shows_the_earlier_actions_of_the_unit(qtbot, qapp, pair, verified, asked_action):
    vera = pair[1]
    sample = sampling.begin_sample(vera, verified[0].id, UNIT, Stage.FINAL, [verified[1].id])
    sampling.change_sample(vera, verified[0].id, replace(sample, verdict=Verdict.AGREE))
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.SAMPLE, verified[0].id, unit=UNIT, form=sample.id))
    text = " ".join(label.text() for label in window.sample.earlier.findChildren(type(window.saved)))
    assert "Show one more day of the log." in text
    assert portfolio_view(vera, verified[0].id).portfolio.actions


def test_today_lists_the_verifier_s_tasks_and_offers_no_observation(
    qtbot, qapp, pair, verified, asked_action, tmp_path
):
    ann, vera = pair
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.TODAY))
    assert not [b for b in buttons_of(window.today) if "Start observation" in b.text()]
    assert "sign it" not in " ".join(
        row.body for row in window.today.to_finish.rows.rows
    )  # an action is open
    actions.answer(ann, verified[0].id, asked_action.id, "The log of 3 March is added.")
    transfer(ann, vera, verified[0].id, tmp_path / "answered.csbundle")
    window.session.read_again()
    window.go(Location(Page.TODAY))
    assert "Answered; close it or keep it open" in window.today.to_finish.rows.rows[0].body
    waiting_text = " ".join(row.body for row in window.today.for_others.rows.rows)
    assert "verifier" not in waiting_text.casefold()  # the verifier does not wait for herself
    sampling.begin_sample(vera, verified[0].id, UNIT, Stage.INTERIM)
    window.session.read_again()
    window.go(Location(Page.TODAY))
    assert "finish and sign it" in " ".join(row.body for row in window.today.to_finish.rows.rows)


def test_an_action_is_not_listed_before_its_sample_is_signed(pair, verified, tmp_path):
    ann, vera = pair
    aisha, item = verified
    sampled(vera, aisha, item, ask="Show one more day of the log.", sign=False)
    transfer(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
    view = portfolio_view(ann, aisha.id)
    assert view.portfolio.actions
    assert not [
        task for task in to_do.to_finish([candidate_row(view)], ann.clock().date()) if "Action" in task.what
    ]


def test_a_verifier_s_decision_on_paper_can_keep_an_action_open_with_its_words(
    qtbot, qapp, pair, verified, asked_action, tmp_path
):
    ann, (aisha, _) = pair[0], verified
    actions.answer(ann, aisha.id, asked_action.id, "The log of 3 March is added.")
    (tmp_path / "sheet.png").write_bytes(encoded(scene((60, 80)), "PNG"))
    window = open_window(qtbot, qapp, ann)
    action = action_dialog.show_action(window, window.session, aisha.id, asked_action.id)
    next(b for b in buttons_of(action) if "Type in paper response…" in b.text()).click()
    paper_dialog = dialog_of(action)
    paper_dialog.fields["closed"].setCurrentIndex(1)
    paper_dialog.ok.click()
    assert "why it stays open" in paper_dialog.problem.text()
    paper_dialog.fields["words"].setPlainText("The date is missing.")
    paper_dialog.ok.click()
    (file_dialog,) = action.findChildren(QFileDialog)
    file_dialog.fileSelected.emit(str(tmp_path / "sheet.png"))
    portfolio = load_portfolio(ann, aisha.id)
    assert action_state(asked_action, portfolio) is ActionState.OPEN
    assert portfolio.action_closings[-1].words == "The date is missing."
    assert len(portfolio.signed_sheets) == 1


def test_what_a_verifier_found_is_said_as_it_is_chosen_and_signed(sampling_page):
    judgement = sampling_page.judgement
    assert judgement.found.isHidden()
    judgement.needed.click()
    judgement.exceptions["sufficient"].click()
    assert judgement.found.text() == "You found the evidence valid, authentic, current, but not sufficient."
    judgement.agree.click()
    assert judgement.found.text().startswith("You agree, although you found the evidence not sufficient.")
    sampling_page.all_button.click()
    judgement.comment.setFocus()
    QTest.keyClicks(judgement.comment, "One log only.")
    sampling_page.signing.sign_button.click()
    dialog = sampling_page.findChild(SignDialog)
    assert "not sufficient" in dialog.account.toPlainText()
    dialog.reject()
    judgement.exceptions["sufficient"].click()
    assert judgement.found.isHidden()
