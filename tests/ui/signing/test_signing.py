"""Signing in the window: names on record, the day on paper, and many signatures on one page."""

from datetime import date

import pytest
from PySide6.QtCore import QDate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.roles import Role
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.signing import signing
from csassess.ui.base.location import Location, Page
from csassess.ui.signing.sign_dialog import SignDialog
from csassess.ui.widgets.status_text import unit_signatures_in_words
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, decided, sampled
from tests.ui.conftest import buttons_of, draw_signature, open_window


@pytest.fixture
def aisha(ann):
    return decided(ann, signed=False)[0]


@pytest.fixture
def window(qtbot, qapp, ann, aisha):
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.PORTFOLIO, aisha.id))
    return window


def sign_button(window):
    return next(b for b in buttons_of(window.portfolio) if b.accessibleName().startswith("Sign: "))


def sign_dialog(window):
    sign_button(window).click()
    return next(d for d in window.findChildren(SignDialog) if d.isVisible())


def signatures(caseload, candidate):
    return load_portfolio(caseload, candidate.id).unit_signatures


def test_the_name_is_picked_from_those_on_record(window, ann, aisha):
    dialog = sign_dialog(window)
    assert [dialog.name.itemText(n) for n in range(dialog.name.count())] == ["Aisha Karim", "Somebody else …"]
    assert not dialog.other.isVisible()
    draw_signature(dialog.pad)
    dialog.sign.click()
    (signature,) = signatures(ann, aisha)
    assert (signature.name, signature.person, signature.because) == ("Aisha Karim", aisha.id, "")


def test_somebody_else_is_asked_for_the_reason(window, ann, aisha):
    dialog = sign_dialog(window)
    dialog.name.setCurrentIndex(1)
    QTest.keyClicks(dialog.other, "Jo Karim")
    draw_signature(dialog.pad)
    dialog.sign.click()
    assert "the reason why somebody" in dialog.problem.text()
    assert dialog.because.isVisible()
    QTest.keyClicks(dialog.because, "Her advocate")
    dialog.sign.click()
    (signature,) = signatures(ann, aisha)
    assert (signature.name, signature.because) == ("Jo Karim", "Her advocate")


def test_a_signature_on_paper_is_entered_in_one_touch_with_its_day(window, ann, aisha):
    dialog = sign_dialog(window)
    assert dialog.paper.text() == "Signed on paper, sheet to follow"
    dialog.on.setDate(QDate(2026, 2, 27))
    dialog.paper.click()
    (signature,) = signatures(ann, aisha)
    assert (signature.on_paper, signature.on) == (True, date(2026, 2, 27))
    view = portfolio_view(ann, aisha.id)
    words = unit_signatures_in_words(view.of(UNIT), view.portfolio)
    assert words == "signed by candidate (on paper, sheet to follow)"


def words_of(page):
    """Return the words on show."""
    QApplication.processEvents()
    return "\n".join(part.text() for part in page.findChildren(QLabel) if part.isVisible())


def test_signatures_collected_at_one_sitting_are_entered_on_one_page(window, ann, aisha):
    window.portfolio.menu.collected.trigger()
    page = window.signatures
    assert page.isVisible()
    assert not page.enter_button.isEnabled()
    assert [entry.tick.text().rpartition(", ")[2] for entry in page.lines] == ["Candidate", "Assessor"]
    page.lines[0].on.setDate(QDate(2026, 2, 26))
    page.all_button.click()
    assert page.enter_button.text() == "Enter 2 signatures"
    page.enter_button.click()
    assert [(s.signer, s.on_paper) for s in signatures(ann, aisha)] == [
        (Signer.CANDIDATE, True),
        (Signer.ASSESSOR, True),
    ]
    assert signatures(ann, aisha)[0].day == date(2026, 2, 26)
    assert page.lines == []
    assert len(page.sheets.rows.rows) == 2
    page.sheets.chosen.emit(page.sheets.rows.rows[0].key)
    assert window.place.page is Page.FORMS


def test_what_was_chosen_on_the_page_stays_when_the_record_changes(window, ann, aisha):
    window.go(Location(Page.SIGNATURES, aisha.id))
    page = window.signatures
    page.lines[1].tick.setChecked(True)
    page.lines[1].on.setDate(QDate(2026, 2, 26))
    signing.sign_unit(ann, aisha.id, UNIT, Signer.CANDIDATE, "Aisha Karim", STROKES)
    window.session.notify_changed()
    (line,) = page.lines
    assert (line.tick.isChecked(), line.on.date()) == (True, QDate(2026, 2, 26))


def test_a_countersigned_decision_no_longer_awaits_the_countersigner(window, ann, aisha, qtbot, qapp):
    from csassess.domain.records.people import AssessorStatus
    from tests.support.verifying import become

    become(ann, "Ann Assessor", Role.ASSESSOR, status=AssessorStatus.WORKING_TOWARDS)
    tom, _ = decided(ann, "Tom Reid", "2")
    window.session.notify_changed()
    window.go(Location(Page.PORTFOLIO, tom.id))
    assert "awaiting the countersigner" in words_of(window.portfolio)
    signing.sign_unit(ann, tom.id, UNIT, Signer.COUNTERSIGNER, "Cora", STROKES, because="At the centre")
    window.session.notify_changed()
    assert "awaiting the countersigner" not in words_of(window.portfolio)
    assert "signed by candidate, assessor, countersigner" in words_of(window.portfolio)


def test_a_verifier_reads_why_a_unit_cannot_be_signed_before_filling_in_anything(
    qtbot, qapp, pair, ann, vera, tmp_path
):
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    sampled(vera, aisha, item, ask="Whose log is it?", stage=Stage.FINAL)
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.PORTFOLIO, aisha.id))
    button = sign_button(window)
    assert not button.isEnabled()
    assert "1 action on this unit is not closed" in button.toolTip()


def test_on_the_assessor_s_machine_the_verifier_is_offered_paper_only(qtbot, qapp, pair, ann, vera, tmp_path):
    aisha, item = decided(ann)
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    sampled(vera, aisha, item, stage=Stage.FINAL)
    transfer(vera, ann, aisha.id, tmp_path / "sampled.csbundle", only_new=True)
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.PORTFOLIO, aisha.id))
    dialog = sign_dialog(window)
    assert not dialog.pad.isVisible()
    assert not dialog.sign.isVisible()
    dialog.paper.click()
    assert signatures(ann, aisha)[-1].person == vera.author
