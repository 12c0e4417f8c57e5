"""The real window on a real caseload, offscreen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from csassess.data.record.portfolios import load_portfolio
from csassess.services.candidates import candidates
from csassess.services.progress import portfolio_view
from csassess.services.visits import visits as visit_services
from csassess.ui.base.location import Location, Page
from csassess.ui.base.session import Session
from csassess.ui.shell.main_window import MainWindow
from csassess.ui.widgets import theme
from csassess.ui.widgets.form_dialog import FormDialog
from tests.support.exchanging import transfer
from tests.support.verifying import decided, registered, sampled


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


def portfolio_of(caseload, mo):
    return portfolio_view.portfolio_view(caseload, mo.id).portfolio


def accept(window, observing):
    """Accept the item by its dialog."""
    observing.judgement.accept.trigger()
    fill(window)


def click_row(view, key):
    assert view.select(key)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.currentIndex()).center()
    )


@pytest.fixture
def sian(caseload, mo):
    candidate = candidates.add_candidate(caseload, "Siân Ŵyn")
    candidates.enrol(caseload, candidate.id, "ocr-b10")
    return candidate


@pytest.fixture
def together(window, caseload, mo, sian):
    """Mo and Siân observed together, Mo's record shown."""
    items = visit_services.start_visit(caseload, [mo.id, sian.id], "Call centre", informed="a notice")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id, unit="ocr-b10"))
    return window.evidence


def give_frame(camera):
    """A frame as a camera would send it."""
    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    form = QVideoFrameFormat(picture.size(), QVideoFrameFormat.PixelFormat.Format_BGRX8888)
    frame = QVideoFrame(form)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    frame.bits(0)[:] = bytes(picture.constBits())
    frame.unmap()
    camera.sink.setVideoFrame(frame)


@pytest.fixture
def given(pair, tmp_path):
    """Aisha, decided and signed by Ann, and with Vera; Tom is registered with Ann only."""
    ann, vera = pair
    aisha, item = decided(ann)
    registered(ann, "Tom Reid", "2")
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    return aisha, item


@pytest.fixture
def asked(pair, given, tmp_path):
    """An action of the verifier's on Aisha's item, with the assessor."""
    ann, vera = pair
    aisha, item = given
    sampled(vera, aisha, item, ask="Show one more day of the log.")
    transfer(vera, ann, aisha.id, tmp_path / "answer.csbundle")
    return load_portfolio(ann, aisha.id).actions[0]


def shown(qtbot, qapp, caseload):
    """The window on a caseload."""
    theme.apply(qapp, theme.Theme())
    made = MainWindow(Session(caseload))
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_is_retired", True))
    made.show()
    return made


def draw_on(pad):
    """Draw a signature with the mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for x in (60, 100, 140):
        QTest.mouseMove(pad, QPoint(x, 40))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(160, 60))


def buttons_of(page):
    QApplication.processEvents()  # cards just made are laid out
    return [b for b in page.findChildren(QPushButton) if b.isVisible()]
