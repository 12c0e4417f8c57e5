"""The words of a signed note stay as they were signed, and no word typed there is lost."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.domain.codes.schemes import account_code
from csassess.domain.records.signatures import Signature, Signer
from csassess.domain.records.user_actions import UserAction
from csassess.services.evidence import evidence
from csassess.services.signing import signing
from csassess.ui.base.location import Location, Page
from tests.support.verifying import STROKES
from tests.ui.conftest import portfolio_of


@pytest.fixture
def signed(window, observing, caseload, mo):
    """Return the page of an item whose account of two notes is signed, and the notes."""
    item = observing.place.item
    notes = [evidence.add_note(caseload, mo.id, item, words) for words in ("Greets him.", "Thanks him.")]
    portfolio = portfolio_of(caseload, mo)
    code = account_code(portfolio.item(item), portfolio, caseload.clock())
    signing.sign_account(caseload, mo.id, item, Signer.CANDIDATE, "Mo Candidate", code, STROKES)
    window.session.notify_changed()
    window.go(Location(Page.EVIDENCE, mo.id, item, notes[0].id))
    return window.evidence, notes


def test_a_signed_note_says_so_and_takes_no_words(signed, caseload, mo):
    page, notes = signed
    editor = page.notes.editor
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "She also smiles. ")
    assert editor.text.toPlainText() == notes[0].text
    assert editor.signed.isVisible()
    assert not editor.remove.isVisible()
    assert not editor.time.isVisible()


def test_a_note_added_after_the_signature_takes_words(signed, window, caseload, mo, clock):
    page, notes = signed
    clock.move_on(minutes=1)
    added = evidence.add_note(caseload, mo.id, notes[0].evidence, "Later.")
    window.session.notify_changed()
    window.go(Location(Page.EVIDENCE, mo.id, notes[0].evidence, added.id))
    assert not page.notes.editor.text.isReadOnly()
    assert not page.notes.editor.signed.isVisible()


def test_words_typed_before_their_note_was_signed_elsewhere_stay_as_a_draft(signed, window, caseload, mo):
    page, notes = signed
    signature = caseload.where(Signature, "evidence", notes[0].evidence)[0][1]
    signing.open_account(caseload, mo.id, notes[0].evidence, "To add something")
    window.session.notify_changed()
    editor = page.notes.editor
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "She also smiles. ")
    caseload.save(mo.id, UserAction.ACCOUNT_SIGN, signature)  # as it arrives from another machine
    window.session.notify_changed()
    page.notes.list.select(notes[1].id)
    QApplication.processEvents()
    assert any("She also smiles." in str(draft) for draft in caseload.drafts.all().values())
