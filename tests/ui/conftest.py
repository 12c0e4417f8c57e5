"""Fixtures and helpers for tests of the real window, offscreen, on a real caseload."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
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


@pytest.fixture(autouse=True)
def windows_deleted(qapp):
    """Delete closed windows after each test, or every later change of theme restyles them too."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(qtbot, qapp, caseload):
    """Open the main window on a caseload."""
    theme.apply(qapp, theme.Theme())
    main_window = MainWindow(Session(caseload))
    qtbot.addWidget(
        main_window, before_close_func=lambda w: setattr(w, "_is_retired", True)
    )  # the caseload fixture closes the caseload
    with qtbot.waitActive(main_window):
        main_window.show()
        main_window.activateWindow()
    return main_window


@pytest.fixture
def observing(qtbot, window, mo):
    """Start an observation of Mo in the window; return its evidence page."""
    window.go(Location(Page.PORTFOLIO, mo.id))
    window.portfolio.start_button.click()
    fill(window, place="Harbour, ticket office")
    window.evidence.criteria.show_unit("ocr-b10")
    with qtbot.waitActive(window):  # the dialog had the focus
        window.activateWindow()
    return window.evidence


def dialog_of(window: QWidget) -> FormDialog:
    """Return the open dialog."""
    return next(d for d in window.findChildren(FormDialog) if d.isVisible())


def dialog_is_open(window: QWidget) -> bool:
    """Return whether a dialog is open."""
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


def rows_as_text(view) -> str:
    """Return a list of rows as text: box, head and state."""
    boxes = {True: "☑ ", False: "☐ ", None: ""}
    return "\n".join(f"{boxes[r.ticked]}{r.head} {r.state}".rstrip() for r in view.rows.rows)


def matrix_as_text(model) -> str:
    """Return the matrix as text: a line for each row, a dot for an empty cell."""
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
    """Accept the item through its dialog."""
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
def both_observed(window, caseload, mo, sian):
    """Start one visit to Mo and Siân, and show the page of Mo's item."""
    items = visit_services.start_visit(caseload, [mo.id, sian.id], "Call centre", informed="a notice")
    window.session.read_again()
    window.go(Location(Page.EVIDENCE, mo.id, items[mo.id].id, unit="ocr-b10"))
    return window.evidence


def give_frame(camera):
    """Send the camera page a frame, as a camera would."""
    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    form = QVideoFrameFormat(picture.size(), QVideoFrameFormat.PixelFormat.Format_BGRX8888)
    frame = QVideoFrame(form)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    frame.bits(0)[:] = bytes(picture.constBits())
    frame.unmap()
    camera.sink.setVideoFrame(frame)


@pytest.fixture
def verified(pair, tmp_path):
    """Return Aisha, decided and signed by Ann and received by Vera, and her item.

    Tom is registered in Ann's caseload only.
    """
    ann, vera = pair
    aisha, item = decided(ann)
    registered(ann, "Tom Reid", "2")
    transfer(ann, vera, aisha.id, tmp_path / "to-verify.csbundle")
    return aisha, item


@pytest.fixture
def asked_action(pair, verified, tmp_path):
    """Return an action on Aisha's item that Vera asked for and Ann has received."""
    ann, vera = pair
    aisha, item = verified
    sampled(vera, aisha, item, ask="Show one more day of the log.")
    transfer(vera, ann, aisha.id, tmp_path / "answer.csbundle")
    return load_portfolio(ann, aisha.id).actions[0]


def open_window(qtbot, qapp, caseload):
    """Open the main window on any caseload."""
    theme.apply(qapp, theme.Theme())
    main_window = MainWindow(Session(caseload))
    qtbot.addWidget(main_window, before_close_func=lambda w: setattr(w, "_is_retired", True))
    main_window.show()
    return main_window


def draw_signature(pad):
    """Draw a signature with the mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for x in (60, 100, 140):
        QTest.mouseMove(pad, QPoint(x, 40))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(160, 60))


class MenuEntry:
    """An entry in the menu of a button, pressed like a button."""

    def __init__(self, action):
        self._action = action
        self.click, self.isEnabled, self.toolTip = action.trigger, action.isEnabled, action.toolTip
        self.isVisible, self.text = action.isVisible, action.text

    def accessibleName(self):
        return self._action.text()


def buttons_of(page):
    """Return the buttons that a page shows, and the entries in their menus."""
    QApplication.processEvents()  # lay out new cards
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible()]
    entries = [MenuEntry(a) for b in buttons if b.menu() for a in b.menu().actions() if a.isVisible()]
    return [*buttons, *entries]


@pytest.fixture
def verifier(qtbot, qapp, pair, verified):
    """Open the verifier's window on the sampling plan."""
    main_window = open_window(qtbot, qapp, pair[1])
    main_window.go(Location(Page.VERIFICATION))
    return main_window


def plan_as_text(page):
    """Return the plan as text, one line for each candidate."""
    model = page.plan.plan
    return "\n".join(
        " | ".join(
            str(model.index(row, column).data()).replace("\n", " ") for column in range(model.columnCount())
        )
        for row in range(model.rowCount())
    )


def choose_cell(page, row=0, column=1):
    page.plan.setCurrentIndex(page.plan.plan.index(row, column))


@pytest.fixture
def sampling_page(verifier):
    """Start an interim sample; return its page."""
    choose_cell(verifier.verification)
    verifier.verification.interim_button.click()
    return verifier.sample
