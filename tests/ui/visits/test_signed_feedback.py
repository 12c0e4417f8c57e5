"""Feedback to the candidate and the signatures: it may follow them; what is signed is closed, not lost."""

import pytest
from PySide6.QtCore import QDate
from PySide6.QtTest import QTest

from csassess.domain.codes.schemes import account_code
from csassess.domain.records.signatures import FeedbackToCandidate, Signer
from csassess.domain.signing.accounts import added_since, is_feedback_signed, still_applies
from csassess.services.evidence import drafts
from csassess.services.signing import signing
from csassess.services.visits import visits
from csassess.ui.base.location import Page
from tests.support.verifying import STROKES
from tests.ui.conftest import dialog_of, portfolio_of


@pytest.fixture
def finishing(window, observing):
    """Show the finish page of an observation with one note."""
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets everyone.")
    observing.judgement.finish.trigger()
    return window.finish


def sign(caseload, mo):
    portfolio = portfolio_of(caseload, mo)
    (item,) = portfolio.evidence
    code = account_code(item, portfolio, caseload.clock())
    return signing.sign_account(caseload, mo.id, item.id, Signer.CANDIDATE, mo.name, code, STROKES)


def is_open(card):
    fields = (card.done_well, card.to_develop, card.comments, card.brings, card.next_on)
    return not any(field.isReadOnly() for field in fields)


def test_the_candidate_may_sign_before_the_feedback_is_written(window, finishing, caseload, mo, clock):
    signature = sign(caseload, mo)
    clock.move_on(hours=8)
    window.session.notify_changed()
    assert is_open(finishing.feedback)
    assert not finishing.feedback.signed.isVisible()
    QTest.keyClicks(finishing.feedback.done_well, "Calm")
    finishing.feedback.next_on.setDate(QDate(2026, 12, 6))
    assert finishing.leave()
    portfolio = portfolio_of(caseload, mo)
    assert still_applies(signature, portfolio)
    assert added_since(signature, portfolio) == "1 entry added since"
    assert portfolio.to_candidate[0].done_well == "Calm"
    finishing.done.click()
    assert window.place.page is Page.EVIDENCE
    assert portfolio_of(caseload, mo).visits[0].ended


def test_signed_feedback_is_closed_with_the_way_to_open_it_and_never_holds_the_page(
    window, finishing, caseload, mo
):
    QTest.keyClicks(finishing.feedback.done_well, "Calm")
    assert finishing.leave()
    signature = sign(caseload, mo)
    window.session.notify_changed()
    assert not is_open(finishing.feedback)
    assert finishing.feedback.signed.isVisible()
    QTest.keyClicks(finishing.feedback.to_develop, "Speed")
    assert finishing.feedback.to_develop.toPlainText() == ""
    assert finishing.leave()
    finishing.feedback.open_signed.click()
    dialog = dialog_of(window)
    dialog.fields["reason"].setPlainText("A word on speed")
    dialog.ok.click()
    assert is_open(finishing.feedback)
    QTest.keyClicks(finishing.feedback.to_develop, "Speed")
    assert finishing.leave()
    assert portfolio_of(caseload, mo).to_candidate[0].to_develop == "Speed"
    assert not still_applies(signature, portfolio_of(caseload, mo))


def test_words_that_a_signature_overtook_are_kept_and_put_back_once_the_account_is_open(
    window, finishing, caseload, mo
):
    QTest.keyClicks(finishing.feedback.done_well, "Calm")
    assert finishing.leave()
    QTest.keyClicks(finishing.feedback.to_develop, "Speed")
    sign(caseload, mo)  # on another machine
    window.session.notify_changed()
    assert finishing.leave()
    assert [form.words for form in drafts.unfinished_forms(caseload)] == [("Speed",)]
    signing.open_account(caseload, mo.id, finishing.place.item, "A word on speed")
    window.session.notify_changed()
    assert finishing.feedback.to_develop.toPlainText() == "Speed"
    assert finishing.leave()
    assert portfolio_of(caseload, mo).to_candidate[0].to_develop == "Speed"
    assert drafts.unfinished_forms(caseload) == []


def test_feedback_recorded_before_its_time_was_kept_is_covered_by_the_signature(caseload, mo, observing):
    (item,) = portfolio_of(caseload, mo).evidence
    visits.say_to_candidate(caseload, mo.id, FeedbackToCandidate(item.id, item.id, "Calm"))
    sign(caseload, mo)
    portfolio = portfolio_of(caseload, mo)
    (said,) = portfolio.to_candidate
    without_time = FeedbackToCandidate(item.id, item.id, said.done_well)
    assert is_feedback_signed(item.id, portfolio)
    assert is_feedback_signed(item.id, portfolio.with_parts(to_candidate=(without_time,)))
