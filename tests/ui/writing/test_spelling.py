"""Spelling is marked while somebody writes, in British English, and never for names or unfinished words."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from csassess.services.candidates import candidates
from csassess.services.writing import spelling
from csassess.services.writing.speller import WORD, Speller
from csassess.ui.widgets.fields import lines
from csassess.ui.writing import spelling_marks
from tests.ui.conftest import portfolio_of


@pytest.fixture(scope="module")
def dictionary():
    return spelling.load_dictionary()


@pytest.fixture
def speller(caseload, dictionary):
    """Mark spelling as the window does, without waiting for the dictionary to be read in the background."""
    made = Speller(dictionary, spelling.known_words(caseload))
    spelling_marks.use(made, lambda word: spelling.add_own_word(caseload, word))
    yield made
    spelling_marks.use(None)


def marked(field):
    """Return the words of a field that are marked."""
    wave = QTextCharFormat.UnderlineStyle.SpellCheckUnderline
    found, block = [], field.document().begin()
    while block.isValid():
        found += [
            block.text()[part.start : part.start + part.length]
            for part in block.layout().formats()
            if part.format.underlineStyle() is wave
        ]
        block = block.next()
    return found


@pytest.mark.parametrize(
    "word", ["organise", "colour", "enquiry", "customer’s", "didn't", "B10", "NVQ", "OneFile", "a", "2nd"]
)
def test_british_words_codes_and_initials_are_right(speller, word):
    assert all(speller.is_right(part) for part in WORD.findall(word))


@pytest.mark.parametrize(("word", "meant"), [("recieve", "receive"), ("Occured", "Occurred"), ("teh", "the")])
def test_a_misspelt_word_is_marked_and_the_one_meant_is_offered(speller, word, meant):
    assert not speller.is_right(word)
    assert meant in speller.suggest(word)


def test_names_of_the_caseload_are_never_marked(caseload, mo, dictionary):
    candidates.add_candidate(caseload, "Siân Łukaszewicz")
    made = Speller(dictionary, spelling.known_words(caseload))
    assert made.is_right("Siân")
    assert made.is_right("łukaszewicz")
    assert made.is_right("Siân’s")


def test_the_word_being_typed_is_marked_only_once_it_is_finished(qtbot, speller):
    field = lines()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    with qtbot.waitActive(field):
        field.activateWindow()
    QTest.keyClicks(field, "to recieve")
    assert marked(field) == []
    QTest.keyClicks(field, " it")
    assert marked(field) == ["recieve"]


def test_marking_changes_no_text_saves_nothing_and_is_no_step_of_undo(qtbot, speller):
    field = lines("We recieve them.")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.textChanged):
        field._marks.mark_again()
    assert marked(field) == ["recieve"]
    assert not field.document().isUndoAvailable()


def menu_at_first_word(field, column):
    menu = QMenu()
    cursor = field.textCursor()
    cursor.setPosition(column)
    field._marks.add_to_menu(menu, field.cursorRect(cursor).center() + QPoint(1, 0))
    return menu


def test_the_menu_puts_the_word_meant_in_place_by_one_step_of_undo(qtbot, speller):
    field = lines("We recieve them.")
    qtbot.addWidget(field)
    field.show()
    QApplication.processEvents()
    menu = menu_at_first_word(field, 5)
    menu.actions()[0].trigger()
    assert field.toPlainText() == "We receive them."
    field.undo()
    assert field.toPlainText() == "We recieve them."


def test_a_word_added_to_the_list_is_right_from_then_on_also_after_the_next_start(qtbot, caseload, speller):
    field = lines("The zorbing desk.")
    qtbot.addWidget(field)
    field.show()
    QApplication.processEvents()
    menu = menu_at_first_word(field, 6)
    menu.actions()[-1].trigger()
    assert marked(field) == []
    assert "zorbing" in spelling.known_words(caseload)


def test_the_window_marks_a_note_and_saves_what_was_typed_as_it_is(window, observing, caseload, mo, speller):
    observing.capture.add_note.trigger()
    QTest.keyClicks(observing.notes.editor.text, "Greets and recieves her.")
    assert marked(observing.notes.editor.text) == ["recieves"]
    assert observing.leave()
    assert [note.text for note in portfolio_of(caseload, mo).notes] == ["Greets and recieves her."]


def test_spelling_is_switched_off_and_on_for_the_machine(caseload):
    assert spelling.is_marked(caseload)
    spelling.set_marked(caseload, marked=False)
    assert not spelling.is_marked(caseload)
    spelling.set_marked(caseload, marked=True)
    assert spelling.is_marked(caseload)


def test_a_field_that_begins_with_words_reports_no_change_before_somebody_types(qtbot, speller):
    field = lines("We recieve them.")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.textChanged, wait=50):
        field.show()
    assert marked(field) == ["recieve"]
