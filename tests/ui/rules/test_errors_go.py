"""An error of a field goes as soon as the field is changed: it may no longer hold."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.domain.errors import UserError
from csassess.domain.records.signatures import Signer
from csassess.services.signing.offers import Offer
from csassess.ui.access.unlock_pages import RestorePage, UnlockPage
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.signing.witness_page import WitnessPage
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.form_dialog import FormDialog, TickedRows, Ticks
from tests.support.builders import closed_caseload
from tests.ui.conftest import draw_signature

OFFER = Offer(("Ann Assessor",), date(2026, 3, 2))


def refuse(*_):
    raise UserError("Sign in the field first.")


def test_the_request_to_sign_goes_once_something_is_drawn_and_no_button_moves(window):
    dialog = SignDialog(window, "Words", "Statement", Signer.ASSESSOR, OFFER, refuse, lambda: None)
    dialog.open()
    dialog.sign.click()
    assert dialog.problem.isVisible()
    QApplication.processEvents()
    before = dialog.sign.mapTo(dialog, QPoint())
    draw_signature(dialog.pad)
    assert not dialog.problem.isVisible()
    QApplication.processEvents()
    assert dialog.sign.mapTo(dialog, QPoint()) == before


def test_a_witness_s_error_goes_once_they_write_or_sign(qtbot, window):
    page = WitnessPage(window.session)
    qtbot.addWidget(page)
    page.show()
    page.sign.click()
    assert "Nothing is written yet" in page.problem.text()
    QTest.keyClicks(page.words, "I saw")
    assert page.problem.text() == ""
    page.problem.setText("Sign in the field first.")
    draw_signature(page.pad)
    assert page.problem.text() == ""


@pytest.mark.parametrize("kind", [UnlockPage, RestorePage])
def test_a_refused_passphrase_s_error_goes_once_another_is_typed(qtbot, tmp_path, kind):
    page = kind(closed_caseload(tmp_path / "caseload"))
    qtbot.addWidget(page)
    page.show()
    page.problem.setText("The passphrase is not correct.")
    page.problem.show()
    QTest.keyClicks(page.how.field, "h")
    assert not page.problem.isVisible()


def test_a_wrong_pin_s_error_goes_once_another_is_typed(window):
    window.lock()
    page = window.screen_lock.lock_page
    QTest.keyClicks(page.field, "no")
    page.unlock.click()
    assert page.problem.text()
    QTest.keyClicks(page.field, "h")
    assert page.problem.text() == ""


FIELDS = {
    "ticks": (lambda: Ticks([("a", 1)]), lambda field: field.chips[1].click()),
    "rows": (lambda: TickedRows("Rows", [("a", "", 1)], []), lambda field: field.toggled.emit(1, True)),
    "text": (line, lambda field: field.setText("a")),
}


@pytest.mark.parametrize("name", FIELDS)
def test_an_error_of_a_dialog_goes_once_any_field_is_changed(window, name):
    make, change = FIELDS[name]
    dialog = FormDialog(window, "Form", lambda **_: None, {"field": ("Field", make())}, refuse)
    dialog.open()
    dialog.ok.click()
    assert dialog.problem.isVisible()
    change(dialog.fields["field"])
    assert not dialog.problem.isVisible()
