"""Nothing is cut or covered by something else: not on small screens, and not in large text."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from csassess.domain.records.evidence import Channel
from csassess.domain.records.signatures import FeedbackToCandidate
from csassess.domain.units.units import Demeanour, Relationship
from csassess.services.evidence import evidence
from csassess.services.visits import visits
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme

LAPTOP = QSize(1366, 720)  # pixels of a screen of 1366 x 768 without its frame and task bar
TABLET = QSize(1024, 740)
ROOMS = [(LAPTOP, 100), (TABLET, 100), (TABLET, 150), (TABLET, 200), (QSize(800, 570), 100)]


@pytest.fixture
def classed(caseload, mo, sian, clock):
    """Return Mo's item of a visit to two people, and its note: classed in full, and written up later."""
    before = visits.start_visit(caseload, [mo.id], "Call centre", informed="a notice")[mo.id].id
    evidence.next_customer(caseload, mo.id, before)
    visits.finish(caseload, mo.id, before, FeedbackToCandidate(before, before))
    clock.move_on(days=1)
    item = visits.start_visit(caseload, [mo.id, sian.id], "Call centre", informed="a notice")[mo.id].id
    customer, note = evidence.next_customer(caseload, mo.id, item)
    class_ = {"demeanour": Demeanour.DIFFICULT, "relationship": Relationship.EXISTING}
    evidence.change_customer(caseload, mo.id, replace(customer, **class_, channel=Channel.FACE_TO_FACE))
    clock.move_on(minutes=20)
    evidence.change_note(caseload, mo.id, replace(note, text="He missed his train."))
    return item, note.id


@contextmanager
def window_in_room(qtbot, qapp, caseload, size, text_size):
    """Open the window in a size and with a size of text in percent; afterwards text has its usual size."""
    theme.apply(qapp, theme.Theme(text_size=text_size))
    window = MainWindow(Session(caseload))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    window.resize(size)
    window.show()
    yield window
    theme.apply(qapp, theme.Theme())


@pytest.fixture(params=ROOMS, ids=lambda room: f"{room[0].width()} x {room[0].height()}, {room[1]} %")
def roomy(request, qtbot, qapp, caseload, classed):
    """Open the window in a size and with a size of text."""
    with window_in_room(qtbot, qapp, caseload, *request.param) as window:
        yield window


def test_no_page_is_wider_than_the_window(roomy, mo, classed):
    item, note = classed
    wider = {}
    for page in Page:
        if page in (Page.SAMPLE, Page.PICTURE):
            continue
        roomy.go(Location(page, mo.id, item, note, "" if page is Page.FINISH else "ocr-b10"))
        settle()
        areas = [area for area in roomy.page(page).findChildren(QScrollArea) if area.isVisible()]
        for area in filter(is_wider, areas):
            wider[page] = widest(area.widget())
    assert wider == {}


def test_the_parts_of_a_note_do_not_cover_each_other(roomy, mo, classed):
    item, note = classed
    roomy.go(Location(Page.EVIDENCE, mo.id, item, note, "ocr-b10"))
    settle()
    parts = parts_of(roomy.evidence.notes.editor)
    assert len(parts) > 8
    assert [pair for pair in pairs(parts) if place_of(pair[0]).intersects(place_of(pair[1]))] == []


def settle():
    for _ in range(5):
        QApplication.processEvents()


def is_wider(area):
    is_fixed = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return is_fixed and area.widget().width() > area.viewport().width()


def widest(content):
    """Return the kinds of the parts of a page that ask for the most width, outermost first."""
    parts = [part for part in content.findChildren(QWidget) if part.isVisible()]
    most = max(part.minimumSizeHint().width() for part in parts)
    return most, [type(part).__name__ for part in parts if part.minimumSizeHint().width() == most]


def parts_of(editor):
    """Return the visible controls and words of an editor."""
    kinds = (QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit)
    shown = [part for part in editor.findChildren(QWidget) if isinstance(part, kinds) and part.isVisible()]
    return [part for part in shown if not any(other.parent() is part for other in shown)]


def pairs(parts):
    return [(one, other) for number, one in enumerate(parts) for other in parts[:number]]


def place_of(part):
    return QRect(part.mapToGlobal(part.rect().topLeft()), part.size())


def test_a_long_link_wraps_and_makes_no_page_wider(roomy, mo, classed):
    roomy.go(Location(Page.PORTFOLIO, mo.id))
    link = roomy.portfolio.asked
    link.setText("What an external verifier would ask: 12 to answer before the claim, 34 worth a look" * 2)
    link.show()
    settle()
    assert [area for area in roomy.portfolio.findChildren(QScrollArea) if is_wider(area)] == []
    words = link.fontMetrics().boundingRect(
        QRect(0, 0, link.width(), 10_000), Qt.TextFlag.TextWordWrap, link.text()
    )
    assert link.height() >= words.height()
    assert link.mapTo(roomy, link.rect().bottomRight()).x() <= roomy.width()
