"""Verification and the centre through the real window: plan, sample, action to and fro, keeping, requests, machines."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QPushButton

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.milestones import MilestoneKind, Point
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.domain.records.verification import ActionState, Stage, Verdict
from csassess.domain.verification.sampling import action_state, signature_of
from csassess.services.candidates import candidates, milestones
from csassess.services.disclosure import data_requests
from csassess.services.exchange import key_files, sending
from csassess.services.exchange.read_only import reading
from csassess.services.exchange.receiving import Opened
from csassess.services.progress import to_do
from csassess.services.progress.candidate_rows import candidate_row
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.retention import retention
from csassess.services.verification import actions, sampling, sampling_plan
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.evidence import action_dialog
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.signing.signature_pad import SignaturePad
from csassess.ui.widgets import theme
from tests.support.exchanging import hand_on
from tests.support.pictures import encoded, scene
from tests.support.verifying import UNIT, become, decided, office, registered, sampled
from tests.ui.conftest import dialog_is_open, dialog_of, drawn, fill, press


@pytest.fixture
def given(pair, tmp_path):
    """Aisha, decided and signed by Ann, and with Vera; Tom is registered with Ann only."""
    ann, vera = pair
    aisha, item = decided(ann)
    registered(ann, "Tom Reid", "2")
    hand_on(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    return aisha, item


def shown(qtbot, qapp, caseload):
    """The window on a caseload."""
    theme.apply(qapp, theme.Theme())
    made = MainWindow(Session(caseload))
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_is_retired", True))
    made.show()
    return made


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


@pytest.fixture
def asked(pair, given, tmp_path):
    """An action of the verifier's on Aisha's item, with the assessor."""
    ann, vera = pair
    aisha, item = given
    sampled(vera, aisha, item, ask="Show one more day of the log.")
    hand_on(vera, ann, aisha.id, tmp_path / "answer.csbundle")
    return load_portfolio(ann, aisha.id).actions[0]


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
    hand_on(ann, vera, given[0].id, tmp_path / "answered.csbundle")
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
        hand_on(ann, cora, aisha.id, tmp_path / "1.csbundle")
        window = shown(qtbot, qapp, cora)
        window.go(Location(Page.PORTFOLIO, aisha.id))
        button = next(b for b in buttons_of(window.portfolio) if "More is needed first" in b.text())
        button.click()
        fill(window, words="Whose log is it?")
        hand_on(cora, ann, aisha.id, tmp_path / "2.csbundle")
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


def draw_on(pad):
    """Draw a signature with the mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for x in (60, 100, 140):
        QTest.mouseMove(pad, QPoint(x, 40))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(160, 60))


def buttons_of(page):
    QApplication.processEvents()  # cards just made are laid out
    return [b for b in page.findChildren(QPushButton) if b.isVisible()]


def test_whoever_does_not_assess_is_offered_no_capture(verifier, given):
    verifier.go(Location(Page.PORTFOLIO, given[0].id))
    for made in (
        verifier.portfolio.start_button,
        verifier.portfolio.add_button,
        verifier.portfolio.enrol_button,
    ):
        assert not made.isVisible()


# The centre


@pytest.fixture
def centre_page(window):
    window.go(Location(Page.CENTRE))
    return window.centre


def test_words_are_found_in_every_portfolio_and_lead_to_their_place(qtbot, window, caseload, mo, observing):
    item = window.place.item
    window.evidence.capture.add_note.trigger()
    QTest.keyClicks(window.evidence.notes.editor.text, "The heron by the weir")
    window.go(Location(Page.CENTRE))
    window.centre.finding.wanted.setText("hero")
    press(window.centre.finding.wanted, Qt.Key.Key_Return)
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
    assert "not the name" in dialog.problem.text()
    dialog.fields["typed"].clear()
    fill(window, typed="Mo Candidate")
    assert dialog.busy
    window.close()
    assert window.isVisible()  # what is being erased is waited for
    qtbot.waitUntil(lambda: bool(retention.erasures(caseload)) and not dialog_is_open(window), timeout=20_000)
    (stub,) = retention.erasures(caseload)
    assert stub.certificate in drawn(centre_page.keeping.erased)
    assert stub.certificate in window.banner.words
    with pytest.raises(KeyError):
        load_portfolio(caseload, mo.id)


def test_a_held_portfolio_is_not_erased(window, centre_page, caseload, mo):
    centre_page.show_section("keeping")
    centre_page.keeping.hold_button.click()
    fill(window, reason="An appeal")
    centre_page.keeping.erase_button.click()
    fill(window, reason="Asked for it", typed="Mo Candidate")
    assert "is held: An appeal" in dialog_of(window).problem.text()
    assert load_portfolio(caseload, mo.id)


def test_a_period_that_is_over_stands_in_the_review_list(centre_page, caseload, mo, clock):
    milestones.record(caseload, mo.id, MilestoneKind.ACHIEVED, clock().date())
    centre_page.show_section("keeping")
    assert drawn(centre_page.keeping.reviews) == ""
    clock.move_on(days=366 * 3)
    centre_page.refresh()
    assert drawn(centre_page.keeping.reviews) == "Mo Candidate C-001 ›"


