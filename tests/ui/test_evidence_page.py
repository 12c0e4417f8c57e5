"""Capturing and referencing in the window: notes, ticks, drafts, undo and links between units."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csassess.data.storage.filenames import DATABASE_FILE
from csassess.data.storage.sqlcipher import connect
from csassess.domain.records.evidence import Demonstrated, NoteKind
from csassess.ui.base.location import Location, Page
from csassess.ui.shell.actions import Menu
from tests.ui.conftest import click_row, dialog_of, fill, portfolio_of, press, rows_as_text


def test_a_click_anywhere_in_a_row_ticks_the_criterion_for_the_selected_note(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    assert rows_as_text(observing.criteria.criteria) == "☐ 1.1 –\n☑ 1.2 D 1\n☐ 1.3 –"
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    assert rows_as_text(observing.criteria.criteria) == "☐ 1.1 –\n☐ 1.2 –\n☐ 1.3 –"


def test_a_tick_belongs_to_the_selected_note_only(window, observing):
    observing.capture.mark_moment.trigger()
    first = observing.notes.note
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.capture.add_note.trigger()
    assert rows_as_text(observing.criteria.criteria) == "☐ 1.1 D 1\n☐ 1.2 –\n☐ 1.3 –"
    observing.notes.select(first)
    assert rows_as_text(observing.criteria.criteria) == "☑ 1.1 D 1\n☐ 1.2 –\n☐ 1.3 –"


def test_one_note_references_criteria_in_several_units(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.criteria.show_unit("nos-b10")
    click_row(observing.criteria.criteria, ("nos-b10", "B10.1.1"))
    assert {(r.unit, r.note) for r in portfolio_of(caseload, mo).references} == {
        ("ocr-b10", observing.notes.note),
        ("nos-b10", observing.notes.note),
    }


def test_a_tick_without_a_selected_note_creates_a_moment_to_write_up(window, observing, caseload, mo):
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    notes = portfolio_of(caseload, mo).notes
    assert [note.kind for note in notes] == [NoteKind.MOMENT]
    assert rows_as_text(observing.notes.list).endswith("to write up")


def test_no_criterion_is_ticked_at_the_start(window, observing):
    observing.capture.next_customer.trigger()
    for place in range(len(observing.criteria.chips)):
        observing.criteria.show_outcome(place)
        assert "☑" not in rows_as_text(observing.criteria.criteria)


def test_choosing_an_outcome_shows_its_criteria(window, observing):
    observing.criteria.chips[3].click()
    assert (
        observing.criteria.title.text()
        == "4  Understand how to organise the delivery of reliable customer service"
    )
    assert [row.head for row in observing.criteria.criteria.rows.rows] == [f"4.{n}" for n in range(1, 9)]


def test_leaving_the_field_saves_the_typed_words(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Offers three ways.")
    assert portfolio_of(caseload, mo).notes[0].text == ""
    observing.criteria.criteria.setFocus()
    assert portfolio_of(caseload, mo).notes[0].text == "Offers three ways."


def test_marking_responsibility_keeps_the_typed_words(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Her mistake, she says, and puts it right.")
    observing.notes.editor.responsible.click()
    note = portfolio_of(caseload, mo).notes[0]
    assert note.shows == (Demonstrated.OWN_RESPONSIBILITY,)
    assert note.text == "Her mistake, she says, and puts it right."
    assert observing.notes.editor.responsible.isChecked()


def test_pressing_a_class_again_removes_it(window, observing, caseload, mo):
    observing.capture.next_customer.trigger()
    observing.notes.editor.customer.easy.click()
    observing.notes.editor.customer.difficult.click()
    observing.notes.editor.customer.difficult.click()
    assert portfolio_of(caseload, mo).customers[0].demeanour is None


def test_a_note_is_removed_with_its_references_and_undo_brings_both_back(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    observing.notes.editor.remove.click()
    assert (portfolio_of(caseload, mo).notes, portfolio_of(caseload, mo).references) == ((), ())
    observing.capture.undo.trigger()
    assert len(portfolio_of(caseload, mo).references) == 1


def test_capture_works_by_keyboard_alone(window, observing, caseload, mo):
    QTest.keyClick(observing, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.focusWidget(), "By keys alone.")
    view = observing.criteria.criteria
    view.setFocus()
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Space)
    record = portfolio_of(caseload, mo)
    assert record.notes[0].text == "By keys alone."
    assert len(record.references) == 1


def test_undo_removes_typed_words_from_the_screen_and_redo_restores_them(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Seen.")
    observing.capture.undo.trigger()
    assert observing.notes.editor.text.toPlainText() == ""
    assert portfolio_of(caseload, mo).notes[0].text == ""
    window.redo_action.trigger()
    assert observing.notes.editor.text.toPlainText() == "Seen."
    observing.capture.undo.trigger()
    observing.capture.undo.trigger()
    assert portfolio_of(caseload, mo).notes == ()


def test_choosing_another_note_saves_the_typed_note_once(window, observing, caseload, mo):
    observing.capture.mark_moment.trigger()
    first = observing.notes.note
    observing.capture.add_note.trigger()
    observing.notes.editor.text.insertPlainText("Cafe\u0301")  # a combining accent makes the same word
    events = len(caseload.history.of(mo.id))
    observing.notes.select(first)
    assert len(caseload.history.of(mo.id)) == events + 1
    assert portfolio_of(caseload, mo).notes[1].text == "Café"


def test_words_deleted_before_saving_do_not_return(qtbot, window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    editor = observing.notes.editor
    QTest.keyClicks(editor.text, "Mrs Jones")
    qtbot.waitUntil(lambda: bool(caseload.drafts.all()), timeout=3000)
    editor.text.setPlainText("")
    observing.leave()
    assert caseload.drafts.all() == {}


def test_typing_continues_while_the_database_is_locked(qtbot, window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    editor = observing.notes.editor
    writer = connect(caseload.folder / DATABASE_FILE, caseload.attached.master)
    writer.execute("BEGIN IMMEDIATE")  # as receiving a file does
    QTest.keyClicks(editor.text, "Greets")
    qtbot.waitUntil(lambda: editor._drafting.busy, timeout=3000)
    QTest.keyClicks(editor.text, " him")
    editor._event.timeout.emit()  # half a minute is over; saving does not wait for the lock
    assert editor.text.toPlainText() == "Greets him"
    assert caseload.drafts.all() == {}
    writer.execute("ROLLBACK")
    writer.close()
    qtbot.waitUntil(lambda: "Greets him" in caseload.drafts.all().values(), timeout=5000)
    observing.leave()
    assert portfolio_of(caseload, mo).notes[0].text == "Greets him"


def test_on_a_full_disk_the_words_stay_and_the_window_does_not_close(window, observing, caseload, mo):
    observing.capture.mark_moment.trigger()
    first = observing.notes.note
    observing.capture.add_note.trigger()
    second = observing.notes.note
    caseload.db.execute(f"PRAGMA max_page_count = {caseload.db.execute('PRAGMA page_count').fetchone()[0]}")
    observing.notes.editor.text.setPlainText("A long account. " * 4000)
    observing.notes.select(first)
    assert observing.notes.note == second
    assert observing.notes.editor.text.toPlainText().startswith("A long account.")
    assert "could not be saved" in window.banner.words
    window.close()
    assert window.isVisible()
    caseload.db.execute("PRAGMA max_page_count = 1073741823")
    assert observing.leave()
    assert portfolio_of(caseload, mo).notes[1].text.startswith("A long account.")


def test_capture_is_disabled_if_no_item_is_shown(window, observing, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    assert not window.menus[Menu.CAPTURE].menuAction().isEnabled()
    window.go(Location(Page.CANDIDATES))
    assert not window.undo_action.isEnabled()


def test_the_header_shows_what_the_site_does_not_allow(window, mo):
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    camera = dialog_of(window).fields["camera"]
    camera.setCurrentIndex(camera.findData(False))
    fill(window, place="Desk")
    assert window.evidence.header.rules.text() == "CAMERA OFF"
    assert window.evidence.header.subtitle.text() == "Desk"


def test_the_same_customer_on_another_day_is_linked_and_counted_once(window, observing, caseload, mo):
    from csassess.domain.assessment.findings import evidence_span
    from csassess.services.evidence import evidence

    observing.capture.next_customer.trigger()
    QTest.keyClicks(observing.notes.editor.text, "First time.")
    other = evidence.start_observation(caseload, mo.id, "Another day")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, other.id))
    observing.capture.next_customer.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Again.")
    link = observing.notes.editor.customer.same_as
    link.setCurrentIndex(1)
    link.activated.emit(1)
    record = portfolio_of(caseload, mo)
    assert link.currentText() == "Customer A of 2 March 2026"
    assert evidence_span(record, record.evidence).endswith("1 different customer")


def test_planned_criteria_come_first(window, observing, caseload, mo):
    from csassess.domain.records.visits import PlanLine
    from csassess.services.visits import plans

    line = PlanLine("Prompt attention", "B10 1.2", criteria=("ocr-b10 1.2",))
    plans.plan_visit(caseload, mo.id, caseload.clock().date(), "Desk", lines=(line,))
    window.session.read_again()
    observing.refresh()
    assert observing.criteria.chips[0].text() == "Planned  0/1"
    observing.criteria.chips[0].click()
    assert observing.criteria.title.text() == "Planned  for this visit"
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    assert [r.criterion for r in portfolio_of(caseload, mo).references] == ["1.2"]


def test_a_plan_for_every_criterion_puts_none_first(window, observing, caseload, mo):
    from csassess.services.visits import plans

    plans.plan_visit(caseload, mo.id, caseload.clock().date(), "Desk")
    window.session.read_again()
    observing.refresh()
    assert observing.criteria.chips[0].text() == "1  0/3"


def test_a_corresponding_criterion_is_offered_below_the_list_and_not_ticked(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    assert [r.unit for r in portfolio_of(caseload, mo).references] == ["ocr-b10"]
    (offer,) = observing.criteria.offers
    assert not offer.isChecked()
    offer.click()
    assert observing.criteria.offers[0].isChecked()
    assert rows_as_text(observing.criteria.criteria) == "☐ 1.1 –\n☑ 1.2 D 1\n☐ 1.3 –"
    assert {r.unit for r in portfolio_of(caseload, mo).references} == {"ocr-b10", "nos-b10"}
    click_row(observing.criteria.criteria, ("ocr-b10", "1.1"))
    assert rows_as_text(observing.criteria.criteria) == "☑ 1.1 D 1\n☑ 1.2 D 1\n☐ 1.3 –"


def test_a_ticked_criterion_can_get_a_location_inside_the_item(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    observing.criteria.locate.click()
    fill(window, location="12:40")
    assert [r.location for r in portfolio_of(caseload, mo).references] == ["12:40"]
    row = next(r for r in observing.criteria.criteria.rows.rows if r.head == "1.2")
    assert row.foot == "at 12:40"


def test_a_question_from_the_bank_fills_the_field_and_shows_its_criterion_unticked(
    window, observing, caseload, mo
):
    from csassess.services.units import question_bank

    question_bank.add_question(caseload, "ocr-b10", "4.5", "Which feedback do you act on?")
    window.session.read_again()
    observing.capture.ask.trigger()
    bank = observing.notes.editor.bank
    bank.setCurrentIndex(1)
    bank.activated.emit(1)
    assert [n.question for n in portfolio_of(caseload, mo).notes] == ["Which feedback do you act on?"]
    assert observing.criteria.criteria.key() == ("ocr-b10", "4.5")
    assert portfolio_of(caseload, mo).references == ()
