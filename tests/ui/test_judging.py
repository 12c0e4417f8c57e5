"""Judging an item in the window: the findings panel, reasons against accepting, exceptions, addenda."""

import pytest
from PySide6.QtTest import QTest

from csassess.domain.records.user_actions import UserAction
from csassess.domain.records.verification import ActionClosing
from csassess.services.candidates import candidates
from csassess.services.units import units
from csassess.services.verification import actions
from csassess.ui.base.location import Location, Page
from tests.support.builders import accepted_product
from tests.support.verifying import UNIT, asked_here, without_role_checks
from tests.ui.conftest import (
    accept,
    buttons_of,
    click_row,
    dialog_is_open,
    dialog_of,
    fill,
    portfolio_of,
)


def test_an_accepted_item_shows_its_notes_read_only(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    accept(window, observing)
    assert observing.notes.editor.text.isReadOnly()
    assert not observing.capture.next_customer.isEnabled()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    assert "Reopen it before you change it" in window.banner.words
    observing.judgement.reopen.trigger()
    fill(window, reason="A word is missing")
    assert not observing.notes.editor.text.isReadOnly()


def open_finding(observing, name):
    row = next(r for r in observing.findings.list.rows.rows if r.head == name)
    observing.findings.list.chosen.emit(row.key)


def test_the_panel_says_in_words_what_to_leave_the_site_with_and_afterwards_what_the_unit_needs(
    window, observing, caseload, mo
):
    words = observing.findings.leaving.text()
    assert words.startswith("Leave the site with: a new customer who is difficult to deal with")
    observing.judgement.finish.trigger()
    window.finish.done.click()
    assert observing.findings.leaving.isHidden()
    words = observing.findings.heading.accessibleName()
    assert words.startswith("B10 (ocr-b10) still needs: a new customer who is difficult to deal with")


def test_another_note_shows_the_outcome_in_which_it_has_ticks(window, observing):
    """Else its ticks would be out of sight, under words that say where to tick for it."""
    pane, notes = observing.criteria, observing.notes
    observing.capture.add_note.trigger()
    first = notes.note
    pane.show_outcome(2)
    click_row(pane.criteria, (pane.unit, "3.1"))
    pane.show_outcome(0)
    observing.capture.add_note.trigger()
    assert pane.criteria.rows.rows[0].head == "1.1"  # the new note has no ticks: nothing moves
    notes.select(first)
    assert [row.head for row in pane.criteria.rows.rows if row.ticked] == ["3.1"]


def test_the_panel_shows_the_words_of_each_lettered_requirement(window, observing):
    row = next(r for r in observing.findings.list.rows.rows if r.head == "4 b")
    assert row.body == "customers who are difficult to deal with"


def test_a_finding_about_customers_leads_to_the_class_of_the_customer(window, observing):
    observing.capture.next_customer.trigger()
    open_finding(observing, "4 b")
    assert window.focusWidget() is observing.notes.editor.customer.easy


def test_a_finding_about_responsibility_leads_to_its_mark(window, observing):
    observing.capture.add_note.trigger()
    open_finding(observing, "5 a")
    assert window.focusWidget() is observing.notes.editor.responsible


def test_a_finding_about_requested_feedback_opens_feedback_as_requested(window, observing, caseload, mo):
    open_finding(observing, "5 c")
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.fields["improvement"], "New sign")
    fill(window, received="Hard to find")
    (feedback,) = portfolio_of(caseload, mo).feedback
    assert (feedback.origin, feedback.received, feedback.improvement) == (
        "requested",
        "Hard to find",
        "New sign",
    )


def test_a_finding_to_confirm_opens_a_dialog_for_the_reason(window, observing, caseload, mo):
    observing.capture.next_customer.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    accept(window, observing)
    open_finding(observing, "3")
    fill(window, reason="Long enough")
    assert [c.reason for c in portfolio_of(caseload, mo).confirmations] == ["Long enough"]
    assert "3" not in observing.findings.heading.text().partition("needs: ")[2].split(", ")


def test_a_finding_that_is_met_opens_nothing(window, observing, caseload, mo):
    from csassess.ui.widgets.form_dialog import FormDialog

    observing.capture.next_customer.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    observing.notes.editor.customer.easy.click()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    accept(window, observing)
    open_finding(observing, "4 a")
    assert not [d for d in window.findChildren(FormDialog) if d.isVisible()]


def test_a_finding_about_feedback_without_improvement_opens_that_feedback(window, observing, caseload, mo):
    observing.capture.customer_feedback.trigger()
    fill(window, received="Hard to find")
    open_finding(observing, "5 b")
    dialog = dialog_of(window)
    assert dialog.fields["received"].toPlainText() == "Hard to find"
    fill(window, improvement="A new sign")
    assert [f.improvement for f in portfolio_of(caseload, mo).feedback] == ["A new sign"]


def test_reasons_against_accepting_are_listed_and_lead_to_the_place_to_correct(window, observing):
    observing.capture.mark_moment.trigger()
    moment = observing.notes.note
    observing.capture.add_note.trigger()
    observing.judgement.accept.trigger()
    reasons = [row.body for row in observing.notices.reasons.rows.rows]
    assert reasons == [
        "Nothing is written down: say what was seen.",
        "A marked moment is not written up.",
        "It references no criterion.",
    ]
    observing.notices.reasons.chosen.emit(observing.notices.reasons.rows.rows[1].key)
    assert observing.notes.note == moment
    assert window.focusWidget() is observing.notes.editor.text


