"""Interruptions: fields of the verifier and the witness, closed pages, and corrections."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.verification import Stage, Verdict
from csassess.services.candidates import corrections
from csassess.services.evidence import evidence, judgement, witnesses
from csassess.services.verification import sampling
from csassess.ui.base.location import Location, Page
from tests.support.exchanging import transfer
from tests.support.verifying import STROKES, UNIT, decided, registered
from tests.ui.conftest import open_window, portfolio_of


def settle():
    for _ in range(6):
        QApplication.processEvents()


def test_an_action_typed_for_one_candidate_is_not_offered_for_another(qtbot, qapp, pair, verified, tmp_path):
    ann, vera = pair
    aisha, item = verified
    bea, bea_item = decided(ann, "Bea Jones", "3")
    transfer(ann, vera, bea.id, tmp_path / "bea.csbundle")
    samples = {}
    for who, of in ((aisha, item), (bea, bea_item)):
        sample = sampling.begin_sample(vera, who.id, UNIT, Stage.INTERIM, [of.id])
        samples[who.id] = sampling.change_sample(vera, who.id, replace(sample, verdict=Verdict.ACTION_NEEDED))
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.SAMPLE, aisha.id, item.id, unit=UNIT, form=samples[aisha.id].id))
    settle()
    window.sample.action_card.what.setFocus()
    QTest.keyClicks(window.sample.action_card.what, "Show Aisha's second log")
    window.go(Location(Page.SAMPLE, bea.id, bea_item.id, unit=UNIT, form=samples[bea.id].id))
    settle()
    shown_for_bea = window.sample.action_card.what.toPlainText()
    window.sample.action_card.ask_button.click()
    settle()
    assert [a.what for a in load_portfolio(vera, bea.id).actions] == []
    assert shown_for_bea == ""


def test_a_comment_typed_while_the_sample_is_signed_elsewhere_is_not_lost_silently(
    qtbot, qapp, pair, verified, tmp_path
):
    _ann, vera = pair
    aisha, item = verified
    sample = sampling.begin_sample(vera, aisha.id, UNIT, Stage.INTERIM, [item.id])
    sample = load_portfolio(vera, aisha.id).samples[0]
    sample = sampling.change_sample(vera, aisha.id, replace(sample, verdict=Verdict.AGREE, comment="Fine"))
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.SAMPLE, aisha.id, item.id, unit=UNIT, form=sample.id))
    settle()
    QTest.keyClicks(window.sample.judgement.comment, "TYPED ")
    sampling.sign_sample(vera, aisha.id, sample.id, STROKES)
    window.session.notify_changed()
    settle()
    problems = []
    window.session.problem.connect(problems.append)
    left = window.sample.leave()
    assert not left or problems or load_portfolio(vera, aisha.id).samples[0].comment.startswith("TYPED")


@pytest.fixture
def sampled_then_withdrawn(qtbot, qapp, pair, tmp_path):
    """Return Vera's window on a sample of a unit, from which Ann then withdrew Tom, and the sample."""
    ann, vera = pair
    tom = registered(ann, "Tom Reid", "2")
    transfer(ann, vera, tom.id, tmp_path / "1.csbundle")
    sample = sampling.begin_sample(vera, tom.id, UNIT, Stage.INTERIM)
    sample = sampling.change_sample(vera, tom.id, replace(sample, comment="Nothing yet"))
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.SAMPLE, tom.id, unit=UNIT, form=sample.id))
    settle()
    transfer(vera, ann, tom.id, tmp_path / "2.csbundle")
    corrections.withdraw_enrolment(ann, tom.id, UNIT, "Entered by mistake")
    transfer(ann, vera, tom.id, tmp_path / "3.csbundle")
    return window, tom, sample


def test_the_sample_page_survives_the_withdrawal_of_its_unit(sampled_then_withdrawn):
    window, _, _ = sampled_then_withdrawn
    window.session.notify_changed()
    settle()


def test_an_unsigned_sample_listed_on_today_opens_after_the_withdrawal_of_its_unit(sampled_then_withdrawn):
    from csassess.services.progress.candidate_rows import candidate_rows  # noqa: F401
    from csassess.services.progress.to_do import to_finish

    window, tom, sample = sampled_then_withdrawn
    window.session.read_again()
    window.place = Location()
    rows = [row for _, row in window.session.candidate_rows()]
    listed = to_finish(rows, window.session.now().date())
    ours = [entry for entry in listed if entry.form == sample.id]
    for entry in ours:
        window.go(Location(Page.SAMPLE, tom.id, unit=entry.unit, form=entry.form))
        settle()


def accepted(window, observing, caseload, mo):
    item = portfolio_of(caseload, mo).evidence[0]

    judgement.withdraw(caseload, mo.id, item.id)
    window.session.notify_changed()
    settle()
    return item


def test_a_digit_changes_no_date_of_a_closed_visit(window, observing, caseload, mo):
    item = accepted(window, observing, caseload, mo)
    window.go(Location(Page.FINISH, mo.id, item.id))
    field = window.finish.feedback.next_on
    assert field.isReadOnly()
    before = field.date()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_5)
    assert field.date() == before


def test_one_can_leave_the_finish_page_of_a_closed_visit_after_a_digit(window, observing, caseload, mo):
    item = accepted(window, observing, caseload, mo)
    window.go(Location(Page.FINISH, mo.id, item.id))
    field = window.finish.feedback.next_on
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_5)
    window.go(Location())
    assert window.place.page is Page.TODAY
    assert not [f for f in portfolio_of(caseload, mo).to_candidate if f.next_on]


def test_the_witness_page_keeps_words_that_arrived(qtbot, qapp, two, mo_on_tablet, tmp_path):
    tablet, office = two
    mo = mo_on_tablet
    witness = witnesses.add_witness(tablet, mo.id, "Wil Witness", "Manager", "Line manager", "")
    item = witnesses.add_testimony(tablet, mo.id, witness, tablet.clock().date())
    note = evidence.add_note(tablet, mo.id, item.id, "Old words")
    transfer(tablet, office, mo.id, tmp_path / "1.csbundle")
    window = open_window(qtbot, qapp, tablet)
    window.go(Location(Page.EVIDENCE, mo.id, item.id, note.id))
    window.screen_lock.hand_over(mo.id, item.id)
    page = window.screen_lock.witness_page
    QTest.keyClicks(page.words, "Mine ")
    evidence.change_note(office, mo.id, replace(note, text="Received words"))
    transfer(office, tablet, mo.id, tmp_path / "2.csbundle")
    page.save()
    QTest.keyClicks(page.words, "more ")
    page.save()
    portfolio = load_portfolio(tablet, mo.id)
    said = {n.text for n in portfolio.notes_of(item.id)} | {
        str(v.value) for c in portfolio.conflicts for v in c.versions
    }
    assert "Received words" in said
