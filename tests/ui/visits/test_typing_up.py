"""A past visit is typed up in the window, in a mode of its own, with the times at which things happened."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QDate, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.domain.records.evidence import NoteKind, Remote
from csassess.ui.base.location import Location, Page
from csassess.ui.evidence import evidence_dialogs
from csassess.ui.visits import visit_dialogs
from tests.support.pictures import encoded, scene
from tests.ui.conftest import click_row, dialog_is_open, dialog_of, fill, portfolio_of, rows_as_text

NEXT_DAY = datetime(2026, 3, 3, 18, 40, tzinfo=UTC)
TYPING_UP = "Typing up the visit of 2 March 2026, 09:00–09:20"


def give(window, at=None, **values):
    """Set the time in the open dialog, type into its other fields, and press its button."""
    if at:
        dialog_of(window).fields["at"].setTime(QTime(*at))
    fill(window, **values)


@pytest.fixture
def typing_up(window, caseload, clock, mo):
    """Start typing up on 3 March, by the dialog, the visit of 2 March; return the evidence page."""
    clock.now = NEXT_DAY
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    dialog = dialog_of(window)
    dialog.fields["on"].setDate(QDate(2026, 3, 2))
    dialog.fields["started"].setTime(QTime(9, 0))
    dialog.fields["ended"].setTime(QTime(9, 20))
    fill(window, place="Counter")
    window.evidence.criteria.show_unit("ocr-b10")
    return window.evidence


def times(caseload, mo):
    return [f"{note.at:%d %H:%M}" for note in portfolio_of(caseload, mo).notes]


def test_an_observation_of_an_earlier_day_asks_until_when_it_went_on(window, caseload, clock, mo):
    clock.now = NEXT_DAY
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    dialog_of(window).fields["on"].setDate(QDate(2026, 3, 2))
    fill(window, place="Counter")
    assert "when the visit ended" in dialog_of(window).problem.text()
    assert portfolio_of(caseload, mo).visits == ()


def test_the_page_says_which_visit_is_being_typed_up_until_it_is_finished(window, typing_up, caseload, mo):
    assert typing_up.header.state.text() == TYPING_UP
    assert typing_up.judgement.finish.isVisible()
    assert typing_up.judgement.finish.text() == "Finish typing up"
    assert not typing_up.judgement.accept.isVisible()
    typing_up.judgement.finish.trigger()
    assert window.finish.title.text().startswith("Finish typing up")
    window.finish.done.click()
    assert window.place.page is Page.EVIDENCE
    assert "Typing up" not in typing_up.header.state.text()
    assert not typing_up.judgement.finish.isVisible()
    assert typing_up.judgement.accept.isVisible()


def test_each_new_note_asks_for_its_time_and_offers_that_of_the_last_one(window, typing_up, caseload, mo):
    capture = typing_up.capture
    for action, offered, at in (
        (capture.next_customer, (9, 0), (9, 4)),
        (capture.add_note, (9, 4), (9, 7)),
        (capture.ask, (9, 7), (9, 12)),
        (capture.mark_moment, (9, 12), (9, 15)),
        (capture.not_observing, (9, 15), (9, 16)),
    ):
        before = times(caseload, mo)
        action.trigger()
        assert times(caseload, mo) == before
        shown = dialog_of(window).fields["at"].time()
        assert (shown.hour(), shown.minute()) == offered
        if action is capture.not_observing:
            dialog_of(window).fields["until"].setTime(QTime(9, 18))
        give(window, at)
    assert times(caseload, mo) == ["02 09:04", "02 09:07", "02 09:12", "02 09:15", "02 09:16"]
    assert portfolio_of(caseload, mo).notes[-1].until.strftime("%H:%M") == "09:18"
    assert {note.written for note in portfolio_of(caseload, mo).notes} == {NEXT_DAY}
    rows = rows_as_text(typing_up.notes.list).splitlines()
    assert len(rows) == 5
    written = [row for row in rows if "(written up 3 March 2026, 18:40)" in row]
    assert len(written) == 4  # and one moment that is still to be written up


def test_a_note_that_was_not_given_a_time_is_not_begun(window, typing_up, caseload, mo):
    typing_up.capture.add_note.trigger()
    dialog_of(window).reject()
    assert portfolio_of(caseload, mo).notes == ()


def test_a_note_is_written_once_its_time_is_given(window, typing_up, caseload, mo):
    typing_up.capture.add_note.trigger()
    give(window, (9, 5))
    QApplication.processEvents()
    QTest.keyClicks(typing_up.notes.editor.text, "Greets.")
    typing_up.leave()
    assert [(n.text, f"{n.at:%H:%M}") for n in portfolio_of(caseload, mo).notes] == [("Greets.", "09:05")]


def test_a_tick_without_a_note_asks_when_it_happened(window, typing_up, caseload, mo):
    click_row(typing_up.criteria.criteria, ("ocr-b10", "1.1"))
    give(window, (9, 11))
    assert [(n.kind, f"{n.at:%d %H:%M}") for n in portfolio_of(caseload, mo).notes] == [
        (NoteKind.MOMENT, "02 09:11")
    ]


def test_a_visit_that_is_running_asks_for_no_times(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    assert not dialog_is_open(window)
    assert "Typing up" not in observing.header.state.text()


def test_a_time_ahead_of_the_clock_asks_for_its_reason_and_only_then(window, typing_up, caseload, mo):
    typing_up.capture.add_note.trigger()
    dialog = dialog_of(window)
    assert not dialog.fields["later_because"].isVisible()
    dialog.fields["on"].setDate(QDate(2026, 3, 4))
    dialog.ok.click()
    assert dialog.fields["later_because"].isVisible()
    assert dialog.focusWidget() is dialog.fields["later_because"]
    assert "say why it is right" in dialog.problem.text()
    fill(window, later_because="the clock was slow")
    (note,) = portfolio_of(caseload, mo).notes
    assert (f"{note.at:%d}", note.later_because) == ("04", "the clock was slow")


def test_a_photograph_says_when_it_was_taken_once_that_is_typed(window, typing_up, caseload, mo):
    from csassess.services.attachments import photographs

    item = typing_up.place.item
    photographs.add(caseload, mo.id, item, photographs.prepare(encoded(scene())), "The desk")
    window.session.notify_changed()
    assert rows_as_text(typing_up.notes.list) == "Photograph  (added 3 March 2026, 18:40)"
    typing_up.notes.select(portfolio_of(caseload, mo).photographs[0].id)
    typing_up.notes.photo.time.click()
    fields = dialog_of(window).fields
    assert (fields["on"].date(), fields["at"].time()) == (QDate(2026, 3, 2), QTime(9, 0))
    give(window, (9, 10))
    assert rows_as_text(typing_up.notes.list) == "09:10  Photograph  (added 3 March 2026, 18:40)"


# At a distance


def test_channel_and_identity_are_asked_at_a_distance_only(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    evidence_dialogs.add_item(window, window.session, mo.id, lambda _: None)
    fields = dialog_of(window).fields
    fields["method"].setCurrentIndex(fields["method"].findText("WP  work product"))
    assert not fields["remote"].isVisible()
    assert not fields["identity"].isVisible()
    fields["method"].setCurrentIndex(fields["method"].findText("PD  professional discussion"))
    assert fields["remote"].isVisible()
    assert not fields["identity"].isVisible()
    fields["remote"].setCurrentIndex(fields["remote"].findText("by telephone"))
    assert fields["identity"].isVisible()
    fill(window, description="Talk", identity="known by voice")
    (item,) = portfolio_of(caseload, mo).evidence
    assert (item.remote, item.identity) == (Remote.TELEPHONE, "known by voice")


def test_a_remote_observation_without_confirmed_identity_is_pointed_out(window, caseload, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    visit_dialogs.start_observation(window, window.session, mo.id, window.portfolio._open)
    remote = dialog_of(window).fields["remote"]
    remote.setCurrentIndex(remote.findText("by video call"))
    fill(window, place="Counter")
    window.evidence.judgement.finish.trigger()
    missing = "how the candidate’s identity was confirmed is not stated"
    assert missing in rows_as_text(window.finish.checks) + "".join(
        r.body for r in window.finish.checks.rows.rows
    )


# Corrected after signing


def test_the_visit_of_a_signed_account_says_that_an_addendum_is_the_way_on(window, observing, caseload, mo):
    from csassess.domain.codes.schemes import account_code
    from csassess.domain.records.signatures import Signer
    from csassess.services.signing import signing

    portfolio = portfolio_of(caseload, mo)
    item = portfolio.evidence[0]
    code = account_code(item, portfolio, caseload.clock())
    signing.sign_account(caseload, mo.id, item.id, Signer.CANDIDATE, mo.name, code, on_paper=True)
    window.session.notify_changed()
    observing.more.visit.trigger()
    fill(window, place=" B")
    assert "addendum" in dialog_of(window).problem.text()
    dialog_of(window).discard()


def test_who_keeps_a_signed_account_is_said_after_a_change(window, both_observed, caseload, mo, sian):
    from csassess.domain.codes.schemes import account_code
    from csassess.domain.records.signatures import Signer
    from csassess.services.signing import signing

    portfolio = portfolio_of(caseload, sian)
    item = portfolio.evidence[0]
    code = account_code(item, portfolio, caseload.clock())
    signing.sign_account(caseload, sian.id, item.id, Signer.CANDIDATE, sian.name, code, on_paper=True)
    window.session.notify_changed()
    both_observed.more.visit.trigger()
    fill(window, place=" B")
    assert "The account of Siân Ŵyn is signed and stays as it was" in window.banner.words
    assert portfolio_of(caseload, sian).visits[0].place == "Call centre"
