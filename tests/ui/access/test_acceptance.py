"""People and their machines in the window: accepted once, and asked before anything is deleted."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from csassess.data.exchange.devices import own_card
from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import acceptance, requests, sending
from csassess.services.retention import redaction
from csassess.ui.base.location import Location, Page
from tests.support.exchanging import FILE_PASSPHRASE, acquaint, machine, transfer
from tests.ui.conftest import dialog_of


@pytest.fixture
def ann(tmp_path, clock):
    caseload = machine(tmp_path / "ann", clock=clock)
    yield caseload
    caseload.close()


@pytest.fixture
def aisha(ann):
    candidate = candidates.add_candidate(ann, "Aisha Karim", "A-1")
    candidates.enrol(ann, candidate.id, "ocr-b10")
    return candidate


def button_of(dialog, words):
    """Return a button of a dialog by its words."""
    return next(button for button in dialog.findChildren(QPushButton) if button.text() == words)


def arrived(qtbot, window, ann, aisha, tmp_path):
    """Let a file of Ann's, who was never met, arrive in the window."""
    path = tmp_path / "aisha.csbundle"
    sending.send(ann, [aisha.id], path, passphrase=FILE_PASSPHRASE, with_forms=False)
    window.go(Location(Page.EXCHANGE))
    with qtbot.waitSignal(window.exchange.transfer.arrived):
        window.exchange.transfer.open(path, FILE_PASSPHRASE)


def test_a_person_met_in_a_file_is_accepted_with_a_tick_once_the_code_was_compared(
    qtbot, window, caseload, ann, aisha, tmp_path
):
    arrived(qtbot, window, ann, aisha, tmp_path)
    page = window.exchange
    assert "Not confirmed: Ann Assessor, assessor, machine" in page.preview_words.text()
    assert page.strangers.isVisible()
    page.strangers.toggled.emit(ann.device, True)
    with qtbot.waitSignal(page.transfer.received):
        page.take_button.click()
    assert load_portfolio(caseload, aisha.id).unconfirmed == frozenset()


def test_without_the_tick_the_person_waits_among_the_people_to_be_accepted(
    qtbot, window, caseload, ann, aisha, tmp_path
):
    arrived(qtbot, window, ann, aisha, tmp_path)
    with qtbot.waitSignal(window.exchange.transfer.received):
        window.exchange.take_button.click()
    assert load_portfolio(caseload, aisha.id).unconfirmed == {ann.device}
    window.go(Location(Page.PORTFOLIO, aisha.id))
    assert "Not confirmed: Ann Assessor, assessor, machine" in window.portfolio.not_confirmed.words.text()
    window.go(Location(Page.TODAY))
    assert any("1 machine is not accepted" in row.body for row in window.today.to_finish.rows.rows)
    window.go(Location(Page.PORTFOLIO, aisha.id))
    window.portfolio.not_confirmed.accept_button.click()
    assert window.place.page is Page.EXCHANGE
    window.exchange.keys.machines.chosen.emit(ann.device)
    dialog = dialog_of(window)
    assert dialog.ok.text() == f"The code is {own_card(ann).code}: accept"
    dialog.ok.click()
    assert load_portfolio(caseload, aisha.id).unconfirmed == frozenset()


def test_an_acceptance_is_withdrawn_where_it_is_shown(window, caseload, ann, tmp_path):
    acquaint(caseload, ann, folder=tmp_path)
    window.session.notify_changed()
    window.go(Location(Page.EXCHANGE))
    window.exchange.keys.machines.chosen.emit(ann.device)
    button_of(dialog_of(window), "Withdraw acceptance").click()
    assert acceptance.accepted_machine(caseload, ann.device) is None


@pytest.mark.parametrize("agrees", [True, False])
def test_words_are_deleted_for_another_person_only_once_it_is_agreed_to(
    window, caseload, ann, aisha, tmp_path, agrees
):
    acquaint(caseload, ann, folder=tmp_path)
    item = evidence.start_observation(ann, aisha.id, "Counter")
    note = evidence.add_note(ann, aisha.id, item.id, "Greets Mrs Smith")
    transfer(ann, caseload, aisha.id, tmp_path / "1.csbundle")
    redaction.redact(ann, aisha.id, note, "text", "Mrs Smith", "A name")
    transfer(ann, caseload, aisha.id, tmp_path / "2.csbundle")
    window.session.notify_changed()
    window.go(Location(Page.EXCHANGE))
    card = window.exchange.requests
    assert card.isVisible()
    (request,) = requests.pending_requests(caseload)
    window.go(Location(Page.TODAY))
    assert any("A file asks: Delete words for good" in row.body for row in window.today.to_finish.rows.rows)
    window.go(Location(Page.EXCHANGE))
    card.rows.chosen.emit(request.id)
    dialog = dialog_of(window)
    assert "Delete words for good (note: words): A name" in " ".join(
        x.text() for x in dialog.findChildren(QLabel)
    )
    button_of(dialog, "Agree" if agrees else "Decline").click()
    (present,) = load_portfolio(caseload, aisha.id).notes
    assert present.text == ("Greets [taken out]" if agrees else "Greets Mrs Smith")
    assert card.isHidden()
