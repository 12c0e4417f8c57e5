"""The real window on a real caseload, offscreen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme
from csassess.ui.widgets.form_dialog import FormDialog


@pytest.fixture
def window(qtbot, qapp, caseload):
    """The main window on a caseload, as it opens."""
    theme.apply(qapp, theme.Theme())
    made = MainWindow(Session(caseload))
    qtbot.addWidget(
        made, before_close_func=lambda w: setattr(w, "_is_retired", True)
    )  # the caseload is the fixture's to close
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def observing(qtbot, window, mo):
    """The window on an observation just started; returns its evidence page."""
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    fill(window, place="Harbour, ticket office")
    window.evidence.criteria.show_unit("ocr-b10")
    with qtbot.waitActive(window):  # the dialog had the focus
        window.activateWindow()
    return window.evidence


def dialog_of(window: QWidget) -> FormDialog:
    """The dialog that is open."""
    return next(d for d in window.findChildren(FormDialog) if d.isVisible())


def dialog_is_open(window: QWidget) -> bool:
    """Whether a dialog is open."""
    return any(d.isVisible() for d in window.findChildren(FormDialog))


def fill(window: QWidget, **values: str) -> None:
    """Type into the fields of the open dialog and press its button."""
    dialog = dialog_of(window)
    for key, words in values.items():
        field = dialog.fields[key]
        field.setFocus()
        QTest.keyClicks(field, words)
    dialog.ok.click()
    QApplication.processEvents()


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def drawn(view) -> str:
    """A list of rows as text: box, head and state."""
    boxes = {True: "☑ ", False: "☐ ", None: ""}
    return "\n".join(f"{boxes[r.ticked]}{r.head} {r.state}".rstrip() for r in view.rows.rows)


def matrix_drawn(model) -> str:
    """The matrix as text: a line a row, a dot where a cell is empty."""
    rows = range(model.rowCount())
    return "\n".join(
        " ".join(
            str(model.index(row, c).data() or "·").replace(" ", "") for c in range(2, model.columnCount())
        )
        for row in rows
    )
