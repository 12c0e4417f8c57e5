"""What was typed into a form and not saved is listed on Today until it is saved or discarded."""

import pytest
from PySide6.QtTest import QTest

from csassess.services.candidates import corrections
from csassess.services.evidence import drafts
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.evidence import evidence_dialogs
from csassess.ui.widgets import form_drafts
from tests.ui.conftest import dialog_of, open_window, rows_as_text


@pytest.fixture(autouse=True)
def drafts_kept_soon(monkeypatch):
    monkeypatch.setattr(form_drafts, "KEPT_AFTER", 20)


def type_and_be_ended(qtbot, dialog, key, words):
    """Type into a dialog, wait for the draft, and end the dialog as a killed program does."""
    QTest.keyClicks(dialog.fields[key], words)
    qtbot.waitUntil(lambda: not dialog._draft._timer.isActive(), timeout=5000)
    dialog._draft = None
    dialog.discard()


@pytest.fixture
def restarted(qtbot, qapp, window, caseload, mo):
    """Type half a registration of Mo, end the program and start it again."""
    window.go(Location(Page.PORTFOLIO, mo.id))
    dialog = people_dialogs.register(window.portfolio, window.session, mo.id)
    type_and_be_ended(qtbot, dialog, "title", "Half a title")
    again = open_window(qtbot, qapp, caseload)
    again.go(Location())
    return again


def unfinished(window):
    """Return the first row of what is left to finish."""
    return window.today.to_finish.rows.rows[0]


def test_today_lists_a_form_that_was_typed_into_and_not_saved(restarted):
    row = unfinished(restarted)
    assert (row.head, row.body, row.foot) == ("Mo Candidate", "Unfinished: Registration", "Half a title")


def test_an_unfinished_form_leads_to_where_it_is_opened_and_goes_once_saved(restarted, caseload, mo):
    restarted.today.to_finish.chosen.emit(unfinished(restarted).key)
    dialog_of(restarted).ok.click()
    assert (restarted.place.page, restarted.place.candidate) == (Page.PORTFOLIO, mo.id)
    dialog = people_dialogs.register(restarted.portfolio, restarted.session, mo.id)
    assert dialog.fields["title"].text() == "Half a title"
    dialog.fields["number"].setText("R-1")
    dialog.ok.click()
    restarted.go(Location())
    assert "Unfinished" not in rows_as_text(restarted.today.to_finish)
    assert drafts.unfinished_forms(caseload) == []


def test_an_unfinished_form_is_discarded_from_today(restarted, caseload):
    restarted.today.to_finish.chosen.emit(unfinished(restarted).key)
    dialog = dialog_of(restarted)
    next(b for b in dialog.buttons.buttons() if b.text() == "Discard").click()
    assert drafts.unfinished_forms(caseload) == []
    assert restarted.banner.words == "What was typed into “Registration” was discarded."
    assert restarted.today.to_finish.isHidden()


def test_a_form_of_today_s_page_leaves_the_list_as_it_is_cancelled(qtbot, window, mo):
    window.go(Location())
    dialog = people_dialogs.add_candidate(window.today, window.session, print)
    QTest.keyClicks(dialog.fields["name"], "Bo")
    qtbot.waitUntil(lambda: not dialog._draft._timer.isActive(), timeout=5000)
    window.today.refresh()
    assert unfinished(window).body.startswith("Unfinished")
    dialog.discard()
    assert window.today.to_finish.isHidden()


def test_nothing_unfinished_is_listed_of_a_removed_candidate(qtbot, window, caseload, sian):
    dialog = evidence_dialogs.add_item(window, window.session, sian.id, print)
    window.session.draft_place = (sian.id, "")
    dialog._draft._opened_at = (sian.id, "")
    type_and_be_ended(qtbot, dialog, "description", "Half")
    assert len(drafts.unfinished_forms(caseload)) == 1
    corrections.remove_candidate(caseload, sian.id)
    assert drafts.unfinished_forms(caseload) == []


def test_an_action_typed_and_not_asked_for_outlives_the_program_and_is_listed(
    qtbot, qapp, sampling_page, verifier, pair
):
    sampling_page.judgement.needed.click()
    QTest.keyClicks(sampling_page.action_card.what, "Show one more day")
    place = sampling_page.place
    verifier.go(Location())
    assert unfinished(verifier).body == "Unfinished: Action to ask for"
    again = open_window(qtbot, qapp, pair[1])
    again.go(Location())
    again.today.to_finish.chosen.emit(unfinished(again).key)
    dialog_of(again).ok.click()
    assert again.sample.place == place
    assert again.sample.action_card.what.toPlainText() == "Show one more day"
    again.sample.action_card.ask_button.click()
    assert again.sample.action_card.what.toPlainText() == ""
    assert drafts.unfinished_forms(pair[1]) == []
