"""Interruptions: messages, drafts from the verifier's plan, and undo in captions."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.services.access import caseloads
from csassess.services.attachments import photographs
from csassess.ui.base.location import Location, Page
from csassess.ui.verification import verification_dialogs
from tests.support.exchanging import transfer
from tests.support.pictures import encoded, scene
from tests.support.verifying import UNIT, decided, without_role_checks
from tests.ui.conftest import dialog_of, open_window, portfolio_of


def settle():
    for _ in range(6):
        QApplication.processEvents()


def test_a_refusal_of_a_click_after_typing_stays_readable(window, observing):
    observing.capture.add_note.trigger()
    settle()
    editor = observing.notes.editor
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "typed")
    editor.responsible.clicked.disconnect()
    editor.responsible.clicked.connect(lambda *_: window.session.problem.emit("This was refused."))
    QTest.mousePress(editor.responsible, Qt.MouseButton.LeftButton)
    editor.responsible.setFocus()
    settle()
    QTest.mouseRelease(editor.responsible, Qt.MouseButton.LeftButton)
    settle()
    assert window.banner.words == "This was refused."


def test_undo_in_a_caption_brings_no_words_of_another_photograph(window, observing, caseload, mo):
    item = portfolio_of(caseload, mo).evidence[0]
    first, second = (
        photographs.add(caseload, mo.id, item.id, photographs.prepare(encoded(scene())), "") for _ in "ab"
    )
    window.session.notify_changed()
    observing.notes.select(first.id)
    caption = observing.notes.photo.caption
    caption.setFocus()
    QTest.keyClicks(caption, "Private words")
    caption.selectAll()
    QTest.keyClick(caption, Qt.Key.Key_Delete)
    observing.notes.select(second.id)
    caption.setFocus()
    QTest.keyClick(caption, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert caption.text() == ""


def test_a_reason_drafted_for_one_candidate_in_the_plan_is_not_offered_for_another(
    qtbot, qapp, pair, verified, tmp_path
):
    ann, vera = pair
    _aisha, _ = verified
    bea, _ = decided(ann, "Bea Jones", "3")
    transfer(ann, vera, bea.id, tmp_path / "bea.csbundle")
    with without_role_checks(vera):  # every decision is sampled, so that leaving one out needs a reason
        caseloads.change_centre(vera, replace(caseloads.centre_of(vera), sample_percentage=100))
    window = open_window(qtbot, qapp, vera)
    window.go(Location(Page.VERIFICATION))
    settle()
    page = window.verification
    row = next(r for r in range(page.plan.plan.rowCount()))

    def open_for(row):
        page.plan.setCurrentIndex(page.plan.plan.index(row, 1))
        settle()
        button = next(
            b
            for b in (getattr(page, n, None) for n in vars(page))
            if hasattr(b, "text") and callable(b.text) and "ot sampled" in b.text()
        )
        button.click()
        settle()
        return dialog_of(window)

    dialog = open_for(row)
    dialog.fields[next(iter(dialog.fields))].setPlainText("Aisha's reason")
    dialog._draft.keep()
    dialog.hide()
    dialog.deleteLater()
    settle()
    dialog = open_for(row + 1)
    assert dialog.fields[next(iter(dialog.fields))].toPlainText() == ""


def test_an_answer_drafted_for_one_candidate_is_not_offered_for_another(
    qtbot, qapp, pair, verified, tmp_path
):
    from tests.support.verifying import SCAN

    ann, _ = pair
    aisha, _ = verified
    bea, _ = decided(ann, "Bea Jones", "3")
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.VERIFICATION))
    settle()
    dialog = verification_dialogs.type_in_answer(window.verification, window.session, aisha.id, UNIT, SCAN)
    dialog.fields["feedback"].setPlainText("Aisha's log is thin")
    dialog._draft.keep()
    dialog.hide()
    dialog.deleteLater()
    settle()
    dialog = verification_dialogs.type_in_answer(window.verification, window.session, bea.id, UNIT, SCAN)
    assert dialog.fields["feedback"].toPlainText() == ""


def test_an_answer_whose_scan_is_read_while_the_screen_locks_waits_behind_the_lock(
    qtbot, qapp, pair, verified, tmp_path
):

    ann, _ = pair
    _aisha, _ = verified
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    window = open_window(qtbot, qapp, ann)
    window.go(Location(Page.VERIFICATION))
    settle()
    plan = window.verification.plan
    plan.setCurrentIndex(plan.plan.index(0, 1))
    settle()
    window.verification.take_answer(str(scan))
    window.lock()
    window.verification._task.wait()
    settle()
    assert window.screen_lock.is_locked
    assert not [d for d in window.findChildren(verification_dialogs.FormDialog) if d.isVisible()]
