"""Contrast is measured on the pixels that are painted, in every palette (WCAG 2.2, 1.4.3 and 1.4.11)."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from csassess.ui.shell.focus_ring import FocusRing
from csassess.ui.widgets import theme
from csassess.ui.widgets.controls import button, chip
from csassess.ui.widgets.fields import line
from csassess.ui.widgets.theme import Look, Theme


def luminance(colour: QColor) -> float:
    parts = (channel / 255 for channel in (colour.red(), colour.green(), colour.blue()))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=list(Look))
def shown(request, qtbot, qapp):
    """Return a function that shows a control on a page and grabs the page."""
    theme.apply(qapp, Theme(request.param))
    page = QWidget()
    page.setObjectName("page")
    layout = QVBoxLayout(page)
    qtbot.addWidget(page)

    def show(control):
        layout.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        page.resize(400, 160)
        page.show()
        QApplication.processEvents()
        return page.grab().toImage(), control.geometry()

    yield show
    theme.apply(qapp, Theme())


def strongest(image, area, ground):
    """Return the greatest contrast to a colour of any pixel in an area."""
    return max(
        contrast(image.pixelColor(x, y), ground)
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


def test_a_placeholder_is_as_easily_read_as_other_words(shown):
    field = line(hint="WWWW for example: Harbour")
    image, area = shown(field)
    inside = area.adjusted(6, 6, -6, -6)
    assert strongest(image, inside, QColor(theme.current().colours.surface)) >= 4.5


@pytest.mark.parametrize("checked", [False, True])
def test_the_words_of_a_chip_and_its_border_stand_out(shown, checked):
    made = chip("WWWW", lambda: None)
    made.setChecked(checked)
    image, area = shown(made)
    middle = area.center()
    ground = image.pixelColor(area.left() + 12, middle.y())
    assert strongest(image, area.adjusted(10, 12, -10, -12), ground) >= 4.5
    border = image.copy(middle.x(), area.top(), 1, 3)
    page = QColor(theme.current().colours.ground)
    assert max(contrast(border.pixelColor(0, y), page) for y in range(3)) >= 3


def test_the_ring_of_the_focus_stands_out_from_the_page_and_from_a_main_button(shown, qapp):
    ring = FocusRing(qapp)
    made = button("Continue", lambda: None, "main")
    shown(made)
    ring._follow(None, made)
    QApplication.processEvents()
    image, area = made.parentWidget().grab().toImage(), made.geometry()
    outside = [image.pixelColor(area.center().x(), area.top() - step) for step in range(1, 6)]
    page = image.pixelColor(area.center().x(), area.top() - 8)
    assert max(contrast(colour, page) for colour in outside) >= 3
    assert contrast(outside[0], page) < 1.2  # a gap between the button and its ring


def test_the_ring_of_the_focus_outlives_the_window_in_which_it_was_shown_first(qtbot, qapp):
    ring = FocusRing(qapp)
    first, second = QWidget(), QWidget()
    for window in (first, second):
        layout = QVBoxLayout(window)
        layout.addWidget(button("Continue", lambda: None, "main"))
        with qtbot.waitActive(window):
            window.show()
        window.findChild(QPushButton).setFocus(Qt.FocusReason.TabFocusReason)
        assert ring.frame.widget() is window.findChild(QPushButton)
        if window is first:
            first.close()
            first.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ring.frame.isVisible()
    second.close()
