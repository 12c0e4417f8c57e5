"""Signing at one sitting: what is said is true, nothing drawn or typed is lost, each button is in reach."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.errors import UserError
from csassess.domain.records.signatures import Signer
from csassess.domain.records.user_actions import UserAction
from csassess.services.progress import history
from csassess.services.signing import signing
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.widgets import theme
from csassess.ui.widgets.status_text import account_in_words
from tests.assessment.test_would_ask import observed
from tests.support.verifying import STROKES, decided
from tests.ui.conftest import buttons_of, dialog_is_open, dialog_of, draw_signature, open_window


@pytest.fixture
def aisha(ann):
    return decided(ann, signed=False)[0]


@pytest.fixture
def window(qtbot, qapp, ann, aisha):
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.PORTFOLIO, aisha.id))
    return window


def sign_dialog(window):
    next(b for b in buttons_of(window.portfolio) if b.accessibleName().startswith("Sign: ")).click()
    return next(d for d in window.findChildren(SignDialog) if d.isVisible())


def said(window):
    return window.screen_lock.lock_page.captured.text() + window.screen_lock.lock_page.reason.text()


def test_cancelling_a_signature_says_that_nothing_was_signed(window, ann, aisha):
    sign_dialog(window).reject()
    assert window.screen_lock.is_locked
    assert "Nothing was signed" in said(window)
    assert load_portfolio(ann, aisha.id).unit_signatures == ()


def test_a_drawn_signature_is_not_discarded_without_a_word(window):
    dialog = sign_dialog(window)
    draw_signature(dialog.pad)
    dialog.reject()
    assert dialog.isVisible()
    assert "Nothing is signed yet" in dialog.problem.text()
    dialog.reject()
    assert "Nothing was signed" in said(window)


def test_a_signature_on_paper_that_the_assessor_enters_locks_nothing(window, ann, aisha):
    sign_dialog(window).paper.click()
    assert len(load_portfolio(ann, aisha.id).unit_signatures) == 1
    assert not window.screen_lock.is_locked


def test_every_button_of_signing_is_inside_the_screen_in_large_text(qapp, window):
    theme.apply(qapp, theme.Theme(text_size=200))
    try:
        window.resize(1024, 740)
        dialog = sign_dialog(window)
        QApplication.processEvents()
        assert dialog.height() <= 740
        for control in (dialog.sign, dialog.clear):
            assert dialog.rect().contains(control.geometry())
    finally:
        theme.apply(qapp, theme.Theme())


def test_an_account_that_was_opened_and_signed_again_is_signed(caseload, mo):
    item = observed(caseload, mo)
    signing.open_account(caseload, mo.id, item.id, "A word")
    portfolio = load_portfolio(caseload, mo.id)
    assert account_in_words(portfolio, item) == "account opened for changes"
    code = account_code(item, portfolio, caseload.clock())
    for signer, name in ((Signer.CANDIDATE, mo.name), (Signer.ASSESSOR, "Ann Assessor")):
        signing.sign_account(caseload, mo.id, item.id, signer, name, code, STROKES)
    assert account_in_words(load_portfolio(caseload, mo.id), item) == "account signed"


def test_deciding_a_unit_offers_the_way_back(window, ann, aisha):
    history.undo(ann, aisha.id)
    window.session.notify_changed()
    next(b for b in buttons_of(window.portfolio) if b.text().strip().startswith("Decide")).click()
    assert "is decided" in window.banner.words
    window.banner._act.click()
    assert load_portfolio(ann, aisha.id).decisions == ()


def test_a_signed_decision_is_not_undone(ann):
    aisha, _ = decided(ann)
    (event,) = [
        entry.id for entry in history.history(ann, aisha.id) if entry.action == UserAction.UNIT_DECIDE
    ]
    with pytest.raises(UserError, match="decision on this unit is signed"):
        history.undo_earlier_action(ann, event)
    assert len(load_portfolio(ann, aisha.id).decisions) == 1


def test_an_answer_that_was_begun_is_kept_while_its_place_is_shown(window, ann, aisha):
    window.go(Location(Page.ASKED, aisha.id))
    row = next(row for row in window.asked.list.rows.rows)
    window.asked.list.chosen.emit(row.key)
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.fields["reason"], "She was called away")
    next(b for b in buttons_of(dialog) if b.text() == "Show the place").click()
    window.go(Location(Page.ASKED, aisha.id))
    window.asked.list.chosen.emit(row.key)
    assert dialog_of(window).fields["reason"].toPlainText() == "She was called away"
    dialog_of(window).discard()


def test_enter_presses_a_button_and_ticks_none_of_the_exceptions(window):
    button = window.portfolio.add_button
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert dialog_is_open(window)
    dialog_of(window).reject()
