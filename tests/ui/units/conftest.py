"""Fixtures and helpers of tests that bring in units through the window."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication, QWidget

from csassess.domain.units.review import Part
from csassess.ui.base.location import Location, Page
from tests.ui.conftest import dialog_of
from tests.units.reading.documents.content import WALL
from tests.units.reading.documents.pdf import three_columns_landscape

PASTED = """Unit title: Bake bread for a village shop
Unit number: BR4

Learning outcome 1: Be able to bake bread
1.1 Weigh the flour and the salt before the dough is mixed
1.2 Knead the dough until it is smooth and

Learning outcome 2: Understand how bread rises
2.1 Explain what yeast needs before it can work

Evidence requirements
1. You must bake on at least three different days.
"""


def wait_for_review(qtbot, window):
    qtbot.waitUntil(lambda: window.place.page is Page.REVIEW, timeout=20_000)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window.review


@pytest.fixture
def document(tmp_path):
    """Write the PDF of a unit in three columns."""
    path = tmp_path / "wall.pdf"
    path.write_bytes(three_columns_landscape(WALL))
    return path


@pytest.fixture
def reviewing(qtbot, window, document):
    """Bring in the document through the page; return the review page."""
    window.go(Location(Page.UNITS))
    window.units.bringing_in.read_file(document)
    return wait_for_review(qtbot, window)


def paste(qtbot, window, words=PASTED):
    window.go(Location(Page.UNITS))
    window.units.paste.click()
    dialog_of(window).fields["words"].setPlainText(words)
    dialog_of(window).ok.click()
    return wait_for_review(qtbot, window)


@pytest.fixture
def pasted(qtbot, window):
    """Bring in the pasted unit; return the review page."""
    return paste(qtbot, window)


def settle_all(page):
    """Say of every doubtful row that it is right."""
    while page.review.to_look_at:
        page.editor.right_button.click()


def approve(window, page):
    """Settle what is doubtful and approve as the person who works here."""
    settle_all(page)
    page.bar.approve.click()
    dialog_of(window).ok.click()
    QApplication.processEvents()


def row_of(page, label, part=Part.CRITERION):
    return next(row for row in page.review.of(part) if row.label == label)


def named(parent, name):
    """Return the field of a name."""
    return next(field for field in parent.findChildren(QWidget) if field.accessibleName() == name)


def drag(page, box, number=None):
    """Drag a box on the page shown, given in points."""
    pages = page.document.pages
    if number:
        pages.show_page(number)
    scale = pages._scale()
    left, top, right, bottom = (value * scale for value in box)
    pages.canvas.dragged.emit(QRectF(QPointF(left, top), QPointF(right, bottom)))
