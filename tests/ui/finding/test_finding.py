"""Ctrl+K finds by words; Alt+Left and Esc go back; F6 goes through the parts of a page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csassess.services.candidates import candidates, corrections
from csassess.services.evidence import evidence
from csassess.ui.base.location import Location, Page
from csassess.ui.finding.find_dialog import FindDialog
from csassess.ui.finding.shortcuts_dialog import ShortcutsDialog
from tests.support.builders import THAT_DAY
from tests.ui.conftest import dialog_is_open


def asked(window, words) -> FindDialog:
    """Open the dialog that finds by words, and type into it."""
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = next(each for each in window.findChildren(FindDialog) if each.isVisible())
    QTest.keyClicks(dialog.field, words)
    return dialog


def words_found(dialog):
    return [row.body for row in dialog.list.rows.rows]


def test_a_candidate_is_found_without_accents_and_opened_by_enter(window, caseload, mo):
    sian = candidates.add_candidate(caseload, "Siân Ŵyn", "C-7")
    window.session.read_again()
    dialog = asked(window, "sian w")
    assert words_found(dialog) == ["Siân Ŵyn  C-7"]
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert (window.place.page, window.place.candidate) == (Page.PORTFOLIO, sian.id)


def test_items_units_and_criteria_of_the_present_candidate_are_found(window, caseload, mo):
    item = evidence.add_item(caseload, mo.id, "WP", "Complaints log", THAT_DAY)
    window.session.read_again()
    window.go(Location(Page.PORTFOLIO, mo.id))
    dialog = asked(window, "complaints")
    assert any("Item 1  " in words and "Complaints log" in words for words in words_found(dialog))
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert (window.place.page, window.place.item) == (Page.EVIDENCE, item.id)
    criterion = asked(window, "unexpected additional")
    assert any("unexpected additional workloads" in words for words in words_found(criterion))
    criterion.reject()


@pytest.mark.parametrize("typed", ["add a cand", "a candidate"])
def test_an_action_is_found_by_its_words_and_done(window, mo, typed):
    dialog = asked(window, typed)
    assert "Add a candidate" in words_found(dialog)[0]
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog_is_open(window)


def test_the_arrows_move_in_what_was_found_while_the_field_keeps_the_focus(window, caseload, mo):
    for name in ("Ada Able", "Ada Baker"):
        candidates.add_candidate(caseload, name)
    window.session.read_again()
    dialog = asked(window, "ada")
    QTest.keyClick(dialog.field, Qt.Key.Key_Down)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.portfolio._name.text() == "Ada Baker"


def test_words_that_find_nothing_say_so_and_enter_does_nothing(window, mo):
    dialog = asked(window, "qqqq")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog._nothing.isHidden()
    dialog.reject()


def test_alt_left_and_esc_go_back_the_way_one_came(window, mo):
    window.go(Location(Page.CANDIDATES))
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.go(Location(Page.HISTORY, mo.id))
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place.page is Page.PORTFOLIO
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.place.page is Page.CANDIDATES


def test_esc_in_a_field_leaves_the_field_with_its_words_and_only_then_the_page(window, observing):
    observing.capture.add_note.trigger()
    field = observing.notes.editor.text
    QTest.keyClicks(field, "Greets.")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.place.page is Page.EVIDENCE
    assert not field.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.place.page is not Page.EVIDENCE


def test_f6_visits_the_parts_of_the_item_and_begins_again(window, observing):
    observing.capture.add_note.trigger()
    visited = []
    for _ in range(12):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_F6)
        visited.append(QApplication.focusWidget())
    assert observing.notes.list in visited
    assert observing.notes.editor.text in visited
    assert observing.criteria.criteria in visited
    first = visited.index(visited[0], 1)
    assert visited[:first] == visited[first : 2 * first]


def test_f1_lists_every_action_that_has_a_shortcut(window, observing):
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = next(each for each in window.findChildren(ShortcutsDialog) if each.isVisible())
    shown = {row.body: row.state for row in dialog.list.rows.rows}
    assert shown["Find"] == "Ctrl+K"
    assert shown["Photograph"] == "Ctrl+Shift+P"
    assert shown["Redo"] == "Ctrl+Shift+Z or Ctrl+Y"
    dialog.reject()


def test_back_passes_over_a_candidate_who_was_removed_and_over_the_camera(window, caseload, mo, observing):
    gone = candidates.add_candidate(caseload, "Entered twice")
    window.session.read_again()
    item = window.place.item
    window.go(Location(Page.CANDIDATES))
    window.go(Location(Page.PORTFOLIO, gone.id))
    window.session.run(corrections.remove_candidate, gone.id)
    assert window.place.page is Page.CANDIDATES
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place.candidate != gone.id
    window.go(Location(Page.EVIDENCE, mo.id, item))
    window.go(Location(Page.CAMERA, mo.id, item))
    window.go(Location(Page.HISTORY, mo.id))
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place.page is Page.EVIDENCE
