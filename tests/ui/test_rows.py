"""Lists of rows: the model, choosing, ticking, and row heights."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from csassess.ui.widgets import theme
from csassess.ui.widgets.row_layout import TextBlock
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
    row_list = RowList("Rows", head_width=76)
    qtbot.addWidget(row_list)
    row_list.resize(400, 500)
    row_list.show_rows(ROWS)
    row_list.show()
    return row_list


def test_the_model_follows_the_rules_of_item_models(qtmodeltester, view):
    qtmodeltester.check(view.rows)
    qtmodeltester.check(RowListModel())


def test_a_row_is_as_high_as_its_words_need(view):
    short, long = (view.sizeHintForIndex(view.rows.index(place)).height() for place in (0, 1))
    assert long > 3 * short


def test_every_row_has_at_least_the_minimum_touch_height(view):
    assert all(view.sizeHintForIndex(view.rows.index(place)).height() >= theme.TARGET for place in range(3))


def test_space_toggles_a_row_with_a_box_and_chooses_one_without(qtbot, view):
    view.select("a")
    with qtbot.waitSignal(view.toggled) as toggled:
        press(view, Qt.Key.Key_Space)
    assert toggled.args == ["a", True]
    view.select("c")
    with qtbot.waitSignal(view.chosen) as chosen:
        press(view, Qt.Key.Key_Space)
    assert chosen.args == ["c"]


def test_a_click_on_a_ticked_row_unticks_it(qtbot, view):
    place = view.visualRect(view.rows.index(1)).center()
    with qtbot.waitSignal(view.toggled) as toggled:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert toggled.args == ["b", False]


def test_the_selection_survives_an_update_of_the_rows(view):
    view.select("b")
    view.show_rows([Row("new", "0"), *ROWS])
    assert view.key() == "b"


def test_only_changed_rows_are_repainted(qtbot, view):
    changed = []
    view.rows.dataChanged.connect(lambda first, _: changed.append(first.row()))
    view.show_rows([ROWS[0], Row("b", "1.2", "Organise", ticked=False), ROWS[2]])
    assert changed == [1]


def test_a_screen_reader_gets_the_whole_row(view):
    assert view.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "1.1. Plan everything. –"


def test_a_row_is_as_high_as_its_head_needs(view):
    view.show_rows([Row("a", "B10 (nos-b10) 2.2", "Plan"), Row("b", "2.2", "Plan")])
    long, short = (view.sizeHintForIndex(view.rows.index(place)).height() for place in (0, 1))
    assert long > short


def test_each_line_of_a_row_starts_on_a_line_of_its_own(view):
    """Painted text has as many lines as the height of the row allows for."""
    lines = TextBlock(QPoint(), 400, view.font(), "black", "one\ntwo\nthree").static_text
    single = TextBlock(QPoint(), 400, view.font(), "black", "one").static_text
    assert lines.size().height() == pytest.approx(3 * single.size().height(), rel=0.1)
