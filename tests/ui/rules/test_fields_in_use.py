"""A refresh never writes into a field in use: the cursor and the words stay where they are."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from csassess.data.record.worker import worker_connection
from csassess.services.evidence import evidence
from csassess.services.visits import visits
from csassess.ui.evidence import evidence_dialogs
from tests.support.exchanging import acquaint, machine, transfer
from tests.ui.conftest import dialog_of, portfolio_of


def cursor(field):
    """Return the position of the cursor of a text field."""
    return field.cursorPosition() if isinstance(field, QLineEdit) else field.textCursor().position()


def text_fields(page):
    """Return the text fields of a page that can be typed into."""
    fields = [*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)]
    return [field for field in fields if field.isVisible() and not field.isReadOnly() and field.isEnabled()]


def type_and_save(page, field, words):
    """Type into a field, letting the page save in the middle as its timer does."""
    half = len(words) // 2
    QTest.keyClicks(field, words[:half])
    page.leave()
    page.refresh()
    QApplication.processEvents()
    QTest.keyClicks(field, words[half:])
    page.leave()


@pytest.mark.parametrize("name", ["done_well", "to_develop", "comments", "brings"])
def test_words_typed_across_a_save_on_the_finish_page_keep_their_order(window, observing, caseload, mo, name):
    observing.judgement.finish.trigger()
    field = getattr(window.finish.feedback, name)
    field.setFocus()
    type_and_save(window.finish, field, "I found the refund call hard, but I am pleased with it. ")
    recorded = getattr(portfolio_of(caseload, mo).to_candidate[0], name)
    assert recorded == "I found the refund call hard, but I am pleased with it."


def test_the_cursor_stays_in_every_text_field_of_the_finish_and_item_pages(window, observing):
    observing.capture.next_customer.trigger()
    pages = [(observing, lambda: None), (window.finish, observing.judgement.finish.trigger)]
    for page, open_page in pages:
        open_page()
        for field in text_fields(page):
            field.setFocus()
            QTest.keyClicks(field, "one two")
            before = cursor(field)
            page.leave()
            page.refresh()
            assert cursor(field) == before, field.accessibleName()


def test_words_changed_elsewhere_wait_until_the_field_is_left(qtbot, window, observing, caseload, mo):
    observing.judgement.finish.trigger()
    page = window.finish
    page.feedback.comments.setFocus()
    QTest.keyClicks(page.feedback.comments, "Mine")
    page.leave()
    recorded = portfolio_of(caseload, mo).to_candidate[0]
    visits.say_to_candidate(caseload, mo.id, replace(recorded, comments="Theirs", done_well="Calm"))
    window.session.notify_changed()
    assert (page.feedback.comments.toPlainText(), page.feedback.done_well.toPlainText()) == ("Mine", "Calm")
    page.feedback.done_well.setFocus()
    qtbot.waitUntil(lambda: page.feedback.comments.toPlainText() == "Theirs")


def test_words_of_two_machines_stand_side_by_side_on_the_item_and_one_is_chosen(
    window, observing, caseload, mo, tmp_path
):
    observing.capture.add_note.trigger()
    text = observing.notes.editor.text
    text.setFocus()
    QTest.keyClicks(text, "Greets")
    observing.leave()
    office = machine(tmp_path / "office", clock=caseload.clock)
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    (note,) = portfolio_of(office, mo).notes
    evidence.change_note(office, mo.id, replace(note, text="Greets him at once"))
    QTest.keyClicks(text, " her by name")
    with worker_connection(caseload) as worker:  # as folder sync does
        transfer(office, worker, mo.id, tmp_path / "2.csbundle")
    office.close()
    window.session.notify_changed()
    assert text.toPlainText() == "Greets her by name"
    observing.leave()
    (row,) = observing.notices.conflicts.rows.rows
    assert "Greets her by name" in row.body
    assert "Greets him at once" in row.body
    assert observing.notices.isVisible()
    observing.notices.conflicts.chosen.emit(row.key)
    dialog = dialog_of(window)
    dialog.fields["events"].toggled.emit(row.key.versions[1].event, True)
    dialog.ok.click()
    assert portfolio_of(caseload, mo).notes[0].text == row.key.versions[1].value
    assert not observing.notices.isVisible()


def test_a_dialog_writes_only_what_was_changed_in_it(window, observing, caseload, mo, tmp_path):
    item = portfolio_of(caseload, mo).evidence[0]
    dialog = evidence_dialogs.change_item(window, window.session, mo.id, item)
    office = machine(tmp_path / "office", clock=caseload.clock)
    acquaint(caseload, office, folder=tmp_path)
    transfer(caseload, office, mo.id, tmp_path / "1.csbundle")
    evidence.change_item(office, mo.id, replace(item, description="Described in the office"))
    with worker_connection(caseload) as worker:  # as folder sync does
        transfer(office, worker, mo.id, tmp_path / "2.csbundle")
    office.close()
    dialog.fields["location"].setText("Office safe")
    dialog.ok.click()
    changed = portfolio_of(caseload, mo).evidence[0]
    assert (changed.description, changed.location) == ("Described in the office", "Office safe")
