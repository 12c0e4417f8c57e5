"""Dialogs work by keyboard, lead to what is wrong, and keep what is typed when the program is ended."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from csassess.services.access import caseloads
from csassess.services.evidence import drafts, evidence
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.centre import centre_dialogs
from csassess.ui.centre.retention_section import RetentionSection
from csassess.ui.evidence import evidence_dialogs, judgement_dialogs
from csassess.ui.verification import verification_dialogs
from csassess.ui.widgets import form_drafts
from tests.ui.conftest import dialog_of, portfolio_of

OPENERS = {
    "candidate": lambda w, mo: people_dialogs.add_candidate(w, w.session, lambda _: None),
    "registration": lambda w, mo: people_dialogs.register(w, w.session, mo.id),
    "evidence": lambda w, mo: evidence_dialogs.add_item(w, w.session, mo.id, lambda _: None),
    "centre": lambda w, mo: centre_dialogs.change_centre(w, w.session),
    "approval": lambda w, mo: centre_dialogs.approve_form(w, w.session, "R1", "Recording form"),
    "words": lambda w, mo: verification_dialogs.reason(w, "Needed", "What is needed", lambda _: None),
}


@pytest.mark.parametrize("name", OPENERS)
def test_esc_asks_once_about_unsaved_words_and_then_closes(window, mo, name):
    dialog = OPENERS[name](window, mo)
    field = next(field for field in dialog.fields.values() if hasattr(field, "textChanged"))
    QTest.keyClicks(field, "Words")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "not saved" in dialog.problem.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_enter_saves_a_dialog_and_ctrl_enter_saves_from_a_text(qtbot, window, caseload, mo):
    dialog = OPENERS["candidate"](window, mo)
    QTest.keyClicks(dialog.fields["name"], "Bo Learner")
    QTest.keyClick(dialog.fields["name"], Qt.Key.Key_Return)
    assert not dialog.isVisible()
    said = []
    dialog = verification_dialogs.reason(window, "Needed", "What is needed", said.append)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    QTest.keyClicks(dialog.fields["words"], "A date")
    QTest.keyClick(dialog.fields["words"], Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog.fields["words"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said == ["A date"]


@pytest.mark.parametrize(
    ("name", "at_fault"),
    [("candidate", "name"), ("registration", "title"), ("evidence", "description"), ("approval", "by")],
)
def test_a_refusal_moves_the_focus_to_the_field_at_fault(window, mo, name, at_fault):
    dialog = OPENERS[name](window, mo)
    dialog.ok.setFocus()
    dialog.ok.click()
    assert dialog.problem.isVisible()
    assert dialog.focusWidget() is dialog.fields[at_fault]


def test_an_error_goes_when_something_is_changed(window, mo):
    dialog = OPENERS["candidate"](window, mo)
    dialog.ok.click()
    QTest.keyClicks(dialog.fields["name"], "B")
    assert not dialog.problem.isVisible()


def test_a_refusal_does_not_move_the_buttons_or_fields(window, mo):
    dialog = OPENERS["candidate"](window, mo)
    parts = [dialog.ok, *dialog.fields.values()]
    before = [part.mapTo(dialog, QPoint()) for part in parts]
    dialog.ok.click()
    window.repaint()
    assert dialog.problem.isVisible()
    assert [part.mapTo(dialog, QPoint()) for part in parts] == before


@pytest.fixture
def drafts_kept_soon(monkeypatch):
    monkeypatch.setattr(form_drafts, "KEPT_AFTER", 50)


def stopped_while_typing(qtbot, dialog, field, words):
    """Type, wait for the draft, and end the dialog as a killed program does."""
    QTest.keyClicks(field, words)
    qtbot.waitUntil(lambda: not dialog._draft._timer.isActive(), timeout=5000)
    dialog._draft = None
    dialog.discard()


@pytest.mark.usefixtures("drafts_kept_soon")
@pytest.mark.parametrize("name", OPENERS)
def test_words_typed_into_a_dialog_return_after_the_program_was_ended(qtbot, window, mo, name):
    dialog = OPENERS[name](window, mo)
    key = next(key for key, field in dialog.fields.items() if hasattr(field, "textChanged"))
    stopped_while_typing(qtbot, dialog, dialog.fields[key], "Half a sen")
    dialog = OPENERS[name](window, mo)
    field = dialog.fields[key]
    assert "Half a sen" in (field.text() if hasattr(field, "text") else field.toPlainText())
    assert "is back" in dialog.problem.text()
    dialog.discard()
    dialog = OPENERS[name](window, mo)
    assert dialog.problem.text() == ""


@pytest.mark.usefixtures("drafts_kept_soon")
def test_a_saved_dialog_leaves_no_draft(qtbot, window, caseload, mo):
    dialog = OPENERS["candidate"](window, mo)
    QTest.keyClicks(dialog.fields["name"], "Bo Learner")
    qtbot.waitUntil(lambda: bool(caseload.drafts.all()), timeout=5000)
    dialog.ok.click()
    assert caseload.drafts.all() == {}


@pytest.mark.usefixtures("drafts_kept_soon")
def test_a_draft_belongs_to_the_item_and_the_words_it_began_with(qtbot, window, observing, caseload, mo):
    item = portfolio_of(caseload, mo).evidence[0]
    dialog = judgement_dialogs.reopen(window, window.session, mo.id, item)
    stopped_while_typing(qtbot, dialog, dialog.fields["reason"], "Too early")
    window.session.draft_place = (mo.id, "another item")
    assert judgement_dialogs.reopen(window, window.session, mo.id, item).problem.text() == ""


def test_drafts_of_dialogs_are_not_taken_for_notes(caseload):
    drafts.keep_form_draft(caseload, ("", ""), "1", {"text": "Half"})
    assert drafts.recover(caseload) == 0
    assert drafts.form_draft(caseload, ("", ""), "1") == {"text": "Half"}


def test_no_secret_becomes_a_draft(qtbot, window, caseload):
    dialog = centre_dialogs.choose_pin(window, window.session)
    QTest.keyClicks(dialog.fields["pin"], "4711")
    assert not dialog._draft._timer.isActive()
    assert dialog_of(window) is dialog


def test_a_dialog_of_the_centre_writes_only_what_was_changed_in_it(window, caseload):
    dialog = centre_dialogs.change_centre(window, window.session)
    centre = caseloads.centre_of(caseload)
    caseloads.change_centre(caseload, replace(centre, heading="A new letterhead"))
    dialog.fields["number"].setText("C-77")
    dialog.ok.click()
    changed = caseloads.centre_of(caseload)
    assert (changed.heading, changed.number) == ("A new letterhead", "C-77")


def test_a_note_is_moved_as_it_is_now(caseload, mo, sian):
    item, other = (evidence.start_observation(caseload, c.id, "Counter") for c in (mo, sian))
    shown = evidence.add_note(caseload, mo.id, item.id, "As shown")
    evidence.change_note(caseload, mo.id, replace(shown, text="As it is now"))
    visits.move_or_copy_note(caseload, shown, mo.id, sian.id, other.id)
    assert [note.text for note in portfolio_of(caseload, sian).notes] == ["As it is now"]


def test_a_dialog_closed_without_a_draft_writes_nothing(window, caseload, mo):
    before = caseload.changes
    OPENERS["candidate"](window, mo).discard()
    assert caseload.changes == before


def test_a_draft_goes_with_the_candidate_that_is_chosen(window, caseload, mo, sian):
    window.go(Location(Page.CENTRE))
    window.centre.findChild(RetentionSection)._hold(mo.id)
    dialog = dialog_of(window)
    dialog.fields["reason"].setPlainText("An appeal")
    dialog._draft.keep()
    dialog.fields["candidate"].setCurrentIndex(dialog.fields["candidate"].findData(sian.id))
    dialog._draft.keep()
    assert {key.split()[1] for key, _ in caseload.drafts.all()} == {sian.id}