def test_corrected_reasons_leave_the_list_at_once(window, observing):
    observing.capture.add_note.trigger()
    observing.judgement.accept.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    assert observing.notices.reasons.isHidden()


def label_texts(dialog):
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_an_exception_needs_a_comment_and_both_are_stored(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    dialog = dialog_of(window)
    assert "I have judged item 1 to be valid, authentic, current, sufficient." in label_texts(dialog)
    dialog.fields["exceptions"].chips["current"].click()
    dialog.ok.click()
    assert "a comment on each exception" in dialog.problem.text()
    fill(window, comment="Two years old, seen again today")
    (judgement,) = portfolio_of(caseload, mo).judgements
    assert (judgement.outcome, judgement.exceptions) == ("accepted", ("current",))
    assert judgement.comment == "Two years old, seen again today"


def test_more_evidence_needed_is_stored_with_its_comment_and_shown(window, observing, caseload, mo):
    from PySide6.QtWidgets import QPushButton

    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.fields["comment"], "A second witness")
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "More evidence needed").click()
    assert observing.header.state.text() == "D  more evidence needed"
    assert "A second witness" in observing.header.subtitle.text()


def test_hints_are_shown_before_accepting(window, observing):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Mrs Jones rang.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    assert "Check: there is what looks like a customer’s name." in label_texts(dialog_of(window))


def test_an_addendum_is_listed_among_the_notes_of_an_accepted_item(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    assert not observing.judgement.addendum.isVisible()
    accept(window, observing)
    observing.judgement.addendum.trigger()
    fill(window, words="Date checked.")
    assert observing.notes.list.rows.rows[-1].body == "Date checked."


def test_the_statement_of_a_judgement_follows_the_exceptions_chosen(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    dialog = dialog_of(window)
    sufficient = dialog.fields["exceptions"].chips["sufficient"]
    sufficient.click()
    assert "to be valid, authentic, current, but not sufficient." in label_texts(dialog)
    sufficient.click()
    assert "to be valid, authentic, current, sufficient." in label_texts(dialog)
    sufficient.click()
    dialog.fields["comment"].setPlainText("One more call")
    next(b for b in dialog.buttons.buttons() if b.text() == "More evidence needed").click()
    (judgement,) = portfolio_of(caseload, mo).judgements
    assert (judgement.outcome, judgement.exceptions) == ("more-evidence-needed", ("sufficient",))
    assert "not sufficient" in observing.header.subtitle.text()


@pytest.fixture
def ready(window, caseload, mo):
    """Return the decide button of a unit that is ready, with an open action of the verifier on it."""
    candidates.enrol(caseload, mo.id, UNIT)
    item = accepted_product(caseload, mo.id, UNIT, *units.unit(UNIT).labels())
    asked_here(caseload, mo.id, item.id, "A second log")
    window.session.notify_changed()
    window.go(Location(Page.PORTFOLIO, mo.id))
    return next(b for b in buttons_of(window.portfolio) if b.accessibleName().startswith("Decide 61"))


def test_deciding_a_unit_says_first_which_action_is_open_and_asks_why(window, caseload, mo, ready):
    ready.click()
    dialog = dialog_of(window)
    assert "action, due 2 March 2026, is open: A second log" in dialog.explanation.text()
    dialog.ok.click()
    assert dialog.problem.text() == "Please fill in why you decide although an action is open."
    assert portfolio_of(caseload, mo).decisions == ()
    fill(window, reason="The log is on its way")
    (decision,) = portfolio_of(caseload, mo).decisions
    assert decision.reason == "The log is on its way"


def test_the_action_is_answered_from_the_dialog_that_decides(window, caseload, mo, ready):
    ready.click()
    next(b for b in buttons_of(dialog_of(window)) if b.text() == "Answer action").click()
    fill(window, words="It is in the folder")
    (answer,) = portfolio_of(caseload, mo).action_answers
    assert answer.words == "It is in the folder"
    decide = next(b for b in buttons_of(window.portfolio) if b.accessibleName().startswith("Decide 61"))
    decide.click()
    assert "is answered but not closed: A second log" in dialog_of(window).explanation.text()
    fill(window)
    assert len(portfolio_of(caseload, mo).decisions) == 1


def test_deciding_a_unit_with_no_action_open_takes_one_click(window, caseload, mo, ready):
    with without_role_checks(caseload):
        answer = actions.answer(caseload, mo.id, "action", "Added")
        closing = ActionClosing(
            "c", "action", answer.id, closed=True, words="", by="vera", name="Vera", at=caseload.clock()
        )
        caseload.save(mo.id, UserAction.ACTION_CLOSE, closing)
    window.session.notify_changed()
    decide = next(b for b in buttons_of(window.portfolio) if b.accessibleName().startswith("Decide 61"))
    decide.click()
    assert not dialog_is_open(window)
    assert len(portfolio_of(caseload, mo).decisions) == 1
