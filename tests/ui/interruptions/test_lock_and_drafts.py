"""Interruptions: the screen lock, and drafts of dialogs."""

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from csassess.services.evidence import drafts, phrases
from csassess.services.retention import retention
from csassess.ui.base.location import Location, Page
from csassess.ui.visits import time_dialogs
from csassess.ui.widgets.form_drafts import KEPT_AFTER
from tests.support.builders import PASSPHRASE
from tests.ui.conftest import dialog_of, portfolio_of


def settle():
    for _ in range(6):
        QApplication.processEvents()


def unlock(window):
    window.screen_lock.lock_page.field.setText(PASSPHRASE)
    window.screen_lock.lock_page.unlock.click()
    settle()


def end_suddenly(dialog):
    """End a dialog as the end of the program does: nothing asks, nothing is discarded."""
    dialog._draft.keep()
    dialog.hide()
    dialog.deleteLater()
    settle()


def test_a_menu_with_an_open_submenu_is_closed_by_the_lock(window, observing, caseload):
    phrases.keep_phrase(caseload, "Greets the caller")
    observing.capture.add_note.trigger()
    settle()
    editor = observing.notes.editor
    editor.phrases.click()
    settle()
    menu = next(m for m in editor.findChildren(QMenu) if m.isVisible())
    submenu = next(m for m in menu.findChildren(QMenu))
    menu.setActiveAction(submenu.menuAction())
    submenu.popup(menu.mapToGlobal(QPoint(5, 5)))
    settle()
    assert submenu.isVisible()
    window.lock()
    settle()
    assert [m.title() for m in window.findChildren(QMenu) if m.isVisible()] == []


def centre(window):
    window.go(Location(Page.CENTRE))
    settle()
    from csassess.ui.centre.retention_section import RetentionSection

    return window.centre.findChild(RetentionSection)


def test_a_draft_about_one_candidate_is_not_shown_for_another(window, mo, sian):
    section = centre(window)
    window.session.read_again()
    section._hold(mo.id)
    dialog = dialog_of(window)
    dialog.fields["reason"].setPlainText("Mo has appealed")
    end_suddenly(dialog)
    section._hold(sian.id)
    assert dialog_of(window).fields["reason"].toPlainText() == ""


def test_a_draft_about_a_candidate_does_not_survive_erasure(window, caseload, mo, sian):
    section = centre(window)
    section._hold(mo.id)
    dialog = dialog_of(window)
    dialog.fields["reason"].setPlainText("Mo Candidate has appealed")
    end_suddenly(dialog)
    retention.erase_named(caseload, mo.id, mo.name, "Asked for it", second="Olga Office")
    assert not any("Mo Candidate" in words for words in caseload.drafts.all().values())


def test_a_draft_about_one_candidate_is_not_shown_for_another_in_a_data_request(window, mo, sian):
    window.go(Location(Page.CENTRE))
    from csassess.ui.centre.requests_section import RequestsSection

    section = window.centre.findChild(RequestsSection)
    section._log()
    dialog = dialog_of(window)
    dialog.fields["candidate"].setCurrentIndex(1)
    dialog.fields["asked_by"].setText("Siân, by passport 123")
    end_suddenly(dialog)
    section._log()
    dialog = dialog_of(window)
    assert (dialog.fields["asked_by"].text() == "") or dialog.fields["candidate"].currentIndex() == 1


def test_no_part_of_the_recovery_code_is_stored_in_a_draft(window, caseload):
    from csassess.ui.access import key_dialogs

    key_dialogs.show_code(window, window.session, "ABCD-EFGH-JKLM-NPQR", lambda: None)
    dialog = dialog_of(window)
    dialog.fields["typed"].setText("NPQR")
    dialog._draft.keep()
    assert "NPQR" not in caseload.drafts.all().values()


def test_the_capture_menu_stays_disabled_off_the_item_page_after_the_lock(window, observing, caseload, mo):
    from csassess.services.evidence import judgement
    from csassess.ui.shell.actions import Menu

    observing.judgement.finish.trigger()
    QTest.keyClicks(window.finish.feedback.comments, "typed")
    judgement.withdraw(caseload, mo.id, portfolio_of(caseload, mo).evidence[0].id)  # on another machine
    window.session.notify_changed()
    assert window.finish.leave()
    assert [form.words for form in drafts.unfinished_forms(caseload)] == [("typed",)]
    capture = window.menus[Menu.CAPTURE]
    assert not capture.menuAction().isEnabled()
    window.lock()
    unlock(window)
    assert not window.screen_lock.is_locked
    assert not capture.menuAction().isEnabled()


def test_the_time_of_a_note_saved_untouched_does_not_change(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    note = portfolio_of(caseload, mo).notes[0]
    from dataclasses import replace

    from csassess.services.evidence import evidence

    evidence.change_note(caseload, mo.id, replace(note, at=note.at.replace(microsecond=123) - timedelta(1)))
    note = portfolio_of(caseload, mo).notes[0]
    dialog = time_dialogs.note_time(observing, window.session, mo.id, note)
    dialog.ok.click()
    settle()
    assert portfolio_of(caseload, mo).notes[0].at == note.at


def test_enter_at_the_start_of_a_field_leaves_the_cursor(qtbot):
    from csassess.ui.widgets.fields import line

    field = line("words")
    qtbot.addWidget(field)
    field.setCursorPosition(0)
    QTest.keyClick(field, Qt.Key.Key_Return)  # as pressing Enter to commit, then going on typing
    assert field.cursorPosition() == 0


def test_typing_into_an_open_dialog_when_the_window_closes_ends_quietly(qtbot, window, observing, caseload):
    section = centre(window)
    section._hold("")
    dialog = dialog_of(window)
    dialog.fields["reason"].setPlainText("Typed just now")
    with qtbot.captureExceptions() as errors:
        window.close()
        qtbot.wait(KEPT_AFTER + 300)
    assert errors == []
