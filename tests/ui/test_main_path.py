"""The main path as a person goes it, with clicks and keys: candidate, unit, observation, notes, ticks, acceptance, matrix, form."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csassess.domain.units.units import Demeanour, Relationship, Setting
from csassess.services.progress import portfolio_view
from csassess.ui.base.location import Page
from tests.ui.conftest import dialog_of, drawn, fill, press


def test_from_an_empty_caseload_to_a_form_ready_to_sign(qtbot, window, caseload):
    window.navigation.buttons[Page.CANDIDATES].click()
    window.candidates.add_button.click()
    setting = dialog_of(window).fields["setting"]
    setting.setCurrentIndex(setting.findData(Setting.REAL_JOB_PAID))
    fill(window, name="Aisha Karim", number="0042", employer="Harbour", job="Adviser")
    assert window.place.page is Page.PORTFOLIO

    window.portfolio.enrol_button.click()
    unit = dialog_of(window).fields["unit"]
    unit.setCurrentIndex(unit.findData("nos-b10"))
    fill(window)

    window.portfolio.start_button.click()
    fill(window, place="Refunds desk")
    page = window.evidence
    assert window.place.page is Page.EVIDENCE

    page.capture.next_customer.trigger()
    QTest.keyClicks(window.focusWidget(), "Refund late. Caller shouting.")
    page.notes.editor.customer.difficult.click()
    page.notes.editor.customer.existing.click()
    page.criteria.chips[1].click()
    page.criteria.criteria.select(("nos-b10", "B10.2.3"))
    press(page.criteria.criteria, Qt.Key.Key_Space)
    page.judgement.accept.trigger()
    fill(window)

    candidate = window.place.candidate
    portfolio = portfolio_view.portfolio_view(caseload, candidate).portfolio
    assert [(n.text, n.customer) for n in portfolio.notes] == [
        ("Refund late. Caller shouting.", portfolio.customers[0].id)
    ]
    assert (portfolio.customers[0].demeanour, portfolio.customers[0].relationship) == (
        Demeanour.DIFFICULT,
        Relationship.EXISTING,
    )
    assert [(r.criterion, r.note) for r in portfolio.references] == [("B10.2.3", portfolio.notes[0].id)]
    assert portfolio.is_accepted(portfolio.evidence[0])
    assert page.header.state.text() == "A  accepted"

    page.header.back.click()
    assert drawn(window.portfolio.evidence) == "1 A  accepted"
    with qtbot.waitSignal(window.forms.previewed):
        window.navigation.buttons[Page.FORMS].click()
    assert window.forms.document.pageCount() >= 1
    assert window.forms.pdf.startswith(b"%PDF")


def test_closing_and_opening_again_comes_back_to_the_same_note(qtbot, window, observing, caseload, qapp):
    from csassess.ui.base.session import Session
    from csassess.ui.shell.main_window import MainWindow

    observing.capture.add_note.trigger()
    QTest.keyClicks(window.focusWidget(), "Greets the customer.")
    note = observing.notes.note
    window.leave()
    again = MainWindow(Session(caseload))
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w, "_is_retired", True))
    assert again.place.page is Page.EVIDENCE
    assert again.evidence.notes.note == note
    assert again.evidence.notes.editor.text.toPlainText() == "Greets the customer."


def test_typing_that_was_left_unfinished_is_recovered_and_said(qtbot, window, observing, caseload, mo):
    from csassess.ui.base.session import Session
    from csassess.ui.shell.main_window import MainWindow

    observing.capture.add_note.trigger()
    editor = observing.notes.editor
    QTest.keyClicks(editor.text, "Half a sent")
    qtbot.waitUntil(lambda: bool(caseload.drafts.all()), timeout=3000)  # at most two seconds behind the keys
    assert portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes[0].text == ""
    again = MainWindow(Session(caseload))
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w, "_is_retired", True))
    again.show()
    assert "recovered" in again.banner.words
    assert portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes[0].text == "Half a sent"
    assert caseload.drafts.all() == {}
    editor._note = None  # the first window is as good as killed


def test_undo_is_visible_and_takes_back_the_last_action(window, observing):
    observing.capture.add_note.trigger()
    assert len(observing.notes.list.rows.rows) == 1
    observing.capture.undo.trigger()
    assert observing.notes.list.rows.rows == []
    assert "Undone: Mo Candidate, note added." in window.banner.words


def test_what_a_user_can_cause_is_said_in_the_window_and_nothing_is_lost(window, observing):
    observing.capture.add_note.trigger()
    QTest.keyClicks(window.focusWidget(), "Seen.")
    observing.judgement.accept.trigger()
    assert [row.body for row in observing.notices.reasons.rows.rows] == ["It references no criterion."]
    assert observing.notes.editor.text.toPlainText() == "Seen."
