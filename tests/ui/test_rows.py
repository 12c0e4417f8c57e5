"""Lists of rows: the model, choosing, ticking, and heights that follow from the words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csassess.ui.widgets import theme
from csassess.ui.widgets.row_list import Row, RowList, RowListModel
from tests.ui.conftest import press

ROWS = [
    Row("a", "1.1", "Plan everything", state="–", ticked=False),
    Row("b", "1.2", "Organise " * 30, ticked=True),
    Row("c", "2"),
]


@pytest.fixture
def view(qtbot, qapp):
    theme.apply(qapp, theme.Theme())
    made = RowList("Rows", head_width=76)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show_rows(ROWS)
    made.show()
    return made


def test_the_model_keeps_the_rules_of_item_models(qtmodeltester, view):
    qtmodeltester.check(view.rows)
    qtmodeltester.check(RowListModel())


def test_a_row_is_as_high_as_its_words_need(view):
    short, long = (view.sizeHintForIndex(view.rows.index(place)).height() for place in (0, 1))
    assert long > 3 * short


def test_no_row_is_lower_than_a_finger_needs(view):
    assert all(view.sizeHintForIndex(view.rows.index(place)).height() >= theme.TARGET for place in range(3))


def test_space_asks_to_tick_a_row_with_a_box_and_chooses_one_without(qtbot, view):
    view.select("a")
    with qtbot.waitSignal(view.toggled) as toggled:
        press(view, Qt.Key.Key_Space)
    assert toggled.args == ["a", True]
    view.select("c")
    with qtbot.waitSignal(view.chosen) as chosen:
        press(view, Qt.Key.Key_Space)
    assert chosen.args == ["c"]


def test_a_click_on_a_ticked_row_asks_to_untick_it(qtbot, view):
    place = view.visualRect(view.rows.index(1)).center()
    with qtbot.waitSignal(view.toggled) as toggled:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert toggled.args == ["b", False]


def test_what_was_selected_stays_selected_when_the_rows_come_again(view):
    view.select("b")
    view.show_rows([Row("new", "0"), *ROWS])
    assert view.key() == "b"


def test_only_rows_that_differ_are_painted_again(qtbot, view):
    changed = []
    view.rows.dataChanged.connect(lambda first, _: changed.append(first.row()))
    view.show_rows([ROWS[0], Row("b", "1.2", "Organise", ticked=False), ROWS[2]])
    assert changed == [1]


def test_a_row_is_spoken_whole(view):
    assert view.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "1.1. Plan everything. –"