def test_a_request_for_data_is_logged_answered_and_said_so(
    qtbot, window, centre_page, caseload, mo, tmp_path
):
    centre_page.show_section("requests")
    centre_page.requests.log_button.click()
    fill(window, asked_by="Mo, passport seen")
    assert drawn(centre_page.requests.list) == "Mo Candidate open"
    ((candidate, request),) = data_requests.all_requests(caseload)
    answer = data_requests.gather_answer(caseload, candidate, request, {})
    with qtbot.waitSignal(window.session.changed, timeout=20_000):
        centre_page.requests.give_out(candidate, request, {}, answer, str(tmp_path / "out"))
    assert (tmp_path / "out" / "record.pdf").exists()
    assert drawn(centre_page.requests.list) == "Mo Candidate answered 2 March 2026"


def test_someone_on_the_staff_list_has_a_specimen_once_it_is_drawn(window, centre_page, caseload):
    centre_page.show_section("staff")
    centre_page.staff.add_button.click()
    dialog = dialog_of(window)
    draw_on(dialog.findChild(SignaturePad))
    fill(window, name="Vera Verifier", roles="Internal verifier")
    assert drawn(centre_page.staff.list) == "Vera Verifier specimen signed"


def test_a_backup_made_by_hand_is_said_to_be_proved(qtbot, window, centre_page):
    centre_page.show_section("machines")
    assert "No backup" in centre_page.machines.backed_up.text()
    with qtbot.waitSignal(window.maintenance.backing_up.proved, timeout=20_000):
        centre_page.machines.now_button.click()
    assert "opened, checked and compared" in centre_page.machines.backed_up.text()


def test_a_machine_is_marked_as_lost_and_found_again(qtbot, qapp, pair, given):
    window = shown(qtbot, qapp, pair[1])
    window.go(Location(Page.CENTRE, form="machines"))
    section = window.centre.machines
    section.machines.chosen.emit(section.machines.rows.rows[0].key)
    fill(window)
    assert "lost 2 March 2026" in drawn(section.machines)
    section.machines.chosen.emit(section.machines.rows.rows[0].key)
    next(b for b in dialog_of(window).buttons.buttons() if b.text() == "It was found").click()
    assert "lost" not in drawn(section.machines)


def test_a_reminder_is_due_for_whom_it_concerns(window, centre_page, caseload, mo, clock):
    candidates.register(caseload, mo.id, "NVQ", "", "77", clock().date())
    centre_page.show_section("reminders")
    centre_page.reminders.add_button.click()
    fill(window)
    assert [r.since for r in milestones.reminders(caseload)] == [Point.REGISTERED]
    clock.move_on(weeks=11)
    centre_page.refresh()
    assert "10 weeks since registered, and not visited yet" in centre_page.reminders.due.rows.rows[0].body


def test_dates_out_of_order_are_pointed_out_on_the_portfolio(window, caseload, mo, clock):
    candidates.register(caseload, mo.id, "NVQ", "", "77", clock().date())
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.portfolio._out_of_order.isVisible()
    milestones.record(caseload, mo.id, MilestoneKind.CLAIMED, clock().date() - timedelta(days=3))
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert "earlier than the registration" in window.portfolio._out_of_order.text()
    assert "claim" in window.portfolio._facts.text()


def test_a_file_is_only_read_in_a_window_of_its_own(qtbot, qapp, pair, given, tmp_path):
    window = shown(qtbot, qapp, pair[1])
    window.go(Location(Page.EXCHANGE))
    card = next(c for c in key_files.recipients_known(pair[0]) if c.device == pair[1].device)
    sending.send(pair[0], [given[0].id], tmp_path / "again.csbundle", recipients=[card])
    with qtbot.waitSignal(window.exchange.transfer.arrived, timeout=20_000):
        window.exchange.open_file(str(tmp_path / "again.csbundle"))
    with qtbot.waitSignal(window.reading) as asked_for:
        window.exchange.read_button.click()
    (opened,) = asked_for.args
    assert isinstance(opened, Opened)
    with reading(opened) as caseload:
        only = MainWindow(Session(caseload), only_reading=True)
        only.show()
        only.go(Location(Page.PORTFOLIO, given[0].id))
        assert not only.portfolio.start_button.isVisible()
        assert only.portfolio._name.text() == "Aisha Karim"
        only.lock()
        QApplication.processEvents()
        assert not only.isVisible()


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
    hand_on(ann, vera, given[0].id, tmp_path / "answered.csbundle")
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
    hand_on(vera, ann, aisha.id, tmp_path / "begun.csbundle", only_new=True)
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


def test_today_of_an_office_waits_for_portfolios(qtbot, qapp, tmp_path, clock):
    with office(tmp_path, clock, "cleo") as (cleo,):
        window = shown(qtbot, qapp, cleo)
        window.go(Location(Page.TODAY))
        said = " ".join(label.text() for label in window.today.findChildren(type(window.saved)))
        assert "Receive a portfolio file" in said
        assert not [b for b in buttons_of(window.today) if "Add a candidate" in b.text()]
