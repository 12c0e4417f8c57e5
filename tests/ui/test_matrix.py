"""The matrix of items and criteria: letters, counts and editing by keyboard."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView

from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import portfolio_view
from csassess.ui.base.location import Location, Page
from csassess.ui.matrix.matrix_model import FIXED, MatrixModel
from csassess.ui.matrix.matrix_table import MatrixTable
from tests.ui.conftest import matrix_as_text, press


@pytest.fixture
def matrix(window, caseload, mo):
    for number in (1, 2):
        evidence.add_item(caseload, mo.id, "WP", f"Log {number}", date(2026, 3, number))
    window.go(Location(Page.MATRIX, mo.id, unit="ocr-b10"))
    return window.matrix


def select_cell(matrix, row, column):
    index = matrix.model.index(row, column + FIXED)
    matrix.table.setCurrentIndex(index)
    return index


def test_space_ticks_and_space_again_removes_the_tick(matrix):
    select_cell(matrix, 0, 1)
    press(matrix.table, Qt.Key.Key_Space)
    assert matrix_as_text(matrix.model).splitlines()[0] == "· d" + " ·" * 13
    press(matrix.table, Qt.Key.Key_Space)
    assert matrix_as_text(matrix.model).splitlines()[0] == "·" + " ·" * 14


def test_arrows_move_from_cell_to_cell(matrix):
    select_cell(matrix, 0, 0)
    press(matrix.table, Qt.Key.Key_Right)
    press(matrix.table, Qt.Key.Key_Down)
    assert (matrix.table.currentIndex().row(), matrix.table.currentIndex().column()) == (1, FIXED + 1)


def test_a_location_typed_into_a_cell_references_the_criterion(qtbot, matrix, caseload, mo):
    select_cell(matrix, 1, 0)
    press(matrix.table, Qt.Key.Key_F2)
    editor = matrix.table.findChild(QLineEdit)
    QTest.keyClicks(editor, "p. 4")
    with qtbot.waitSignal(matrix.model.located):
        press(editor, Qt.Key.Key_Return)
    (reference,) = portfolio_view.portfolio_view(caseload, mo.id).portfolio.references
    assert (reference.criterion, reference.location) == ("1.1", "p. 4")
    assert matrix_as_text(matrix.model).splitlines()[1].startswith("dp.4 ·")


def test_the_bottom_line_counts_accepted_occasions(matrix, window, caseload, mo):
    for item in portfolio_view.portfolio_view(caseload, mo.id).portfolio.evidence:
        references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
        judgement.accept(caseload, mo.id, item.id)
    window.session.read_again()
    matrix.refresh()
    assert [line.split()[:2] for line in matrix_as_text(matrix.model).splitlines()] == [
        ["A", "·"],
        ["A", "·"],
        ["2", "–"],
        ["WP", "–"],
    ]


def test_the_full_wording_of_the_column_is_shown_above_the_matrix(matrix):
    select_cell(matrix, 0, 2)
    assert matrix.wording.text() == "1.3  Reorganise their work to respond to unexpected additional workloads"


def test_a_cell_opens_the_note_behind_it(matrix, window, caseload, mo):
    item = portfolio_view.portfolio_view(caseload, mo.id).portfolio.evidence[0]
    note = evidence.add_note(caseload, mo.id, item.id, "Page four shows it.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    window.session.read_again()
    matrix.refresh()
    select_cell(matrix, 0, 0)
    press(matrix.table, Qt.Key.Key_Return)
    assert (window.place.page, window.evidence.notes.note) == (Page.EVIDENCE, note.id)


def test_a_tick_in_an_accepted_item_is_refused_with_the_reason(matrix, window, caseload, mo):
    item = portfolio_view.portfolio_view(caseload, mo.id).portfolio.evidence[0]
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1")
    judgement.accept(caseload, mo.id, item.id)
    window.session.read_again()
    matrix.refresh()
    select_cell(matrix, 0, 3)
    press(matrix.table, Qt.Key.Key_Space)
    assert "Reopen it before you change it" in window.banner.words


def test_knowledge_criteria_are_a_separate_part_of_the_matrix(matrix):
    from csassess.domain.units.units import Kind

    matrix.kinds[Kind.KNOWLEDGE].click()
    assert matrix.model.labels == tuple(f"4.{n}" for n in range(1, 9))


def test_the_model_follows_the_rules_of_table_models(qtmodeltester, matrix):
    qtmodeltester.check(matrix.model)


def test_an_empty_model_follows_the_rules_of_table_models(qtmodeltester):
    qtmodeltester.check(MatrixModel())


def test_a_screen_reader_gets_a_cell_in_words(matrix):
    index = select_cell(matrix, 0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "item 1, 1.1: not referenced"


class PaintedByQt(MatrixTable):
    def paintEvent(self, event):
        QTableView.paintEvent(self, event)


def test_fast_painting_equals_painting_by_qt_cell_by_cell(qtbot, matrix, caseload, mo):
    for item in portfolio_view.portfolio_view(caseload, mo.id).portfolio.evidence:
        references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", location="p. 4")
        references.tick(caseload, mo.id, item.id, "ocr-b10", "2.1")
    judgement.accept(caseload, mo.id, item.id)
    matrix._session.read_again()
    matrix.refresh()
    pictures = []
    for kind in (MatrixTable, PaintedByQt):
        table = kind(matrix.model)
        qtbot.addWidget(table)
        table.resize(900, 300)
        table.setCurrentIndex(matrix.model.index(0, FIXED))
        pictures.append(table.grab().toImage())
    assert pictures[0] == pictures[1]


def test_tabs_of_units_of_the_same_number_differ(window, matrix, mo):
    assert [matrix.tabs.tabText(n) for n in range(2)] == ["B10 (nos-b10)", "B10 (ocr-b10)"]
    window.go(Location(Page.EVIDENCE, mo.id, window.session.portfolio_view(mo.id).portfolio.evidence[0].id))
    tabs = window.evidence.criteria.tabs
    assert [tabs.tabText(n).split("  ")[0] for n in range(2)] == ["B10 (nos-b10)", "B10 (ocr-b10)"]
