"""After removing, the focus stays near; pressing twice makes nothing twice; what is new is in view."""

from datetime import timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.services.evidence import evidence
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import click_row, dialog_of, portfolio_of


def test_after_removing_a_note_the_focus_is_in_the_list(window, observing, caseload, mo):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "First")
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Second")
    observing.notes.editor.remove.setFocus()
    observing.notes.editor.remove.click()
    assert window.focusWidget() is observing.notes.list
    assert [note.text for note in portfolio_of(caseload, mo).notes] == ["First"]


@pytest.mark.parametrize("name", ["add_note", "ask"])
def test_a_note_pressed_twice_leaves_one_note(observing, caseload, mo, name):
    for _ in range(2):
        getattr(observing.capture, name).trigger()
    assert len(portfolio_of(caseload, mo).notes) == 1


def test_next_customer_pressed_twice_leaves_one_customer_with_the_focus_in_the_note(
    window, observing, caseload, mo
):
    for _ in range(2):
        observing.capture.next_customer.trigger()
    assert len(portfolio_of(caseload, mo).notes) == len(portfolio_of(caseload, mo).customers) == 1
    assert window.focusWidget() is observing.notes.editor.text


def test_next_customer_pressed_twice_while_typing_up_leaves_one_customer(
    window, observing, caseload, mo, clock
):
    observing.capture.next_customer.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets him")
    observing.judgement.finish.trigger()
    window.finish.done.click()
    clock.now += timedelta(hours=3)
    window.go(observing.place)
    for _ in range(2):
        observing.capture.next_customer.trigger()
    assert [c.letter for c in portfolio_of(caseload, mo).customers] == ["A", "B"]


@pytest.mark.parametrize("use", ["word", "tick", "kind"])
def test_a_customer_after_a_used_one_is_a_new_customer(window, observing, caseload, mo, use):
    observing.capture.next_customer.trigger()
    if use == "word":
        QTest.keyClicks(observing.notes.editor.text, "Greets him")
    elif use == "tick":
        click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    else:
        observing.notes.editor.customer.difficult.click()
    observing.capture.next_customer.trigger()
    assert [c.letter for c in portfolio_of(caseload, mo).customers] == ["A", "B"]


def test_a_customer_long_after_one_that_nothing_was_written_about_is_a_new_customer(
    observing, caseload, mo, clock
):
    observing.capture.next_customer.trigger()
    clock.now += timedelta(minutes=5)
    observing.capture.next_customer.trigger()
    assert len(portfolio_of(caseload, mo).customers) == 2


def test_a_moment_marked_twice_is_two_moments(observing, caseload, mo):
    for _ in range(2):
        observing.capture.mark_moment.trigger()
    assert len(portfolio_of(caseload, mo).notes) == 2


def test_a_note_after_a_written_or_ticked_one_is_a_new_note(observing, caseload, mo):
    observing.capture.add_note.trigger()
    click_row(observing.criteria.criteria, ("ocr-b10", "1.2"))
    observing.capture.add_note.trigger()
    assert len(portfolio_of(caseload, mo).notes) == 2


def settle():
    for _ in range(5):
        QApplication.processEvents()


def test_an_item_opens_with_the_list_at_the_note_in_the_editor(window, observing, caseload, mo):
    item = observing.place.item
    for number in range(12):
        evidence.add_note(caseload, mo.id, item, f"Note {number}. " + "Greets the caller by name. " * 5)
    window.session.notify_changed()
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.go(Location(Page.EVIDENCE, mo.id, item))
    settle()
    notes = observing.notes.list
    assert notes.key() == observing.notes.note
    assert notes.viewport().rect().contains(notes.visualRect(notes.currentIndex()).topLeft())


def test_feedback_just_recorded_is_in_view(window, observing, caseload, mo):
    for number in range(8):
        evidence.add_note(caseload, mo.id, observing.place.item, f"Note {number}. " + "Greets him. " * 9)
    window.session.notify_changed()
    observing.capture.customer_feedback.trigger()
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.fields["received"], "Quick and kind")
    dialog.ok.click()
    settle()
    notes = observing.notes.list
    row = notes.visualRect(notes.rows.index(len(notes.rows.rows) - 1))
    assert notes.viewport().rect().intersects(row)
