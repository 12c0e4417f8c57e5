"""The main path by clicks and keys: candidate, unit, observation, notes, ticks, acceptance, form."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csassess.domain.units.units import Demeanour, Relationship, Setting
from csassess.services.progress import portfolio_view
from csassess.ui.base.location import Page
from tests.ui.conftest import dialog_of, fill, press, rows_as_text


def test_the_main_path_leads_from_an_empty_caseload_to_a_form_ready_to_sign(qtbot, window, caseload):
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
    assert rows_as_text(window.portfolio.evidence) == "1 A  accepted"
    with qtbot.waitSignal(window.forms.previewed):
        window.navigation.buttons[Page.FORMS].click()
    assert window.forms.document.pageCount() >= 1
    assert window.forms.pdf.startswith(b"%PDF")


def test_reopening_the_window_returns_to_the_same_note(qtbot, window, observing, caseload, qapp):
    from csassess.ui.base.session import Session
    from csassess.ui.shell.main_window import MainWindow

    observing.capture.add_note.trigger()
    QTest.keyClicks(window.focusWidget(), "Greets the customer.")
    note = observing.notes.note
    window.leave()
    reopened_window = MainWindow(Session(caseload))
    qtbot.addWidget(reopened_window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    assert reopened_window.place.page is Page.EVIDENCE
    assert reopened_window.evidence.notes.note == note
    assert reopened_window.evidence.notes.editor.text.toPlainText() == "Greets the customer."


def test_unfinished_typing_is_recovered_and_reported(qtbot, window, observing, caseload, mo):
    from csassess.ui.base.session import Session
    from csassess.ui.shell.main_window import MainWindow

    observing.capture.add_note.trigger()
    editor = observing.notes.editor
    QTest.keyClicks(editor.text, "Half a sent")
    qtbot.waitUntil(lambda: bool(caseload.drafts.all()), timeout=3000)  # at most two seconds after the keys
    assert portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes[0].text == ""
    reopened_window = MainWindow(Session(caseload))
    qtbot.addWidget(reopened_window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    reopened_window.show()
    assert "recovered" in reopened_window.banner.words
    assert portfolio_view.portfolio_view(caseload, mo.id).portfolio.notes[0].text == "Half a sent"
    assert caseload.drafts.all() == {}
    editor._note = None  # the first window must save nothing


def test_undo_reverts_the_last_action_and_says_which(window, observing):
    observing.capture.add_note.trigger()
    assert len(observing.notes.list.rows.rows) == 1
    observing.capture.undo.trigger()
    assert observing.notes.list.rows.rows == []
    assert "Undone: Mo Candidate, note added." in window.banner.words


def test_a_refused_action_is_explained_and_loses_nothing(window, observing):
    observing.capture.add_note.trigger()
    QTest.keyClicks(window.focusWidget(), "Seen.")
    observing.judgement.accept.trigger()
    assert [row.body for row in observing.notices.reasons.rows.rows] == ["It references no criterion."]
    assert observing.notes.editor.text.toPlainText() == "Seen."
