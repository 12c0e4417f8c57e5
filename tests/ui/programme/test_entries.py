"""The dialogs of what the centre keeps: each records, corrects, and leads to what prints."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from csassess.domain.records.evidence import Method
from csassess.domain.records.people import Candidate
from csassess.domain.records.programme.keeping import Keeping
from csassess.domain.records.programme.steps import Contact, ContactWay, ProgressReview
from csassess.domain.units.units import Setting
from csassess.services.candidates import learner_details
from csassess.services.candidates.learner_details import LearnerDetails
from csassess.services.evidence import evidence
from csassess.services.programme import entries
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.signing.sign_dialog import SignDialog
from tests.support.builders import THAT_DAY, accepted_product
from tests.ui.conftest import dialog_is_open, dialog_of, portfolio_of
from tests.ui.programme.test_programme_card import ULN, portfolio_page, switch_on


def opened(window, caseload, mo, kept):
    """Switch a thing on and press its button; return the dialog."""
    switch_on(caseload, kept)
    portfolio_page(window, mo).programme.buttons[kept].click()
    return dialog_of(window)


def test_an_induction_records_the_lines_that_were_ticked_and_nothing_is_ticked_before(window, caseload, mo):
    dialog = opened(window, caseload, mo, Keeping.INDUCTION)
    assert dialog.fields["covered"].values() == ()
    dialog.fields["covered"].toggled.emit("appeals and complaints procedure", True)
    dialog.ok.click()
    [induction] = portfolio_of(caseload, mo).inductions
    assert induction.covered == ("appeals and complaints procedure",)


def test_a_plan_is_reviewed_once_it_is_there(window, caseload, mo):
    dialog = opened(window, caseload, mo, Keeping.UNIT_PLANS)
    assert "review" not in dialog.fields
    dialog.fields["words"].setPlainText("Two visits")
    dialog.ok.click()
    card = window.portfolio.programme
    card.entries.chosen.emit(card.entries.rows.rows[0].key)
    dialog = dialog_of(window)
    dialog.fields["review"].setPlainText("One more visit")
    dialog.ok.click()
    assert "on which day" in dialog.problem.text()
    dialog.fields["reviewed"].setDate(window.session.now().date())
    dialog.ok.click()
    [plan] = portfolio_of(caseload, mo).unit_plans
    assert (plan.reviewed, plan.review) == (THAT_DAY, "One more visit")


def test_rang_no_answer_takes_one_choice_and_no_words(window, caseload, mo):
    dialog = opened(window, caseload, mo, Keeping.CONTACTS)
    dialog.fields["reached"].setCurrentIndex(dialog.fields["reached"].findData(False))
    dialog.ok.click()
    [contact] = portfolio_of(caseload, mo).contacts
    assert (contact.way, contact.reached) == (ContactWay.PHONE, False)
    assert "telephone, no answer" in window.portfolio.programme.entries.rows.rows[0].body


@pytest.mark.parametrize("on_paper", [True, False])
def test_the_candidate_declares_authenticity_with_a_signature(window, caseload, mo, on_paper):
    dialog = opened(window, caseload, mo, Keeping.AUTHENTICITY)
    dialog.ok.click()
    QApplication.processEvents()
    signing = next(d for d in window.findChildren(SignDialog) if d.isVisible())
    assert "my own work" in signing.account.toPlainText()
    if on_paper:
        signing.paper.click()
        [declaration] = portfolio_of(caseload, mo).authenticity
        assert (declaration.name, declaration.of, declaration.on_paper) == ("Mo Candidate", "", True)
    else:
        signing.sign.click()
        assert "Sign in the field" in signing.problem.text()
        signing.reject()
        assert portfolio_of(caseload, mo).authenticity == ()


def test_the_menu_of_an_entry_leads_to_its_form_and_redacts_its_words(qtbot, window, caseload, mo):
    entries.record(caseload, mo.id, ProgressReview("", THAT_DAY, "Well, says Mr Smith"))
    card = portfolio_page(window, mo).programme
    review = card.entries.rows.rows[0].key
    offers = dict(card.entries.offers(review))
    offers["Redact words…"]()
    dialog = dialog_of(window)
    dialog.fields["words"].setText("Mr Smith")
    dialog.fields["reason"].setPlainText("A customer")
    dialog.ok.click()
    redacted = "Well, says [taken out]"
    qtbot.waitUntil(lambda: portfolio_of(caseload, mo).reviews[0].progress == redacted, timeout=20_000)
    qtbot.waitUntil(lambda: not dialog_is_open(window), timeout=20_000)
    with qtbot.waitSignal(window.forms.previewed):
        offers["Open form"]()
    assert window.place.page is Page.FORMS


def test_a_detail_is_redacted_from_its_row(window, caseload, mo):
    learner_details.change_details(caseload, mo.id, LearnerDetails(ULN))
    card = portfolio_page(window, mo).programme
    [row] = card.entries.rows.rows
    assert isinstance(row.key, Candidate)
    assert "Redact words…" in dict(card.entries.offers(row.key))


def test_an_item_of_prior_learning_alone_offers_its_certificate(window, caseload, mo):
    for method in (Method.PRIOR_LEARNING, Method.WORK_PRODUCT):
        item = evidence.add_item(caseload, mo.id, method, "NVQ 2", THAT_DAY)
        window.session.read_again()
        window.go(Location(Page.EVIDENCE, mo.id, item.id))
        assert window.evidence.more.certificate.isVisible() is (method is Method.PRIOR_LEARNING)
    first = portfolio_of(caseload, mo).evidence[0].id
    window.go(Location(Page.EVIDENCE, mo.id, first))
    window.evidence.more.certificate.trigger()
    dialog = dialog_of(window)
    dialog.ok.click()
    assert "certificate" in dialog.problem.text()
    dialog.fields["certificate"].setText("NVQ 2 Customer Service")
    dialog.ok.click()
    assert portfolio_of(caseload, mo).prior_learning[0].certificate == "NVQ 2 Customer Service"


def test_a_new_job_says_what_it_means_as_it_is_entered(window, caseload, mo):
    accepted_product(caseload, mo.id, "ocr-b10", "1.1")
    window.session.read_again()
    dialog = people_dialogs.new_job(window, window.session, mo.id)
    assert "has no setting until one is chosen" in dialog.explanation.text()
    setting = dialog.fields["setting"]
    setting.setCurrentIndex(setting.findData(Setting.WORK_PLACEMENT))
    assert "It would not count for" in dialog.explanation.text()
    dialog.discard()


def test_a_dialog_of_an_entry_that_may_not_be_written_says_why(window, caseload, mo, monkeypatch):
    entries.record(caseload, mo.id, Contact("", THAT_DAY, ContactWay.PHONE, reached=False))
    card = portfolio_page(window, mo).programme
    monkeypatch.setattr(window.session, "read", lambda *_: "You may not write this.")
    card.entries.chosen.emit(card.entries.rows.rows[0].key)
    assert "You may not write this." in window.banner.words
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]
