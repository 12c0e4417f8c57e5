"""Finishing, signing and the screen lock in the window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from csassess.domain.records.evidence import NoteKind
from csassess.domain.records.signatures import Signer
from csassess.domain.units.units import FeedbackOrigin
from csassess.services.access import pin
from csassess.services.evidence import evidence, witnesses
from csassess.services.visits import visits as visit_services
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.sign_dialog import SignDialog
from tests.support.builders import PASSPHRASE
from tests.ui.conftest import buttons_of, click_row, dialog_of, fill, portfolio_of


def test_finishing_goes_from_checks_to_signature_and_ends_the_visit(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.capture.mark_moment.trigger()
    observing.judgement.finish.trigger()
    page = window.finish
    assert any("moment not written up" in row.body for row in page.checks.rows.rows)
    QTest.keyClicks(page.feedback.done_well, "Calm throughout")
    QTest.keyClicks(page.feedback.comments, "It was busy")
    next(b for b in buttons_of(page) if b.text().strip() == "Sign: candidate").click()
    dialog = next(d for d in window.findChildren(SignDialog) if d.isVisible())
    assert "Greets." in dialog.account.toPlainText()
    assert "Calm throughout" in dialog.account.toPlainText()
    for x in (20, 60, 100):
        (QTest.mousePress if x == 20 else QTest.mouseMove)(
            dialog.pad, *([Qt.MouseButton.LeftButton] if x == 20 else []), pos=QPoint(x, 40 + x // 3)
        )
    QTest.mouseRelease(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 70))
    dialog.sign.click()
    (signature,) = portfolio_of(caseload, mo).signatures
    assert (signature.signer, signature.name) == (Signer.CANDIDATE, "Mo Candidate")
    assert len(signature.strokes[0]) >= 4
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    page.done.click()
    portfolio = portfolio_of(caseload, mo)
    assert portfolio.visits[0].ended is not None
    assert portfolio.to_candidate[0].comments == "It was busy"
    assert not window.evidence.judgement.finish.isVisible()
    assert window.evidence.judgement.accept.isVisible()


def test_words_on_the_finish_page_are_saved_on_leaving_it(window, observing, caseload, mo):
    observing.judgement.finish.trigger()
    QTest.keyClicks(window.finish.feedback.to_develop, "Speed")
    window.go(Location())
    assert portfolio_of(caseload, mo).to_candidate[0].to_develop == "Speed"


def test_finishing_continues_with_the_next_candidate_of_the_visit(window, both_observed, caseload, mo, sian):
    both_observed.judgement.finish.trigger()
    window.finish.done.click()
    assert window.place == Location(Page.FINISH, sian.id, portfolio_of(caseload, sian).evidence[0].id)


def test_undo_on_the_finish_page_is_shown_and_lasts(window, observing, caseload, mo):
    observing.judgement.finish.trigger()
    QTest.keyClicks(window.finish.feedback.done_well, "Wrong words")
    window.finish.leave()
    window.undo_action.trigger()
    assert window.finish.feedback.done_well.toPlainText() == ""
    window.go(Location())
    assert portfolio_of(caseload, mo).to_candidate == ()


@pytest.mark.parametrize("words", ["cafe\u0301", "  spaced  "])
def test_the_finish_page_can_be_left_with_any_words(window, observing, caseload, mo, words):
    observing.judgement.finish.trigger()
    window.finish.feedback.done_well.setPlainText(words)
    window.go(Location())
    assert window.place == Location()


def test_the_finish_page_of_an_accepted_item_is_read_only_and_can_be_locked(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    fill(window)
    window.go(Location(Page.FINISH, mo.id, observing.place.item))
    assert window.finish.feedback.done_well.isReadOnly()
    window.lock()
    assert window.screen_lock.is_engaged


def test_the_menu_of_an_accepted_item_still_offers_printing_and_signing(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.judgement.accept.trigger()
    fill(window)
    assert observing.capture.more.isEnabled()
    assert observing.more.record.isEnabled()
    observing.more.sign.trigger()
    assert window.place.page is Page.FINISH


def test_a_signed_account_takes_no_words_until_it_is_opened(window, observing, caseload, mo):
    from csassess.domain.codes.schemes import account_code
    from csassess.services.signing import signing

    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets.")
    observing.leave()
    portfolio = portfolio_of(caseload, mo)
    code = account_code(portfolio.evidence[0], portfolio, caseload.clock())
    signing.sign_account(
        caseload, mo.id, portfolio.evidence[0].id, Signer.ASSESSOR, "Ann Assessor", code, on_paper=True
    )
    window.session.read_again()
    observing.refresh()
    assert "account signed" in observing.header.state.text()
    QTest.keyClicks(observing.notes.editor.text, " Twice.")
    assert observing.notes.editor.text.toPlainText() == "Greets."
    observing.more.open_account.trigger()
    fill(window, reason="A wrong word")
    observing.notes.editor.text.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(observing.notes.editor.text, " Twice.")
    assert observing.leave()
    assert portfolio_of(caseload, mo).notes[0].text == "Greets. Twice."
    assert "no longer apply" in observing.header.state.text()


# Witnesses


def test_a_witness_writes_and_signs_and_the_screen_returns_locked(window, caseload, mo):
    pin.set_pin(caseload, "4711")
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.more.hand_over.trigger()
    page = window.screen_lock.witness_page
    assert window.screen_lock.is_engaged
    QTest.keyClicks(page.words, "I saw Mo calm a caller.")
    page.sign.click()
    assert "Sign in the field" in page.problem.text()
    QTest.mousePress(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    QTest.mouseRelease(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    page.sign.click()
    portfolio = portfolio_of(caseload, mo)
    assert [n.text for n in portfolio.notes] == ["I saw Mo calm a caller."]
    assert [(s.signer, s.name) for s in portfolio.signatures] == [(Signer.WITNESS, "Jo Obi")]
    assert window.screen_lock.currentWidget() is window.screen_lock.lock_page


def test_a_witness_s_words_are_saved_when_the_screen_locks(window, caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.more.hand_over.trigger()
    QTest.keyClicks(window.screen_lock.witness_page.words, "I saw Mo calm a caller.")
    window.lock()
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["I saw Mo calm a caller."]


def test_a_witness_cannot_sign_without_words(window, caseload, mo):
    witness = witnesses.add_witness(caseload, mo.id, "Jo Obi", "supervisor")
    item = witnesses.add_testimony(caseload, mo.id, witness, caseload.clock().date())
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, item.id))
    window.evidence.more.hand_over.trigger()
    QTest.mouseClick(window.screen_lock.witness_page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    window.screen_lock.witness_page.sign.click()
    assert "Write what you saw" in window.screen_lock.witness_page.problem.text()
    assert portfolio_of(caseload, mo).signatures == ()


# The screen lock


def test_a_pin_unlocks_the_screen_and_the_locked_screen_only_adds(window, observing, caseload, mo):
    pin.set_pin(caseload, "4711")
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Half a sen")
    window.lock()
    assert window.screen_lock.is_engaged
    assert [n.text for n in portfolio_of(caseload, mo).notes] == ["Half a sen"]
    assert not window.evidence.isVisible()
    window.screen_lock.lock_page.moment.click()
    window.screen_lock.lock_page.customer.click()
    assert [n.kind for n in portfolio_of(caseload, mo).notes].count(NoteKind.MOMENT) == 1
    assert len(portfolio_of(caseload, mo).customers) == 1
    QTest.keyClicks(window.screen_lock.lock_page.field, "4711")
    window.screen_lock.lock_page.unlock.click()
    assert not window.screen_lock.is_engaged
    assert window.evidence.isVisible()
    assert window.undo_action.isEnabled()


def test_after_three_wrong_pins_the_passphrase_is_needed(window, observing, caseload):
    pin.set_pin(caseload, "4711")
    window.lock()
    for _ in range(3):
        window.screen_lock.lock_page.field.setText("0000")
        window.screen_lock.lock_page.unlock.click()
    window.screen_lock.lock_page.field.setText("4711")
    window.screen_lock.lock_page.unlock.click()
    assert window.screen_lock.is_engaged
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert not window.screen_lock.is_engaged


def test_without_a_pin_the_passphrase_unlocks(window, caseload, mo):
    window.lock()
    assert window.screen_lock.lock_page.words.text() == "Passphrase"
    assert window.screen_lock.lock_page._on_site.isHidden()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert not window.screen_lock.is_engaged


@pytest.mark.parametrize("digits", ["", "123", "123456789", "abcd", "12 34", "٤٧١١"])
def test_a_pin_is_four_to_eight_digits(caseload, digits):
    from csassess.domain.errors import UserError

    with pytest.raises(UserError, match="four to eight digits"):
        pin.set_pin(caseload, digits)
    assert not pin.has_pin(caseload)


def test_the_screen_locks_even_if_words_cannot_be_saved_and_keeps_them(
    window, observing, caseload, monkeypatch
):
    from csassess.domain.errors import UserError

    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Half a sentence")

    def raise_full_disk(*_, **__):
        raise UserError("The disk is full.")

    monkeypatch.setattr(caseload, "save", raise_full_disk)
    window.lock()
    assert window.screen_lock.is_engaged
    monkeypatch.undo()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert observing.notes.editor.text.toPlainText() == "Half a sentence"
    assert observing.leave()


def test_the_locked_screen_chooses_the_candidate_by_shape_without_names(
    window, both_observed, caseload, mo, sian
):
    window.lock()
    assert [chip.text() for chip in window.screen_lock.lock_page.shapes] == ["●", "■"]
    window.screen_lock.lock_page.shapes[1].click()
    window.screen_lock.lock_page.moment.click()
    assert portfolio_of(caseload, mo).notes == ()
    assert [n.kind for n in portfolio_of(caseload, sian).notes] == [NoteKind.MOMENT]
    text = " ".join(label.text() for label in window.screen_lock.lock_page.findChildren(type(window.saved)))
    assert "Siân" not in text
    assert "■" in window.screen_lock.lock_page.captured.text()


def test_the_locked_screen_captures_nothing_if_no_device_is_allowed(window, caseload, mo):
    from csassess.domain.records.visits import SiteRules

    items = visit_services.start_visit(caseload, [mo.id], "Floor", SiteRules(devices=False))
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id))
    window.lock()
    assert window.screen_lock.lock_page._on_site.isHidden()


def test_an_open_dialog_returns_after_unlocking_with_its_words(window, observing):
    observing.judgement.details.trigger()
    dialog_of(window).fields["location"].setText("Room 4")
    window.lock()
    window.close()
    assert window.isVisible()
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    assert dialog_of(window).fields["location"].text() == "Room 4"
    dialog_of(window).discard()


def test_feedback_used_in_this_visit_is_not_listed_as_missing_before_leaving(window, observing, caseload, mo):
    wanted = "customer feedback that came by itself, and what was improved by it"
    observing.judgement.finish.trigger()
    assert wanted in window.finish.gaps.text()
    item = portfolio_of(caseload, mo).evidence[0]
    feedback = evidence.record_feedback(caseload, mo.id, item.id, FeedbackOrigin.SPONTANEOUS, "Hard to find")
    window.session.notify_changed()
    assert wanted in window.finish.gaps.text()
    evidence.change_feedback(caseload, mo.id, replace(feedback, improvement="A new sign"))
    window.session.notify_changed()
    assert wanted not in window.finish.gaps.text()
    assert "customer feedback that was asked for" in window.finish.gaps.text()
