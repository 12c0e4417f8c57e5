"""The verifier reads beside the evidence what the assessor was told to check, and how much in each item."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.codes.schemes import account_code
from csassess.domain.records.evidence import Method
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import would_ask
from csassess.services.signing import signing
from csassess.services.units import units
from csassess.services.verification import sampling
from csassess.ui.base.location import Location, Page
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, registered
from tests.ui.conftest import open_window, rows_as_text

NAMED = "Mrs Jones was cross, and he calmed her."
SOUND = "The log is kept daily: what was asked, by whom, and what was done about it the same day."


@pytest.fixture
def questionable(ann):
    """Return Aisha, with a sound item and one whose signature falls short and which names a customer."""
    aisha = registered(ann)
    for words in (NAMED, SOUND):
        item = evidence.add_item(ann, aisha.id, Method.WORK_PRODUCT, "Log", ann.clock().date())
        note = evidence.add_note(ann, aisha.id, item.id, words)
        for label in units.unit(UNIT).labels()[:2]:
            references.tick(ann, aisha.id, item.id, UNIT, label, note.id)
    portfolio = load_portfolio(ann, aisha.id)
    doubtful = portfolio.evidence[0]
    code = account_code(doubtful, portfolio, ann.clock())
    signing.sign_account(ann, aisha.id, doubtful.id, Signer.CANDIDATE, "Aisha Karim", code, STROKES)
    ann.clock.move_on(minutes=5)
    evidence.add_note(ann, aisha.id, doubtful.id, "He rang her back.")
    for item in portfolio.evidence:
        judgement.accept(ann, aisha.id, item.id)
    return aisha


@pytest.fixture
def sampling_it(qtbot, qapp, ann, vera, questionable, tmp_path):
    """Open a sample of Aisha's unit in the verifier's window; return its page."""
    transfer(ann, vera, questionable.id, tmp_path / "to-verify.csbundle")
    sample = sampling.begin_sample(vera, questionable.id, UNIT, Stage.INTERIM)
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.SAMPLE, questionable.id, unit=UNIT, form=sample.id))
    QApplication.processEvents()
    return window.sample


def test_what_to_check_stands_beside_the_item_and_its_count_in_the_list_of_items(sampling_it):
    checks = rows_as_text_of(sampling_it.checks)
    assert "there is what looks like a customer’s name" in checks
    assert "does not cover all of it: 1 entry added since" in checks
    doubtful, sound = sampling_it._item_group.buttons()
    assert doubtful.text().endswith("! 2 to check")
    assert doubtful.accessibleName().endswith(", 2 to check")
    assert "check" not in sound.text()
    sound.click()
    assert sampling_it.checks.isHidden()


def test_what_to_check_is_what_the_assessor_was_told(sampling_it, ann, questionable):
    told = would_ask.before_accepting(ann, questionable.id)
    shown = rows_as_text_of(sampling_it.checks)
    first = load_portfolio(ann, questionable.id).evidence[0].id
    assert told
    assert [line.what for line in told if line.item == first and line.what[1:] not in shown] == []


def test_the_note_to_check_is_marked_and_reached_from_the_check(sampling_it):
    (named, _) = sampling_it.record.rows.rows
    assert named.state == "check"
    row = next(n for n, row in enumerate(sampling_it.checks.rows.rows) if "customer’s name" in row.body)
    sampling_it.checks.setCurrentIndex(sampling_it.checks.rows.index(row))
    QTest.keyClick(sampling_it.checks, Qt.Key.Key_Return)
    assert sampling_it.record.key() == named.key


def test_a_signature_voided_elsewhere_meanwhile_is_said_at_once(
    sampling_it, ann, vera, questionable, tmp_path
):
    item = load_portfolio(ann, questionable.id).evidence[0]
    judgement.reopen(ann, questionable.id, item.id, "A name")
    signing.open_account(ann, questionable.id, item.id, "A name")
    note = load_portfolio(ann, questionable.id).notes_of(item.id)[0]
    evidence.change_note(ann, questionable.id, replace(note, text="He calmed her."))
    transfer(ann, vera, questionable.id, tmp_path / "changed.csbundle")
    sampling_it.window().session.notify_changed()
    assert "no longer applies" in rows_as_text_of(sampling_it.checks)
    assert "customer’s name" not in rows_as_text_of(sampling_it.checks)


def rows_as_text_of(view):
    return rows_as_text(view) + "\n".join(row.body for row in view.rows.rows)
