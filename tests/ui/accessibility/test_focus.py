"""The focus is always somewhere: where a link leads, and back where it was after a message."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.domain.records.evidence import NoteKind
from csassess.services.candidates import candidates
from csassess.ui.access.set_up_page import SetUpPage
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import click_row, portfolio_of


@pytest.fixture
def finishing(window, observing, caseload, mo):
    """Leave one moment not written up before a written note, and show the finish page."""
    observing.capture.mark_moment.trigger()
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets everyone.")
    observing.judgement.finish.trigger()
    return window.finish


def test_the_link_of_a_moment_not_written_up_leads_into_that_note(window, finishing, observing, caseload, mo):
    moment = next(note for note in portfolio_of(caseload, mo).notes if note.kind is NoteKind.MOMENT)
    link = next(r.key for r in finishing.checks.rows.rows if "moment not written up" in r.body)
    finishing.checks.select(link)
    QTest.keyClick(finishing.checks, Qt.Key.Key_Return)
    assert window.place.page is Page.EVIDENCE
    assert observing.notes.note == moment.id
    assert window.focusWidget() is observing.notes.editor.text
    QTest.keyClicks(window.focusWidget(), "Smiles.")
    assert observing.leave()
    assert {note.text for note in portfolio_of(caseload, mo).notes} == {"Smiles.", "Greets everyone."}


def test_every_link_to_a_note_leads_into_it_also_if_the_panes_are_in_tabs(window, observing, caseload, mo):
    window.resize(800, 600)
    observing.capture.mark_moment.trigger()
    (note,) = portfolio_of(caseload, mo).notes
    item = observing.place.item
    window.go(Location(Page.TODAY))
    observing.panes.tabs.setCurrentIndex(1)
    window.go(Location(Page.EVIDENCE, mo.id, item, note.id))
    assert observing.panes.tabs.currentIndex() == 0
    assert window.focusWidget() is observing.notes.editor.text


@pytest.mark.parametrize("by_key", [True, False], ids=["by key", "by mouse"])
@pytest.mark.parametrize("button", ["_close", "_act"])
def test_after_a_message_the_focus_is_where_it_was(window, observing, button, by_key):
    observing.capture.add_note.trigger()
    field = observing.notes.editor.text
    done = []
    window.banner.say("The note was moved.", act="Undo", action=lambda: done.append(window.focusWidget()))
    field.setFocus()
    pressed = getattr(window.banner, button)
    if by_key:
        pressed.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(pressed, Qt.Key.Key_Space)
    else:
        QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
    assert not window.banner.isVisible()
    assert window.focusWidget() is field
    assert field not in done  # while the action runs no field is in use: each shows what it changes


def test_a_message_that_goes_by_itself_gives_the_focus_back(window, observing):
    observing.capture.add_note.trigger()
    field = observing.notes.editor.text
    field.setFocus()
    window.banner.say("The note was moved.")
    window.banner._close.setFocus()
    window.session.notify_changed()
    assert not window.banner.isVisible()
    assert window.focusWidget() is field


def test_tab_visits_the_criteria_from_top_to_bottom(window, observing, caseload, mo):
    candidates.enrol(caseload, mo.id, "nos-b10")
    window.session.notify_changed()
    observing.capture.add_note.trigger()
    pane = observing.criteria
    first = pane.criteria.rows.rows[0].key
    click_row(pane.criteria, first)
    QApplication.processEvents()
    reached, field = [], pane.tabs
    while pane.isAncestorOf(field):
        if field.isVisible() and field.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(field)
        field = field.nextInFocusChain()
    places = [part.mapTo(pane, part.rect().topLeft()) for part in reached]
    assert [(p.y(), p.x()) for p in places] == sorted((p.y(), p.x()) for p in places)
    assert {*pane.chips, pane.tabs, pane.search, pane.criteria, pane.locate, *pane.offers} <= {*reached}


def test_undoing_outside_a_text_leaves_the_focus_where_it_is(window, observing):
    observing.capture.add_note.trigger()
    chip = observing.criteria.chips[2]
    chip.setFocus()
    window.undo()
    assert window.focusWidget() is chip


def test_enter_in_the_passphrase_goes_on_to_its_repetition(qtbot, tmp_path):
    page = SetUpPage(tmp_path / "new")
    qtbot.addWidget(page)
    page.show()
    page._go(1)
    QTest.keyClicks(page.passphrase, "seven lamps at the harbour")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert page.focusWidget() is page.again
